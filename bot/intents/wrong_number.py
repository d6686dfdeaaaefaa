"""A wrong number: goodbye; "stop, wrong person" in a text is a stop."""

from __future__ import annotations

from bot.asking import Answer, Ask, say
from bot.intents import stop_texts


def answer(ask: Ask) -> Answer:
    if ask.message.channel == "text" and "stop" in ask.meaning.words:
        return stop_texts.answer(ask)
    return Answer((say("wrong_number"),))
