"""Hold on, a pen, a relay operator: wait kindly."""

from __future__ import annotations

from bot.asking import Answer, Ask, say


def answer(ask: Ask) -> Answer:
    return Answer((say("take_your_time"),), again=True, patience=30)
