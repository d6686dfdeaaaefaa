"""The department's main number; "the number for vascular" is that service's."""

from __future__ import annotations

from bot.asking import LINE, Answer, Ask, first_of, nobody, numbers
from bot.intents import appointment
from bot.intents.topics import special


def answer(ask: Ask) -> Answer:
    if special(ask):
        return appointment.answer(ask)
    entry = first_of(ask, "main")
    if entry is None:
        return nobody(ask)
    return Answer((numbers(entry, *LINE),), entry=entry.id)
