"""Words that a recogniser broke or a thumb slipped on, put back: "all to sound" -> "ultrasound".

A window of one to four words is replaced by a word of the desk's own vocabulary when it sounds and looks
enough like it. A single everyday word is never touched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

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
# Words of so few sounds are only mended from one word with the same first letter.
FEW_SOUNDS = 3


class Repair:
    """The vocabulary, ready to be compared with. `common` are everyday words."""

    def __init__(self, vocabulary: Iterable[str], common: Collection[str]) -> None:
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
                mended[start:end] = [word, *[None] * (end - start - 1)]
                taken.update(range(start, end))
        return [word for word in mended if word is not None]

    def _windows(self, heard: list[str], understood: frozenset[int]) -> Iterable[tuple[float, int, int, str]]:
        for start in range(len(heard)):
            for end in range(start + 1, min(start + MOST_WORDS, len(heard)) + 1):
                if understood.isdisjoint(range(start, end)) and self._worth(heard[start:end]):
                    likeness, word = self._best(heard[start:end])
                    if word:
                        yield likeness, start, end, word

    def _worth(self, window: list[str]) -> bool:
        whole = any(len(w) >= LEAST_LETTERS and w in self._vocabulary for w in window)
        if whole or not all(w.islower() for w in window) or len("".join(window)) < LEAST_LETTERS - 1:
            return False
        if len(window) == 1:
            word = window[0]
            return not (is_a_word(word) or {word, stem(word)} & self._known)
        return window[0] not in little_words() and window[-1] not in little_words()

    def _best(self, window: list[str]) -> tuple[float, str]:
        heard = sound_of(tuple(window))
        everyday = all(word in self._common for word in window)
        best = (ENOUGH_COMMON if everyday else ENOUGH, "")
        for size in range(len(heard.sounds) - 1, len(heard.sounds) + 2):
            for known in self._near(heard.sounds, size):
                if len(known.sounds) > FEW_SOUNDS or (len(window) == 1 and known.letters[0] == heard.letters[0]):
                    best = max(best, (likeness(heard, known), known.letters))
        return best

    def _near(self, sounds: str, size: int) -> Iterable[Sound]:
        if size in self._sounds:
            scorer = Levenshtein.normalized_similarity
            found = process.extract(sounds, self._sounds[size], scorer=scorer, score_cutoff=NEAR, limit=8)
            yield from (self._by_length[size][index] for _, _, index in found)


def likeness(one: Sound, other: Sound) -> float:
    """How alike a window and a word are, 0 to 1: their letters, and their sounds where the letters allow it."""
    letters = Levenshtein.normalized_similarity(one.letters, other.letters)
    sounds = Levenshtein.normalized_similarity(one.sounds, other.sounds)
    return max(letters, sounds if letters >= LETTERS_LEAST else 0.0, (letters + sounds) / 2)
