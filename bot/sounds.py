"""Misheard and misspelt words: windows of a text that sound or look like words of the directory.

"vasculer intervention" and "basket lure intervention" both come near "vascular intervention". A window is
compared as sounds (bot/phones.py) and as letters (rapidfuzz), with its spaces taken out, since recognisers
cut words in the wrong places.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from heapq import nsmallest
from itertools import combinations, islice, pairwise
from typing import NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from bot.common_words import is_a_word
from bot.hearing import little_words
from bot.phones import KINDS, consonants, spoken
from bot.private_names import is_known_name
from bot.sense import cued, listed

LEAST_LETTERS = 6
LEAST_SOUNDS = 4
MOST_WORDS = 5
# Longer windows name nothing, and a longer text is not searched to its end.
MOST_LETTERS = 48
MOST_WINDOWS = 120
# How alike a window and a phrase have to be: for one that holds an uncommon word, and for one of common words.
ENOUGH = 0.80
ENOUGH_COMMON = 0.88
NEAR = 0.70
REST = 0.80
REST_LETTERS, REST_LETTERS_LONG, LONG = 0.55, 0.35, 8
LETTERS_LEAST = 0.5
LETTERS_COMMON = 0.80
# How many consonants a word needs for one, and for two of them to be amiss.
ONE_AMISS, TWO_AMISS = 4, 7
# Of phrases with equally many consonants so many are looked at, the nearest ones.
MOST_NEAR = 12
# How often each kind of consonant is counted at most, and how many bits of a tally, and of pairs, one slip changes.
EACH = 64 // len(KINDS)
CHANGED, CHANGED_PAIRS = 2, 4
SIGNS = 32  # places of signs in a tally
FEW = 32  # so many sounds are compared as quickly one by one
# So that what is just near enough counts, however its share was rounded.
ROUNDING = 1e-6

Found = tuple[tuple[str, ...], frozenset[int], float]


class Sound(NamedTuple):
    """One phrase as letters, as sounds, and as the kinds of its consonants."""

    phrase: tuple[str, ...]
    letters: str
    signs: str
    kinds: str


@lru_cache(maxsize=16384)
def sound_of(phrase: tuple[str, ...]) -> Sound:
    """How a phrase looks and sounds."""
    signs = spoken(phrase)
    return Sound(phrase, "".join(phrase), signs, consonants(signs))


def sounds_alike(one: Sound, other: Sound) -> float:
    """How alike two phrases sound, 0 to 1."""
    return Levenshtein.normalized_similarity(one.signs, other.signs)


def letters_alike(one: Sound, other: Sound) -> float:
    """How alike two spellings are, 0 to 1."""
    return Levenshtein.normalized_similarity(one.letters, other.letters)


class Nearby:
    """Phrases found by their consonants, of which a few may be amiss. `least` is how many a phrase must have."""

    def __init__(self, phrases: Iterable[tuple[str, ...]], least: int) -> None:
        self._least = least
        self._found: dict[str, list[Sound]] = defaultdict(list)
        for sound in map(sound_of, phrases):
            if len(sound.kinds) >= least:
                for kinds in _without_some(sound.kinds):
                    self._found[kinds].append(sound)

    def to(self, heard: Sound) -> frozenset[Sound]:
        """The phrases that may be what was heard."""
        if len(heard.kinds) < self._least:
            return frozenset()
        return frozenset(sound for kinds in _without_some(heard.kinds) for sound in self._found.get(kinds, ()))


class Sounds:
    """Sounds of which those are found that are most like another one, however many they are."""

    def __init__(self, sounds: Iterable[Sound]) -> None:
        self._sounds = sorted(sounds, key=lambda sound: len(sound.signs))
        self._sizes = [len(sound.signs) for sound in self._sounds]
        many = self._sounds if len(self._sounds) > FEW else ()
        self._tallies = np.array([_tally_of_signs(sound.signs) for sound in many], dtype=np.uint64)

    def like(self, heard: Sound, least: float) -> Iterator[tuple[Sound, float]]:
        """Those that sound at least so much like it, with how much (0 to 1)."""
        for sound in self._perhaps(heard.signs, least):
            alike = sounds_alike(heard, sound)
            if alike >= least:
                yield sound, alike

    def _perhaps(self, signs: str, least: float) -> list[Sound]:
        """Those whose signs may be near enough, whatever their order: a quick look, where there are many."""
        size = len(signs)
        start = bisect_left(self._sizes, least * size - ROUNDING)
        end = bisect_right(self._sizes, size / least + ROUNDING)
        if end - start <= FEW:
            return self._sounds[start:end]
        amiss = int((1 - least) * max(size, self._sizes[end - 1]) + ROUNDING)
        near = np.bitwise_count(self._tallies[start:end] ^ _tally_of_signs(signs)) <= CHANGED * amiss
        return [self._sounds[start + place] for place in near.nonzero()[0].tolist()]


@lru_cache(maxsize=4096)
def _tally_of_signs(signs: str) -> np.uint64:
    """How often there is each sign, as bits: not at all, once, or more often; some signs share a place."""
    counts = Counter(ord(sign) % SIGNS for sign in signs)
    return np.uint64(sum((1 + 2 * (count > 1)) << (2 * place) for place, count in counts.items()))


def _without_some(kinds: str) -> frozenset[str]:
    amiss = (len(kinds) >= ONE_AMISS) + (len(kinds) >= TWO_AMISS)
    return frozenset("".join(kept) for n in range(amiss + 1) for kept in combinations(kinds, len(kinds) - n))


class SoundIndex:
    """The phrases long enough to be recognised by their sound. `common` are words not worth a guess."""

    def __init__(self, phrases: Iterable[tuple[str, ...]], common: Collection[str] = ()) -> None:
        self._common = frozenset(common)
        long = (s for s in map(sound_of, phrases) if len(s.letters) >= LEAST_LETTERS and len(s.kinds) >= LEAST_SOUNDS)
        self._sounds = sorted(long, key=lambda sound: len(sound.kinds))
        self._long = {word for sound in self._sounds for word in sound.phrase if len(word) >= LEAST_LETTERS}
        # Of many names some have the very same consonants: those are weighed once.
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, sound in enumerate(self._sounds):
            self._places[sound.kinds].append(place)
        self._kinds = list(self._places)
        self._sizes = [len(kinds) for kinds in self._kinds]
        self._tallies = np.array([*map(_tally, self._kinds)], dtype=np.uint64)
        self._pairs = np.array([*map(_pairs, self._kinds)], dtype=np.uint64)

    def find(self, heard: list[str], taken: frozenset[int]) -> Iterator[Found]:
        """Phrases that sound like a window: the phrase, its positions, how alike (0 to 1)."""
        spans = (span for span in _sayable(heard) if not taken.issuperset(range(*span)))
        worth = (span for span in spans if self._worth(heard[slice(*span)]))
        for start, end in islice(worth, MOST_WINDOWS):
            if cued(heard, start, start) or not all(map(self._plain, heard[start:end])):
                yield from self._like(heard[start:end], frozenset(range(start, end)))

    def _worth(self, window: list[str]) -> bool:
        """Whether a window may hide something: no plain talk."""
        if window[0] in little_words() or window[-1] in little_words() or all(map(is_known_name, window)):
            return False
        return len(window) > 1 or not self._right(window[0])

    def _plain(self, word: str) -> bool:
        """Whether a word says nothing of the directory: an ordinary one, and none of its long ones."""
        return self._right(word) and word not in self._long

    def _right(self, word: str) -> bool:
        return word in self._common or is_a_word(word)

    def _like(self, window: list[str], at: frozenset[int]) -> Iterator[Found]:
        heard = sound_of(tuple(window))
        everyday = all(word in self._common for word in window)
        enough = ENOUGH_COMMON if everyday else ENOUGH
        for known in self._near(heard.kinds):
            likeness = alike(heard, known)
            same = heard.phrase == known.phrase or (everyday and letters_alike(heard, known) < LETTERS_COMMON)
            if likeness >= enough and not same and _rest_alike(heard, known):
                yield known.phrase, at, likeness

    def _near(self, kinds: str) -> Iterator[Sound]:
        """The phrases whose consonants are most like these, of each number of consonants as many as `MOST_NEAR`."""
        scorer, perhaps = Levenshtein.normalized_similarity, self._perhaps(kinds)
        equal: dict[tuple[float, int], list[str]] = defaultdict(list)
        for near, score, _ in process.extract(kinds, perhaps, scorer=scorer, score_cutoff=NEAR, limit=None):
            equal[score, len(near)].append(near)
        counts: Counter[int] = Counter()
        for (_, size), some in equal.items():
            first = (place for near in some for place in self._places[near][:MOST_NEAR])
            places = nsmallest(MOST_NEAR - counts[size], first)
            counts[size] += len(places)
            yield from (self._sounds[place] for place in places)

    def _perhaps(self, kinds: str) -> list[str]:
        """The consonants that may be near to these: a quick look, before their order is weighed."""
        start, end = bisect_left(self._sizes, len(kinds) - 1), bisect_right(self._sizes, len(kinds) + 1)
        amiss = int((1 - NEAR) * (len(kinds) + 1) + ROUNDING)
        tallies = np.bitwise_count(self._tallies[start:end] ^ _tally(kinds)) <= CHANGED * amiss
        pairs = np.bitwise_count(self._pairs[start:end] ^ _pairs(kinds)) <= CHANGED_PAIRS * amiss
        return [self._kinds[start + place] for place in (tallies & pairs).nonzero()[0].tolist()]


def _sayable(heard: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where windows stand that are long enough and hide nothing: the first position, and the one after the last."""
    for start in range(len(heard)):
        letters = 0
        for end, word in enumerate(heard[start : start + MOST_WORDS], start + 1):
            letters += len(word)
            if letters > MOST_LETTERS or word.isupper():
                break
            if letters >= LEAST_LETTERS - 1:
                yield start, end


