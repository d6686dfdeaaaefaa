"""One part of the body told for several examinations: "an X-ray and an MRI of my left hip". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.fields.pieces import Piece, listed, said
from bot.fields.study_words import Anchor, sentence_ends
from bot.fields.tables import word_set

MOST_BETWEEN = 3
NEAR = 4  # words around an examination
SAME = frozenset({"same", "misma", "mismo"})


def with_shared_parts(names: Sequence[str], anchors: Sequence[Anchor], found: Sequence[Piece]) -> list[str]:
    """The names, "X-ray" and "MRI left hip", with the part of the one beside it where nothing but "and" is between.

    A part told before the first of them is of those behind it too: "left hip X-ray and MRI".
    """
    out = list(names)
    beside = [in_one_breath(found, one, two) for one, two in pairwise(anchors)]
    for i in reversed(range(len(beside))):
        if beside[i] and _bare(out[i], anchors[i]):
            out[i] += out[i + 1].removeprefix(anchors[i + 1].kind)
    for i, one in enumerate(anchors[1:], start=1):
        if _bare(out[i], one) and _of_the_first(anchors, i, found) and out[i - 1] != anchors[i - 1].kind:
            out[i] += out[i - 1].removeprefix(anchors[i - 1].kind)
    return out


def with_the_same_part(names: Sequence[str], anchors: Sequence[Anchor], words: Sequence[str]) -> list[str]:
    """The names, where "an X-ray of the same knee" is of the knee named before, with its side."""
    out = list(names)
    for i in range(1, len(out)):
        end = anchors[i + 1].start if i + 1 < len(anchors) else len(words)
        near = words[max(anchors[i - 1].end, anchors[i].start - NEAR) : min(end, anchors[i].end + NEAR)]
        same = any(a in SAME and b in word_set("studies", "body") for a, b in pairwise(near))
        part = out[i - 1].removeprefix(anchors[i - 1].kind)
        out[i] = anchors[i].kind + part if same and part else out[i]
    return out


def in_one_breath(found: Sequence[Piece], one: Anchor, two: Anchor) -> bool:
    """Whether both are named in one breath."""
    between = [piece.word for piece in found[one.end : two.start]]
    joins = word_set("studies", "clause_ends") | word_set("studies_heard", "articles")
    near = len(between) <= MOST_BETWEEN and set(between) <= joins
    return one.kind != two.kind and near and not sentence_ends(found, one.end, two.start)


def _of_the_first(anchors: Sequence[Anchor], i: int, found: Sequence[Piece]) -> bool:
    """Whether the part told before the first of them, and before "both", is this one's too."""
    words = said(found)
    first = anchors[0].start
    told = first > 0 and words[first - 1] in word_set("studies", "body")
    both = listed("studies", "both").inside(words[max(0, first - NEAR) : first])
    return told and (both or in_one_breath(found, anchors[i - 1], anchors[i]))


def _bare(name: str, anchor: Anchor) -> bool:
    return name == anchor.kind and name in word_set("studies", "need_a_part") and not anchor.again
