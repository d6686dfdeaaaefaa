"""Trouble after a procedure: 911 for danger, the procedure's line, and the nearest emergency room.

The rules answer first (bot/emergency.py); this is what the model hears beyond them.
"""

from __future__ import annotations

from bot import urgent
from bot.asking import Answer, Ask, spoken_of
from bot.emergency import Urgency


def answer(ask: Ask) -> Answer:
    heard = Urgency("after_procedure", evidence=("model",))
    return urgent.answer(heard, ask.directory, ask.message, spoken_of(ask))
