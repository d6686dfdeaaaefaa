"""A reference code in what was written or said: "ABC-DEFG", "a b c, d e f as in frank, seven". Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.codes import LENGTH, typed
from bot.directory_types import Lang
from bot.fields.letters import spelled
from bot.fields.numbers import classes, group
from bot.fields.pieces import Piece, pieces

MOST = 120
MOST_PARTS = 3


def code_in(text: str, lang: Lang = "en") -> str:
    """The first code in a text, as stored; "" for none. A wrong letter makes it none: the last one checks the rest."""
    for word in text.split():
        if len(word) >= LENGTH and typed(word):
            return typed(word)
    found = pieces(text)[:MOST]
    starts = (_joined(found, i, lang) for i in range(len(found)))
    return next((code for run in starts if (code := _window(run))), "")


def _window(run: str) -> str:
    return typed(run[:LENGTH]) if len(run) >= LENGTH else ""


def _a_part(found: Sequence[Piece], i: int) -> bool:
    """Whether a piece may be a part of a code as it is written: capitals, or nothing much beside it."""
    raw = found[i].raw
    return len(raw) <= LENGTH and raw.isalnum() and (raw.isupper() or len(found) <= MOST_PARTS)


def _joined(found: Sequence[Piece], i: int, lang: Lang) -> str:
    """The letters and figures from piece `i` on, without gaps."""
    seen, text, end = classes(found, lang), "", i
    while end < len(found) and len(text) < LENGTH:
        digits, after = group(found, seen, end, long=False)
        if digits:
            text, end = text + digits, after
            continue
        letters, after = spelled(found, end, 1)
        if letters and after > end:
            text, end = text + letters.upper(), after
        elif _a_part(found, end):
            text, end = text + found[end].raw.upper(), end + 1
        else:
            break
    return text
