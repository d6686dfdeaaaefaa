"""An address as it is said, put as it is written: "u s highway", "a p o box", "2 b as in boy". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from bot.fields.pieces import Phrases, Piece, listed, said
from bot.fields.tables import field_table, word_set

JOINED = (("u", "s"), ("n", "c"), ("s", "c"), ("p", "o"))
EXAMPLE = 4  # words: "b", "as", "in", "boy"


def as_written(found: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with letters joined, examples of letters left out, and what leads to street or town as a mere "in"."""
    return tuple(_to_the_town(_without_leads(_other_kind(_examples(_joined(_in_english(found)))))))


def _in_english(found: Sequence[Piece]) -> list[Piece]:
    """ "Ruta rural tres buzón diez" as it is written in this country."""
    out, words, i = list[Piece](), said(found), 0
    while i < len(found):
        size, meant = max((phrases.at(words, i), meant) for meant, phrases in _english())
        fresh = [Piece(w, w, " " if n else found[i].gap) for n, w in enumerate(meant.split())]
        out += fresh if size else [found[i]]
        i += size or 1
    return out


@cache
def _english() -> tuple[tuple[str, Phrases], ...]:
    return tuple((meant, Phrases(words)) for meant, words in field_table("addresses")["in_english"].items())


def _joined(found: Sequence[Piece]) -> list[Piece]:
    """ "U s highway", "n c 54" and "a p o box" with their letters in one."""
    out: list[Piece] = []
    for i, piece in enumerate(found):
        two = (out[-1].word, piece.word) if out else ("", "")
        next_one = found[i + 1] if i + 1 < len(found) else None
        road = next_one and (next_one.word in word_set("addresses", "highways") or _counts(next_one))
        if two in JOINED and next_one and (next_one.word == "box" if two == ("p", "o") else road):
            one = out.pop()
            if out and out[-1].word == "a" and two == ("p", "o"):
                out.pop()
            piece = replace(one, word=one.word + piece.word, raw=(one.raw + piece.raw).upper())
        out.append(piece)
    return out


def _counts(piece: Piece) -> bool:
    numbers = field_table("numbers")
    return piece.number or any(piece.word in numbers[name] for name in ("units", "teens", "tens", "twenties"))


def _examples(found: Sequence[Piece]) -> list[Piece]:
    """ "Suite 2 b as in boy" without its example."""
    out: list[Piece] = []
    words, i = said(found), 0
    while i < len(found):
        size = listed("letters", "as_in").at(words, i)
        letter = out[-1].word[-1:] if out and (len(out[-1].word) == 1 or out[-1].number) else ""
        example = words[i + size] if size and i + size < len(words) else ""
        if letter and len(example) > 1 and example.startswith(letter):
            i += size + 1
            continue
        out.append(found[i])
        i += 1
    return out


def _other_kind(found: Sequence[Piece]) -> list[Piece]:
    """ "Old cannery road, no, drive" with the last kind of street."""
    out = list(found)
    for i in range(len(out) - 2, 0, -1):
        kinds = {out[i - 1].word, out[i + 1].word} <= word_set("addresses", "streets")
        if out[i].word in word_set("addresses", "other_kind") and kinds:
            out = [*out[: i - 1], *out[i + 1 :]]
    return out


def _without_leads(found: Sequence[Piece]) -> list[Piece]:
    """Without "the street is"."""
    return [found[i] for i in listed("addresses", "street_is").outside(said(found))]


def _to_the_town(found: Sequence[Piece]) -> list[Piece]:
    """ "That's in" and "just outside of" as "in"."""
    out: list[Piece] = []
    words, i = said(found), 0
    while i < len(found):
        size = listed("addresses", "town_leads").at(words, i) if i else 0
        out.append(replace(found[i], word="in", raw="in", gap=" ") if size else found[i])
        i += size or 1
    return out
