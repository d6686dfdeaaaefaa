"""Radiology called: the navigator named, or the lines of all of them. Never a reason, never reassurance."""

from __future__ import annotations

from bot.asking import Answer, Ask, nobody, numbers, say, spoken_of
from bot.directory_types import Entry


def answer(ask: Ask) -> Answer:
    team = ask.directory.role("findings")
    named = tuple(e for e in spoken_of(ask) if e in team) or _by_number(ask, team)
    if named:
        return Answer((*(numbers(e, "phone") for e in named), say("navigator")), entry=named[0].id)
    if not team:
        return nobody(ask)
    return Answer((say("any_navigator"), *(numbers(e, "phone", reply="short_number") for e in team)), entry=team[0].id)


def _by_number(ask: Ask, team: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Whose number it was that called."""
    heard = ask.meaning.numbers
    return tuple(e for e in team if any(n.number.endswith(h) for n in e.of("phone") for h in heard))
