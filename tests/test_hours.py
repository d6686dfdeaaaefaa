"""Opening hours against an oracle of its own: other zone library, holidays from the law's wording."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz

from bot import hours
from bot.directory import load
from bot.directory_types import Entry, Schedule
from bot.hours import Hours, ZoneMissing

SHIPPED = load(Path(__file__).resolve().parent.parent / "directory.yaml")
ZONE, OTHER = ZoneInfo("America/New_York"), tz.gettz("America/New_York")
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2029, 1, 1)
NAME = {"en": "n", "es": "n"}
OFFICE = {day: [["08:00", "12:00"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
NIGHT = {
    "fri": [["22:00", "24:00"]],
    "sat": [["00:00", "03:00"], ["22:00", "24:00"]],
    "sun": [["00:00", "02:30"]],
}
EVE = {"2026-12-24": [["08:00", "12:00"]], "2026-12-25": [["10:00", "11:00"]], "2027-07-06": []}
SCHEDULES = dict(SHIPPED.file.schedules) | {
    "closed_on_holidays": Schedule.model_validate({"name": NAME, "days": OFFICE, "holidays": "closed", "dates": EVE}),
    "over_midnight": Schedule.model_validate({"name": NAME, "days": NIGHT, "holidays": "open"}),
}


def nth(year: int, month: int, weekday: int, n: int) -> dt.date:
    """The nth such weekday of a month; the last for n = -1."""
    days = [dt.date(year, month, 1) + dt.timedelta(days=d) for d in range(31)]
    days = [day for day in days if day.month == month and day.weekday() == weekday]
    return days[n - 1] if n > 0 else days[n]


def federal(year: int) -> Iterator[dt.date]:
    """5 U.S.C. 6103, with the day off on Friday or Monday where the day is a Saturday or Sunday."""
    for month, day in ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25)):
        fixed = dt.date(year, month, day)
        yield fixed
        yield fixed + dt.timedelta(days={5: -1, 6: 1}.get(fixed.weekday(), 0))
    yield from (nth(year, 1, 0, 3), nth(year, 2, 0, 3), nth(year, 5, 0, -1), nth(year, 9, 0, 1))
    yield from (nth(year, 10, 0, 2), nth(year, 11, 3, 4))


OFF = {day for year in range(2025, 2031) for day in federal(year)}


def oracle(schedule: Schedule) -> list[tuple[dt.datetime, dt.datetime]]:
    """Every sure opening of the three years in UTC, openings that touch joined."""
    spans: list[tuple[dt.datetime, dt.datetime]] = []
    for n in range((LAST - FIRST).days):
        day = FIRST + dt.timedelta(days=n)
        times = schedule.days.get(("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day.weekday()], ())
        if schedule.holidays != "open" and day in OFF:
            times = ()
        for start, end in schedule.dates.get(day, times):
            span = moment(day, start), moment(day, end)
            if spans and spans[-1][1] == span[0]:
                span = spans.pop()[0], span[1]
            spans.append(span)
    return spans


def moment(day: dt.date, clock: str) -> dt.datetime:
    minutes = int(clock[:2]) * 60 + int(clock[3:])
    wall = dt.datetime.combine(day, dt.time(), tzinfo=OTHER) + dt.timedelta(minutes=minutes)
    return tz.resolve_imaginary(wall).astimezone(dt.UTC)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize("name", SCHEDULES)
def test_three_years_of_openings_are_those_of_the_oracle(name: str) -> None:
    first, last = at(FIRST.isoformat()), at(LAST.isoformat())
    found = [(a.astimezone(dt.UTC), b.astimezone(dt.UTC)) for a, b in hours.intervals(SCHEDULES[name], first, last)]
    expected = oracle(SCHEDULES[name])
    assert found == expected
    assert expected or name == "weekend"


@pytest.mark.parametrize("name", [name for name, s in SCHEDULES.items() if s.times_given])
def test_open_and_next_are_right_at_every_edge_of_the_three_years(name: str) -> None:
    schedule = SCHEDULES[name]
    edges = oracle(schedule)
    for place, (start, end) in enumerate(edges):
        begins, ends = start.astimezone(ZONE), end.astimezone(ZONE)
        assert hours.is_open(schedule, begins) is True
        assert hours.is_open(schedule, ends - dt.timedelta(seconds=1)) is True
        if place + 1 < len(edges):
            assert hours.is_open(schedule, ends) is not True
            assert hours.next_opening(schedule, begins) == edges[place + 1][0]
            assert hours.next_closing(schedule, begins) == end


def test_every_federal_holiday_has_its_name_and_no_other_day_has_one() -> None:
    days = [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days)]
    assert {day for day in days if hours.holiday(day)} == {day for day in OFF if FIRST <= day < LAST}
    names = {name.split(" (")[0] for day in days if (name := hours.holiday(day))}
    assert names == {
        "New Year's Day", "Martin Luther King Jr. Day", "Washington's Birthday", "Memorial Day",
        "Juneteenth National Independence Day", "Independence Day", "Labor Day", "Columbus Day",
        "Veterans Day", "Thanksgiving Day", "Christmas Day",
    }  # fmt: skip


BILLING = SCHEDULES["billing"]
RECORDS = SCHEDULES["records"]
CASES = [
    ("billing", "2026-11-23T07:59:59", False), ("billing", "2026-11-23T08:00", True),
    ("billing", "2026-11-23T16:59:59", True), ("billing", "2026-11-23T17:00", False),
    ("billing", "2026-11-22T12:00", False), ("billing", "2026-11-26T12:00", None),
    ("records", "2026-11-23T16:29:59", True), ("records", "2026-11-23T16:30", False),
    ("records", "2026-12-25T09:00", None), ("records", "2026-07-03T09:00", None),
    ("first_shift", "2026-11-24T09:00", True), ("first_shift", "2026-11-24T18:30", False),
    ("second_shift", "2026-11-24T14:59", False), ("second_shift", "2026-11-24T15:00", True),
    ("second_shift", "2026-11-24T23:29", True), ("second_shift", "2026-11-24T23:30", False),
    ("first_shift", "2026-11-21T10:00", False), ("second_shift", "2026-11-26T16:00", None),
    ("weekend", "2026-11-21T10:00", None), ("weekend", "2026-11-22T03:00", None),
    ("weekend", "2026-11-23T10:00", False), ("always", "2026-12-25T03:00", True),
    ("closed_on_holidays", "2026-12-24T11:59", True), ("closed_on_holidays", "2026-12-24T13:30", False),
    ("closed_on_holidays", "2026-12-25T10:30", True), ("closed_on_holidays", "2026-11-26T10:00", False),
    ("closed_on_holidays", "2027-07-06T10:00", False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "when", "expected"), CASES)
def test_open_closed_or_not_given(name: str, when: str, expected: bool | None) -> None:
    assert hours.is_open(SCHEDULES[name], at(when)) is expected


NEXT = [
    ("billing", "2026-11-20T17:00", "2026-11-23T08:00"),
    ("billing", "2026-11-25T18:00", "2026-11-27T08:00"),
    ("records", "2026-11-23T07:00", "2026-11-23T08:00"),
    ("records", "2026-11-23T09:00", "2026-11-24T08:00"),
    ("first_shift", "2026-12-31T19:00", "2027-01-04T09:00"),
    ("over_midnight", "2026-11-20T23:00", "2026-11-21T22:00"),
]


@pytest.mark.parametrize(("name", "when", "expected"), NEXT)
def test_the_next_sure_opening(name: str, when: str, expected: str) -> None:
    assert hours.next_opening(SCHEDULES[name], at(when)) == at(expected)


def test_what_never_opens_or_never_closes_has_no_next() -> None:
    assert hours.next_opening(SCHEDULES["weekend"], at("2026-11-20T10:00")) is None
    assert hours.next_opening(SCHEDULES["always"], at("2026-11-20T10:00")) is None
    assert hours.next_closing(SCHEDULES["always"], at("2026-11-20T10:00")) is None
    assert hours.next_closing(BILLING, at("2026-11-20T18:00")) is None
    assert hours.is_open(None, at("2026-11-20T10:00")) is None
    assert hours.next_opening(None, at("2026-11-20T10:00")) is None


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC).astimezone(ZONE)


def test_the_night_the_clocks_go_forward() -> None:
    night = SCHEDULES["over_midnight"]
    assert hours.is_open(night, utc("2026-03-08T07:29"))
    assert not hours.is_open(night, utc("2026-03-08T07:30"))
    early = Schedule.model_validate({"name": NAME, "days": {"sun": [["02:30", "05:00"]]}, "holidays": "open"})
    opens = hours.next_opening(early, at("2026-03-08T01:00"))
    assert opens == utc("2026-03-08T07:30")
    assert opens is not None
    assert f"{opens:%H:%M}" == "03:30"


def test_the_night_the_clocks_go_back_has_an_hour_twice() -> None:
    night = SCHEDULES["over_midnight"]
    assert hours.is_open(night, utc("2026-11-01T05:30"))
    assert hours.is_open(night, utc("2026-11-01T06:30"))
    assert not hours.is_open(night, utc("2026-11-01T07:30"))
    assert hours.next_closing(night, utc("2026-11-01T05:30")) == utc("2026-11-01T07:30")


def test_nine_oclock_stays_nine_oclock_over_both_changes() -> None:
    shift = SCHEDULES["first_shift"]
    assert hours.next_opening(shift, at("2026-03-06T20:00")) == utc("2026-03-09T13:00")
    assert hours.next_opening(shift, at("2026-10-30T20:00")) == utc("2026-11-02T14:00")


@pytest.mark.parametrize("when", [dt.datetime(2026, 11, 23, 9), dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)])  # noqa: DTZ001
def test_a_time_outside_the_desks_zone_is_refused(when: dt.datetime) -> None:
    with pytest.raises(ZoneMissing):
        hours.is_open(BILLING, when)
    with pytest.raises(ZoneMissing):
        hours.next_opening(BILLING, when)


def test_a_week_puts_equal_days_together() -> None:
    weekdays = ("mon", "tue", "wed", "thu", "fri")
    assert hours.week(RECORDS) == (Hours(weekdays, (("08:00", "16:30"),)),)
    assert hours.week(SCHEDULES["weekend"]) == (Hours(("sat", "sun"), ()),)
    mixed = Schedule.model_validate(
        {
            "name": NAME,
            "days": {"wed": [["08:00", "12:00"]], "mon": [["08:00", "17:00"]], "fri": [["08:00", "17:00"]]},
        }
    )
    assert hours.week(mixed) == (
        Hours(("mon", "fri"), (("08:00", "17:00"),)),
        Hours(("wed",), (("08:00", "12:00"),)),
    )


LEADS = [
    ("2026-11-24T08:59", [], []),
    ("2026-11-24T09:00", ["leads_first_shift"], []),
    ("2026-11-24T15:00", ["leads_first_shift", "leads_second_shift"], []),
    ("2026-11-24T18:30", ["leads_second_shift"], []),
    ("2026-11-24T23:30", [], []),
    ("2026-11-21T12:00", [], ["leads_weekend"]),
    ("2026-11-26T12:00", [], ["leads_first_shift", "leads_second_shift"]),
]


@pytest.mark.parametrize(("when", "sure", "unknown"), LEADS)
def test_who_is_on_shift(when: str, sure: list[str], unknown: list[str]) -> None:
    leads: tuple[Entry, ...] = SHIPPED.role("images_offices")
    assert [e.id for e in SHIPPED.open_among(leads, at(when))] == sure
    assert [e.id for e in SHIPPED.open_among(leads, at(when), unknown=True)] == sure + unknown
