"""Never mind, start over: the talk begins anew."""

from __future__ import annotations

from bot.asking import Answer, Ask, say


def answer(ask: Ask) -> Answer:
    return Answer((say("start_over"),), state={"entry": "", "intent": "", "given": (), "options": ()})
