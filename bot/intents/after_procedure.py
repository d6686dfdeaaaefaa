"""Trouble after a procedure: 911 for danger, the procedure's line, and the nearest emergency room."""

from __future__ import annotations

from bot.asking import Answer, Ask, spoken_of
from bot.urgent import after_procedure


def answer(ask: Ask) -> Answer:
    return after_procedure(ask.directory, ask.message, spoken_of(ask))
