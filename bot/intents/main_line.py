"""The department's main number; "the number for vascular" is that service's, "and the number?" what was talked of."""

from __future__ import annotations

from bot.asking import LINE, Answer, Ask, facts, first_of, nobody, numbers, say
from bot.intents import address, appointment
from bot.intents.topics import special, talked_of


def answer(ask: Ask) -> Answer:
    before = talked_of(ask)
    going_on = before and before.of(*LINE) and not ask.need.entries
    if special(ask) or going_on:
        return appointment.answer(ask)
    if "box" in ask.meaning.signs:
        return address.answer(ask)
    entry = first_of(ask, "main")
    if entry is None:
        return nobody(ask)
    found = facts(ask, entry, most=1)
    return Answer((*found, numbers(entry, *LINE), *(() if found else (say("someone_there"),))), entry=entry.id)
