"""The words of a text with what stands between them, and the tables of words that tell something private.

The tables are data/private.yaml. What is hidden becomes one word, such as "datemask".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from bot.tables import read_table

Phrases = Mapping[str, frozenset[tuple[str, ...]]]
TOKENS = ("EMAIL", "DATE", "PHONE", "ADDRESS", "NUMBER", "NAME")
MASKS = {f"{token.lower()}mask": token for token in TOKENS}
WORD = re.compile(r"([a-z0-9]+)")


class Words:
    """A folded text cut into words; `gaps[i]` stands before `said[i]`, and the last gap at the end."""

    def __init__(self, folded: str) -> None:
        parts = WORD.split(folded)
        self.gaps, self.said = parts[::2], parts[1::2]
        self.hidden = [word in MASKS for word in self.said]
        self._gone: set[int] = set()

    def hide(self, start: int, end: int, token: str) -> None:
        """Put one token in the place of the words from `start` to before `end`."""
        self.said[start:end] = [f"{token.lower()}mask"] * (end - start)
        self.hidden[start:end] = [True] * (end - start)
        self.gaps[start] = self.gaps[start].rstrip("+(#")
        self._gone.update(range(start + 1, end))

    def left(self) -> list[tuple[int, str]]:
        """The words that are left, with their places in what was said."""
        return [(i, word) for i, word in enumerate(self.said) if i not in self._gone]

    def text(self) -> str:
        """The text as it may be read on."""
        return "".join(self.gaps[i] + word for i, word in self.left()) + self.gaps[-1]

    def follows(self, i: int, phrases: Phrases) -> bool:
        """Whether one of these phrases ends just before position `i`."""
        return bool(i) and any(tuple(self.said[max(0, i - len(p)) : i]) == p for p in phrases.get(self.said[i - 1], ()))


@cache
def table() -> dict[str, Any]:
    """Read data/private.yaml once."""
    found: dict[str, Any] = read_table("private")
    return found


@cache
def listed(name: str) -> frozenset[str]:
    """A list of single words; of longer entries the first word."""
    return frozenset(str(entry).split()[0] for entry in table()[name])


@cache
def ending(name: str) -> Phrases:
    """A list of phrases, under the last word of each."""
    return _under(table()[name], -1)


@cache
def starting(name: str) -> Phrases:
    """A list of phrases, under the first word of each."""
    return _under(table()[name], 0)


def starts(said: list[str], i: int, phrases: Phrases) -> int:
    """How many words long the phrase is that starts at position `i`; 0 for none."""
    known = phrases.get(said[i], ()) if i < len(said) else ()
    return max((len(p) for p in known if tuple(said[i : i + len(p)]) == p), default=0)


def _under(entries: Iterable[str], place: int) -> Phrases:
    found: dict[str, set[tuple[str, ...]]] = {}
    for phrase in (tuple(entry.split()) for entry in entries):
        found.setdefault(phrase[place], set()).add(phrase)
    return {word: frozenset(phrases) for word, phrases in found.items()}
