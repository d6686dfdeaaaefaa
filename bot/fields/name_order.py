"""Parts of a name told behind it, and names no longer borne: "dolly is my first name and pruitt my last". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from bot.fields.name_start import name_like
from bot.fields.pieces import Phrases, Piece, listed, pieces, said
from bot.fields.tables import field_table

FULL = 2  # words of a name
NEAR = 2  # words between a name and what it is


def in_order(found: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces without a maiden name behind a whole name, and with "first name" before the first name."""
    found = _without_maiden(tuple(found))
    return _told_behind(found) or found


def _without_maiden(found: tuple[Piece, ...]) -> tuple[Piece, ...]:
    words = said(found)
    span = listed("names", "maiden").find(words)
    if span is None or not span[0] or not name_like(found, span[0] - 1):
        return found
    start = span[0] - 1
    while start and words[start - 1] in ("y", "and", "de"):
        start -= 1
    before = [i for i in range(start) if name_like(found, i)]
    return (*found[:start], *found[span[1] :]) if len(before) >= FULL else found


def _told_behind(found: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """ "Dolly is my first name and Pruitt is my last name" as "first name Dolly last name Pruitt"."""
    words, out, start = said(found), list[Piece](), 0
    for i in range(1, len(words)):
        size = listed("names", "behind_part").at(words, i)
        named = _part_at(words, i + size) if size else None
        if named is None or not name_like(found, i - 1) or _goes_on(found, i + size + named[1]):
            continue
        first = i - 1
        while first > start and name_like(found, first - 1) and words[first - 1] not in ("y", "e"):
            first -= 1
        out += [replace(p, gap=" ") for p in pieces(f"{named[0]} name is")]
        out += found[first:i]
        start = i + size + named[1]
    return tuple(out) if len(out) and start >= len(found) - NEAR else ()


@cache
def _parts() -> tuple[tuple[str, Phrases], ...]:
    return tuple((name, Phrases(names)) for name, names in field_table("names")["parts_behind"].items())


def _part_at(words: Sequence[str], i: int) -> tuple[str, int] | None:
    """The part of a name that is named at `i`, and how many words name it."""
    return next(((name, size) for name, names in _parts() if (size := names.at(words, i))), None)


def _goes_on(found: Sequence[Piece], i: int) -> bool:
    """Whether a name follows right there, so that "my first name" is told of that."""
    return i < len(found) and name_like(found, i) and found[i].word not in ("y", "e")
