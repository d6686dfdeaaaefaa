"""An e-mail address, spelled out; where the source gives none, that is said."""

from __future__ import annotations

from dataclasses import replace

from bot.asking import LINE, Answer, Ask, context, first_of, lead_now, not_given, numbers, say, spoken_of, topics_of
from bot.directory_types import Entry
from bot.reply import Part


def answer(ask: Ask) -> Answer:
    named = [*spoken_of(ask), *_leads(ask), *topics_of(ask), context(ask)]
    readers = [_who_reads(ask, e) for e in named if e]
    entry = next((e for e in readers if e.email), next(iter(readers), None)) or first_of(ask, "images_patients")
    if entry is None:
        return Answer((say("not_known"),))
    if not entry.email:
        none = not_given(ask, entry, "email", *LINE)
        team = () if entry.numbers else _team(ask, entry)
        return replace(none, parts=(*none.parts, *team))
    bare = (say("which_office"),) if not any(named) else ()
    fax = ("fax",) if "fax" in ask.need.purposes else ()
    line = numbers(entry, *fax, "phone", first_only=True)
    return Answer((say("email", entry), line, *bare), entry=entry.id)


def _team(ask: Ask, entry: Entry) -> tuple[Part, ...]:
    """The lines of those who do this work, where it has none of its own."""
    team = tuple(e for e in ask.directory.role("findings") if entry.id in e.related)
    return tuple(numbers(e, "phone", reply="short_number") for e in team)


def _leads(ask: Ask) -> tuple[Entry, ...]:
    """ "A team lead", whichever: the one of this hour."""
    return (lead_now(ask) or ask.directory.role("images_offices"))[:1] if "leads" in ask.meaning.signs else ()


def _who_reads(ask: Ask, entry: Entry) -> Entry:
    """A topic has no address of its own; whoever takes its mail may have one."""
    related = [ask.directory.entry(name) for name in entry.related] if not entry.numbers else []
    return next((e for e in related if e.email), entry)
