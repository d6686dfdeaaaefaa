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
ZIP = 5
MOST_WEAK = 2  # words of a run that a little word does not begin


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
    """With "for", "won" and the like taken for digits where digits stand beside them.

    "Won" and "ate" need one digit beside them; "for" and "to", which are also little words, one on either side or two
    before, or a zip code that lacks its first digit.
    """
    sounds, letters, values = field_table("numbers")["sounds"], list(found.letters), list(found.values)
    for i in _sounds_among_digits(said, found.letters):
        letters[i], values[i] = "u", int(sounds[said[i].word])
    return Classes("".join(letters), tuple(values))


def misheard(said: Sequence[Piece], lang: str) -> bool:
    """Whether a digit was heard as another word."""
    return bool(_sounds_among_digits(said, classes(said, lang).letters))


def _sounds_among_digits(said: Sequence[Piece], letters: str) -> list[int]:
    """The places of words that sound like digits and stand for them."""
    sounds, weak = field_table("numbers")["sounds"], field_table("numbers")["weak_sounds"]
    seen = "".join("?" if c == "x" and p.word in sounds else c for c, p in zip(letters, said, strict=True))
    out = []
    for match in re.finditer(r"[?uztycmr1-8]+", seen):
        run, start = match[0], match.start()
        if not re.search(r"[uzty1-8]", run):
            continue
        for i, c in enumerate(run):
            if c == "?" and (said[start + i].word not in weak or _weak_is_one(said, run, i, start)):
                out.append(start + i)
    return out


def _weak_is_one(said: Sequence[Piece], run: str, i: int, start: int) -> bool:
    """Whether "for" or "to" at `i` of a run of digits is one of them."""
    if i == 0:
        behind_letter = start > 0 and (len(said[start - 1].raw) == 1 or said[max(0, start - 2)].word in ("in", "as"))
        zip_code = start > 0 and len(run) == ZIP and start + len(run) == len(said)
        return len(run) > MOST_WEAK and (behind_letter or zip_code)
    return i + 1 < len(run) or bool(re.search(r"[uz1?][uz1?]$", run[:i]))


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
