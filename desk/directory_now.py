"""Who answers at a certain time, and how each line stands then. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from bot import hours
from bot.directory import Directory
from bot.directory_rules import past
from bot.directory_types import Entry, Number, Role
from desk import when
from desk.directory_words import KINDS, PURPOSES, ROLES
from desk.rows import Tone
from release.plain import national

NOT_GIVEN = Tone("hours not given")


@dataclass(frozen=True)
class Line:
    """One number as it is read on a page."""

    purpose: str
    number: str
    notes: str


@dataclass(frozen=True)
class Shown:
    """One entry of the list."""

    id: str
    name: str
    lines: tuple[Line, ...]
    state: Tone
    review_by: dt.date
    past: bool


@dataclass(frozen=True)
class Answering:
    """For one thing that callers want: who takes them, in order."""

    wanted: str
    who: tuple[Shown, ...]
    note: Tone


def entries(directory: Directory, at: dt.datetime) -> list[tuple[str, list[Shown]]]:
    """Every entry with its lines, by kind. `at` is local."""
    return [
        (name, [shown(directory, one, at) for one in directory.entries if one.kind == kind])
        for kind, name in KINDS.items()
        if any(one.kind == kind for one in directory.entries)
    ]


def shown(directory: Directory, entry: Entry, at: dt.datetime, spoken: bool = False) -> Shown:
    """One entry as the list has it; `spoken`: with the lines by which one talks to somebody."""
    numbers = (number for number in entry.numbers if number.purpose != "fax" or not spoken)
    lines = tuple(line(directory, entry, number, at) for number in numbers)
    state = state_of(directory, entry, at) if entry.numbers else _told(entry, at)
    return Shown(entry.id, entry.name.en, lines, state, entry.review_by, past(entry.review_by, at.date()))


def line(directory: Directory, entry: Entry, number: Number, at: dt.datetime) -> Line:
    """One number, with what goes with it."""
    notes = [f"press {number.option}"] if number.option else []
    audience = number.audience or entry.audience
    notes += [f"for {audience}"] if audience != "everyone" else []
    notes += ["our own reading of the source"] if number.inferred else []
    notes += [state_of(directory, number, at).says] if number.hours else []
    return Line(PURPOSES[number.purpose], national(number.number), ", ".join(notes))


def state_of(directory: Directory, of: Entry | Number, at: dt.datetime) -> Tone:
    """Whether it is open, and until when or from when."""
    if isinstance(of, Entry) and not of.spoken_on(at.date()):
        return Tone("not told on this day", "bad")
    schedule, is_open = directory.schedule(of), directory.is_open(of, at)
    if schedule is None or not schedule.times_given:
        return NOT_GIVEN if schedule is None or is_open is None else Tone("not on this day")
    if is_open is None:
        return Tone("open? The source does not say for this holiday", "wait")
    if is_open:
        closes = hours.next_closing(schedule, at, directory.file.country)
        return Tone(f"open until {when.minute(closes, at.date())}" if closes else "open, day and night", "good")
    opens = directory.next_opening(of, at)
    return Tone(f"closed, opens {when.minute(opens, at.date())}" if opens else "closed")


def answering(directory: Directory, at: dt.datetime) -> list[Answering]:
    """Who takes callers at this local time, by what they want; the urgent ones first."""
    return [_urgent(directory, at), *_others(directory, at)]


def _urgent(directory: Directory, at: dt.datetime) -> Answering:
    first = directory.role("emergent")
    second = directory.open_among(directory.emergent_backup, at)
    behind = [one for one in second if one not in first]
    note = Tone("") if behind else Tone("Nobody is sure to answer second at this time.", "bad")
    return Answering(
        ROLES["emergent"], tuple(shown(directory, one, at, spoken=True) for one in (*first, *behind)), note
    )


def _others(directory: Directory, at: dt.datetime) -> Iterator[Answering]:
    for role, wanted in ROLES.items():
        if role == "emergent" or not directory.role(role):
            continue
        who = _on_duty(directory, role, at)
        note = Tone("") if who else Tone("Nobody is there at this time.", "wait")
        yield Answering(wanted, tuple(shown(directory, one, at, spoken=True) for one in who), note)


def _on_duty(directory: Directory, role: Role, at: dt.datetime) -> tuple[Entry, ...]:
    """Those who may be there: where several share a job by shifts, the ones whose shift it is."""
    holders = directory.role(role)
    return directory.open_among(holders, at, unknown=True) if len(holders) > 1 else holders


def _told(entry: Entry, at: dt.datetime) -> Tone:
    return Tone("") if entry.spoken_on(at.date()) else Tone("not told on this day", "bad")
