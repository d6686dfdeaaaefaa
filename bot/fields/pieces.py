"""A text cut into words and runs of digits, each with how it was written and what stands before it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from bot.fields.tables import field_table
from bot.hearing import LONGEST, fold
from bot.once_a_turn import once_a_turn

APOSTROPHES = "'’‘`´ʼʻ"
# Vowel signs and accents that do not melt into their letter belong to the word.
_MARKS = "".join(re.escape(chr(c)) for c in range(0x300, 0xFE30) if unicodedata.category(chr(c))[0] == "M")
_LETTERS = rf"(?:[^\W\d_]|[{_MARKS}])++"
PIECE = re.compile(rf"\d++|{_LETTERS}(?:[{APOSTROPHES}]{_LETTERS})*+")

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One word or run of digits: `word` folded ("omahoney"), `raw` as written ("O'Mahoney"), `gap` before it."""

    word: str
    raw: str
    gap: str

    @property
    def number(self) -> bool:
        """Whether it is digits."""
        return self.word.isascii() and self.word.isdigit()


@once_a_turn
def pieces(text: str) -> tuple[Piece, ...]:
    """The pieces of the first 1,600 characters; "5Apr1961" has three."""
    text = unicodedata.normalize("NFC", text[:LONGEST])[:LONGEST]
    found, end = [], 0
    for match in PIECE.finditer(text):
        found.append(Piece(_word(match[0]), match[0], text[end : match.start()]))
        end = match.end()
    return tuple(found)


def _word(raw: str) -> str:
    if raw[0].isdecimal():
        return "".join(str(unicodedata.decimal(c)) for c in raw)
    if raw.isascii():
        return raw.lower().replace("'", "").replace("`", "")
    return "".join(c for c in fold(raw) if c not in APOSTROPHES)


def written(found: Sequence[Piece]) -> str:
    """The pieces as they were written, without what stands before the first."""
    return "".join((p.gap if i else "") + p.raw for i, p in enumerate(found))


def phrase(text: str) -> Phrase:
    """A phrase of a table as folded words."""
    return tuple(p.word for p in pieces(text))


class Phrases:
    """Phrases of a table, found by their first word."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._by_first: dict[str, list[Phrase]] = {}
        for entry in map(phrase, entries):
            self._by_first.setdefault(entry[0], []).append(entry)
        for known in self._by_first.values():
            known.sort(key=len, reverse=True)

    def at(self, said: Sequence[str], i: int) -> int:
        """How many words long the longest phrase is that starts at `i`; 0 for none."""
        if i < len(said):
            for known in self._by_first.get(said[i], ()):
                if len(known) == 1 or tuple(said[i : i + len(known)]) == known:
                    return len(known)
        return 0

    def find(self, said: Sequence[str], start: int = 0) -> tuple[int, int] | None:
        """The first span from `start` on."""
        if self._by_first.keys().isdisjoint(said):
            return None
        spans = ((i, i + self.at(said, i)) for i in range(start, len(said)) if said[i] in self._by_first)
        return next((span for span in spans if span[1] > span[0]), None)

    def inside(self, said: Sequence[str]) -> bool:
        """Whether a phrase is in these words."""
        return self.find(said) is not None

    def whole(self, said: Sequence[str]) -> bool:
        """Whether these words are phrases and nothing else."""
        i = 0
        while i < len(said):
            size = self.at(said, i)
            if not size:
                return False
            i += size
        return bool(said)

    def outside(self, said: Sequence[str]) -> list[int]:
        """The positions of the words that are in none of the phrases."""
        out: list[int] = []
        i = 0
        while i < len(said):
            size = self.at(said, i)
            out += [] if size else [i]
            i += size or 1
        return out


@cache
def listed(table: str, name: str) -> Phrases:
    """One list of phrases in data/fields/<table>.yaml."""
    return Phrases(field_table(table)[name])


def said(found: Iterable[Piece]) -> list[str]:
    """The folded words."""
    return [p.word for p in found]
