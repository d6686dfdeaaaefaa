"""Some neighbouring words of what was heard, which may be one broken word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from bot.hearing import little_words
from bot.sense import cued, listed, said_together
from bot.sounds import Sound, sound_of

# Longer windows are no word.
LEAST_WINDOW, MOST_LETTERS = 3, 24
MOST_WORDS = 4


class Window:
    """Some words of what was heard, and what stands around them.

    `alone`: it is one word. `before` and `after` are the words next to it, "" for none.
    """

    __slots__ = (
        "_cued",
        "_makes_sense",
        "_sound",
        "after",
        "alone",
        "before",
        "end",
        "heard",
        "little",
        "start",
        "words",
    )

    def __init__(self, heard: Sequence[str], start: int, end: int) -> None:
        self.heard, self.start, self.end = heard, start, end
        self.words = tuple(heard[start:end])
        self.alone = end - start == 1
        self.before = heard[start - 1] if start else ""
        self.after = heard[end] if end < len(heard) else ""
        self.little = self._little()
        self._sound: Sound | None = None
        self._makes_sense: bool | None = None
        self._cued: bool | None = None

    def _little(self) -> bool:
        """Whether a little word stands at an end, and may do so."""
        if self.alone or (self.before in listed("articles") and self.words[0] in listed("misfits")):
            return False
        return self.words[0] in _at_an_end() or self.words[-1] in _at_an_end()

    @property
    def sound(self) -> Sound:
        """How its words sound together."""
        if self._sound is None:
            self._sound = sound_of(self.words)
        return self._sound

    @property
    def makes_sense(self) -> bool:
        """Whether all neighbours in it are said together."""
        if self._makes_sense is None:
            self._makes_sense = not self.alone and all(said_together(*pair) for pair in pairwise(self.words))
        return self._makes_sense

    @property
    def cued(self) -> bool:
        """Whether something speaks for a broken word here."""
        if self._cued is None:
            self._cued = cued(self.heard, self.start, self.end)
        return self._cued


def windows(heard: Sequence[str], understood: frozenset[int]) -> Iterator[Window]:
    """All windows that may be one word, but those in which each word is understood already."""
    plain = [word.islower() and word.isalpha() for word in heard]
    for start in range(len(heard)):
        letters, known = 0, True
        for end in range(start + 1, min(start + MOST_WORDS, len(heard)) + 1):
            letters += len(heard[end - 1])
            known = known and end - 1 in understood
            if letters > MOST_LETTERS or not plain[end - 1]:
                break
            if letters >= LEAST_WINDOW and not known:
                yield Window(heard, start, end)


@cache
def _at_an_end() -> frozenset[str]:
    return little_words() | listed("misfits")
