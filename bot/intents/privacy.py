"""Other people's data, or data held: nothing is told, nothing confirmed."""

from __future__ import annotations

from bot.asking import Answer, Ask, say


def answer(ask: Ask) -> Answer:
    return Answer((say("privacy"),))
