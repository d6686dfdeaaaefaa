"""Where a request stands: the desk cannot see it, the library can."""

from __future__ import annotations

from bot.asking import Answer, Ask, first_of, nobody, numbers, say


def answer(ask: Ask) -> Answer:
    library = first_of(ask, "images_patients")
    if library is None:
        return nobody(ask)
    return Answer((say("release_status"), numbers(library, "phone", first_only=True)), entry=library.id)
