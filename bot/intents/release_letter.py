"""What the letter must hold, who signs it, where it goes."""

from __future__ import annotations

from bot.asking import Answer, Ask, answering, facts, first_of, general, nobody, numbers, say
from bot.directory_types import Entry
from bot.reply import Part


def answer(ask: Ask) -> Answer:
    entry, library = answering(ask, "release_images"), first_of(ask, "images_patients")
    if entry is None:
        return nobody(ask)
    sorry = (say("sorry_for_loss"),) if "deceased" in ask.meaning.signs else ()
    letter = next((f.id for f in entry.facts if "letter" in f.id), "")
    holds = (Part("fact", entry=entry.id, fact=letter),) if letter else (general(entry),)
    asked = tuple(part for part in _asked(ask, entry) if part not in holds)
    told = (*asked, *holds) if asked and "contents" not in ask.meaning.signs else holds
    return Answer(
        (
            *sorry,
            *_where(ask, library),
            *told,
            *((numbers(library, "phone", "fax", first_only=True),) if library else ()),
        ),
        entry=entry.id,
    )


def _asked(ask: Ask, entry: Entry) -> tuple[Part, ...]:
    """The fact asked for; for the dead, who signs."""
    executor = next((f.id for f in entry.facts if "executor" in f.id), "") if "deceased" in ask.meaning.signs else ""
    return (Part("fact", entry=entry.id, fact=executor),) if executor else facts(ask, entry, most=1)


def _where(ask: Ask, library: Entry | None) -> tuple[Part, ...]:
    """Where the letter goes by mail, if that was asked."""
    if library is None or library.address is None or "where_to" not in ask.meaning.signs:
        return ()
    return (say("address", library, lines=list(library.address.lines)),)
