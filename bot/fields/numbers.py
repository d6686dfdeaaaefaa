"""Numbers in words and digits: "fifty three forty" is 5340, "triple five" is 555, "two thousand five" is 2005.

Each piece is written as one letter for its class, so that patterns over the letters find what was said in
whatever words; a letter's place is the piece's. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from bot.fields.pieces import Piece
from bot.fields.tables import field_table

# Classes: 1 to 8 that many digits, L more, z zero, u unit, t teen, c a Spanish twenty, y tens, h hundred, H hundreds,
# m thousand, o ordinal, s its ending behind digits, & "and", r double, - "dash", x the rest.
UNDER_100 = "(?:y&?u|[ytcu])"
GROUP = re.compile(
    rf"r[uz1](?!\d)|(?:{UNDER_100}m|m)(?:&?(?:uh|H))?(?:&?{UNDER_100})?|{UNDER_100}h(?:&?{UNDER_100})?|H(?:&?{UNDER_100})?"
    r"|y&?u|[ytcuz12345678L]"
)
SHORT_GROUP = re.compile(rf"r[uz1]|{UNDER_100}[hm]|H|y&?u|[ytcuz12345678L]")
MOST_DIGITS = 40


class Classes(NamedTuple):
    """The pieces as letters, with the value of each."""

    letters: str
    values: tuple[int, ...]

    def value(self, start: int, end: int) -> int:
        """What the words from `start` to `end` count: "nineteen hundred and five" 1905."""
        total = current = 0
        for letter, value in zip(self.letters[start:end], self.values[start:end], strict=True):
            if letter == "h":
                current = max(current, 1) * 100
            elif letter == "m":
                total, current = total + max(current, 1) * 1000, 0
            else:
                current += value
        return total + current


@cache
def _words() -> dict[str, tuple[str, int]]:
    table = field_table("numbers")
    found = dict.fromkeys(table["zeros"], ("z", 0)) | dict.fromkeys(table["english_zeros"], ("z", 0))
    named = {"units": "u", "teens": "t", "twenties": "c", "tens": "y", "hundreds": "H", "ordinals": "o", "twice": "r"}
    for name, letter in named.items():
        found |= {word: (letter, int(value)) for word, value in table[name].items()}
    for name, letter in {"hundred": "h", "thousand": "m", "and": "&", "between": "-"}.items():
        found |= dict.fromkeys(table[name], (letter, 0))
    return found


def classes(said: Sequence[Piece], lang: str, own: Mapping[str, tuple[str, int]] | None = None) -> Classes:
    """The class of each piece; `own` adds words, or gives them another class."""
    found = [_class(piece, lang, own or {}) for piece in said]
    letters = "".join(letter for letter, _ in found)
    for match in re.finditer(r"(?<=\d)x", letters):
        piece = said[match.start()]
        if piece.gap == "" and piece.word in field_table("numbers")["endings"]:
            found[match.start()] = ("s", 0)
    return Classes("".join(letter for letter, _ in found), tuple(value for _, value in found))


def _class(piece: Piece, lang: str, own: Mapping[str, tuple[str, int]]) -> tuple[str, int]:
    if piece.number:
        return (str(len(piece.word)) if len(piece.word) < 9 else "L"), int(piece.word[:9])
    if piece.word in own:
        return own[piece.word]
    if lang == "es" and piece.word in field_table("numbers")["english_zeros"]:
        return "x", 0
    return _words().get(piece.word, ("x", 0))


def heard_as_digits(said: Sequence[Piece], found: Classes) -> Classes:
    """With "for", "to" and the like taken for digits where digits stand on both sides, or before it in a run of two."""
    sounds, letters, values = field_table("numbers")["sounds"], list(found.letters), list(found.values)
    for i, piece in enumerate(said):
        if letters[i] == "x" and piece.word in sounds and _among_digits(letters, i):
            letters[i], values[i] = "u", int(sounds[piece.word])
    return Classes("".join(letters), tuple(values))


def _among_digits(letters: Sequence[str], i: int) -> bool:
    after, before = "".join(letters[i + 1 : i + 3]), "".join(letters[max(0, i - 2) : i])
    return bool(re.match(r"[uzty1-8]", after) and re.search(r"[uzt1-8y]$", before)) or bool(
        re.search(r"[uz1][uz1]$", before)
    )


def group(said: Sequence[Piece], found: Classes, i: int, *, long: bool = True) -> tuple[str, int]:
    """The digits of one spoken group at `i` and where it ends; ("", i) for none.

    `long`: "three hundred five" is 305; otherwise it is 300 and 5, as in a telephone number.
    """
    match = (GROUP if long else SHORT_GROUP).match(found.letters, i)
    if not match:
        return "", i
    last = match.end() - 1
    if match[0][0] == "r":
        return str(_digit(said, found, last)) * found.values[i], match.end()
    if match[0] in "12345678L":
        return said[i].word, match.end()
    return str(found.value(i, match.end())), match.end()


def _digit(said: Sequence[Piece], found: Classes, i: int) -> int:
    return int(said[i].word) if said[i].number else found.values[i]


def run(said: Sequence[Piece], found: Classes, i: int, *, long: bool = True) -> tuple[str, int]:
    """The digits of all groups from `i` on that nothing but a dash parts, and where they end."""
    digits, end = "", i
    while len(digits) < MOST_DIGITS:
        more, next_end = group(said, found, i, long=long)
        if not more:
            break
        digits, end = digits + more, next_end
        i = next_end
        while i < len(found.letters) and found.letters[i] == "-":
            i += 1
    return digits, end
