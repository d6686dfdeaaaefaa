"""Opening hours: pure functions over a schedule and a time.

Times are aware and stand in the desk's own zone (`Directory.local` brings them there).
The answer None always means "the source does not say".
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import get_args
from zoneinfo import ZoneInfo

import holidays

from bot.directory_types import Day, Entry, Schedule

DAYS: tuple[Day, ...] = get_args(Day)
Times = tuple[tuple[str, str], ...]
FAR = 60


class ZoneMissing(ValueError):
    """A time without the desk's zone was asked about."""


@dataclass(frozen=True)
class Hours:
    """Days of the week with the same times, both in their order; times as ("08:00", "17:00")."""

    days: tuple[Day, ...]
    times: Times


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> Mapping[dt.date, str]:
    return dict(holidays.country_holidays(country, years=year))


def holiday(day: dt.date, country: str = "US") -> str | None:
    """Return the name of the public holiday on `day`, or None."""
    return _holidays(country, day.year).get(day)


def times_on(schedule: Schedule, day: dt.date, country: str = "US") -> Times | None:
    """Return the times of one day, () where it is closed, None where the source does not say."""
    if day in schedule.dates:
        return schedule.dates[day]
    usual = schedule.days.get(DAYS[day.weekday()])
    if usual is None:
        return ()
    if not schedule.times_given:
        return None
    if schedule.holidays != "open" and holiday(day, country):
        return () if schedule.holidays == "closed" else None
    return usual


def is_open(schedule: Schedule | None, when: dt.datetime, country: str = "US") -> bool | None:
    """Say whether it is open at `when`; None where the times or the holiday are not given."""
    if schedule is None:
        return None
    day, zone, now = when.date(), _zone(when), _instant(when)
    times = times_on(schedule, day, country)
    if times is None:
        return None
    spans = ((_moment(day, start, zone), _moment(day, end, zone)) for start, end in times)
    return any(_instant(start) <= now < _instant(end) for start, end in spans)


def next_opening(schedule: Schedule | None, when: dt.datetime, country: str = "US") -> dt.datetime | None:
    """Return the first sure opening after `when`, within 60 days; days not given are passed over."""
    if schedule is None:
        return None
    later = (start for start, _ in _spans(schedule, when, country) if _instant(start) > _instant(when))
    return next(later, None)


def next_closing(schedule: Schedule | None, when: dt.datetime, country: str = "US") -> dt.datetime | None:
    """Return when the opening that holds `when` ends, or None if none does or it never ends."""
    if schedule is None or not is_open(schedule, when, country):
        return None
    ends = (end for start, end in _spans(schedule, when, country) if _instant(end) > _instant(when))
    return next(ends, None)


def open_entries(
    entries: Iterable[Entry],
    when: dt.datetime,
    schedules: Mapping[str, Schedule],
    country: str = "US",
    unknown: bool = False,
) -> tuple[Entry, ...]:
    """Return the entries open at `when`, in their order; with `unknown`, then those it is not given for."""
    said = [(entry, is_open(schedules.get(entry.hours or ""), when, country)) for entry in entries]
    sure = tuple(entry for entry, is_it in said if is_it)
    return sure + tuple(entry for entry, is_it in said if unknown and is_it is None)


def week(schedule: Schedule) -> tuple[Hours, ...]:
    """Return the usual week, days with equal times together, in the order of their first day.

    Closed days are left out. Where the times are not given, `times` is ().
    """
    merged: dict[Times, list[Day]] = {}
    for day in DAYS:
        if day in schedule.days:
            merged.setdefault(schedule.days[day] if schedule.times_given else (), []).append(day)
    return tuple(Hours(tuple(days), times) for times, days in merged.items())


def intervals(
    schedule: Schedule, first: dt.datetime, last: dt.datetime, country: str = "US"
) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Yield the sure openings between two times, joined over midnight and cut at both ends."""
    days = (last.date() - first.date()).days + 1
    for start, end in _joined(schedule, first.date(), days, _zone(first), country):
        if _instant(end) > _instant(first) and _instant(start) < _instant(last):
            yield max(start, first, key=_instant), min(end, last, key=_instant)


def _spans(schedule: Schedule, when: dt.datetime, country: str) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Yield openings from the day before on; one that reaches the horizon never ends and is left out."""
    first, zone = when.date() - dt.timedelta(days=1), _zone(when)
    horizon = _moment(first + dt.timedelta(days=FAR), "00:00", zone)
    for start, end in _joined(schedule, first, FAR, zone, country):
        if end != horizon:
            yield start, end


def _joined(
    schedule: Schedule, first: dt.date, days: int, zone: ZoneInfo, country: str
) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    held: tuple[dt.datetime, dt.datetime] | None = None
    for day in (first + dt.timedelta(days=n) for n in range(days)):
        for start, end in times_on(schedule, day, country) or ():
            span = _moment(day, start, zone), _moment(day, end, zone)
            if span[0] == span[1]:
                continue  # all of it is left out by the clock change
            if held and held[1] == span[0]:
                held = held[0], span[1]
                continue
            if held:
                yield held
            held = span
    if held:
        yield held


def _moment(day: dt.date, clock: str, zone: ZoneInfo) -> dt.datetime:
    """A wall time as an instant.

    The clock change leaves times out: each of those is the moment of the change, since the clock on the wall
    goes past all of them then. Of a time that comes twice it is the first.
    """
    if clock == "24:00":
        day, clock = day + dt.timedelta(days=1), "00:00"
    wall = dt.datetime.combine(day, dt.time.fromisoformat(clock), tzinfo=zone)
    there = _instant(wall).astimezone(zone)
    return there if there.replace(fold=0) == wall else _change(wall)


def _change(left_out: dt.datetime) -> dt.datetime:
    """The moment of the change that leaves this wall time out, to the second."""
    zone, after = _zone(left_out), left_out.replace(fold=1).utcoffset()
    first, last = _instant(left_out.replace(fold=1)), _instant(left_out)
    seconds = range(int((last - first).total_seconds()) + 1)
    place = bisect_left(seconds, True, key=lambda s: _later(first, s).astimezone(zone).utcoffset() == after)
    return _later(first, place).astimezone(zone)


def _later(when: dt.datetime, seconds: int) -> dt.datetime:
    return when + dt.timedelta(seconds=seconds)


def _instant(when: dt.datetime) -> dt.datetime:
    """UTC, since two times in one zone are compared by the wall clock alone."""
    return when.astimezone(dt.UTC)


def _zone(when: dt.datetime) -> ZoneInfo:
    if not isinstance(when.tzinfo, ZoneInfo):
        raise ZoneMissing("bring the time to the desk's zone first")
    return when.tzinfo
