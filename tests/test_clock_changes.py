"""The nights on which clocks go forward and back, in each of three years."""

from __future__ import annotations

import datetime as dt

import pytest

from bot import hours
from bot.directory_types import Schedule
from tests.schedules import NAME, SCHEDULES, at, utc
from tests.shells import Shell

FORWARD = ["2026-03-08", "2027-03-14", "2028-03-12"]
BACK = ["2026-11-01", "2027-11-07", "2028-11-05"]
NIGHT_SHIFT, SUNDAY = SCHEDULES["over_midnight"], {"days": {"sun": [["02:30", "05:00"]]}, "holidays": "open"}


@pytest.mark.parametrize("day", FORWARD)
def test_the_night_the_clocks_go_forward(day: str) -> None:
    assert hours.is_open(NIGHT_SHIFT, utc(f"{day}T06:59"))
    assert not hours.is_open(NIGHT_SHIFT, utc(f"{day}T07:00")), "half past two is past when clocks show three"
    early = Schedule.model_validate({"name": NAME} | SUNDAY)
    assert not hours.is_open(early, utc(f"{day}T06:59"))
    assert hours.is_open(early, utc(f"{day}T07:00"))
    opens = hours.next_opening(early, at(f"{day}T01:00"))
    assert opens == utc(f"{day}T07:00")
    assert f"{opens:%H:%M}" == "03:00"


def test_an_opening_that_the_change_leaves_out_is_none() -> None:
    short = Schedule.model_validate({"name": NAME} | SUNDAY | {"days": {"sun": [["02:10", "02:50"]]}})
    assert hours.next_opening(short, at("2026-03-07T12:00")) == at("2026-03-15T02:10")
    assert list(hours.intervals(short, at("2026-03-08T00:00"), at("2026-03-09T00:00"))) == []


@pytest.mark.parametrize("day", BACK)
def test_the_night_the_clocks_go_back_has_an_hour_twice(day: str) -> None:
    assert hours.is_open(NIGHT_SHIFT, utc(f"{day}T05:30"))
    assert hours.is_open(NIGHT_SHIFT, utc(f"{day}T06:30"))
    assert not hours.is_open(NIGHT_SHIFT, utc(f"{day}T07:30"))
    assert hours.next_closing(NIGHT_SHIFT, utc(f"{day}T05:30")) == utc(f"{day}T07:30")


def test_what_ends_in_the_hour_that_comes_twice_ends_the_first_time() -> None:
    late = Schedule.model_validate({"name": NAME, "days": {"sun": [["00:00", "01:30"]]}, "holidays": "open"})
    assert hours.is_open(late, utc("2026-11-01T05:29"))
    assert not hours.is_open(late, utc("2026-11-01T05:30"))
    assert not hours.is_open(late, utc("2026-11-01T06:15"))


@pytest.mark.parametrize(("day", "length"), [(day, 23) for day in FORWARD] + [(day, 25) for day in BACK])
def test_the_day_of_a_change_is_an_hour_shorter_or_longer(day: str, length: int) -> None:
    midnight, following = at(f"{day}T00:00"), dt.date.fromisoformat(day) + dt.timedelta(days=1)
    [(start, end)] = hours.intervals(SCHEDULES["always"], midnight, at(f"{following}T00:00"))
    assert end.astimezone(dt.UTC) - start.astimezone(dt.UTC) == dt.timedelta(hours=length)


@pytest.mark.parametrize(("day", "zone"), [(day, "EDT") for day in FORWARD] + [(day, "EST") for day in BACK])
def test_nine_oclock_stays_nine_oclock_over_every_change(day: str, zone: str) -> None:
    friday, monday = (dt.date.fromisoformat(day) + dt.timedelta(days=n) for n in (-2, 1))
    opens = hours.next_opening(SCHEDULES["first_shift"], at(f"{friday}T20:00"))
    assert opens is not None
    assert f"{opens:%Y-%m-%d %H:%M %Z}" == f"{monday} 09:00 {zone}"
    assert opens == utc(f"{monday}T{13 if zone == 'EDT' else 14}:00")


def test_a_time_that_the_clocks_leave_out_is_the_one_they_show(shell: Shell) -> None:
    printed = shell.type("directory", "show", "--at", "2026-03-08T02:30").output
    assert printed.startswith("Sunday 2026-03-08 03:30 CDT\n")