@lru_cache(maxsize=4096)
def _tally(kinds: str) -> np.uint64:
    """How often there is each kind of consonant, as bits."""
    ones = (((1 << min(kinds.count(kind), EACH)) - 1) << (EACH * place) for place, kind in enumerate(KINDS))
    return np.uint64(sum(ones))


@lru_cache(maxsize=4096)
def _pairs(kinds: str) -> np.uint64:
    """Which kinds of consonant follow each other, as bits."""
    places = {len(KINDS) * KINDS.index(one) + KINDS.index(other) for one, other in pairwise(kinds)}
    return np.uint64(sum(1 << place for place in places))


def _rest_alike(one: Sound, other: Sound) -> bool:
    """Whether the words that the two do not share sound alike too ("police department", "billing department")."""
    rest, other_rest = ([w for w in a.phrase if w not in b.phrase] for a, b in ((one, other), (other, one)))
    if not rest or not other_rest or len(rest) == len(one.phrase):
        return bool(rest and other_rest)
    if len(rest) == 1 and rest[0] in listed("asking"):
        return False
    one, other = sound_of(tuple(rest)), sound_of(tuple(other_rest))
    if letters_alike(one, other) < (REST_LETTERS if len(one.letters) < LONG else REST_LETTERS_LONG):
        return False
    if not one.kinds or not other.kinds:
        return sounds_alike(one, other) >= REST
    return Levenshtein.normalized_similarity(one.kinds, other.kinds) >= REST


def alike(one: Sound, other: Sound) -> float:
    """How alike two phrases are, 0 to 1, by letters and by sounds."""
    letters = letters_alike(one, other)
    if letters < LETTERS_LEAST:
        return 0.0
    sounds = sounds_alike(one, other)
    return max((letters + sounds) / 2, letters, sounds - 0.05)
