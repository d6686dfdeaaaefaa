"""The department's main number."""

from __future__ import annotations

from bot.asking import LINE, Answer, Ask, first_of, nobody, numbers


def answer(ask: Ask) -> Answer:
    entry = first_of(ask, "main")
    if entry is None:
        return nobody(ask)
    return Answer((numbers(entry, *LINE),), entry=entry.id)
