"""`python -m bench.growth`: its parts by themselves, and the smallest sizes of two curves."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bench.growth import page, steps
from bench.growth.curve import Curve, Curves
from bot.directory import load


def curve(values: dict[int, float], flat: bool = False) -> Curve:
    return Curve(name="a turn", size_of="callers at once", flat=flat, rounds={at: [ms] for at, ms in values.items()})


@pytest.mark.parametrize(
    ("values", "flat", "steep"),
    [
        ({1: 10, 2: 20, 4: 40}, False, []),
        ({1: 10, 2: 24, 4: 40}, False, []),
        ({1: 10, 2: 26, 4: 40}, False, [(1, 2)]),
        ({4: 100, 1: 10, 2: 10}, False, [(2, 4)]),
        ({1: 10, 2_000: 12}, True, []),
        ({1: 10, 2_000: 13}, True, [(1, 2_000)]),
        ({0: 10, 1_000: 13}, False, [(0, 1_000)]),
    ],
)
def test_a_step_is_too_steep_where_it_beats_its_share(
    values: dict[int, float], flat: bool, steep: list[tuple[int, int]]
) -> None:
    assert curve(values, flat).steps_too_steep() == steep


def test_the_rounds_give_the_middle_and_the_ends() -> None:
    one = curve({})
    for value in (3.0, 1.0, 2.0):
        one.add(8, value)
    assert one.points() == [(8, 2.0, 1.0, 3.0)]


def test_the_page_and_the_plots_tell_each_curve(tmp_path: Path) -> None:
    curves = Curves(machine="a machine", curves=[curve({1: 10, 2: 50}), curve({1: 10, 2: 12})])
    page.write(curves, tmp_path)
    text = (tmp_path / "growth.md").read_text(encoding="utf-8")
    assert "not met, 1 to 2" in text
    assert "wanted no step worse than linear: met" in text
    for folder in ("one", "two"):
        page.draw(curves, tmp_path / folder)
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["callers.svg"]
    assert (tmp_path / "one/callers.svg").read_bytes() == (tmp_path / "two/callers.svg").read_bytes()


@pytest.mark.parametrize("many", [15, 40])
def test_an_invented_directory_is_valid_at_every_size(many: int, tmp_path: Path) -> None:
    path = tmp_path / "directory.yaml"
    path.write_text(yaml.safe_dump(steps.large(many)), encoding="utf-8")
    assert len(load(path).entries) == many


def test_a_form_is_filled_in_with_requests_stored_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "REQUESTS", (0, 20))
    monkeypatch.setattr(steps, "TALKS", 1)
    (found,) = steps.requests(rounds=1)
    assert set(found.rounds) == {0, 20}
