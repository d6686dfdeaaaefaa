"""The week's calendar: opening times of every schedule on seven days, with holidays and who stands second. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from bot import hours
from bot.directory import Directory
from bot.directory_show import clock_change
from bot.directory_types import Schedule
from bot.second_target import DAY, clock, gaps_on
from desk import when
from desk.rows import Tone

DAYS = 7


@dataclass(frozen=True)
class Column:
    """One day."""

    day: dt.date
    holiday: str
    clocks: str
    today: bool


@dataclass(frozen=True)
class Row:
    """One schedule: whose it is, and its times on each day."""

    id: str
    name: str
    who: tuple[tuple[str, str], ...]
    rule: str
    cells: tuple[Tone, ...]


def monday(day: dt.date) -> dt.date:
    """The Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def columns(directory: Directory, first: dt.date, today: dt.date) -> list[Column]:
    """The head of each day's column."""
    country = directory.file.country
    return [Column(d, hours.holiday(d, country) or "", clock_change(directory, d), d == today) for d in _days(first)]


def rows(directory: Directory, first: dt.date) -> list[Row]:
    """Every schedule."""
    days = _days(first)
    return [
        Row(name, s.name.en, _who(directory, name), _rule(s), tuple(_cell(directory, s, day) for day in days))
        for name, s in directory.file.schedules.items()
    ]


def alone(directory: Directory, first: dt.date) -> tuple[Tone, ...]:
    """For each day when nobody is sure to take an urgent caller whom the first line did not."""
    return tuple(_spans(gaps_on(directory, day)) for day in _days(first))


def without_hours(directory: Directory) -> list[tuple[str, str]]:
    """Lines of which the source gives no hours: id and name."""
    return [(one.id, one.name.en) for one in directory.entries if one.numbers and not one.hours]


def _days(first: dt.date) -> list[dt.date]:
    """The seven days from `first` on."""
    return [first + dt.timedelta(days=n) for n in range(DAYS)]


def _who(directory: Directory, schedule: str) -> tuple[tuple[str, str], ...]:
    using = (e for e in directory.entries if e.hours == schedule or any(n.hours == schedule for n in e.numbers))
    return tuple((entry.id, entry.name.en) for entry in using)


def _rule(schedule: Schedule) -> str:
    holidays = {"open": "open on holidays", "closed": "closed on holidays"}
    return holidays.get(schedule.holidays, "holidays: the source does not say")


def _cell(directory: Directory, schedule: Schedule, day: dt.date) -> Tone:
    times = hours.times_on(schedule, day, directory.file.country)
    other = " (this day only)" if day in schedule.dates else ""
    if times is None:
        return Tone("not given", "wait")
    if not times:
        return Tone(f"closed{other}", "quiet")
    return Tone(", ".join(when.span(start, end) for start, end in times) + other)


def _spans(gaps: Iterator[tuple[int, int, bool]]) -> Tone:
    found = list(gaps)
    if not found:
        return Tone("somebody, all day", "good")
    says = [
        when.span(clock(start), clock(end)) + (" (hours not given)" if unsure else "") for start, end, unsure in found
    ]
    return Tone("nobody all day" if found == [(0, DAY, False)] else ", ".join(says), "bad")
