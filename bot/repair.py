"""Words that a recogniser broke or a thumb slipped on, put back: "ultra sown" -> "ultrasound".

A window of one to four words is replaced by a word of a vocabulary when it sounds and looks enough like it.
Everyday words are never touched, alone or together, unless together they spell the word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from bot.common_words import is_a_word
from bot.hearing import little_words, stem
from bot.sounds import NEAR, Sound, sound_of

LEAST_LETTERS = 6
LEAST_SOUNDS = 3
MOST_WORDS = 4
# How alike a window has to be to a word: one with an uncommon word in it, and one of everyday words alone.
ENOUGH = 0.82
ENOUGH_COMMON = 0.85
LETTERS_LEAST = 0.6
# Of one word alone: with the same first letter, and with another one.
LETTERS_ALONE, LETTERS_ELSE = 0.65, 0.8
LETTERS_STRICT = 0.75
# Words of so few sounds are only mended from one word with the same first letter.
FEW_SOUNDS = 3
# How nearly words that are right in themselves have to spell another one: "pace maker", "interpret or".
SPELLS = 0.9
# Longer windows are no word, and a longer text is not searched to its end.
MOST_LETTERS = 24
MOST_WINDOWS = 120


class Mended(str):
    """A word put back, which remembers the words it was said as."""

    __slots__ = ("said",)
    said: tuple[str, ...]

    @classmethod
    def of(cls, word: str, said: Sequence[str]) -> Mended:
        mended = cls(word)
        mended.said = tuple(said)
        return mended


def as_said(word: str) -> tuple[str, ...]:
    """The words as they were said that this one stands for."""
    return word.said if isinstance(word, Mended) else (word,)


class Repair:
    """The vocabulary, ready to be compared with. `common` are everyday words.

    A `strict` one mends slips of spelling alone: what sounds just like a word and looks much like it.
    """

    def __init__(self, vocabulary: Iterable[str], common: Collection[str], *, strict: bool = False) -> None:
        self._strict = strict
        self._vocabulary = frozenset(vocabulary)
        self._common = frozenset(common)
        self._known = self._common | self._vocabulary
        self._by_length: dict[int, list[Sound]] = defaultdict(list)
        for word in self._vocabulary:
            sound = sound_of((word,))
            if len(word) >= LEAST_LETTERS and len(sound.sounds) >= LEAST_SOUNDS:
                self._by_length[len(sound.sounds)].append(sound)
        self._sounds = {size: [s.sounds for s in sounds] for size, sounds in self._by_length.items()}

    def mend(self, heard: list[str], understood: frozenset[int] = frozenset()) -> list[str]:
        """The words with what was broken put back; best windows first, each word used once.

        `understood` are positions already part of the directory's words: they are left as they are.
        """
        found = sorted(self._windows(heard, understood), reverse=True)
        mended: list[str | None] = list(heard)
        taken: set[int] = set()
        for _, start, end, word in found:
            if taken.isdisjoint(range(start, end)):
                mended[start:end] = [Mended.of(word, heard[start:end]), *[None] * (end - start - 1)]
                taken.update(range(start, end))
        return [word for word in mended if word is not None]

    def _windows(self, heard: list[str], understood: frozenset[int]) -> Iterable[tuple[float, int, int, str]]:
        worth = (
            (start, end)
            for start in range(len(heard))
            for end in range(start + 1, min(start + MOST_WORDS, len(heard)) + 1)
            if understood.isdisjoint(range(start, end)) and self._worth(heard[start:end])
        )
        for start, end in islice(worth, MOST_WINDOWS):
            likeness, word = self._best(heard[start:end])
            if word:
                yield likeness, start, end, word

    def _worth(self, window: list[str]) -> bool:
        whole = any(len(w) >= LEAST_LETTERS and w in self._vocabulary for w in window)
        letters = sum(map(len, window))
        if whole or not all(w.islower() for w in window) or not LEAST_LETTERS - 1 <= letters <= MOST_LETTERS:
            return False
        if len(window) == 1:
            word = window[0]
            return not (is_a_word(word) or {word, stem(word)} & self._known)
        return window[0] not in little_words() and window[-1] not in little_words()

    def _best(self, window: list[str]) -> tuple[float, str]:
        heard = sound_of(tuple(window))
        right = all(is_a_word(word) or word in self._common for word in window)
        everyday = right and any(word in self._common for word in window)
        if everyday and self._strict:
            return 0.0, ""
        best = (ENOUGH_COMMON if everyday else ENOUGH, 0.0, "")
        for size in range(len(heard.sounds) - 1, len(heard.sounds) + 2):
            for known in self._near(heard.sounds, size):
                letters = letters_alike(heard, known)
                if letters >= (SPELLS if everyday else 0.0) and self._may_be(window, heard, known):
                    best = max(best, (likeness(heard, known), letters, known.letters))
        return best[0], best[2]

    def _may_be(self, window: list[str], heard: Sound, known: Sound) -> bool:
        if self._strict and (heard.sounds != known.sounds or letters_alike(heard, known) < LETTERS_STRICT):
            return False
        return _near_enough(heard, known) if len(window) == 1 else len(known.sounds) > FEW_SOUNDS

    def _near(self, sounds: str, size: int) -> Iterable[Sound]:
        if size in self._sounds:
            scorer = Levenshtein.normalized_similarity
            found = process.extract(sounds, self._sounds[size], scorer=scorer, score_cutoff=NEAR, limit=8)
            yield from (self._by_length[size][index] for _, _, index in found)


def likeness(one: Sound, other: Sound) -> float:
    """How alike a window and a word are, 0 to 1: their letters, and their sounds where the letters allow it."""
    letters = letters_alike(one, other)
    sounds = Levenshtein.normalized_similarity(one.sounds, other.sounds)
    return max(letters, sounds if letters >= LETTERS_LEAST else 0.0, (letters + sounds) / 2)


def letters_alike(one: Sound, other: Sound) -> float:
    """How alike two spellings are, 0 to 1."""
    return Levenshtein.normalized_similarity(one.letters, other.letters)


def _near_enough(heard: Sound, known: Sound) -> bool:
    """Whether one word alone may be another misspelt: "funciona" is no "puncion"."""
    letters = letters_alike(heard, known)
    same_start = heard.letters[0] == known.letters[0]
    return letters >= LETTERS_ALONE and (same_start or (letters >= LETTERS_ELSE and len(known.sounds) > FEW_SOUNDS))
