"""Never mind, forget it, start over: what was talked of is put aside."""

from __future__ import annotations

from bot.asking import Answer, Ask, say
from bot.fields.control import control


def answer(ask: Ask) -> Answer:
    anew = control(ask.message.words).value == "start_over"
    parts = (say("start_over"),) if anew else (say("all_right"), say("anything_else"))
    return Answer(parts, state={"entry": "", "intent": "", "given": (), "options": ()})
