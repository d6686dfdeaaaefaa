"""Wants pictures sent or copied: how to ask for it, for patients and for offices."""

from __future__ import annotations

from bot.asking import Answer, Ask, answering, first_of, nobody, numbers, say, tell
from bot.intents import powershare


def answer(ask: Ask) -> Answer:
    entry, library = answering(ask, "release_images"), first_of(ask, "images_patients")
    if entry is None:
        return nobody(ask)
    if ask.office and "self" not in ask.meaning.signs:
        return Answer((say("office_images"), *powershare.lead(ask)), entry=entry.id)
    numbers_part = (numbers(library, "phone", "fax", first_only=True),) if library else ()
    fact = tell(ask, entry)
    told = (say("tell", entry), fact) if fact.fact else (fact,)
    return Answer((*told[:2], *numbers_part), entry=library.id if library else entry.id)
