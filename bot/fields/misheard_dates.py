"""Dates as a recogniser cuts them: "nine teen", "a pearl nineteenth". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from bot.fields.date_numbers import View, days, view
from bot.fields.pieces import Phrases, Piece
from bot.fields.tables import field_table

NEAR = 5  # pieces
LEAST = 10  # days told by two figures


@cache
def _words() -> dict[str, Phrases]:
    return {word: Phrases(phrases) for word, phrases in field_table("misheard_dates")["words"].items()}


@cache
def _all() -> Phrases:
    return Phrases(phrase for phrases in field_table("misheard_dates")["words"].values() for phrase in phrases)


def put_right(found: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with such words as they were meant."""
    words, out, i = [p.word for p in found], list[Piece](), 0
    while i < len(found):
        size = _all().at(words, i)
        if size:
            word = next(word for word, phrases in _words().items() if phrases.at(words, i) == size)
            out.append(Piece(word, word, found[i].gap))
        else:
            out.append(found[i])
        i += size or 1
    return tuple(out)


def without_figures(found: tuple[Piece, ...], lang: str) -> tuple[Piece, ...]:
    """Without the figures of a day that was told by its name: "the thirteenth of may, one three, nineteen seventy"."""
    seen = view(found, lang)
    for i in range(len(found) - 1):
        value = 10 * seen.found.values[i] + seen.found.values[i + 1]
        if seen.letters[i : i + 2] == "uu" and value >= LEAST and _named(value, seen, i):
            return (*found[:i], *found[i + 2 :])
    return found


def _named(value: int, seen: View, before: int) -> bool:
    """Whether this day was told shortly before, as "the thirteenth" or beside its month's name."""
    told = ((at, day) for at in range(max(0, before - NEAR), before) for day in days(seen, at))
    month = "n" in seen.letters[:before]
    return any(d.value == value and d.end <= before and (month or "o" in seen.letters[at : d.end]) for at, d in told)
