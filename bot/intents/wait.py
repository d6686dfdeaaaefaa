"""Hold on, a pen, a relay operator: wait kindly."""

from __future__ import annotations

from bot.asking import Answer, Ask, say

READY = frozenset("ready ahead listo lista adelante".split())


def answer(ask: Ask) -> Answer:
    if READY & set(ask.meaning.words) and ask.state.given:
        return Answer(ask.state.last, again=True)
    return Answer((say("take_your_time"),), again=True, patience=30)
