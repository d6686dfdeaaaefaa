"""Words that a recogniser wrote apart or by their sound: "dock tour" and "tras lado" back to what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

MOST_PIECES = 4
LEAST_LETTERS = 5
LONGEST_WORD = 17
# Letters that sound alike in English and Spanish, tried in this order.
ALIKE = (
    (re.compile(r"tch"), "1"),
    (re.compile(r"ch"), "1"),
    (re.compile(r"sh"), "2"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"^kn"), "n"),
    (re.compile(r"^wr"), "r"),
    (re.compile(r"ck|qu(?=[ei])|qu?"), "k"),
    (re.compile(r"c(?=[eiy])|z"), "s"),
    (re.compile(r"c"), "k"),
    (re.compile(r"g(?=[eiy])"), "j"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"v"), "b"),
    (re.compile(r"h"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)
SILENT = re.compile(r"(?<=[^aeiouy])e$")
VOWELS = re.compile(r"[aeiouyw]+")


@dataclass(frozen=True, slots=True)
class Sounds:
    """Words by their letters as they sound (`spelt`), and the few that are known by their consonants alone (`said`).

    `left_apart`: small words that make no other word together; `alone`: words that are never a slip.
    """

    spelt: Mapping[str, str]
    said: Mapping[str, str]
    left_apart: frozenset[str]
    alone: frozenset[str]
    letters: Mapping[str, str]


def load_sounds(written: Iterable[str], said: Iterable[str], left_apart: Iterable[str]) -> Sounds:
    """`written`: all words of the rules; `said`: words worth knowing by sound; `left_apart`: small plain words."""
    words = {w for w in written if w.isalpha() and LEAST_LETTERS <= len(w) <= LONGEST_WORD}
    spelt = {_letters(w): w for w in sorted(words)}
    small = frozenset(left_apart)
    letters = {w: _letters(w) for w in words | small}
    return Sounds(spelt, {_said(_letters(w)): w for w in said}, small, frozenset(words) | small, letters)


def joined(pieces: Sequence[str], sounds: Sounds) -> tuple[int, str]:
    """How many of the first pieces make one known word, and that word; (1, the first piece) where none do."""
    letters = [sounds.letters.get(p) or (_letters(p) if p.isalpha() else "") for p in pieces[:MOST_PIECES]]
    said = [_said(one) for one in letters]
    spelt_so_far, said_so_far = list(accumulate(letters, _met)), list(accumulate(said, _met))
    for size in range(len(letters), 1, -1):
        if all(letters[:size]) and not sounds.left_apart.issuperset(pieces[:size]):
            word = sounds.spelt.get(spelt_so_far[size - 1]) or sounds.said.get(said_so_far[size - 1])
            if word and not {_letters(word), _said(_letters(word))} & {*letters[:size], *said[:size]}:
                return size, word
    return 1, sounds.spelt.get(letters[0], pieces[0]) if _may_be_a_slip(pieces[0], sounds) else pieces[0]


def _may_be_a_slip(piece: str, sounds: Sounds) -> bool:
    return len(piece) >= LEAST_LETTERS and piece.isalpha() and piece not in sounds.alone


def _met(one: str, other: str) -> str:
    """Two pieces said one after the other: equal sounds that meet are one."""
    return one + (other[1:] if one[-1:] == other[:1] else other)


@lru_cache(maxsize=16384)
def _letters(word: str) -> str:
    for pattern, sound in ALIKE:
        word = pattern.sub(sound, word)
    return word


@lru_cache(maxsize=16384)
def _said(letters: str) -> str:
    return VOWELS.sub("V", SILENT.sub("", letters))
