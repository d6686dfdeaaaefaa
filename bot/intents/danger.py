"""A person is in danger now: 911 first.

The rules answer first (bot/emergency.py); this is what the model hears beyond them.
"""

from __future__ import annotations

from bot import urgent
from bot.asking import Answer, Ask
from bot.emergency import Urgency


def answer(ask: Ask) -> Answer:
    heard = Urgency("danger", evidence=("model",))
    return urgent.answer(heard, ask.directory, ask.message)
