"""Say it again, slower from now on."""

from __future__ import annotations

from bot.asking import Answer, Ask, say


def answer(ask: Ask) -> Answer:
    return Answer(ask.state.last or (say("nothing_yet"),), again=True, slow=True)
