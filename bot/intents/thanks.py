"""Thanks, goodbye: what was told last stays there to be repeated, and silence after it ends a call."""

from __future__ import annotations

from bot.asking import Answer, Ask, say


def answer(ask: Ask) -> Answer:
    if ask.message.channel == "text":
        return Answer((say("welcome"),), again=True)
    over = {"silences": 1} if ask.state.helped else {}
    return Answer((say("goodbye"),), again=True, state={"urgent": "", **over})
