"""A medical record number, which a letter may leave out. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from bot.fields.control import control
from bot.fields.letters import spelled
from bot.fields.numbers import Classes, classes, group, heard_as_digits
from bot.fields.pieces import Piece, listed, pieces, said
from bot.fields.tables import field_table, word_set
from bot.once_a_turn import once_a_turn

RecordWhy = Literal[
    "", "nothing", "not_known", "refused", "question", "too_short", "too_long", "social_security", "a_date", "a_phone"
]
LEAST, MOST = 4, 12
MOST_LETTERS = 3
MOST_OF_ONE = 6  # pieces; "d", "as", "in", "dog"
DATE = re.compile(r"\d{1,4}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}-\d{1,2}-\d{2,4}(?!\d)")
SOCIAL = re.compile(r"(?<!\d)\d{3}[- ]\d{2}[- ]\d{4}(?!\d)")
PHONE = re.compile(r"(?<!\d)\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?!\d)")
SHAPE = re.compile(rf"[A-Z]{{0,{MOST_LETTERS}}}\d{{{LEAST},{MOST}}}[A-Z]?")
MOST_PIECES = 150
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NEAR = 10  # pieces; three letters, each "as in dog"


FEW = 3  # digits; "un" and "one" are digits too


@dataclass(frozen=True, slots=True)
class RecordHeard:
    """A record number such as "D7136092": up to three letters and 4 to 12 digits.

    `value` None with why "not_known" is a good answer: the letter may leave it out. `missing` is ("record_number",)
    only where something was tried and went wrong. A Social Security number is never kept.
    """

    value: str | None = None
    missing: tuple[Literal["record_number"], ...] = ()
    why: RecordWhy = ""


@once_a_turn
def record_number(text: str, lang: str = "en") -> RecordHeard:
    """The record number in an answer, spoken, keyed or written."""
    found = pieces(text)[:MOST_PIECES]
    found = tuple(found[i] for i in listed("record", "then").outside(said(found)))
    words = said(found)
    wrong = _other_number(text, words)
    if wrong:
        return RecordHeard(missing=("record_number",), why=wrong)
    number = _number(found, lang)
    digits = sum(map(str.isdigit, number))
    if digits >= LEAST and SHAPE.fullmatch(number):
        return RecordHeard(number)
    steered = control(text).value
    if steered in ("refuse", "skip"):
        return RecordHeard(why="refused")
    if steered == "dont_know" or (digits < FEW and _negated(words)):
        return RecordHeard(why="not_known")
    if digits:
        return RecordHeard(missing=("record_number",), why="too_long" if digits > MOST else "too_short")
    return RecordHeard(missing=("record_number",), why="question" if steered == "question" else "nothing")


def _other_number(text: str, words: list[str]) -> RecordWhy:
    if SOCIAL.search(text) or (listed("record", "social").inside(words) and any(c.isdigit() for c in text)):
        return "social_security"
    if PHONE.search(text):
        return "a_phone"
    return "a_date" if DATE.search(text) or _a_day(words) else ""


def _a_day(words: list[str]) -> bool:
    """Whether a month's name stands before a number: an answer to another question."""
    months = {word for names in field_table("dates")["months"].values() for word in names if len(word) > 3}
    return any(a in months and b.isdigit() for a, b in pairwise(words))


def _negated(words: list[str]) -> bool:
    return bool(set(words) & word_set("record", "negations"))


def _number(found: tuple[Piece, ...], lang: str) -> str:
    """The number; where its end is taken back ("forty five no sorry forty six") with the new end."""
    counted = [i + 1 for i, p in enumerate(found[1:]) if p.word in word_set("record", "counted")]
    found = tuple(p for i, p in enumerate(found) if i not in counted and i + 1 not in counted)
    span = listed("dates", "taken_back").find(said(found))
    if not span or not span[0]:
        return _longest(found, lang)
    end = span[1] + listed("dates", "taken_back").at(said(found), span[1])
    first, then = _longest(found[: span[0]], lang), _longest(found[end:], lang)
    shorter = then and then.isdigit() and len(then) < len(first.lstrip(LETTERS))
    return first[: -len(then)] + then if shorter else _longest(found, lang)


def _longest(found: tuple[Piece, ...], lang: str) -> str:
    """The longest run of letters and digits, in capitals; what follows "record number" first."""
    words = said(found)
    seen = heard_as_digits(found, classes(found, lang))
    starts = [0]
    span = listed("record", "cue").find(words)
    while span:
        starts.insert(0, span[1])
        span = listed("record", "cue").find(words, span[1])
    runs = [_from(found, seen, i) for start in starts for i in range(start, len(found))]
    fitting = [r for r in runs if SHAPE.fullmatch(r)]
    return max(fitting or runs, key=lambda r: sum(map(str.isdigit, r)), default="")


def _from(found: tuple[Piece, ...], seen: Classes, i: int) -> str:
    """The letters and digits from piece `i` on."""
    letters, end = _letters(found, seen, i)
    text = letters
    while end < len(found) and len(text) <= MOST + MOST_LETTERS:
        digits, after = group(found, seen, end, long=False)
        if not digits:
            after = end + 1 if seen.letters[end] == "-" else end
            tail = found[end].raw if len(found[end].raw) == 1 and found[end].gap == "" else ""
            if after == end:
                return (text + tail).upper() if tail.isascii() else text.upper()
        text, end = text + digits, after
    return text.upper()


def _letters(found: tuple[Piece, ...], seen: Classes, i: int) -> tuple[str, int]:
    """Up to three letters before the digits: "d", "D" of "D7136092", "d as in dog"."""
    piece = found[i]
    if piece.word in word_set("record", "fillers") or seen.letters[i] not in "x-z":
        return "", i
    sound = field_table("record")["letters"].get(piece.word)
    if sound and _digit_at(seen, i + 1):
        return str(sound), i + 1
    named = field_table("letters")["alphabet"].get(piece.word)  # "delta three three"
    if named and _digit_at(seen, i + 1):
        return str(named), i + 1
    near = any(_digit_at(seen, at) for at in range(i + 1, i + NEAR))
    text, end = spelled(found, i, 1) if near else ("", i)
    for at in range(i + 1, min(i + MOST_OF_ONE, len(found))):
        one, behind = spelled(found[:at], i, 1)
        digit = seen.letters[at] == "z" or (at > i + 1 and _digit_at(seen, at))
        if len(one) == 1 and one.isascii() and behind == at and digit:
            return one, at  # "d oh oh seven", "d as in dog two oh": zeros, and no letters
    if text and len(text) <= MOST_LETTERS and text.isascii() and text.isalpha() and _digit_at(seen, end):
        return text, end
    if piece.raw.isascii() and piece.raw.isalpha() and len(piece.raw) <= MOST_LETTERS and _glued(found, i):
        return piece.raw, i + 1
    return "", i


def _glued(found: tuple[Piece, ...], i: int) -> bool:
    """Whether digits follow right behind; "bone age 12345" is no "AGE12345", "D 12345" is one."""
    gaps = ("", "-", " ") if len(found[i].raw) == 1 else ("", "-")
    return i + 1 < len(found) and found[i + 1].number and found[i + 1].gap in gaps


def _digit_at(seen: Classes, i: int) -> bool:
    return i < len(seen.letters) and seen.letters[i] in "uzty12345678Lcr"
