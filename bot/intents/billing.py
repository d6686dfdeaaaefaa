"""Bills, prices, help with paying."""

from __future__ import annotations

from bot.asking import Answer, Ask, facts, first_of, nobody, numbers
from bot.intents import opening_hours


def answer(ask: Ask) -> Answer:
    entry = first_of(ask, "billing")
    if entry is None:
        return nobody(ask)
    return Answer(
        (numbers(entry, "phone", "toll_free"), *facts(ask, entry, most=1), *opening_hours.of(ask, entry)),
        entry=entry.id,
    )
