"""Doctors who no longer get the images, left out: "not Dr. Poole, he retired, it's Dr. Sherrod now". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.fields.name_start import name_like
from bot.fields.pieces import Piece, listed, said
from bot.fields.tables import field_table, word_set

MOST_IN_A_NAME = 4
MOST_IN_A_CUE = 5


@dataclass(frozen=True, slots=True)
class _Named:
    """A doctor from the word that leads to him to the end of his name; `gone`: it is another by now."""

    start: int
    title: int
    end: int
    gone: bool


def without_former(found: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces without doctors of the past; none of them where only such are named."""
    words = said(found)
    every = [_named(found, words, i) for i in range(len(words) - 1) if _names(found, i)]
    gone = [one for one in every if one.gone]
    kept = [one for one in every if not one.gone]
    if not gone:
        return tuple(found)
    if not kept:
        return ()
    first = kept[0].title
    out = [i for i in range(len(found)) if not any(one.start <= i < one.end for one in gone)]
    before = max((one.end for one in gone if one.end <= first), default=0)
    return tuple(found[i] for i in out if i >= first or (i < before and _leads_in(words, i, gone)))


def _leads_in(words: Sequence[str], i: int, gone: Sequence[_Named]) -> bool:
    """Whether a place stands before any doctor: "Bogue Banks Clinic, not Dr. Poole but Dr. Sherrod"."""
    first = min(one.start for one in gone)
    return i < first and bool(set(words[:first]) & word_set("recipient", "places"))


def _names(found: Sequence[Piece], i: int) -> bool:
    titled = found[i].word in field_table("recipient")["titles"]
    return titled and name_like(found, i + 1) and found[i + 1].word not in word_set("recipient", "connectors")


def _named(found: Sequence[Piece], words: Sequence[str], i: int) -> _Named:
    end = i + 1
    others = field_table("recipient")["titles"]
    while end < min(len(found), i + 1 + MOST_IN_A_NAME) and name_like(found, end) and words[end] not in others:
        if _behind(words, end) or _owns(found, end) or (end > i + 1 and "," in found[end].gap):
            break
        end += 1
    start = i - (words[i - 1] in word_set("recipient", "articles") if i else 0)
    sizes = range(min(start, MOST_IN_A_CUE), 0, -1)
    cue = next((n for n in sizes if listed("recipient", "former_before").at(words, start - n) == n), 0)
    behind = _behind(words, end) or int(_owns(found, end))
    at = start - cue
    while cue and at and words[at - 1] in word_set("recipient", "former_joints"):
        at -= 1
    return _Named(at, i, end + behind, bool(cue or behind))


def _owns(found: Sequence[Piece], end: int) -> bool:
    """Whether it is "Dr. Poole's partner" who gets them."""
    owner = found[end - 1].raw.lower().endswith(("'s", "’s"))
    return owner and end < len(found) and found[end].word in word_set("recipient", "colleagues")


def _behind(words: Sequence[str], i: int) -> int:
    """How many words there say that he is gone: "retired", "no more he retired", "'s partner"."""
    start = i
    while i < len(words) and (size := listed("recipient", "former_behind").at(words, i)):
        i += size
    return i - start
