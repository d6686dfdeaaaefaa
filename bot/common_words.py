"""Everyday words, counted in what people say to the desk; such a word is rarely a misheard service."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from spellchecker import SpellChecker

from bot.directory_types import LANGS
from bot.hearing import fold, words

# Counts are meant for so many sentences; with more of them a word has to be said more often.
SENTENCES = 15_000
FOLDER = Path(__file__).resolve().parent.parent / "data" / "nlu"
OFTEN = 4
# Stands in the metadata of sentences written as a bad recogniser hears them: no guide to what makes sense.
MISHEARD = "misheard: true"


@cache
def is_a_word(word: str) -> bool:
    """Whether a word is ordinary English or Spanish, and so was probably meant as it stands."""
    return word in _dictionary()


@cache
def _dictionary() -> frozenset[str]:
    """The words of both languages, without accents, as we hear them."""
    found = (SpellChecker(language=lang).word_frequency.words() for lang in LANGS)
    return frozenset(fold(word) for known in found for word in known)


@cache
def common_words(folder: Path = FOLDER) -> frozenset[str]:
    """Words said often in data/nlu, folded."""
    lines = [words(line) for line in sentences(folder)]
    counts = Counter(word for line in lines for word in line)
    return frozenset(word for word, count in counts.items() if count >= OFTEN * share(len(lines)))


def sentences(folder: Path) -> Iterator[str]:
    """The sentences of data/nlu, as they stand in the files; not those of writers who put down what was misheard."""
    for path in sorted(folder.glob("*.yml")):
        meant = True
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("  metadata:"):
                meant = MISHEARD not in line
            elif meant and line.startswith("    - "):
                yield line


def share(lines: int) -> float:
    """What a count is to be multiplied with, for so many sentences."""
    return max(1.0, lines / SENTENCES)
