"""Pictures or records on a disc: by written request; offices get them electronically."""

from __future__ import annotations

from bot.asking import Answer, Ask, answering, first_of, nobody, numbers, say, told
from bot.intents import powershare
from bot.release_talk.wanted import tells_of_a_relative


def answer(ask: Ask) -> Answer:
    entry, library = answering(ask, "image_cd"), first_of(ask, "images_patients")
    if entry is None:
        return nobody(ask, "images_patients")
    if ask.office and "self" not in ask.meaning.signs and not tells_of_a_relative(ask.message.words):
        known = (say("offices", entry),) if entry.offices else told(ask, entry)
        return Answer((*known, *powershare.lead(ask)), entry=entry.id)
    return Answer(
        (*told(ask, entry), *((numbers(library, "phone", first_only=True),) if library else ())),
        entry=entry.id,
    )
