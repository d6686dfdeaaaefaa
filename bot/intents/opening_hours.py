"""Hours of a line: what is given, what is not, and when it opens next."""

from __future__ import annotations

from bot.asking import (
    Answer,
    Ask,
    context,
    emergent_line,
    first_of,
    numbers,
    question_of,
    say,
    spoken_of,
    topics_of,
)
from bot.directory_types import Entry, Role
from bot.intents import team_lead
from bot.reply import Part

WHOLE: tuple[Role, ...] = ("main", "scheduling")


def answer(ask: Ask) -> Answer:
    if "emergency_room" in ask.meaning.signs:
        return Answer((say("out_of_scope"),))
    entry = _entry(ask)
    if entry is None and "shifts" in ask.meaning.signs:
        return team_lead.shifts(ask)
    entry = entry or _whole_desk(ask)
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
    library = entry in ask.directory.role("images_patients")
    always = emergent_line(ask) if library or not line.numbers else None
    lines = (*((line,) if line.numbers else ()), *((always,) if always else ()))
    return Answer((*of(ask, entry), *lines), entry=entry.id)


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
    named = (*_of_number(ask), *spoken_of(ask))
    known = next((e for e in named if e.hours), None) or _team(ask) or next(iter(named), None)
    return known or _of_pictures(ask) or context(ask)


def _whole_desk(ask: Ask) -> Entry | None:
    """Whose hours are the department's: the main line's, else those of who books, where they are given."""
    return next((e for role in WHOLE for e in ask.directory.role(role) if e.hours), None)


def _of_number(ask: Ask) -> tuple[Entry, ...]:
    """Whose the numbers are that were said."""
    return tuple(
        e for e in ask.directory.entries for n in e.numbers for said in ask.meaning.numbers if n.number.endswith(said)
    )


def _of_pictures(ask: Ask) -> Entry | None:
    """ "Is anybody there at night for images": the library, which is one of those that may be meant."""
    library = first_of(ask, "images_patients")
    question = question_of(ask)
    return library if library and question and library.id in [o.partition(".")[0] for o in question.options] else None


def _team(ask: Ask) -> Entry | None:
    """Whoever stands for a topic named: its first person."""
    return next((e for t in topics_of(ask) for e in ask.directory.role("findings") if t.id in e.related), None)


def _always(ask: Ask) -> tuple[Part, ...]:
    scheduling, always = first_of(ask, "scheduling"), emergent_line(ask)
    parts = [numbers(scheduling, "appointments")] if scheduling else []
    return (*parts, *((always,) if always else ()))
