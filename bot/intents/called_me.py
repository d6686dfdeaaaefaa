"""Radiology called: the navigator named, or the lines of all of them. Never a reason, never reassurance."""

from __future__ import annotations

from bot.asking import Answer, Ask, nobody, numbers, say, spoken_of


def answer(ask: Ask) -> Answer:
    team = ask.directory.role("findings")
    named = tuple(e for e in spoken_of(ask) if e in team)
    if named:
        return Answer((*(numbers(e, "phone") for e in named), say("navigator")), entry=named[0].id)
    if not team:
        return nobody(ask)
    return Answer((say("any_navigator"), *(numbers(e, "phone", reply="short_number") for e in team)), entry=team[0].id)
