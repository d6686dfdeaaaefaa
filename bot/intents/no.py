"""Refusal: nothing more is wanted, or not what was offered."""

from __future__ import annotations

from bot.asking import Answer, Ask, say


def answer(ask: Ask) -> Answer:
    return Answer((say("goodbye" if ask.message.channel == "voice" and ask.state.helped else "no_problem"),))
