"""Which of an entry's facts a question is about: the words shared with each, rare words counting more. Pure.

Only the facts of the entry that answers are weighed against each other, so plain words ("handwrite",
"password") are enough; nothing has to match word for word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from math import log

from spacy.lang.en.stop_words import STOP_WORDS as ENGLISH
from spacy.lang.es.stop_words import STOP_WORDS as SPANISH

from bot.directory_types import Entry, Fact
from bot.hearing import fold, hear_phrase, stem

# How much has to be shared: about one rare word. A second fact is told only if it is nearly as near.
ENOUGH = 1.5
NEARLY = 0.6
OWN_WORD, TOLD_WORD = 2.0, 0.4
WHOLE_PHRASE = 1.5


def asked(entry: Entry, heard: Sequence[str], most: int = 2, enough: float = ENOUGH) -> tuple[Fact, ...]:
    """The facts these words ask for, best first, at most `most`; () when none is near enough."""
    stems = tuple(stem(word.lower()) for word in heard)
    scores = {fact.id: _score(fact, entry, stems) for fact in entry.facts}
    best = max(scores.values(), default=0.0)
    near = [f for f in entry.facts if scores[f.id] >= max(enough, NEARLY * best)]
    return tuple(sorted(near, key=lambda f: -scores[f.id])[:most])


def _score(fact: Fact, entry: Entry, stems: tuple[str, ...]) -> float:
    rarity, own, told = _rarity(entry.id, entry.facts), _called(fact), _told(fact)
    shared = sum(
        rarity[word] * (OWN_WORD if word in own else TOLD_WORD) for word in set(stems) & (own | told) if word in rarity
    )
    said = " ".join(stems)
    phrases = sum(1 for _, phrase in fact.called if " " in phrase and " ".join(hear_phrase(phrase)) in said)
    return shared + WHOLE_PHRASE * phrases


@lru_cache(maxsize=256)
def _rarity(_: str, facts: tuple[Fact, ...]) -> dict[str, float]:
    """How telling each word is among the facts of one entry: 0 for a word that all of them have."""
    counts = Counter(word for fact in facts for word in _called(fact) | _told(fact))
    return {word: log((1 + len(facts)) / count) / log(1 + len(facts)) for word, count in counts.items()}


@cache
def _plain_words() -> frozenset[str]:
    """Words of every sentence, which point to no fact."""
    return frozenset(stem(fold(word)) for word in ENGLISH | SPANISH)


@lru_cache(maxsize=1024)
def _called(fact: Fact) -> frozenset[str]:
    return frozenset(w for _, phrase in fact.called for w in hear_phrase(phrase)) - _plain_words()


@lru_cache(maxsize=1024)
def _told(fact: Fact) -> frozenset[str]:
    return frozenset((*hear_phrase(fact.tell.en), *hear_phrase(fact.tell.es))) - _plain_words()
