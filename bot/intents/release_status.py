"""Where a request stands: the desk cannot see it, the library can."""

from __future__ import annotations

from bot.asking import Answer, Ask, first_of, nobody, numbers, say, spoken_of
from bot.intents import records_to_duke


def answer(ask: Ask) -> Answer:
    records = first_of(ask, "records")
    if records and records in spoken_of(ask):
        return records_to_duke.answer(ask)
    library = first_of(ask, "images_patients")
    if library is None:
        return nobody(ask)
    papers = "papers" in ask.meaning.signs and "letter" not in ask.meaning.signs
    lines = (library, records) if records and papers else (library,)
    parts = tuple(numbers(e, "phone", first_only=True) for e in lines)
    return Answer((say("release_status"), *parts), entry=library.id)
