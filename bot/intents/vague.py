"""Something is wanted, but too bare to answer: ask, with examples."""

from __future__ import annotations

from bot.asking import Answer, Ask, doubt, say


def answer(ask: Ask) -> Answer:
    if ask.need.question:
        unsettled = doubt(ask)
        if isinstance(unsettled, Answer):
            return unsettled
    return Answer((say("tell_me_more"),))
