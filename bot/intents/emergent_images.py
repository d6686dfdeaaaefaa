"""A hospital needs pictures moved right now: the line that is answered day and night.

The rules answer first (bot/emergency.py); this is what the model hears beyond them.
"""

from __future__ import annotations

from bot import urgent
from bot.asking import Answer, Ask
from bot.emergency import Urgency


def answer(ask: Ask) -> Answer:
    heard = Urgency("images", evidence=("model",))
    return urgent.answer(heard, ask.directory, ask.message)
