"""Whether words make sense as they stand, by what people say to the desk (data/nlu).

"make an ointment" was never said, "make an appointment" often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from sys import intern
from typing import NamedTuple

from bot.common_words import FOLDER, is_a_word, sentences, share
from bot.hearing import stem, tables, words

# How often a word is said to be an everyday one, and two words together to belong so: whatever they are, and two
# everyday ones. Counts are per 15,000 sentences.
EVERYDAY, TOGETHER, TOGETHER_EVERYDAY = 20, 5, 2
# A word said as often as this is known, and was not meant to be another one.
# One of no dictionary has to be said more often: it may be a slip that many make.
KNOWN, KNOWN_NO_WORD = 8, 24
# How often a word that tells what is wanted stands at a place for it to be expected there.
OFTEN = 2
EDGE = "."
# How far from a window its cue may stand, in words.
NEAR = 6

Pair = tuple[str, str]
Place = tuple[int, Pair]
Line = tuple[str, ...]


class Said(NamedTuple):
    """What people say: everyday and known words, all stems, pairs said together, and where each telling word stands."""

    everyday: frozenset[str]
    known: frozenset[str]
    stems: frozenset[str]
    pairs: frozenset[Pair]
    places: dict[str, frozenset[Place]]


@cache
def said(folder: Path = FOLDER) -> Said:
    """Read what people say, once. Pairs misheard once or twice are not taken for sense."""
    lines = list(_lines(folder))
    counts = Counter(word for line in lines for word in set(line))
    many = share(len(lines))
    everyday = frozenset(word for word, count in counts.items() if count >= EVERYDAY * many)
    together = Counter(pair for line in lines for pair in set(pairwise(line)))
    pairs = frozenset(
        pair
        for pair, count in together.items()
        if count >= (TOGETHER_EVERYDAY if everyday.issuperset(pair) else TOGETHER) * many
    )
    known = frozenset(w for w, n in counts.items() if n >= (KNOWN if is_a_word(w) else KNOWN_NO_WORD) * many)
    return Said(everyday, known, frozenset(map(stem, counts)), pairs, _telling_places(lines))


def everyday(word: str) -> bool:
    """Whether this word is often said."""
    return word in said().everyday


def is_known(word: str) -> bool:
    """Whether this word is said often enough to be meant as it stands."""
    return word in said().known


def is_said(word: str) -> bool:
    """Whether anybody ever said this word, in whatever number."""
    return stem(word) in said().stems


def said_together(one: str, other: str) -> bool:
    """Whether these two words are said one after the other."""
    return (one, other) in said().pairs


@cache
def listed(name: str) -> frozenset[str]:
    """A list of single words in data/hearing.yaml."""
    return frozenset(phrase[0] for phrase in tables().lists[name])


def cued(heard: Sequence[str], start: int, end: int) -> bool:
    """Whether something speaks for a broken word here: a cue near by, or words that cannot follow each other."""
    if start and heard[start - 1] in listed("articles") and heard[start] in listed("misfits"):
        return True
    return not listed("cues").isdisjoint((*heard[max(0, start - NEAR) : start], *heard[end : end + NEAR]))


def expected(heard: Sequence[str], at: int, word: str) -> int:
    """How much speaks for `word` at this place, 0 to 3; 0 where the word heard there makes sense."""
    around = _around(heard, at)
    if said_together(around[1], heard[at]) or said_together(heard[at], around[2]):
        return 0
    return len(_places(around) & said().places.get(word, frozenset()))


def _telling_places(lines: Sequence[Line]) -> dict[str, frozenset[Place]]:
    counts: dict[str, Counter[Place]] = {word: Counter() for word in listed("telling")}
    for line in lines:
        for at, word in enumerate(line):
            if word in counts:
                counts[word].update(_places(_around(line, at)))
    return {word: frozenset(p for p, count in found.items() if count >= OFTEN) for word, found in counts.items()}


def _around(heard: Sequence[str], at: int) -> tuple[str, str, str, str]:
    """Two words before a place and two after it."""
    before, after = [EDGE, EDGE, *heard[max(0, at - 2) : at]], [*heard[at + 1 : at + 3], EDGE, EDGE]
    return before[-2], before[-1], after[0], after[1]


def _places(around: tuple[str, str, str, str]) -> frozenset[Place]:
    two, one, first, second = around
    places = ((0, (two, one)), (1, (one, first)), (2, (first, second)))
    return frozenset(place for place in places if place[1] != (EDGE, EDGE))


def _lines(folder: Path) -> Iterator[Line]:
    for line in sentences(folder):
        yield (EDGE, *map(intern, words(line)), EDGE)  # each word once, however often it is said
