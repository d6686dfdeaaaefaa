"""Every way to read a day, a month or a year at one place of a text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from bot.fields.numbers import UNDER_100, Classes, classes
from bot.fields.pieces import Piece
from bot.fields.tables import field_table, word_set

CENTURIES = (18, 19, 20)
MOST_DIGITS = 8
EASY, SPELLED = 0, 2
NUMBERS = re.compile(r"[uz1-8L]+")


class Reading(NamedTuple):
    """One number read at a place: where it ends, its value, how far-fetched it is; a `short` year has two digits."""

    end: int
    value: int
    cost: int = EASY
    short: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """The pieces with their classes; n is a month, f may stand between parts, e says that the day comes first."""

    said: tuple[Piece, ...]
    found: Classes
    letters: str = field(default="")

    def skip(self, i: int) -> int:
        """The place behind up to four words that may stand between parts."""
        end = i
        while end < min(i + 4, len(self.letters)) and self.letters[end] in "fe-":
            end += 1
        return end

    def at(self, i: int) -> str:
        """The class at `i`; "" at the end."""
        return self.letters[i] if i < len(self.letters) else ""


@cache
def _own() -> dict[str, tuple[str, int]]:
    table = field_table("dates")
    months = {word: ("n", int(month)) for month, names in table["months"].items() for word in names}
    return dict.fromkeys(table["between"], ("f", 0)) | dict.fromkeys(table["day_first"], ("e", 0)) | months


def view(said: Sequence[Piece], lang: str) -> View:
    """The pieces ready to be read; what counts something or is part of a longer number is no date."""
    found = classes(said, lang, _own())
    letters = list(found.letters)
    for i, piece in enumerate(said):
        if letters[i] == "x" and piece.word in field_table("numbers")["sounds"] and found.letters[i + 1 : i + 2] == "m":
            letters[i] = "u"
        if letters[i] == "x" and _sounds_like_one(piece, found.letters, i):
            letters[i] = "u"
        if _counts(said, found.letters, i):
            letters[i] = "x"
    for match in NUMBERS.finditer("".join(letters)):
        if sum(int(c) if c.isdigit() else 9 if c == "L" else 1 for c in match[0]) > MOST_DIGITS:
            letters[match.start() : match.end()] = "x" * len(match[0])
    sounds = field_table("numbers")["sounds"]
    values = tuple(
        int(sounds[p.word]) if letters[i] == "u" and p.word in sounds else found.values[i] for i, p in enumerate(said)
    )
    return View(tuple(said), Classes("".join(letters), values), "".join(letters))


def _sounds_like_one(piece: Piece, letters: str, i: int) -> bool:
    """Whether a word that recognisers write for a digit stands behind a month or tens: "eighty won", "april ate"."""
    table, before = field_table("numbers"), letters[i - 1] if i else ""
    if piece.word not in table["sounds"]:
        return False
    weak = piece.word in table["weak_sounds"]
    return before == "y" and piece.word in ("too", "fore") if weak else before in ("n", "y") and before != ""


def _counts(said: Sequence[Piece], letters: str, i: int) -> bool:
    """Whether the number at `i` is an age, an hour or a count."""
    if letters[i] not in "uztcy12" or (i and letters[i - 1] == "n"):
        return False
    follows = said[i + 1] if i + 1 < len(said) else None
    hour = follows is not None and follows.gap == ":" and follows.number
    return hour or said[i].gap == ":" or (follows is not None and follows.word in word_set("dates", "counted"))


_DAYS = [
    (re.compile(p), cost)
    for p, cost in (
        ("o", EASY), ("y&?o", EASY), ("[12]s?", EASY), ("z[u1]", EASY), ("[utc]", EASY), ("y", EASY), ("y&?u", EASY),
        ("[u1][uz1]", SPELLED), ("t&?u", SPELLED),
    )
]  # fmt: skip
_MONTHS = [(re.compile(p), cost) for p, cost in (("z[u1]", EASY), ("[u12]", EASY), ("t", EASY), ("[u1][uz1]", SPELLED))]
_SHORT_YEARS = [
    (re.compile(p), cost)
    for p, cost in (("2", EASY), ("y&?u", EASY), ("[ytc]", EASY), ("z[u1z]", EASY), ("[u1][u1z]", SPELLED))
]
_CENTURY = re.compile("[ty2]&?")
_IN_CENTURY = [re.compile(p) for p in ("y&?u", "y", "[tc]", "[uz][uz]", "z1", "2")]
_COUNTED_YEARS = [
    re.compile(p)
    for base in ("th", "um(?:&?uh)?", "(?:u)?mH", "um", "m(?=u)")
    for p in (base, *(rf"{base}&?{rest}" for rest in ("y&?u", "[ytcu]")))
]
_SPELLED_YEAR = re.compile("[u1][uz1]{3}")
_ROUND_YEAR = re.compile(f"4&?(?:[12]|{UNDER_100})")


def _values(view: View, i: int, start: int, end: int) -> int:
    """The value of a day or month: digits one by one where they are units, else what they count."""
    letters = view.letters[start:end]
    if re.fullmatch("[uz1]{2}", letters):
        return view.found.values[start] * 10 + view.found.values[start + 1]
    return view.found.value(start, end - (letters[-1] == "s"))


def days(view: View, i: int) -> Iterator[Reading]:
    """The readings as a day."""
    for pattern, cost in _DAYS:
        match = pattern.match(view.letters, i)
        if match:
            yield Reading(match.end(), _values(view, i, i, match.end()), cost)


def months(view: View, i: int) -> Iterator[Reading]:
    """The readings as a month in figures."""
    for pattern, cost in _MONTHS:
        match = pattern.match(view.letters, i)
        if match:
            yield Reading(match.end(), _values(view, i, i, match.end()), cost)


def long_years(view: View, i: int) -> Iterator[Reading]:
    """The readings as a year with its century."""
    if view.at(i) == "4" and not _ROUND_YEAR.match(view.letters, i):
        yield Reading(i + 1, view.found.values[i])
    elif view.at(i) == "4":
        yield from _round_years(view, i)
    century = _CENTURY.match(view.letters, i)
    if century and view.found.values[i] in CENTURIES:
        for pattern in _IN_CENTURY:
            rest = pattern.match(view.letters, century.end())
            if rest:
                yield Reading(rest.end(), view.found.values[i] * 100 + _values(view, i, rest.start(), rest.end()))
    yield from _counted_years(view, i)
    if _SPELLED_YEAR.match(view.letters, i):
        yield Reading(i + 4, int("".join(str(v) for v in view.found.values[i : i + 4])), SPELLED)


def _round_years(view: View, i: int) -> Iterator[Reading]:
    yield Reading(i + 1, view.found.values[i])
    match = _ROUND_YEAR.match(view.letters, i)
    if match and view.found.values[i] == 2000:
        yield Reading(match.end(), view.found.value(i, match.end()))


def _counted_years(view: View, i: int) -> Iterator[Reading]:
    for pattern in _COUNTED_YEARS:
        match = pattern.match(view.letters, i)
        if match and 1800 <= view.found.value(i, match.end()) < 2100:
            yield Reading(match.end(), view.found.value(i, match.end()))


def years(view: View, i: int) -> Iterator[Reading]:
    """The readings as a year, with or without its century; "del cinco" is one, too."""
    yield from long_years(view, i)
    if view.at(i) in ("u", "z") and i and view.letters[i - 1] == "e":
        yield Reading(i + 1, view.found.values[i], SPELLED, short=True)
    for pattern, cost in _SHORT_YEARS:
        match = pattern.match(view.letters, i)
        if match:
            yield Reading(match.end(), _values(view, i, i, match.end()), cost, short=True)
