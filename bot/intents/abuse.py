"""Insults: calm, and still there to help."""

from __future__ import annotations

from bot.asking import Answer, Ask, say, spoken_of
from bot.intents import appointment


def answer(ask: Ask) -> Answer:
    if spoken_of(ask):
        return appointment.answer(ask)
    return Answer((say("abuse"),))
