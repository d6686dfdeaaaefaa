"""Who is this: an automated assistant, and what it can do."""

from __future__ import annotations

from bot.asking import Answer, Ask, say


def answer(ask: Ask) -> Answer:
    return Answer((say("who_are_you"),))
