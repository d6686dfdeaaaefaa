"""Bills, prices, help with paying."""

from __future__ import annotations

from bot.asking import Answer, Ask, first_of, nobody, numbers, say
from bot.intents import opening_hours
from bot.reply import Part


def answer(ask: Ask) -> Answer:
    entry = first_of(ask, "billing")
    if entry is None:
        return nobody(ask)
    fact = next((f.partition(".")[2] for f in ask.need.facts if f.startswith(entry.id + ".")), "")
    told = (Part("fact", entry=entry.id, fact=fact),) if fact else ()
    return Answer(
        (numbers(entry, "phone", "toll_free"), *told, *opening_hours.of(ask, entry)), entry=entry.id
    )


__all__ = ["answer", "say"]
