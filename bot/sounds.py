"""Misheard and misspelt words: windows of a text that sound or look like words of the directory.

"vasculer intervention" and "basket lure intervention" both come near "vascular intervention". A window is
compared as sounds (Metaphone, jellyfish) and as letters (rapidfuzz), with its spaces taken out, since
recognisers cut words in the wrong places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import jellyfish
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from bot.common_words import is_a_word
from bot.hearing import little_words

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
# Sounds that telephones and recognisers mix up are one: b p f v, sh s j, th t.
COARSE = str.maketrans(
    {"B": "P", "F": "P", "V": "P", "X": "S", "J": "S", "0": "T", "E": "A", "I": "A", "O": "A", "U": "A"}
)

Found = tuple[tuple[str, ...], frozenset[int], float]


class Sound(NamedTuple):
    """One phrase as letters and as sounds."""

    phrase: tuple[str, ...]
    letters: str
    sounds: str


class SoundIndex:
    """The phrases long enough to be recognised by their sound. `common` are words not worth a guess."""

    def __init__(self, phrases: Iterable[tuple[str, ...]], common: Collection[str] = ()) -> None:
        self._common = frozenset(common)
        self._by_length: dict[int, list[Sound]] = defaultdict(list)
        for sound in map(sound_of, phrases):
            if len(sound.letters) >= LEAST_LETTERS and len(sound.sounds) >= LEAST_SOUNDS:
                self._by_length[len(sound.sounds)].append(sound)
        self._sounds = {size: [s.sounds for s in sounds] for size, sounds in self._by_length.items()}

    def find(self, heard: list[str], taken: frozenset[int]) -> Iterator[Found]:
        """Phrases that sound like a window: the phrase, its positions, how alike (0 to 1)."""
        spans = (
            (start, end)
            for start in range(len(heard))
            for end in range(start + 1, min(start + MOST_WORDS, len(heard)) + 1)
        )
        worth = (span for span in spans if self._worth(heard[slice(*span)], frozenset(range(*span)), taken))
        for start, end in islice(worth, MOST_WINDOWS):
            yield from self._like(heard[start:end], frozenset(range(start, end)))

    def _worth(self, window: list[str], at: frozenset[int], taken: frozenset[int]) -> bool:
        """Whether a window may hide something: long enough, not understood already, not plain talk."""
        letters = sum(map(len, window))
        if at <= taken or not LEAST_LETTERS - 1 <= letters <= MOST_LETTERS or any(word.isupper() for word in window):
            return False
        if len(window) == 1 and (window[0] in self._common or is_a_word(window[0])):
            return False
        return window[0] not in little_words() and window[-1] not in little_words()

    def _like(self, window: list[str], at: frozenset[int]) -> Iterator[Found]:
        heard = sound_of(tuple(window))
        everyday = all(word in self._common for word in window)
        enough = ENOUGH_COMMON if everyday else ENOUGH
        for size in range(len(heard.sounds) - 1, len(heard.sounds) + 2):
            for known in self._near(heard.sounds, size):
                likeness = alike(heard, known)
                same = heard.letters == known.letters or (everyday and _letters(heard, known) < LETTERS_COMMON)
                if likeness >= enough and not same and _rest_alike(heard, known):
                    yield known.phrase, at, likeness

    def _near(self, sounds: str, size: int) -> Iterator[Sound]:
        if size in self._sounds:
            scorer = Levenshtein.normalized_similarity
            found = process.extract(sounds, self._sounds[size], scorer=scorer, score_cutoff=NEAR, limit=12)
            yield from (self._by_length[size][index] for _, _, index in found)


def _rest_alike(one: Sound, other: Sound) -> bool:
    """Whether the words that the two do not share sound alike too ("police department", "billing department")."""
    rest, other_rest = ([w for w in a.phrase if w not in b.phrase] for a, b in ((one, other), (other, one)))
    if not rest or not other_rest or len(rest) == len(one.phrase):
        return bool(rest and other_rest)
    one, other = sound_of(tuple(rest)), sound_of(tuple(other_rest))
    if _letters(one, other) < (REST_LETTERS if len(one.letters) < LONG else REST_LETTERS_LONG):
        return False
    return Levenshtein.normalized_similarity(one.sounds, other.sounds) >= REST


def _letters(one: Sound, other: Sound) -> float:
    return Levenshtein.normalized_similarity(one.letters, other.letters)


def alike(one: Sound, other: Sound) -> float:
    """How alike two phrases are, 0 to 1, by letters and by sounds."""
    letters = Levenshtein.normalized_similarity(one.letters, other.letters)
    if letters < LETTERS_LEAST:
        return 0.0
    sounds = Levenshtein.normalized_similarity(one.sounds, other.sounds)
    return max((letters + sounds) / 2, letters, sounds - 0.05)


@lru_cache(maxsize=8192)
def sound_of(phrase: tuple[str, ...]) -> Sound:
    letters = "".join(phrase)
    return Sound(phrase, letters, jellyfish.metaphone(letters).replace(" ", "").translate(COARSE))
