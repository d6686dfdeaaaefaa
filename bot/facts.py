"""Which of an entry's facts a question is about: the words shared with each, rare words counting more. Pure.

Only the facts of the entry that answers are weighed against each other, so plain words ("handwrite",
"password") are enough. A whole phrase of a fact, its words in order, tells more than the same words apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from math import log
from typing import NamedTuple

from bot.directory_types import Entry, Fact
from bot.hearing import fold, hear_phrase, stem
from bot.spacy_words import ENGLISH, SPANISH

# How much has to be shared: about one rare word. A second fact is told only if it is nearly as near.
ENOUGH = 1.5
NEARLY = 0.6
# A word that is a fact's own, one out of its phrases, and one of what it tells.
OWN_WORD, PHRASE_WORD, TOLD_WORD = 2.0, 1.0, 0.3
WHOLE_PHRASE, LONGER = 1.5, 0.5
# So many other words may stand inside a phrase: "who then signs it".
BETWEEN = 2
# Endings of both languages, after four letters at least.
ENDING = re.compile(
    r"(?<=\w{4})(?:(?:[aei]r|ando|iendo)(?:me|te|se|nos)?(?:l[aeo])?|aron|ieron|ab[ao]n?|[ai]d[ao]|[aei]mo|ing|ed|an|en|a|e|o)$"
)
DOUBLED = re.compile(r"([bgmnp])\1$")


class Called(NamedTuple):
    """A fact's words by their roots: those that stand alone, its phrases, and the words out of these."""

    alone: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]
    inside: frozenset[str]


def asked(entry: Entry, heard: Sequence[str], most: int = 2, enough: float = ENOUGH) -> tuple[Fact, ...]:
    """The facts these words ask for, best first, at most `most`; () when none is near enough."""
    roots = tuple(root(stem(word.lower())) for word in heard)
    scores = {fact.id: _score(fact, entry, roots) for fact in entry.facts}
    best = max(scores.values(), default=0.0)
    near = [f for f in entry.facts if scores[f.id] >= max(enough, NEARLY * best)]
    return tuple(sorted(near, key=lambda f: -scores[f.id])[:most])


def root(word: str) -> str:
    """What the forms of a word share, in both languages: "mailing" -> "mail", "mandarlas" -> "mand"."""
    return DOUBLED.sub(r"\1", ENDING.sub("", word))


def _score(fact: Fact, entry: Entry, roots: tuple[str, ...]) -> float:
    rarity, own = _rarity(entry.id, entry.facts), _called(fact)
    shared = sum(rarity[word] * _weight(word, own) for word in set(roots) & rarity.keys() if word in _words(fact))
    whole = [WHOLE_PHRASE + LONGER * (len(phrase) - 2) for phrase in own.phrases if _said(phrase, roots)]
    return shared + max(whole, default=0.0)


def _weight(word: str, own: Called) -> float:
    if word in own.alone:
        return OWN_WORD
    return PHRASE_WORD if word in own.inside else TOLD_WORD


def _said(phrase: tuple[str, ...], roots: tuple[str, ...]) -> bool:
    """Whether the phrase was said: its words in order, a few others between them at most."""
    starts = (i for i, word in enumerate(roots) if word == phrase[0])
    between = 0 if set(phrase) <= _plain_words() else BETWEEN
    return any(_in_order(phrase, roots[i : i + len(phrase) + between]) for i in starts)


def _in_order(phrase: tuple[str, ...], window: tuple[str, ...]) -> bool:
    left = iter(window)
    return all(word in left for word in phrase)


@lru_cache(maxsize=256)
def _rarity(_: str, facts: tuple[Fact, ...]) -> dict[str, float]:
    """How telling each word is among the facts of one entry: 0 for a word that all of them have."""
    counts = Counter(word for fact in facts for word in _words(fact))
    return {word: log((1 + len(facts)) / count) / log(1 + len(facts)) for word, count in counts.items()}


@cache
def _plain_words() -> frozenset[str]:
    """Words of every sentence, which point to no fact unless they are one's own."""
    return frozenset(root(stem(fold(word))) for word in ENGLISH | SPANISH)


@lru_cache(maxsize=1024)
def _called(fact: Fact) -> Called:
    heard = {tuple(root(word) for word in hear_phrase(phrase)) for _, phrase in fact.called}
    phrases = tuple(sorted(phrase for phrase in heard if len(phrase) > 1))
    inside = frozenset(word for phrase in phrases for word in phrase) - _plain_words()
    return Called(frozenset(phrase[0] for phrase in heard if len(phrase) == 1), phrases, inside)


@lru_cache(maxsize=1024)
def _words(fact: Fact) -> frozenset[str]:
    told = frozenset(map(root, (*hear_phrase(fact.tell.en), *hear_phrase(fact.tell.es)))) - _plain_words()
    own = _called(fact)
    return told | own.alone | own.inside
