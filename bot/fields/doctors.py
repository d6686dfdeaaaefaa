"""A doctor who is known, with what is told of his name's letters; his clinic stays with him. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.fields.capitals import full_name
from bot.fields.letters import spelled
from bot.fields.pieces import Piece, listed, pieces, said, written
from bot.fields.recipient import recipient
from bot.fields.respelled import respelled_name
from bot.fields.sounds import likeness
from bot.fields.spelling import ALIKE, spelled_runs
from bot.fields.tables import field_table, word_set

MOST_IN_A_PERSON = 2  # words, where no comma parts him from his clinic


def doctor_respelled(known: str, found: Sequence[Piece], lang: str) -> str:
    """ "Dr. Lenore Abernathy, Blue Heron" after the letters in `found`."""
    title, person, place = parted(known)
    cut = min(_place_at(found, lang), _behind_letters(found, person))
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


def _behind_letters(found: Sequence[Piece], person: Sequence[str]) -> int:
    """Where a clinic follows the last letters of a doctor's name: "m a r c h e t t i scotland cancer care"."""
    ends = [end for start, (text, end) in spelled_runs(found).items() if text not in word_set("names", "acronyms")]
    if not ends or ends[-1] >= len(found):
        return len(found)
    start = ends[-1]
    while start < len(found) and max((likeness(found[start].word, w) for w in person), default=0) >= ALIKE:
        start += 1
    places = set(said(found[start:])) & word_set("recipient", "places")
    short = any(text in word_set("names", "acronyms") for text, _ in spelled_runs(found[start:]).values())
    return start if places or short else len(found)


def _place(found: Sequence[Piece], known: str, lang: str) -> str:
    if not found:
        return known
    size = listed("recipient", "at").at(said(found), 0)
    told = recipient(written(found[size:]), lang).value
    named = told.name if told and told.kind == "provider" else ""
    again = not known or likeness(named, known) >= ALIKE or set(said(pieces(named))) & word_set("recipient", "places")
    return named if named and again else known
