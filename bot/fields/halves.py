"""One half of a name with a hyphen, told by its letters: the other half stays. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.fields.name_parts import Told, accented
from bot.fields.sounds import likeness
from bot.fields.spelling import ALIKE, bare


def into_halves(known: Sequence[str], told: Sequence[Told]) -> tuple[list[str], list[Told]]:
    """The known words with the halves of "Vandermeer-Stokes" put right, and what else was told."""
    words, left = list(known), list(told)
    for at, word in enumerate(words):
        halves = word.split("-")
        for i, half in enumerate(halves if len(halves) > 1 else ()):
            letters = [t for t in told if t.spelled and _is_half(t.text, half, word)]
            if letters:
                halves[i] = _written(half, letters[-1].text)
                left = [t for t in left if not any(_is_half(t.text, one, word) for one in word.split("-"))]
        words[at] = "-".join(halves)
    return words, left if len(left) < len(told) else list(told)


def _is_half(text: str, half: str, word: str) -> bool:
    return "-" not in text and likeness(text, half) >= ALIKE and likeness(text, half) > likeness(text, word)


def _written(half: str, letters: str) -> str:
    if bare(half) == bare(letters):
        return accented(half, letters)
    return letters.capitalize() if half[:1].isupper() else letters
