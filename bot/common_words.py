"""Everyday words, counted in what people say to the desk; such a word is rarely a misheard service."""

from __future__ import annotations

from collections import Counter, defaultdict
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
# Letters of a word under which the dictionary keeps it.
BEGINNING = 3
# Stands in the metadata of sentences written as a bad recogniser hears them: no guide to what makes sense.
MISHEARD = "misheard: true"


@cache
def is_a_word(word: str) -> bool:
    """Whether a word is ordinary English or Spanish, and so was probably meant as it stands."""
    return f" {word} " in _dictionary().get(word[:BEGINNING], "")


@cache
def _dictionary() -> dict[str, str]:
    """The words of both languages, without accents, as we hear them: those that begin alike in one text.

    As texts they take 2 megabytes, as a set of words 26.
    """
    alike: dict[str, set[str]] = defaultdict(set)
    for lang in LANGS:
        for known in SpellChecker(language=lang).word_frequency.words():
            word = known if known.isascii() and known.isalpha() else fold(known)
            alike[word[:BEGINNING]].add(word)
    return {beginning: f" {' '.join(found)} " for beginning, found in alike.items()}


@cache
def common_words(folder: Path = FOLDER) -> frozenset[str]:
    """Words said often in data/nlu, folded."""
    counts, said = Counter[str](), 0
    for line in sentences(folder):
        counts.update(words(line))
        said += 1
    return frozenset(word for word, count in counts.items() if count >= OFTEN * share(said))


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
