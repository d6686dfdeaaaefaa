"""What the line for emergent requests is for."""

from __future__ import annotations

from bot.asking import Answer, Ask, emergent_line, first_of, nobody, say


def answer(ask: Ask) -> Answer:
    entry, line = first_of(ask, "emergent"), emergent_line(ask)
    if entry is None or line is None:
        return nobody(ask)
    return Answer((say("what_is_emergent", entry), line), entry=entry.id)
