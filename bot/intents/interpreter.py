"""Language help, free of charge: that first, then what was asked of it."""

from __future__ import annotations

from bot.asking import Answer, Ask, answering, facts, general, nobody


def answer(ask: Ask) -> Answer:
    entry = answering(ask, "interpreter")
    if entry is None:
        return nobody(ask)
    return Answer((general(entry), *facts(ask, entry, most=1)), entry=entry.id)
