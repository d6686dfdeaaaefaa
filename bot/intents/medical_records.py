"""The medical records department: its line, fax and hours."""

from __future__ import annotations

from bot.asking import Answer, Ask, first_of, nobody, numbers, say
from bot.reply import Part


def answer(ask: Ask) -> Answer:
    entry = first_of(ask, "records")
    if entry is None:
        return nobody(ask)
    line = numbers(entry, "phone", "fax")
    if "department" in ask.meaning.signs:
        return Answer((line, say("hours", entry)), entry=entry.id)
    fact = next((f.partition(".")[2] for f in ask.need.facts if f.startswith(entry.id + ".")), "")
    told = (Part("fact", entry=entry.id, fact=fact),) if fact else ()
    return Answer((*told, line, say("records_or_images")), entry=entry.id)
