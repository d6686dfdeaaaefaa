"""The medical records department: its line, fax and hours."""

from __future__ import annotations

from bot.asking import Answer, Ask, facts, first_of, mail_too, nobody, numbers, say
from bot.reply import Part


def answer(ask: Ask) -> Answer:
    entry = first_of(ask, "records")
    if entry is None:
        return nobody(ask)
    line = numbers(entry, "phone", *(() if "no_fax" in ask.meaning.signs else ("fax",)))
    if where := mail_too(ask, entry):
        return Answer((line, *where), entry=entry.id)
    if "department" in ask.meaning.signs:
        return Answer((line, say("hours", entry)), entry=entry.id)
    return Answer((*facts(ask, entry, most=1), line, *_or_images(ask)), entry=entry.id)


def _or_images(ask: Ask) -> tuple[Part, ...]:
    """Where we send images, people may mean those."""
    return (say("records_or_images"),) if first_of(ask, "images_patients") else ()
