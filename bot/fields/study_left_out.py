"""Examinations that are named and left out again in one breath: "... and chest x-ray, nvm skip the x-ray". Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.fields.pieces import Piece, listed, pieces, said, written
from bot.fields.studies import studies
from bot.fields.study import Study
from bot.fields.study_mending import dated, left_out, which

ENDS = ".,;!?\n"
SEVERAL = 2


def told_and_left_out(text: str, today: dt.date, lang: str) -> tuple[Study, ...] | None:
    """What remains of several examinations; None where none of them is taken back."""
    found = pieces(text)
    words = said(found)
    for name in ("drop", "only"):
        span = listed("study_mending", name).find(words, 1)
        while span:
            known = studies(written(found[: _start(words, span[0])]), today, lang).value
            rest = found[span[0] : _end(found, span[1])]
            kept = _kept(known, rest, name, today, lang) if len(known) >= SEVERAL else None
            if kept:
                return kept
            span = listed("study_mending", name).find(words, span[1])
    return None


def _start(words: Sequence[str], i: int) -> int:
    """Before "nvm" and the like."""
    for at in range(max(0, i - 3), i):
        if listed("study_mending", "taken_back").at(words, at) == i - at:
            return at
    return i


def _end(found: Sequence[Piece], i: int) -> int:
    ends = (at for at in range(i + 1, len(found)) if any(c in found[at].gap.rstrip("/") for c in ENDS))
    return next(ends, len(found))


def _kept(
    known: tuple[Study, ...], rest: Sequence[Piece], name: str, today: dt.date, lang: str
) -> tuple[Study, ...] | None:
    words, told = said(rest), studies(written(rest), today, lang).value
    if name == "drop":
        return left_out(known, rest, told)
    count = listed("study_mending", "first_two").inside(words)
    if count:
        return known[:2]
    at = which(known, words, told)
    return None if at is None or len(told) > 1 else (dated(known[at], rest, today, lang),)
