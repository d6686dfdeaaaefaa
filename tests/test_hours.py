"""Opening hours against an oracle of its own: every five minutes of UTC on the wall, holidays by the law's wording."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from bot import hours
from bot.directory_types import Entry, Schedule
from bot.hours import Hours, ZoneMissing
from tests.schedules import NAME, SCHEDULES, SHIPPED, ZONE, at

STEP = dt.timedelta(minutes=5)
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2029, 1, 1)


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


Wall = list[tuple[dt.datetime, dt.date, int]]
OFF = {day for year in range(2025, 2031) for day in federal(year)}


@pytest.fixture(scope="module")
def wall() -> Wall:
    """Every five minutes of the three years: the instant, and the day and minute that clocks in the zone show then."""
    first, last = (dt.datetime.combine(day, dt.time(), tzinfo=ZONE).astimezone(dt.UTC) for day in (FIRST, LAST))
    steps = [first + n * STEP for n in range((last - first) // STEP)]
    shown = (step.astimezone(ZONE) for step in steps)
    return [(step, local.date(), local.hour * 60 + local.minute) for step, local in zip(steps, shown, strict=True)]


def oracle(name: str, wall: Wall) -> list[tuple[dt.datetime, dt.datetime]]:
    """Every sure opening in UTC: from the first step at which it is open to the first at which it is not."""
    spans: list[tuple[dt.datetime, dt.datetime]] = []
    times = {day: minutes(name, day) for day in {day for _, day, _ in wall}}
    for step, day, minute in wall:
        if not any(start <= minute < end for start, end in times[day]):
            continue
        if spans and spans[-1][1] == step:
            spans[-1] = spans[-1][0], step + STEP
        else:
            spans.append((step, step + STEP))
    return spans


# What the department's page says, in a form of its own: days (0 is Monday), from, until, also on holidays.
PAGE = {
    "always": [(range(7), 0, 24, True)],
    "billing": [(range(5), 8, 17, False)],
    "records": [(range(5), 8, 16.5, False)],
    "first_shift": [(range(5), 9, 18.5, False)],
    "second_shift": [(range(5), 15, 23.5, False)],
    "weekend": [],
    "closed_on_holidays": [(range(5), 8, 12, False), (range(5), 13, 17, False)],
    "over_midnight": [([4, 5], 22, 24, True), ([5], 0, 3, True), ([6], 0, 2.5, True)],
}
DATES = {"closed_on_holidays": {"2026-12-24": [(8, 12)], "2026-12-25": [(10, 11)], "2027-07-06": []}}


def minutes(name: str, day: dt.date) -> list[tuple[float, float]]:
    """The minutes of the day between which it is surely open."""
    open_then = (not_off or day not in OFF for _, _, _, not_off in PAGE[name])
    usual = [(a, b) for on, (days, a, b, _) in zip(open_then, PAGE[name], strict=True) if on and day.weekday() in days]
    return [(a * 60, b * 60) for a, b in DATES.get(name, {}).get(day.isoformat(), usual)]


def test_the_page_and_the_directory_have_the_same_schedules() -> None:
    assert PAGE.keys() == SCHEDULES.keys()


@pytest.mark.parametrize("name", SCHEDULES)
def test_three_years_of_openings_are_those_of_the_oracle(name: str, wall: Wall) -> None:
    assert len(wall) == 1096 * 288
    first, last = at(FIRST.isoformat()), at(LAST.isoformat())
    found = [(a.astimezone(dt.UTC), b.astimezone(dt.UTC)) for a, b in hours.intervals(SCHEDULES[name], first, last)]
    expected = oracle(name, wall)
    assert found == expected
    assert expected or name == "weekend"


@pytest.mark.parametrize("name", [name for name, s in SCHEDULES.items() if s.times_given])
def test_open_and_next_are_right_at_every_edge_of_the_three_years(name: str, wall: Wall) -> None:
    schedule = SCHEDULES[name]
    edges = oracle(name, wall)
    for place, (start, end) in enumerate(edges):
        begins, ends = start.astimezone(ZONE), end.astimezone(ZONE)
        assert hours.is_open(schedule, begins) is True
        assert hours.is_open(schedule, (end - dt.timedelta(seconds=1)).astimezone(ZONE)) is True
        if place + 1 < len(edges):
            assert hours.is_open(schedule, ends) is not True
            assert hours.next_opening(schedule, begins) == edges[place + 1][0]
            assert hours.next_closing(schedule, begins) == end


HOLIDAYS = {
    "New Year's Day": "2026-01-01 2027-01-01 2028-01-01",
    "New Year's Day (observed)": "2027-12-31",
    "Martin Luther King Jr. Day": "2026-01-19 2027-01-18 2028-01-17",
    "Washington's Birthday": "2026-02-16 2027-02-15 2028-02-21",
    "Memorial Day": "2026-05-25 2027-05-31 2028-05-29",
    "Juneteenth National Independence Day": "2026-06-19 2027-06-19 2028-06-19",
    "Juneteenth National Independence Day (observed)": "2027-06-18",
    "Independence Day": "2026-07-04 2027-07-04 2028-07-04",
    "Independence Day (observed)": "2026-07-03 2027-07-05",
    "Labor Day": "2026-09-07 2027-09-06 2028-09-04",
    "Columbus Day": "2026-10-12 2027-10-11 2028-10-09",
    "Veterans Day": "2026-11-11 2027-11-11 2028-11-11",
    "Veterans Day (observed)": "2028-11-10",
    "Thanksgiving Day": "2026-11-26 2027-11-25 2028-11-23",
    "Christmas Day": "2026-12-25 2027-12-25 2028-12-25",
    "Christmas Day (observed)": "2027-12-24",
}
EACH = [(day, name) for name, days in HOLIDAYS.items() for day in days.split()]


@pytest.mark.parametrize(("day", "name"), EACH)
def test_every_holiday_by_name(day: str, name: str) -> None:
    noon = at(f"{day}T12:00")
    assert hours.holiday(noon.date()) == name
    assert SHIPPED.holiday(noon) == name
    usual = noon.date().weekday() < 5
    assert hours.is_open(SCHEDULES["records"], noon) is (None if usual else False)
    if day != "2026-12-25":  # a date of its own goes before the rule
        assert hours.times_on(SCHEDULES["closed_on_holidays"], noon.date()) == ()
    assert hours.is_open(SCHEDULES["always"], noon) is True


def test_no_other_day_is_a_holiday() -> None:
    days = [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days)]
    found = {day for day in days if hours.holiday(day)}
    assert found == {day for day in OFF if FIRST <= day < LAST}
    assert found == {dt.date.fromisoformat(day) for day, _ in EACH}


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
