"""Text me the number: what it is, one segment, to be tapped."""

from __future__ import annotations

from bot.asking import Answer, Ask, say
from bot.effects import TextNumbers


def answer(ask: Ask) -> Answer:
    if ask.message.channel == "text":
        return Answer(ask.state.last or (say("nothing_yet"),), again=True)
    if not ask.state.given:
        return Answer((say("nothing_to_text"),), again=True)
    if not ask.message.caller:
        return Answer((say("cannot_text"), *ask.state.last), again=True)
    effect = TextNumbers(ask.state.given, done=say("will_text"), failed=say("cannot_text"))
    return Answer((effect.done,), effects=(effect,), again=True)
