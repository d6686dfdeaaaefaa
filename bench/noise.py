"""Words as a bad telephone recogniser hears them: lost, doubled, cut, joined, taken for others.

The number of errors is measured while they are made, as recognisers are measured: words put in, left out or changed,
over the words that were said. The same seed makes the same errors.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml
from rapidfuzz.distance import Levenshtein

from bench.sound_alikes import sound_alikes
from bot.directory_types import Lang

TRIES = 60  # for each word: more than enough, and an end where a text offers nothing more to hear wrongly
WORDS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
TABLES = Path(__file__).with_name("noise.yaml")


class Token(NamedTuple):
    """A word, and whether it still is as it was said."""

    word: str
    said: bool = True


Tokens = tuple[Token, ...]
T = TypeVar("T")
Slip = Callable[[Tokens, int, Lang, random.Random], tuple[str, ...] | None]


def garbled(text: str, rate: float, lang: Lang, seed: object) -> str:
    """The text with about `rate` (0 to 1) of its words heard wrongly; small letters, no stops, never empty.

    `seed` is anything that prints: the same text, rate and seed give the same answer.
    """
    said = words(text)
    chance = random.Random(f"{seed} {rate} {lang} {' '.join(said)}")  # noqa: S311 - errors, not secrets
    budget = int(rate * len(said) + chance.random())
    heard = tuple(Token(word) for word in said)
    for _ in range(TRIES * len(said)):
        left = budget - word_errors(said, _plain(heard))
        if left <= 0:
            break
        heard = _slipped(heard, said, budget, lang, chance)
    return " ".join(_plain(heard))


def words(text: str) -> list[str]:
    """The words of a text as a recogniser writes them: "The C.T., now!" -> ["the", "c", "t", "now"]."""
    return WORDS.findall(text.lower())


def word_errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """How many words were put in, left out or changed; over the number of words said it is the word error rate."""
    return Levenshtein.distance(said, heard)


def _slipped(heard: Tokens, said: list[str], budget: int, lang: Lang, chance: random.Random) -> Tokens:
    """One more slip, or the same again where it would not fit."""
    kinds = tables()["slips"]
    kind = chance.choices(list(kinds), weights=list(kinds.values()))[0]
    at = chance.randrange(len(heard))
    taken = 2 if kind == "join" else 1
    if not all(token.said for token in heard[at : at + taken]):
        return heard
    new = SLIPS[kind](heard, at, lang, chance)
    if new is None:
        return heard
    tried = (*heard[:at], *(Token(word, said=False) for word in new), *heard[at + taken :])
    errors = word_errors(said, _plain(tried))
    return tried if tried and word_errors(said, _plain(heard)) < errors <= budget else heard


def _swap(heard: Tokens, at: int, lang: Lang, chance: random.Random) -> tuple[str, ...] | None:
    found = sound_alikes(lang).swaps(heard[at].word)
    return (_one_of(found, chance),) if found else None


def _lose(heard: Tokens, at: int, lang: Lang, chance: random.Random) -> tuple[str, ...] | None:
    return ()


def _lose_little(heard: Tokens, at: int, lang: Lang, chance: random.Random) -> tuple[str, ...] | None:
    return () if heard[at].word in tables()["little"][lang].split() else None


def _double(heard: Tokens, at: int, lang: Lang, chance: random.Random) -> tuple[str, ...] | None:
    return heard[at].word, heard[at].word


def _split(heard: Tokens, at: int, lang: Lang, chance: random.Random) -> tuple[str, ...] | None:
    found = sound_alikes(lang).splits(heard[at].word) if heard[at].word.isalpha() else []
    return _one_of(found, chance) if found else None


def _join(heard: Tokens, at: int, lang: Lang, chance: random.Random) -> tuple[str, ...] | None:
    if at + 1 == len(heard):
        return None
    found = sound_alikes(lang).joined(heard[at].word, heard[at + 1].word)
    return (_one_of(found, chance),) if found else None


def _number(heard: Tokens, at: int, lang: Lang, chance: random.Random) -> tuple[str, ...] | None:
    figures = heard[at].word
    return number_words(figures, lang) if figures.isdecimal() and figures.isascii() else None


SLIPS: dict[str, Slip] = {
    "swap": _swap,
    "lose": _lose,
    "lose_little": _lose_little,
    "double": _double,
    "split": _split,
    "join": _join,
    "number": _number,
}


def number_words(figures: str, lang: Lang) -> tuple[str, ...]:
    """Figures as they are said: "42" -> ("forty", "two"), "684" -> ("six", "eight", "four")."""
    table = tables()["numbers"][lang]
    digits, teens, tens = (table[name].split() for name in ("digits", "teens", "tens"))
    if len(figures) != 2 or figures[0] == "0":
        return tuple(digits[int(figure)] for figure in figures)
    ten, one = map(int, figures)
    if ten == 1:
        return (teens[one],)
    return tuple(filter(None, (tens[ten - 2], *((table["between"], digits[one]) if one else ()))))


def _one_of(found: list[T], chance: random.Random) -> T:
    """The first most often, each next one half as often."""
    return chance.choices(found, weights=[2.0**-place for place in range(len(found))])[0]


def _plain(tokens: Tokens) -> list[str]:
    return [token.word for token in tokens]


@cache
def tables() -> dict[str, Any]:
    """The tables of bench/noise.yaml."""
    read: dict[str, Any] = yaml.safe_load(TABLES.read_text(encoding="utf-8"))
    return read
