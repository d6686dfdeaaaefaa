"""Hours of a line: what is given, what is not, and when it opens next."""

from __future__ import annotations

from bot.asking import (
    Answer,
    Ask,
    context,
    emergent_line,
    first_of,
    lead_now,
    numbers,
    say,
    spoken_of,
    topics_of,
)
from bot.directory_types import Entry
from bot.intents import team_lead
from bot.reply import Part


def answer(ask: Ask) -> Answer:
    if "emergency_room" in ask.meaning.signs:
        return Answer((say("out_of_scope"),))
    entry = _entry(ask)
    if entry is None:
        return Answer((say("hours_unknown"), *_always(ask)))
    if entry.kind == "lead":
        return team_lead.answer(ask)
    if "leads" in ask.meaning.signs:
        return team_lead.shifts(ask)
    both = [e for e in spoken_of(ask) if e.hours][:2]
    if len(both) > 1:
        parts = tuple(part for e in both for part in of(ask, e))
        return Answer((*parts, *(numbers(e, "phone", first_only=True) for e in both)), entry=both[0].id)
    line = numbers(entry, "appointments", "phone", first_only=True)
    always = emergent_line(ask) if entry in ask.directory.role("images_patients") else None
    return Answer((*of(ask, entry), line, *((always,) if always else ())), entry=entry.id)


def of(ask: Ask, entry: Entry) -> tuple[Part, ...]:
    """What is known of an entry's hours at the time asked about."""
    if not entry.hours or not ask.directory.file.schedules[entry.hours].times_given:
        return (say("hours_not_given", entry),)
    parts = [say("hours", entry)]
    if ask.directory.is_open(entry, ask.when) is False:
        opens = ask.directory.next_opening(entry, ask.when)
        parts.append(
            say(
                "closed_then" if ask.meaning.when else "closed_now",
                entry,
                opens=opens.isoformat() if opens else "",
            )
        )
    elif ask.directory.is_open(entry, ask.when) is None:
        parts.append(say("open_not_given", entry))
    return tuple(parts)


def _entry(ask: Ask) -> Entry | None:
    named = spoken_of(ask)
    return next((e for e in named if e.hours), None) or _team(ask) or next(iter(named), None) or context(ask)


def _team(ask: Ask) -> Entry | None:
    """Whoever stands for a topic named: its first person."""
    return next((e for t in topics_of(ask) for e in ask.directory.role("findings") if t.id in e.related), None)


def _always(ask: Ask) -> tuple[Part, ...]:
    scheduling, always = first_of(ask, "scheduling"), emergent_line(ask)
    parts = [numbers(scheduling, "appointments")] if scheduling else []
    return (*parts, *((always,) if always else ()))


__all__ = ["answer", "lead_now", "of"]
