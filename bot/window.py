"""Some neighbouring words of what was heard, which may be one broken word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bot.hearing import little_words
from bot.sense import cued, listed, said_together
from bot.sounds import Sound, sound_of

# Longer windows are no word.
LEAST_WINDOW, MOST_LETTERS = 3, 24


@dataclass(frozen=True)
class Window:
    """Some words of what was heard, and what stands around them."""

    heard: Sequence[str]
    start: int
    end: int

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(self.heard[self.start : self.end])

    @cached_property
    def sound(self) -> Sound:
        return sound_of(self.words)

    @cached_property
    def before(self) -> str:
        return self.heard[self.start - 1] if self.start else ""

    @cached_property
    def after(self) -> str:
        return self.heard[self.end] if self.end < len(self.heard) else ""

    @property
    def alone(self) -> bool:
        return len(self.words) == 1

    @property
    def little(self) -> bool:
        """Whether a little word stands at an end, and may do so."""
        if self.alone or (self.before in listed("articles") and self.words[0] in listed("misfits")):
            return False
        return not (little_words() | listed("misfits")).isdisjoint((self.words[0], self.words[-1]))

    @property
    def sayable(self) -> bool:
        letters = sum(map(len, self.words))
        return LEAST_WINDOW <= letters <= MOST_LETTERS and all(w.islower() and w.isalpha() for w in self.words)

    @property
    def makes_sense(self) -> bool:
        """Whether all neighbours in it are said together."""
        return not self.alone and all(said_together(one, other) for one, other in pairwise(self.words))

    @cached_property
    def cued(self) -> bool:
        return cued(self.heard, self.start, self.end)
