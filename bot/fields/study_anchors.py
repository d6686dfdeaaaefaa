"""Examinations named by "one" and "another", by their part of the body alone, twice, or taken back. Pure.

"two x-rays, one of the left wrist and one of the right elbow", "a picture of my chest, it was a CT", "the echo, no, the
CT".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.fields.pieces import Piece, listed, said
from bot.fields.study_words import Anchor
from bot.fields.tables import word_set
from bot.fields.vague_dates import When

GENERAL = "images"
NEAR = 4  # words behind "one" in which no other examination is named
MOST_BETWEEN = 8


def meant(found: Sequence[Piece], anchors: Sequence[Anchor], dates: Sequence[When]) -> list[Anchor]:
    """Without those taken back or named twice, and with those that "one" or a part of the body stands for."""
    words = said(found)
    kept = _named_once(words, _not_taken_back(words, anchors))
    return _with_the_others(words, kept, dates)


def bodies(words: Sequence[str], dates: Sequence[When]) -> list[Anchor]:
    """An anchor for each part of the body, where no kind of examination is told at all."""
    parts = word_set("studies", "body") - word_set("studies", "not_body") - word_set("studies", "sides")
    first = next((i for i in range(len(words)) if words[i] in parts and not _dated_at(dates, i)), None)
    if first is None:
        return []
    return _with_the_others(words, [Anchor(_run_start(words, first), _run_start(words, first), GENERAL)], dates)


def _not_taken_back(words: Sequence[str], anchors: Sequence[Anchor]) -> list[Anchor]:
    """Without "the echo" of "the echo, no, the ultrasound"."""
    gone = set()
    for one, two in pairwise(anchors):
        span = listed("dates", "taken_back").find(words, one.end)
        inner = word_set("studies", "inner")
        if span and span[1] <= two.start and one.kind != two.kind and set(words[span[1] : two.start]) <= inner:
            gone |= {one} if set(words[one.end : span[0]]) <= inner else set()
    return [a for a in anchors if a not in gone]


def _named_once(words: Sequence[str], anchors: Sequence[Anchor]) -> list[Anchor]:
    """Without "a picture of my chest" before "it was a CT", which tells its kind."""
    gone = set()
    for one, two in pairwise(anchors):
        between = words[one.end : two.start]
        apart = _apart(between) or len(between) > MOST_BETWEEN
        if one.kind == GENERAL and two.kind != GENERAL and not apart and not _parts(words, two.end, len(words)):
            gone.add(one)
    return [a for a in anchors if a not in gone]


def _apart(between: Sequence[str]) -> bool:
    """Whether another examination begins there; not in "my teeth and jaw, the", where "and" joins two parts."""
    ends = [i for i, word in enumerate(between) if word in word_set("studies", "clause_ends")]
    if not ends:
        return False
    joins = any(_is_part(word) for word in between[ends[-1] :]) and between[-1] in word_set("studies_heard", "articles")
    return not joins


def _parts(words: Sequence[str], start: int, end: int) -> bool:
    """Whether a part of the body stands right there."""
    at = start
    while at < end and words[at] in word_set("studies", "inner"):
        at += 1
    return at < end and _is_part(words[at])


def _with_the_others(words: Sequence[str], anchors: list[Anchor], dates: Sequence[When]) -> list[Anchor]:
    out = list(anchors)
    for i in range(len(words)):
        before = [a for a in out if a.end <= i and a.start < i]
        if not before or _dated_at(dates, i) or any(a.start <= i < a.end for a in out):
            continue
        last = max(before, key=lambda a: a.start)
        if _again(words, i, out, dates) and not _of_the_last(words, i, last, dates):
            definite = i > 0 and words[i - 1] in word_set("studies_heard", "articles") and words[i] == "one"
            out.append(Anchor(i, i + 1, GENERAL if definite else last.kind, again=True))
            if not _tells(words, last, i, dates):
                out.remove(last)
        elif _another_part(words, i, last, out, dates):
            out.append(Anchor(i, i, last.kind, again=True))
    return sorted(out, key=lambda a: a.start)


def _again(words: Sequence[str], i: int, anchors: Sequence[Anchor], dates: Sequence[When]) -> bool:
    """Whether "one" or "another" stands for an examination there."""
    if words[i] not in word_set("studies_heard", "again") or i + 1 >= len(words):
        return False
    beside = any(a.end == i for a in anchors) and words[i + 1] not in word_set("studies_heard", "one_of")
    beside = beside or (i > 0 and words[i - 1] in word_set("studies", "body"))  # "the left one"
    named = beside or any(i < a.start <= i + NEAR for a in anchors)
    leads = words[i + 1] in word_set("studies_heard", "again_of") or _is_part(words[i + 1]) or _dated_at(dates, i + 1)
    told = _parts(words, i + 1, len(words)) or any(i < d.start <= i + NEAR for d in dates)
    return leads and told and not named


def _of_the_last(words: Sequence[str], i: int, last: Anchor, dates: Sequence[When]) -> bool:
    """Whether "one" with nothing but a day tells the day of what was named: "two pelvic ultrasounds, one in May"."""
    told = any(last.end <= d.start < i for d in dates) or last.again
    return not told and not _parts(words, i + 1, len(words))


def _another_part(words: Sequence[str], i: int, last: Anchor, anchors: Sequence[Anchor], dates: Sequence[When]) -> bool:
    """Whether a part of the body begins there that has a date of its own, behind another with its date."""
    start = _run_start(words, i)
    if not _is_part(words[i]) or start != i or (i and _run_start(words, i - 1) < i - 1 and _is_part(words[i - 1])):
        return False
    joined = set(words[last.end : i]) & word_set("studies", "clause_ends")
    end = i
    while end < len(words) and (
        words[end] in word_set("studies", "body") or words[end] in word_set("studies", "inner")
    ):
        end += 1
    named = any(i <= a.start <= end + 1 for a in anchors)
    dated = any(last.end <= d.start and d.end <= i for d in dates) and any(i < d.start <= end + NEAR for d in dates)
    return bool(joined) and dated and not named


def _tells(words: Sequence[str], anchor: Anchor, end: int, dates: Sequence[When]) -> bool:
    """Whether something of its own is told of an examination before word `end`."""
    dated = any(anchor.end <= d.start < end for d in dates)
    before = anchor.start > 0 and _is_part(words[anchor.start - 1])
    return dated or before or any(_is_part(word) for word in words[anchor.end : end])


def _run_start(words: Sequence[str], i: int) -> int:
    """Where the words for a part of the body begin, with its side."""
    while i and words[i - 1] in word_set("studies", "body"):
        i -= 1
    return i


def _dated_at(dates: Sequence[When], i: int) -> bool:
    return any(d.start <= i < d.end for d in dates)


def _is_part(word: str) -> bool:
    return word in word_set("studies", "body") and word not in word_set("studies", "not_body") - word_set(
        "studies", "sides"
    )
