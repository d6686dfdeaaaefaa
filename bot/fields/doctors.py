"""A doctor who is known, with what is told of his name's letters; his clinic stays with him. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.fields.capitals import full_name
from bot.fields.letters import spelled
from bot.fields.pieces import Piece, listed, said, written
from bot.fields.recipient import recipient
from bot.fields.respelled import respelled_name
from bot.fields.tables import field_table, word_set

MOST_IN_A_PERSON = 2  # words, where no comma parts him from his clinic


def doctor_respelled(known: str, found: Sequence[Piece], lang: str) -> str:
    """ "Dr. Lenore Abernathy, Blue Heron" after the letters in `found`."""
    title, person, place = parted(known)
    cut = _place_at(found, lang)
    title = next((titles()[p.word] for p in found[:cut] if p.word in titles()), title) if not title else title
    words = full_name(respelled_name(person, [p for p in found[:cut] if p.word not in titles()], lang))
    place = _place(found[cut:], place, lang)
    return f"{title} {words}" + (f", {place}" if place else "")


def titles() -> dict[str, str]:
    """How a doctor's title is written."""
    found: dict[str, str] = field_table("recipient")["titles"]
    return found


def parted(name: str) -> tuple[str, list[str], str]:
    """A doctor's title, the words of his name, and his clinic."""
    title, _, rest = name.partition(" ")
    person, _, place = rest.partition(", ")
    words = person.split()
    small = {word.lower().strip(".") for word in words[MOST_IN_A_PERSON:]} & word_set("recipient", "places")
    if not place and small and len(words) > MOST_IN_A_PERSON + 1:
        return title, words[:MOST_IN_A_PERSON], " ".join(words[MOST_IN_A_PERSON:])
    return title, words, place


def _place_at(found: Sequence[Piece], lang: str) -> int:
    """Where a clinic begins behind "at"."""
    words = said(found)
    for i in range(len(found)):
        size = listed("recipient", "at").at(words, i)
        letters = size and spelled(found, i + size, 2)[0]
        if size and i and not letters and set(words[i + size :]) & word_set("recipient", "places"):
            return i
    return len(found)


def _place(found: Sequence[Piece], known: str, lang: str) -> str:
    if not found:
        return known
    size = listed("recipient", "at").at(said(found), 0)
    told = recipient(written(found[size:]), lang).value
    return told.name if told and told.kind == "provider" and told.name and not known else known
