"""A number that is one slip away from one of the directory's."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.directory import Directory, load
from bot.near_numbers import near


@pytest.fixture(scope="module")
def directory() -> Directory:
    return load(Path(__file__).parent.parent / "directory.yaml")


def _all(directory: Directory) -> list[str]:
    return sorted({number.number[-10:] for entry in directory.entries for number in entry.numbers})


def test_every_number_is_found_by_one_wrong_digit_or_not_at_all(directory: Directory) -> None:
    known, tried = _all(directory), 0
    for number in known:
        for place in range(len(number)):
            slip = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
            found = near(directory, (slip,))
            tried += 1
            assert found is None or found[1].number[-10:] in known
            if found:
                assert sum(a != b for a, b in zip(slip, found[1].number[-10:], strict=True)) <= 2
    print(f"{tried} slips")
    assert tried >= 300


@pytest.mark.parametrize(("heard", "meant"), [("9196847268", "9196847266"), ("6847193", "9196847139")])
def test_a_slip_finds_the_number(directory: Directory, heard: str, meant: str) -> None:
    found = near(directory, (heard,))
    assert found is not None
    assert found[1].number.endswith(meant)


def test_two_wrong_digits_or_four_digits_find_nothing(directory: Directory) -> None:
    assert near(directory, ("9195550123",)) is None
    assert near(directory, ("7268",)) is None
