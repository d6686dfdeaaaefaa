"""Everyday words, counted in what people say to the desk; such a word is rarely a misheard service."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

from spellchecker import SpellChecker

from bot.directory_types import LANGS
from bot.hearing import fold, words

FOLDER = Path(__file__).resolve().parent.parent / "data" / "nlu"
OFTEN = 4


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
    """Words said at least four times in data/nlu, folded."""
    counts: Counter[str] = Counter()
    for path in sorted(folder.glob("*.yml")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("    - "):
                counts.update(words(line))
    return frozenset(word for word, count in counts.items() if count >= OFTEN)
