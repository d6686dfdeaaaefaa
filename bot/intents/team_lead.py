"""An office that needs an image library lead: who is on shift at the time asked about."""

from __future__ import annotations

from bot.asking import Answer, Ask, emergent_line, lead_now, nobody, numbers, say, spoken_of
from bot.choices import placed
from bot.directory_types import Entry, Purpose


def answer(ask: Ask) -> Answer:
    if _when_they_change(ask):
        return shifts(ask)
    entries = _named(ask) or lead_now(ask)[:2]
    always = emergent_line(ask)
    if not entries:
        return Answer((say("no_lead_now"), always)) if always else nobody(ask)
    purposes: tuple[Purpose, ...] = ("fax", "phone") if "fax" in ask.need.purposes else ("phone",)
    parts = tuple(numbers(e, *purposes) for e in entries)
    hours = tuple(say("hours" if _hours_given(ask, e) else "hours_not_given", e) for e in entries)
    unsure = any(_hours_given(ask, e) and ask.directory.is_open(e, ask.when) is None for e in entries)
    gone = (always,) if always and "at_night" in ask.meaning.signs else ()
    return Answer((*parts, *((say("open_not_given"),) if unsure else ()), *hours, *gone), entry=entries[0].id)


def _when_they_change(ask: Ask) -> bool:
    """Whether the times of the shifts are asked for, and not who is there."""
    return {"shifts", "times"} <= ask.meaning.signs and not _named(ask)


def shifts(ask: Ask) -> Answer:
    """The hours of every shift that has some, and who answers at the time asked about."""
    known = tuple(say("hours", e) for e in ask.directory.role("images_offices") if _hours_given(ask, e))
    now = tuple(numbers(e, "phone", first_only=True) for e in lead_now(ask)[:1])
    always = emergent_line(ask)
    return Answer((*known, *now, *((always,) if always and not now else ())))


def _named(ask: Ask) -> tuple[Entry, ...]:
    """A shift or weekend named by its name."""
    named = tuple(e for e in spoken_of(ask) if e.kind == "lead")[:2]
    place, shifts = placed(ask.meaning), ask.directory.role("images_offices")
    said = shifts[place : place + 1] if place is not None and place < 2 else ()
    return named or said


def _hours_given(ask: Ask, entry: Entry) -> bool:
    return bool(entry.hours and ask.directory.file.schedules[entry.hours].times_given)
