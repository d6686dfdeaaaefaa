"""A sentence that means: no more texts."""

from __future__ import annotations

from bot.asking import Answer, Ask, say
from bot.effects import StopTexts


def answer(ask: Ask) -> Answer:
    return Answer((say("texts_stopped"),), effects=(StopTexts(),))
