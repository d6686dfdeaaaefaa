"""What the letter must hold, who signs it, where it goes."""

from __future__ import annotations

from bot.asking import Answer, Ask, answering, first_of, nobody, numbers, say
from bot.reply import Part


def answer(ask: Ask) -> Answer:
    entry, library = answering(ask, "release_images"), first_of(ask, "images_patients")
    if entry is None:
        return nobody(ask)
    asked = [f.partition(".")[2] for f in ask.need.facts if f.startswith(entry.id + ".")]
    fact = asked[0] if asked else next((f.id for f in entry.facts if "letter" in f.id), "")
    sorry = (say("sorry_for_loss"),) if "deceased" in ask.meaning.signs else ()
    told = Part("fact", entry=entry.id, fact=fact) if fact else say("tell", entry)
    return Answer(
        (*sorry, told, *((numbers(library, "phone", "fax", first_only=True),) if library else ())),
        entry=entry.id,
    )
