"""What the letter must hold, who signs it, where it goes."""

from __future__ import annotations

from bot.asking import Answer, Ask, answering, facts, first_of, general, nobody, numbers, say
from bot.reply import Part


def answer(ask: Ask) -> Answer:
    entry, library = answering(ask, "release_images"), first_of(ask, "images_patients")
    if entry is None:
        return nobody(ask)
    sorry = (say("sorry_for_loss"),) if "deceased" in ask.meaning.signs else ()
    letter = next((f.id for f in entry.facts if "letter" in f.id), "")
    told = facts(ask, entry) or ((Part("fact", entry=entry.id, fact=letter),) if letter else (general(entry),))
    return Answer(
        (*sorry, *told, *((numbers(library, "phone", "fax", first_only=True),) if library else ())),
        entry=entry.id,
    )
