"""Two words that were cut in the wrong place: "cats can of my chest" -> "cat scan of my chest". Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.sense import said_together

Pair = tuple[str, str]


def recut(heard: Sequence[str], pairs: Mapping[str, Pair]) -> list[str]:
    """The words cut where they belong; `pairs` are two words said together, under their letters joined.

    What makes sense with the word after it stays: "my lungs can hold" is no scan.
    """
    out: list[str] = []
    while len(out) < len(heard):
        at = len(out)
        out += _meant(heard, at, pairs) or heard[at : at + 1]
    return out


def _meant(heard: Sequence[str], at: int, pairs: Mapping[str, Pair]) -> Pair | None:
    said = tuple(heard[at : at + 2])
    meant = pairs.get("".join(said)) if len(said) == 2 else None
    if not meant or meant == said or (len(heard) > at + 2 and said_together(said[1], heard[at + 2])):
        return None
    return meant
