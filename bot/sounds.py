"""Misheard and misspelt words: windows of a text that sound or look like words of the directory.

"vasculer intervention" and "basket lure intervention" both come near "vascular intervention". A window is
compared as sounds (bot/phones.py) and as letters (rapidfuzz), with its spaces taken out, since recognisers
cut words in the wrong places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import combinations, islice
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from bot.common_words import is_a_word
from bot.hearing import little_words
from bot.phones import consonants, spoken
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


def _without_some(kinds: str) -> frozenset[str]:
    amiss = (len(kinds) >= ONE_AMISS) + (len(kinds) >= TWO_AMISS)
    return frozenset("".join(kept) for n in range(amiss + 1) for kept in combinations(kinds, len(kinds) - n))


class SoundIndex:
    """The phrases long enough to be recognised by their sound. `common` are words not worth a guess."""

    def __init__(self, phrases: Iterable[tuple[str, ...]], common: Collection[str] = ()) -> None:
        self._common = frozenset(common)
        self._by_length: dict[int, list[Sound]] = defaultdict(list)
        for sound in map(sound_of, phrases):
            if len(sound.letters) >= LEAST_LETTERS and len(sound.kinds) >= LEAST_SOUNDS:
                self._by_length[len(sound.kinds)].append(sound)
        self._long = {
            w for sounds in self._by_length.values() for s in sounds for w in s.phrase if len(w) >= LEAST_LETTERS
        }
        self._kinds = {size: [s.kinds for s in sounds] for size, sounds in self._by_length.items()}

    def find(self, heard: list[str], taken: frozenset[int]) -> Iterator[Found]:
        """Phrases that sound like a window: the phrase, its positions, how alike (0 to 1)."""
        spans = (
            (start, end)
            for start in range(len(heard))
            for end in range(start + 1, min(start + MOST_WORDS, len(heard)) + 1)
        )
        worth = (span for span in spans if self._worth(heard[slice(*span)], frozenset(range(*span)), taken))
        for start, end in islice(worth, MOST_WINDOWS):
            if cued(heard, start, start) or not all(map(self._plain, heard[start:end])):
                yield from self._like(heard[start:end], frozenset(range(start, end)))

    def _worth(self, window: list[str], at: frozenset[int], taken: frozenset[int]) -> bool:
        """Whether a window may hide something: long enough, not understood already, not plain talk."""
        letters = sum(map(len, window))
        if at <= taken or not LEAST_LETTERS - 1 <= letters <= MOST_LETTERS or any(word.isupper() for word in window):
            return False
        if all(map(is_known_name, window)):
            return False
        if len(window) == 1 and self._right(window[0]):
            return False
        return window[0] not in little_words() and window[-1] not in little_words()

    def _plain(self, word: str) -> bool:
        """Whether a word says nothing of the directory: an ordinary one, and none of its long ones."""
        return self._right(word) and word not in self._long

    def _right(self, word: str) -> bool:
        return word in self._common or is_a_word(word)

    def _like(self, window: list[str], at: frozenset[int]) -> Iterator[Found]:
        heard = sound_of(tuple(window))
        everyday = all(word in self._common for word in window)
        enough = ENOUGH_COMMON if everyday else ENOUGH
        for size in range(len(heard.kinds) - 1, len(heard.kinds) + 2):
            for known in self._near(heard.kinds, size):
                likeness = alike(heard, known)
                same = heard.phrase == known.phrase or (everyday and letters_alike(heard, known) < LETTERS_COMMON)
                if likeness >= enough and not same and _rest_alike(heard, known):
                    yield known.phrase, at, likeness

    def _near(self, kinds: str, size: int) -> Iterator[Sound]:
        if size in self._kinds:
            scorer = Levenshtein.normalized_similarity
            found = process.extract(kinds, self._kinds[size], scorer=scorer, score_cutoff=NEAR, limit=12)
            yield from (self._by_length[size][index] for _, _, index in found)


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
