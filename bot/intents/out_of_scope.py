"""Not this desk's job: said so, nothing invented."""

from __future__ import annotations

from bot.asking import Answer, Ask, say


def answer(ask: Ask) -> Answer:
    return Answer((say("out_of_scope"),))
