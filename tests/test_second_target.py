"""The spans in which nobody is sure to take an emergent caller whom the 24/7 line did not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.directory import load
from bot.directory_check import report
from bot.second_target import Gap, all_gaps, day_gaps, emergent_gaps
from bot.second_target_told import grouped
from tests.small_directory import entry, small, write
from tests.test_directory_check import NOW, SHIPPED, lines, said_of


def test_the_spans_without_a_sure_second_target_are_named() -> None:
    assert [str(gap) for gap in emergent_gaps(load(SHIPPED))] == [
        "Mon 00:00 to Mon 09:00: nobody",
        "Mon 23:30 to Tue 09:00: nobody",
        "Tue 23:30 to Wed 09:00: nobody",
        "Wed 23:30 to Thu 09:00: nobody",
        "Thu 23:30 to Fri 09:00: nobody",
        "Fri 23:30 to Sat 00:00: nobody",
        "Sat 00:00 to Mon 00:00: the hours of the line for it are not given",
    ]


def test_a_span_over_the_end_of_the_week_is_one(tmp_path: Path) -> None:
    directory = load(write(tmp_path / "d.yaml", small()))
    assert emergent_gaps(directory) == (
        Gap(12 * 60, 13 * 60, not_given=False),
        Gap(17 * 60, 7 * 1440 + 8 * 60 - 7 * 1440, not_given=False),
    )
    assert [str(gap) for gap in emergent_gaps(directory)][1] == "Mon 17:00 to Mon 08:00: nobody"


def test_without_any_second_target_the_whole_week_is_named(tmp_path: Path) -> None:
    raw = small()
    raw["emergent_backup"] = []
    assert lines(said_of(raw, tmp_path)[0], "Mon to Sun all day: nobody")


@pytest.mark.parametrize("phone", [{"number": "+13125550122"}, {"purpose": "fax"}])
def test_a_line_that_cannot_be_dialled_second_is_nobody(phone: dict[str, str], tmp_path: Path) -> None:
    raw = small()
    entry(raw, "lead")["numbers"][0].update(phone)
    entry(raw, "lead")["not_given"] = ["email", "address"]
    assert lines(said_of(raw, tmp_path)[0], "Mon to Sun all day: nobody")


def test_a_line_without_hours_is_not_sure(tmp_path: Path) -> None:
    raw = small()
    del entry(raw, "lead")["hours"]
    assert lines(said_of(raw, tmp_path)[0], "Mon to Sun all day: the hours of the line for it are not given")


def test_holidays_take_from_the_usual_week() -> None:
    named = [str(gap) for gap in all_gaps(load(SHIPPED), NOW.date())][7:]
    assert named == [
        f"{day} 09:00 to 23:30: the source does not say if anybody is there"
        for day in (
            "Thu 2026-11-26 (Thanksgiving Day)",
            "Fri 2026-12-25 (Christmas Day)",
            "Fri 2027-01-01 (New Year's Day)",
            "Mon 2027-01-18 (Martin Luther King Jr. Day)",
        )
    ]
    assert [line.partition("target: ")[2] for line in lines(report(SHIPPED, NOW)[0], "No sure second target")] == [
        "Mon to Fri 00:00 to 09:00 and 23:30 to 24:00: nobody. Name a line that is staffed.",
        "Sat, Sun all day: the hours of the line for it are not given. Name a line that is staffed.",
        "Thu 2026-11-26 (Thanksgiving Day), Fri 2026-12-25 (Christmas Day), Fri 2027-01-01 (New Year's Day), "
        "Mon 2027-01-18 (Martin Luther King Jr. Day) 09:00 to 23:30: the source does not say if anybody is there. "
        "Name a line that is staffed.",
    ]


def test_single_dates_take_from_the_usual_week_and_give_to_it(tmp_path: Path) -> None:
    raw = small()
    times = {
        "2026-11-23": [["11:00", "12:00"], ["14:00", "18:00"]],
        "2026-11-30": [],
        "2026-11-24": [["08:00", "17:00"]],
    }
    raw["schedules"]["office"] |= {"dates": times, "holidays": "open"}
    directory = load(write(tmp_path / "d.yaml", raw))
    assert [str(gap) for gap in day_gaps(directory, NOW.date())] == [
        "Mon 2026-11-23 08:00 to 11:00: nobody",
        "Mon 2026-11-23 13:00 to 14:00: nobody",
        "Mon 2026-11-30 08:00 to 12:00: nobody",
        "Mon 2026-11-30 13:00 to 17:00: nobody",
    ]


def test_days_that_are_alike_stand_together(tmp_path: Path) -> None:
    raw = small()
    raw["schedules"]["office"]["days"] = {day: [["08:00", "12:00"]] for day in ("mon", "wed", "thu", "fri")}
    gaps = emergent_gaps(load(write(tmp_path / "d.yaml", raw)))
    assert list(grouped(gaps)) == [
        "Mon, Wed, Thu, Fri 00:00 to 08:00 and 12:00 to 24:00: nobody",
        "Tue, Sat, Sun all day: nobody",
    ]
    assert list(grouped([])) == []
