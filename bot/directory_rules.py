"""What must hold inside one directory, beyond the shape of its fields. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

from bot.directory_types import DirectoryFile, Entry, Question, Role, Schedule, Text
from bot.texts import BASIC

NEEDED: tuple[Role, ...] = ("emergent", "main", "scheduling")
TELL_MOST = 280
PHONE_LIKE = re.compile(r"(?:\d[\s().-]{0,2}){7,}")


@dataclass(frozen=True)
class Fault:
    """One fault: where it stands, what is wrong, how to mend it."""

    place: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what} {self.mend}"


@dataclass(frozen=True)
class Rule:
    """A broken rule, its place still as a path into the file."""

    loc: tuple[int | str, ...]
    what: str
    mend: str


@dataclass(frozen=True)
class Known:
    """Ids of entries and schedules that the file holds, broken ones too."""

    entries: tuple[str, ...]
    schedules: tuple[str, ...]


def faults_of(file: DirectoryFile, known: Known) -> Iterator[Rule]:
    """Yield every broken rule of the file."""
    places = {entry: place for place, entry in reversed(list(enumerate(known.entries)))}
    yield from _head(file)
    yield from _twice(known.entries, "entries")
    yield from _twice([question.id for question in file.questions], "questions")
    yield from _roles(file, set(known.entries))
    for name, schedule in file.schedules.items():
        yield from _schedule(name, schedule)
    for place, question in enumerate(file.questions):
        yield from _question(place, question, file, set(known.entries))
    for entry in file.entries:
        yield from _entry(places[entry.id], entry, known)
        yield from _not_given(("entries", places[entry.id]), entry, file.schedules)


def _head(file: DirectoryFile) -> Iterator[Rule]:
    try:
        ZoneInfo(file.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Rule(("timezone",), "There is no such time zone.", "Write it as America/New_York.")
    if file.country not in holidays.list_supported_countries():
        yield Rule(("country",), "The holidays of this country are not known.", "Write it as US.")


def _twice(ids: Iterable[str], part: str) -> Iterator[Rule]:
    seen: set[str] = set()
    for place, name in enumerate(ids):
        if name in seen:
            yield Rule((part, place, "id"), "This id is taken by one above.", "Give each its own id.")
        seen.add(name)


def _roles(file: DirectoryFile, ids: set[str]) -> Iterator[Rule]:
    for role in NEEDED:
        if not file.roles.get(role):
            yield Rule(("roles",), f"Nobody has the role {role}.", f"Add `{role}: [an entry's id]`.")
    for role, names in file.roles.items():
        yield from _unknown(("roles", role), names, ids)
    yield from _unknown(("emergent_backup",), file.emergent_backup, ids)
    numbered = {entry.id for entry in file.entries if entry.numbers}
    for place, name in enumerate(file.roles.get("emergent", ())):
        if name in {entry.id for entry in file.entries} and name not in numbered:
            yield Rule(("roles", "emergent", place), "This entry has no number.", "Give it one.")


def _unknown(loc: tuple[int | str, ...], names: Iterable[str], ids: set[str]) -> Iterator[Rule]:
    for place, name in enumerate(names):
        if name not in ids:
            yield Rule((*loc, place), "There is no entry with this id.", "Correct it or add the entry.")


def _schedule(name: str, schedule: Schedule) -> Iterator[Rule]:
    days = [("days", str(day), times) for day, times in schedule.days.items()]
    days += [("dates", day.isoformat(), times) for day, times in schedule.dates.items()]
    for part, day, times in days:
        loc = ("schedules", name, part, day)
        if any(start >= end for start, end in times):
            mend = 'Opening first; past midnight close at "24:00" and open the next day at "00:00".'
            yield Rule(loc, "It closes before it opens.", mend)
        if any(before[1] > after[0] for before, after in pairwise(times)):
            yield Rule(loc, "Two openings overlap or stand in the wrong order.", "Write them in order.")
        if part == "days" and schedule.times_given and not times:
            mend = "Add them, leave the day out, or set times_given: false."
            yield Rule(loc, "This day has no times.", mend)


def _question(place: int, question: Question, file: DirectoryFile, ids: set[str]) -> Iterator[Rule]:
    loc = ("questions", place)
    yield from _text((*loc, "ask"), question.ask)
    for number, option in enumerate(question.options):
        name, _, purpose = option.partition(".")
        entry = next((entry for entry in file.entries if entry.id == name), None)
        if name not in ids:
            yield Rule((*loc, "options", number), "There is no entry with this id.", "Correct it.")
        elif purpose and entry and not any(n.purpose == purpose for n in entry.numbers):
            yield Rule((*loc, "options", number), "The entry has no such number.", "Correct the purpose.")
    for part, given in (("names", question.names), ("picks", question.picks), ("answers", question.answers)):
        for option in sorted(set(given) - set(question.options)):
            yield Rule((*loc, part, option), "This is no option of the question.", "Write it as above.")


def _entry(place: int, entry: Entry, known: Known) -> Iterator[Rule]:
    loc = ("entries", place)
    yield from _unknown((*loc, "related"), entry.related, set(known.entries))
    yield from _unknown((*loc, "confused_with"), entry.confused_with, set(known.entries))
    yield from _hours(loc, entry, known)
    yield from _dates(loc, entry)
    yield from _texts(loc, entry)
    ids = [fact.id for fact in entry.facts]
    for number, name in enumerate(ids):
        if name in ids[:number]:
            yield Rule((*loc, "facts", number, "id"), "This id is taken by one above.", "Give each its own.")


def _hours(loc: tuple[int | str, ...], entry: Entry, known: Known) -> Iterator[Rule]:
    named = [((*loc, "hours"), entry.hours)]
    named += [((*loc, "numbers", place, "hours"), n.hours) for place, n in enumerate(entry.numbers)]
    for where, name in named:
        if name and name not in known.schedules:
            yield Rule(where, "There is no schedule with this name.", "Correct it or add the schedule.")


def _dates(loc: tuple[int | str, ...], entry: Entry) -> Iterator[Rule]:
    if entry.review_by < entry.verified:
        yield Rule((*loc, "review_by"), "It is before the day of `verified`.", "Correct one of the two.")
    if entry.from_ and entry.until and entry.until < entry.from_:
        yield Rule((*loc, "until"), "It is before the day of `from`.", "Correct one of the two.")


def _not_given(loc: tuple[int | str, ...], entry: Entry, schedules: Mapping[str, Schedule]) -> Iterator[Rule]:
    """What is said to be missing must not be there; days without times are not yet hours."""
    there = {number.purpose for number in entry.numbers}
    hours = schedules.get(entry.hours or "")
    given: dict[str, object] = {
        "fax": "fax" in there,
        "same_day": "same_day" in there,
        "nurse_coordinator": "nurse_coordinator" in there,
        "phone": there - {"fax"},
        "hours": hours and hours.times_given,
        "email": entry.email,
        "address": entry.address,
        "street": entry.address and entry.address.use == "visit",
    }
    for place, name in enumerate(entry.not_given):
        if given[name]:
            yield Rule((*loc, "not_given", place), f"But the entry gives {name}.", "Remove one of the two.")


def _texts(loc: tuple[int | str, ...], entry: Entry) -> Iterator[Rule]:
    texts = [("name", entry.name), ("said", entry.said), ("before", entry.before), ("tell", entry.tell)]
    texts += [("patients", entry.patients), ("offices", entry.offices)]
    for field, text in texts:
        if text:
            yield from _text((*loc, field), text)
    for place, fact in enumerate(entry.facts):
        yield from _text((*loc, "facts", place, "tell"), fact.tell)


def _text(loc: tuple[int | str, ...], text: Text) -> Iterator[Rule]:
    if len(text.en) > TELL_MOST:
        yield Rule((*loc, "en"), f"It is longer than {TELL_MOST} characters.", "Say it shorter.")
    if set(text.en) - BASIC:
        yield Rule((*loc, "en"), "It has a sign that one text message cannot hold.", "Use ' and - as typed.")
    for lang, words in (("en", text.en), ("es", text.es)):
        if PHONE_LIKE.search(words):
            yield Rule((*loc, lang), "A phone number stands in the words.", "Put it under `numbers`.")


def past(day: dt.date | None, today: dt.date) -> bool:
    """Whether `day` is set and over."""
    return day is not None and day < today
