"""Wants pictures sent or copied: how to ask for it, for patients and for offices."""

from __future__ import annotations

from bot.asking import Answer, Ask, answering, facts, first_of, general, nobody, numbers, say, topics_of
from bot.facts import ENOUGH
from bot.hearing import words
from bot.intents import powershare, upload_images

# A request to send pictures has most of its facts' words in it; a fact has to be asked for plainly.
PLAINLY = 2.5


def answer(ask: Ask) -> Answer:
    entry, library = answering(ask, "release_images"), first_of(ask, "images_patients")
    if entry is None:
        return nobody(ask)
    if _coming_in(ask):
        return upload_images.answer(ask)
    if ask.office and "self" not in ask.meaning.signs:
        return Answer((say("office_images"), *powershare.lead(ask)), entry=entry.id)
    numbers_part = (numbers(library, "phone", "fax", first_only=True),) if library else ()
    asked = facts(ask, entry, most=1, enough=ENOUGH if "how_long" in ask.meaning.signs else PLAINLY)
    known = "taken" in ask.meaning.signs or _named_us(ask)
    where = () if known or asked else (say("taken_at_duke"),)
    return Answer((general(entry), *asked, *numbers_part, *where), entry=library.id if library else entry.id)


def _coming_in(ask: Ask) -> bool:
    """ "Get the outside CT to you": pictures that come to us, whatever else is said of sending."""
    upload = answering(ask, "upload_images")
    from_outside = "outside" in ask.meaning.signs or ask.office or (upload is not None and upload in topics_of(ask))
    return from_outside and "to_us" in ask.meaning.signs and "taken" not in ask.meaning.signs


def _named_us(ask: Ask) -> bool:
    """Whether the hospital itself was named, so that the pictures are its own."""
    ours = {word for name in (ask.directory.file.name.en, ask.directory.file.name.es) for word in words(name)}
    return bool(ours & set(ask.meaning.words) - set(words("radiology radiologia de")))
