"""The words of an address with its numbers in figures: "sixteen oh two" 1602, "fifth street" 5th Street. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.fields.numbers import Classes, classes, group, heard_as_digits
from bot.fields.pieces import Piece, listed, said
from bot.fields.tables import word_set

SENTENCE = re.compile(r"[.?!;]\s|\n\s*\n")
HOUSE = re.compile(r"\d{1,6}(?:-?[a-z])?(?: 1/2)?|\d{1,5}-\d{1,5}", re.IGNORECASE)
ZIP = re.compile(r"\d{5}(?:-\d{4})?")
CODE = re.compile(r"[a-z]\d[a-z]|\d[a-z]\d|[a-z]\d[a-z]\d[a-z]\d", re.IGNORECASE)
HALF = ("and", "a", "half")
NEAR = 6
LONG = 3
ENDINGS = {1: "st", 2: "nd", 3: "rd"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word or number of an address: `word` folded, `text` as it is to be written, `gap` before it."""

    word: str
    text: str
    gap: str = " "
    digits: bool = False

    @property
    def house(self) -> bool:
        """Whether it can be a house number."""
        return self.digits and bool(HOUSE.fullmatch(self.text))

    @property
    def zip(self) -> bool:
        """Whether it is a zip code."""
        return bool(ZIP.fullmatch(self.text))

    @property
    def ends_sentence(self) -> bool:
        """Whether a sentence ends before it."""
        return bool(SENTENCE.search(self.gap))


def tokens(found: Sequence[Piece], lang: str) -> list[Token]:
    """The pieces as tokens; a number in words stays words where nothing makes it one of an address ("three rivers")."""
    return list(_tokens(found, heard_as_digits(found, classes(found, lang))))


def _tokens(found: Sequence[Piece], seen: Classes) -> Iterator[Token]:
    i = 0
    while i < len(found):
        token, end = _mixed(found, i) or _ordinal(found, seen, i) or _number(found, seen, i) or _word(found, i)
        if token.digits and said(found[end : end + 3]) == list(HALF):
            token, end = replace(token, text=f"{token.text} 1/2"), end + len(HALF)
        if token.digits and "#" in token.gap and i:
            token = replace(token, text=f"#{token.text}", gap=" ")
        yield token
        i = end


def _mixed(found: Sequence[Piece], i: int) -> tuple[Token, int] | None:
    """Letters and figures without a gap, as in a Canadian code: "M5V"."""
    end = i + 1
    while end < len(found) and found[end].gap == "" and found[end].raw.isalnum():
        end += 1
    raw = "".join(p.raw for p in found[i:end])
    return (Token(raw.lower(), raw.upper(), found[i].gap), end) if CODE.fullmatch(raw) else None


def _word(found: Sequence[Piece], i: int) -> tuple[Token, int]:
    return Token(found[i].word, found[i].raw, found[i].gap), i + 1


def _number(found: Sequence[Piece], seen: Classes, i: int) -> tuple[Token, int] | None:
    """The number at `i`; written with its letter or its second part ("12b", "27701-1234")."""
    if found[i].number and len(found[i].word) >= LONG:
        return _written(found, i)
    digits, end = "", i
    while end < len(found) and not (end > i and found[end].number and len(found[end].word) >= LONG):
        more, after = group(found, seen, end)
        if not more or (end > i and found[end].gap.strip()):
            break
        digits, end = digits + more, after
    if not digits or (not found[i].number and not _belongs(found, seen, i, end, digits)):
        return None
    room = i > 0 and found[i - 1].word in word_set("addresses", "rooms")
    letter = found[end].raw if end < len(found) and (room or (found[i].number and found[end].gap == "")) else ""
    if len(letter) == 1:
        return Token(digits, digits + letter.upper(), found[i].gap, True), end + 1
    if flat := _flat(found, end):
        return Token(digits, digits + flat[0], found[i].gap, True), flat[1]
    if letter and found[end].gap == "" and end == i + 1:
        return Token(digits, digits + letter.lower(), found[i].gap, False), end + 1
    return Token(digits, digits, found[i].gap, True), end


def _flat(found: Sequence[Piece], i: int) -> tuple[str, int] | None:
    """The letter of a house number and where it ends: "fourteen b peachtree plaza", "one oh seven dash b sterling"."""
    dash = i < len(found) and found[i].word in word_set("addresses", "dashes")
    at = i + dash
    letter = found[at].raw if at + 1 < len(found) else ""
    if len(letter) != 1 or letter.lower() not in word_set("addresses", "flats") or found[at].gap.strip():
        return None
    street = found[at + 1].word in word_set("addresses", "streets") or len(found[at + 1].raw) == 1
    return None if street and not dash else ("-" * dash + letter.upper(), at + 1)


def _written(found: Sequence[Piece], i: int) -> tuple[Token, int]:
    text, end = found[i].word, i + 1
    if end < len(found) and found[end].gap == "-" and found[end].number:
        text, end = f"{text}-{found[end].word}", end + 1
    elif end < len(found) and found[end].gap == "" and found[end].raw.isalpha() and len(found[end].raw) <= 2:
        text, end = text + found[end].raw, end + 1
    return Token(found[i].word, text, found[i].gap, True), end


def _belongs(found: Sequence[Piece], seen: Classes, i: int, end: int, digits: str) -> bool:
    """Whether a number in words is one of an address."""
    words = said(found)
    before = words[i - 1] if i else ""
    if len(digits) == 5 or (len(digits) > 2 and end - i > 1):
        return True
    if before in word_set("addresses", "rooms") or before in word_set("addresses", "highways"):
        return True
    if any(listed("addresses", "boxes").at(words, at) == i - at for at in range(max(0, i - 3), i)):
        return True
    near = words[end : end + NEAR]
    return any(word in word_set("addresses", "streets") for word in near[1:])


def _ordinal(found: Sequence[Piece], seen: Classes, i: int) -> tuple[Token, int] | None:
    """ "fifth" before a word for a street or a floor."""
    match = re.compile("y&?o|o").match(seen.letters, i)
    if not match or match.end() >= len(found):
        return None
    behind = found[match.end()].word
    if behind not in word_set("addresses", "streets") and behind not in word_set("addresses", "rooms"):
        return None
    number = seen.value(i, match.end())
    ending = "th" if 10 < number % 100 < 20 else ENDINGS.get(number % 10, "th")
    return Token(found[i].word, f"{number}{ending}", found[i].gap), match.end()
