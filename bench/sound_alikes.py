"""Words that sound alike, from the commonest words of a language: what a recogniser hears in place of another.

What the talk repairs with (bot/sounds.py) takes more sounds for one than this does, and knows only the directory's
words. So an error made here is not undone just because both sides count alike.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from heapq import nlargest
from math import log10

import jellyfish
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from spellchecker import SpellChecker

from bot.directory_types import Lang
from bot.hearing import fold

COMMONEST = 12_000
WORD = re.compile(r"[^\W\d_]{2,}")
ALONE = {"en": ("a", "i", "oh"), "es": ("a", "y", "o", "e")}  # words of one letter, and what stands for one
LIKE, LIKE_JOINED = 0.45, 0.6  # how alike the letters must be
CHOICES, NEAR = 5, 60
RARE = 0.08  # a word ten times further down the list is that much less likely heard
PIECES = 3
SPANISH = (
    (r"ch", "x"), (r"ll|y", "j"), (r"qu|c(?=[aoulrt]|$)|k", "k"), (r"[cz](?=[ei])|z|s", "s"), (r"gu(?=[ei])", "g"),
    (r"g(?=[ei])", "j"), (r"h", ""), (r"v", "b"), (r"(.)\1", r"\1"), (r"(?<=.)[aeiou]", ""),
)  # fmt: skip


class SoundAlikes:
    """Swaps, cuts and joins of one language, from its words, commonest first.

    Every answer is a list, likeliest first, and the same each time.
    """

    def __init__(self, lang: Lang, words: Iterable[str]) -> None:
        self._lang, self._rare = lang, {word: RARE * log10(place) for place, word in enumerate(words, start=1)}
        self._by_key: dict[str, list[str]] = defaultdict(list)
        for word in self._rare:
            self._by_key[sound(word, lang)].append(word)
        self._keys = sorted(self._by_key)
        self.swaps = cache(self._swaps)
        self.splits = cache(self._splits)
        self.joined = cache(self._joined)

    def _swaps(self, word: str) -> list[str]:
        """Other words that sound like this one or differ in one sound: "scan" -> ["skin", ...]."""
        key, most = sound(word, self._lang), 1 if len(word) < 8 else 2
        near = process.extract(key, self._keys, scorer=Levenshtein.distance, score_cutoff=most, limit=NEAR)
        found = {
            other: alike(word, other) - far / (2 * len(key) + 2) - self._rare[other]
            for close, far, _ in near
            for other in self._by_key[close]
            if fold(other) != fold(word) and alike(word, other) >= LIKE
        }
        return nlargest(CHOICES, found, key=lambda other: (found[other], other))

    def _splits(self, word: str) -> list[tuple[str, ...]]:
        """The word cut into two or three that sound like its parts: "appointment" -> [("a", "point", "mint")]."""
        whole = ((self._parts(pieces), pieces) for pieces in cuts(word, PIECES))
        found = {parts: self._fit(parts, pieces) for parts, pieces in whole if parts}
        return nlargest(CHOICES, found, key=lambda parts: (found[parts], parts))

    def _joined(self, one: str, two: str) -> list[str]:
        """One word that sounds like these two: ("a", "round") -> ["around"]."""
        letters = one + two
        found = {w: alike(letters, w) for w in self._by_key.get(sound(letters, self._lang), ()) if w not in (one, two)}
        likely = [w for w in found if found[w] >= LIKE_JOINED]
        return nlargest(CHOICES, likely, key=lambda w: (found[w] - self._rare[w], w))

    def _parts(self, pieces: tuple[str, ...]) -> tuple[str, ...]:
        words = tuple(self._word_for(piece) for piece in pieces)
        return words if all(words) else ()

    @cache  # noqa: B019 - one of these per language, kept for as long as the program runs
    def _word_for(self, piece: str) -> str:
        """The word nearest to a part of a word, "" if none sounds like it."""
        if len(piece) == 1:
            return piece if piece in ALONE[self._lang] else ""
        same = (w for w in self._by_key.get(sound(piece, self._lang), ()) if alike(piece, w) >= LIKE_JOINED)
        return max(same, key=lambda w: (alike(piece, w) - self._rare[w], w), default="")

    @staticmethod
    def _fit(parts: tuple[str, ...], pieces: tuple[str, ...]) -> float:
        """Alike as a whole; a word that merely lost its end is no good cut."""
        return alike("".join(parts), "".join(pieces)) - 0.05 * len(parts)


@cache
def sound_alikes(lang: Lang) -> SoundAlikes:
    """Those of the commonest words of a language; built once, in about a second."""
    counted = SpellChecker(language=lang).word_frequency.dictionary
    known = (word for word in counted if WORD.fullmatch(word))
    common = nlargest(COMMONEST, known, key=lambda word: (counted[word], word))
    return SoundAlikes(lang, [*common, *(word for word in ALONE[lang] if word in counted)])


@lru_cache(maxsize=100_000)
def sound(word: str, lang: Lang) -> str:
    """A word as its consonants and first vowel sound: "scan" -> "SKN". Spanish by its own rules."""
    plain = fold(word.replace("ñ", "ni"))
    if lang == "en":
        return jellyfish.metaphone(plain).replace(" ", "")
    for letters, heard in SPANISH:
        plain = re.sub(letters, heard, plain)
    return plain


def cuts(word: str, most: int) -> Iterator[tuple[str, ...]]:
    """All ways to cut a word into two up to `most` parts, none of one letter but the first."""
    for at in range(1, len(word) - 1):
        head, rest = word[:at], word[at:]
        yield head, rest
        if most > 2:
            yield from ((head, *more) for more in cuts(rest, most - 1) if len(more[0]) > 1)


def alike(one: str, other: str) -> float:
    """How alike the letters of two words are, 0 to 1."""
    return Levenshtein.normalized_similarity(fold(one), fold(other))
