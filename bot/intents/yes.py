"""Agreement: to what was offered, or to nothing in particular."""

from __future__ import annotations

from bot.asking import Answer, Ask, say


def answer(ask: Ask) -> Answer:
    return Answer((say("go_on"),))
