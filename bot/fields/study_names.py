"""How an examination is written: its kind, then the part of the body that is told around it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.fields.body_words import JOINT, in_english
from bot.fields.pieces import Piece, pieces, said
from bot.fields.study_words import Anchor
from bot.fields.tables import field_table, word_set
from bot.fields.vague_dates import When
from bot.hearing import fold

ANDS = frozenset({"and", "y", "e"})
AROUND = 9
SENTENCE = re.compile(r"[.;]\s|\n")
LONGEST = 100


def body_of(found: Sequence[Piece], a: Anchor, anchors: Sequence[Anchor], dates: Sequence[When]) -> list[str]:
    """The words for a part of the body around an anchor, in the order said."""
    place = anchors.index(a) if a in anchors else 0
    left = max([_cut(found, anchors, place - 1, dates), a.start - AROUND] + [d.end for d in dates if d.end <= a.start])
    right = min([_cut(found, anchors, place, dates), a.end + AROUND] + [d.start for d in dates if d.start >= a.end])
    words_before = _ended(_run(found[max(left, 0) : a.start][::-1])[::-1])
    body = [*words_before, *_ended(_run(found[a.end : max(right, a.end)]))]
    body = body or _behind_the_date(found, a, dates, _cut(found, anchors, place, ()))
    return in_english(body or _before_the_date(found, a, dates, _cut(found, anchors, place - 1, ())))


def _behind_the_date(found: Sequence[Piece], a: Anchor, dates: Sequence[When], end: int) -> list[str]:
    """ "The MRI from the twelfth of October of my neck"."""
    start = next((d.end for d in dates if a.end <= d.start <= a.end + AROUND and d.end < end), end)
    leads = start < end and found[start].word in word_set("studies_heard", "again_of")
    return _ended(_run(found[start:end])) if leads else []


def _before_the_date(found: Sequence[Piece], a: Anchor, dates: Sequence[When], start: int) -> list[str]:
    """ "Both knees on November fifth, x-rays"."""
    end = next((d.start for d in dates if d.end == a.start and d.start > start), start)
    while end > max(start, 0) and found[end - 1].word in word_set("studies", "on"):
        end -= 1
    return _ended(_run(found[max(start, 0) : max(end, 0)][::-1])[::-1])


def _ended(body: list[str]) -> list[str]:
    """Without "both" and "with" at the end, which belong to what follows."""
    while body and fold(body[-1]) in word_set("studies", "not_last"):
        body = body[:-1]
    return body


def _cut(found: Sequence[Piece], anchors: Sequence[Anchor], i: int, dates: Sequence[When]) -> int:
    """Where the words of anchor `i` end and those of the next begin: at the last "and", the end of a sentence, a date.

    Without these, "chest ct head ct" names the part first, "mri brain ct chest" last, as the first of them does.
    """
    words = said(found)
    if i < 0 or i + 1 >= len(anchors):
        return -1 if i < 0 else len(words)
    start, end = anchors[i].end, anchors[i + 1].start
    between = [at for at in range(start, end) if words[at] in word_set("studies", "clause_ends")]
    ends = [at for at in range(start + 1, end) if SENTENCE.search(found[at].gap)]
    ends += [d.end for d in dates if start <= d.start and d.end <= end]
    if between or ends:
        return max([*between, *ends])
    first = anchors[0].start
    named_first = first > 0 and words[first - 1] in word_set("studies", "body")
    return start if named_first else end


def _run(found: Sequence[Piece]) -> list[str]:
    """The body words at the start, with the little words between them left out."""
    kept: list[str] = []
    joined = False
    for piece in found:
        if piece.raw.lower() == "mamá":
            continue  # no breast
        if piece.word in word_set("studies", "body"):
            kept += [JOINT, piece.raw.lower()] if joined and kept else [piece.raw.lower()]
            joined = False
        elif piece.word not in word_set("studies", "inner") and piece.word not in ANDS:
            break
        joined = joined or piece.word in ANDS or "&" in piece.gap or "+" in piece.gap
    return kept


def name_of(found: Sequence[Piece], a: Anchor, anchors: Sequence[Anchor], dates: Sequence[When]) -> str:
    """ "MRI right hip": the kind, then the part of the body."""
    told = [p.word for p in found[a.start : a.end]] if a.kind in word_set("studies", "of_many") else []
    kind = [a.kind, *(word for word in told if word not in a.kind.lower().split())]
    name = " ".join([*kind, *body_of(found, a, anchors, dates)])[:LONGEST]
    for cut, whole in field_table("studies")["glued"].items():
        name = name.replace(cut, whole)
    return name


def side_alone(study: str, words: Sequence[str]) -> str:
    """The study with a side that is told apart from it: "my shoulder, i think it was the left one"."""
    body = said(pieces(study))
    pairs = word_set("studies", "paired") | word_set("studies_heard", "in_twos")
    part = next((w for w in body if w in pairs), "")
    sides = {w for i, w in enumerate(words) if w in ("left", "right") and _tells_a_side(words, i)}
    if not part or len(sides) != 1 or set(body) & word_set("studies", "sides"):
        return study
    return study.replace(part, f"{sides.pop()} {part}", 1)


def _tells_a_side(words: Sequence[str], i: int) -> bool:
    """Whether it is not "right before", "that's right"."""
    before, after = words[i - 1] if i else "", words[i + 1] if i + 1 < len(words) else ""
    left = words[i] == "left" and before in word_set("studies_heard", "who_leaves")
    idle = after in word_set("studies_heard", "no_side_before") or before in word_set("studies_heard", "no_side_behind")
    return not left and not idle
