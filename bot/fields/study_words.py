"""Words for examinations: where they stand, misspelt ones too, and whether one was never done. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from bot.fields.pieces import Phrases, Piece, listed, said
from bot.fields.tables import field_table, word_set
from bot.fields.vague_dates import When

FAR = 7  # words
SENTENCE = re.compile(r"[.;!]\s|\n")
LONG_WORD = 7  # letters
NEARLY = 84  # of 100


@dataclass(frozen=True, slots=True)
class Anchor:
    """A word for a kind of examination, from piece `start` to before `end`; `again`: "one" or a part stands for it."""

    start: int
    end: int
    kind: str
    again: bool = False


@cache
def _long_kinds() -> dict[str, str]:
    return {
        word: kind for kind, words in field_table("studies")["kinds"].items() for word in words
        if len(word) >= LONG_WORD and word.isalpha()
    }  # fmt: skip


@lru_cache(2048)
def _misspelled(word: str) -> tuple[int, str]:
    """A long word for an examination with a letter or two wrong: "resonansia"."""
    if len(word) < LONG_WORD or word in word_set("studies", "body"):
        return 0, ""
    found = process.extractOne(word, list(_long_kinds()), scorer=fuzz.ratio, score_cutoff=NEARLY)
    return (1, _long_kinds()[found[0]]) if found else (0, "")


@cache
def _kinds() -> dict[str, Phrases]:
    return {kind: Phrases(words) for kind, words in field_table("studies")["kinds"].items()}


def anchors_in(found: Sequence[Piece], words: Sequence[str], dates: Sequence[When]) -> list[Anchor]:
    """Every word for an examination, the longest at each place."""
    out: list[Anchor] = []
    i = 0
    while i < len(words):
        size, kind = max(((p.at(words, i), kind) for kind, p in _kinds().items()), key=lambda k: k[0])
        size, kind = (size, kind) if size else _misspelled(words[i])
        if not size and found[i].word == "us" and i and words[i - 1] in word_set("studies", "body"):
            size, kind = 1, "Ultrasound"  # "thyroid US"
        if not size and words[i] == "emory" and i and words[i - 1] in word_set("studies", "body"):
            size, kind = 1, "MRI"  # "my knee emory"
        if size and not any(d.start <= i < d.end for d in dates):
            again = out and out[-1].end == i and out[-1].kind == kind  # "cat scan c t"
            start = out.pop().start if again else i
            out.append(Anchor(start, i + size, kind))
        i += size or 1
    return out


def negated(found: Sequence[Piece], start: int, end: int) -> bool:
    """Whether it was never done: "not the ct", "an mri but they never did it"."""
    words = said(found)
    span = listed("studies", "not").find(words, max(0, start - 3))
    if span and span[0] < start and set(words[span[1] : start]) <= word_set("studies", "inner"):
        return True
    span = listed("studies", "needless").find(words, max(0, start - FAR))
    between = word_set("studies", "inner") | word_set("studies", "body")
    if span and span[0] < start and set(words[span[1] : start]) <= between:
        return True
    span = listed("studies", "never").find(words, end)
    return span is not None and span[0] <= end + 5 and not sentence_ends(found, end, span[0])


def sentence_ends(found: Sequence[Piece], start: int, end: int) -> bool:
    """Whether a sentence ends between two pieces."""
    return any(SENTENCE.search(piece.gap) for piece in found[start : end + 1])
