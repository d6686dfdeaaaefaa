"""When nobody is sure to take an emergent caller whom the 24/7 line did not: spans of the week, and of single days.

Pure. The directory check, `doctor` and the health page name these spans, so that somebody fills them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot import hours
from bot.directory import Directory
from bot.directory_types import Day, Entry
from bot.hours import DAYS, Times

DAY = 24 * 60
WEEK = 7 * DAY
AHEAD = 60  # days; a holiday is named early enough to ask who works on it
NOBODY = "nobody"

# Of each line its times on one day; None where they are not given.
Shifts = Sequence[Times | None]


@dataclass(frozen=True)
class Gap:
    """A span of the usual week, in minutes from Monday 00:00, without a sure second emergent target.

    `not_given`: somebody may be there, but the source gives no hours.
    """

    start: int
    end: int
    not_given: bool

    def __str__(self) -> str:
        return f"{_moment(self.start)} to {_moment(self.end)}: {reason(self.not_given)}"


@dataclass(frozen=True)
class DayGap:
    """A span of one day, in minutes, that is sure in the usual week and not on this day."""

    day: dt.date
    holiday: str
    start: int
    end: int
    not_given: bool

    def __str__(self) -> str:
        return f"{self.date} {clock(self.start)} to {clock(self.end)}: {day_reason(self.not_given)}"

    @property
    def date(self) -> str:
        """The day, with its holiday's name."""
        return f"{self.day:%a %Y-%m-%d}" + (f" ({self.holiday})" if self.holiday else "")


def reason(not_given: bool) -> str:
    """Why a span of the usual week is none to be sure of."""
    return "the hours of the line for it are not given" if not_given else NOBODY


def day_reason(not_given: bool) -> str:
    """Why a span of a single day is none to be sure of."""
    return "the source does not say if anybody is there" if not_given else NOBODY


def all_gaps(directory: Directory, today: dt.date) -> tuple[Gap | DayGap, ...]:
    """Return the gaps of the usual week, then those of single days from `today` (in the desk's zone) on."""
    return *emergent_gaps(directory), *day_gaps(directory, today)


def emergent_gaps(directory: Directory) -> tuple[Gap, ...]:
    """Return the spans of a usual week in which no second emergent target is surely staffed."""
    gaps: list[Gap] = []
    for place, shifts in enumerate(_usual_week(directory)):
        for start, end, state in _spans(shifts):
            gap = Gap(place * DAY + start, place * DAY + end, state is None)
            if state is True:
                continue
            if gaps and gaps[-1].end == gap.start and gaps[-1].not_given == gap.not_given:
                gap = Gap(gaps.pop().start, gap.end, gap.not_given)
            gaps.append(gap)
    return tuple(_around(gaps))


def day_gaps(directory: Directory, today: dt.date, days: int = AHEAD) -> Iterator[DayGap]:
    """Yield what holidays and single dates take from the usual week, from `today` on."""
    usual = _usual_week(directory)
    for day in (today + dt.timedelta(days=n) for n in range(days)):
        shifts = _shifts(directory, day)
        if shifts != usual[day.weekday()]:
            name = hours.holiday(day, directory.file.country) or ""
            for start, end, not_given in _lost(usual[day.weekday()], shifts):
                yield DayGap(day, name, start, end, not_given)


def gaps_on(directory: Directory, day: dt.date) -> Iterator[tuple[int, int, bool]]:
    """Yield the spans of one date, in minutes, without a sure second target, and whether hours are not given then."""
    held: tuple[int, int, bool] | None = None
    for start, end, state in _spans(_shifts(directory, day)):
        if held and (state is True or held[2] != (state is None)):
            yield held
            held = None
        if state is not True:
            held = (held[0] if held else start, end, state is None)
    if held:
        yield held


def _lost(usual: Shifts, shifts: Shifts) -> Iterator[tuple[int, int, bool]]:
    """What is sure in the usual shifts and not in these, neighbours of one kind joined."""
    edges = sorted({edge for some in (usual, shifts) for start, end, _ in _spans(some) for edge in (start, end)})
    held: tuple[int, int, bool] | None = None
    for start, end in pairwise(edges):
        state = _state(shifts, start)
        if state is True or _state(usual, start) is not True:
            continue
        if held and held[1] == start and held[2] == (state is None):
            held = (held[0], end, held[2])
            continue
        if held:
            yield held
        held = (start, end, state is None)
    if held:
        yield held


def _seconds(directory: Directory) -> tuple[Entry, ...]:
    """Who can be dialled second: the backups with a telephone that is not the 24/7 line itself."""
    first = {n.number for e in directory.role("emergent") for n in e.numbers if n.purpose != "fax"}
    return tuple(e for e in directory.emergent_backup if any(n.number not in first for n in e.of("phone")))


def _usual_week(directory: Directory) -> list[Shifts]:
    schedules = [directory.schedule(entry) for entry in _seconds(directory)]
    return [[_usual(s.days, s.times_given, day) if s else None for s in schedules] for day in range(7)]


def _usual(days: Mapping[Day, Times], given: bool, weekday: int) -> Times | None:
    times = days.get(DAYS[weekday])
    return () if times is None else times if given else None


def _shifts(directory: Directory, day: dt.date) -> Shifts:
    schedules = [directory.schedule(entry) for entry in _seconds(directory)]
    return [hours.times_on(s, day, directory.file.country) if s else None for s in schedules]


def _spans(shifts: Shifts) -> Iterator[tuple[int, int, bool | None]]:
    """The day cut at every edge, each part with its state."""
    edges = sorted({0, DAY, *(_minutes(edge) for times in shifts for span in times or () for edge in span)})
    return ((start, end, _state(shifts, start)) for start, end in pairwise(edges))


def _state(shifts: Shifts, minute: int) -> bool | None:
    """True: somebody is there; None: not given; False: nobody."""
    if any(_minutes(start) <= minute < _minutes(end) for times in shifts for start, end in times or ()):
        return True
    return None if None in shifts else False


def _around(gaps: list[Gap]) -> Iterable[Gap]:
    """Sunday night and Monday morning are one span."""
    first, last = (gaps[0], gaps[-1]) if len(gaps) > 1 else (None, None)
    if first and last and first.start == 0 and last.end == WEEK and first.not_given == last.not_given:
        return [*gaps[1:-1], Gap(last.start, first.end, first.not_given)]
    return gaps


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def clock(minute: int) -> str:
    """A minute of the day as "09:30"."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _moment(minute: int) -> str:
    return f"{DAYS[minute % WEEK // DAY].capitalize()} {clock(minute % DAY)}"
