"""Where dates told whole, with their year, stand in a text: "july 4th 1980", "08-Jan-1969". Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.fields.date_numbers import view
from bot.fields.pieces import Piece
from bot.fields.said_dates import Named, named

PARTS = 3


def full_dates(found: Sequence[Piece], lang: str) -> list[Named]:
    """Those that stand apart, in the order said."""
    every = sorted((n for n in named(view(found, lang)) if n.parts == PARTS), key=lambda n: (n.start - n.end, n.cost))
    apart: list[Named] = []
    for one in every:
        if all(one.end <= other.start or one.start >= other.end for other in apart):
            apart.append(one)
    return sorted(apart, key=lambda n: n.start)


def without_full_dates(found: Sequence[Piece], lang: str) -> tuple[Piece, ...]:
    """The pieces without them; all of them where nothing else was told."""
    dated = {i for one in full_dates(found, lang) for i in range(one.start, one.end)}
    return tuple(piece for i, piece in enumerate(found) if i not in dated) or tuple(found)
