"""How to reach the person who asks: a telephone number said, keyed or written, or the one that calls. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import phonenumbers

from bot.fields.control import control
from bot.fields.numbers import Classes, classes, heard_as_digits, run
from bot.fields.pieces import Piece, listed, pieces, said
from bot.fields.tables import word_set
from bot.once_a_turn import once_a_turn
from bot.phone_numbers import COSTLY

ReachWhy = Literal[
    "", "nothing", "withheld", "too_short", "too_long", "no_such_number", "premium", "an_email", "by_mail", "not_known",
    "refused", "question",
]  # fmt: skip
ReachPart = Literal["number", "area_code"]
WITHOUT_AREA = 7
LEAST, MOST = 7, 15
EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,250}\.[^\s@]{2,}")
MOST_PIECES = 200
MOST_NUMBERS = 6
MOST_OF_THIS = 9  # words
ABROAD = ("011", "00")


@dataclass(frozen=True, slots=True)
class ReachHeard:
    """A telephone number in E.164, its extension, and others that were told.

    `same`: it is the number the message came from. `missing` is ("area_code",) where seven digits were told; they are
    in `digits` for the next answer.
    """

    value: str | None = None
    missing: tuple[ReachPart, ...] = ("number",)
    why: ReachWhy = ""
    extension: str = ""
    same: bool = False
    digits: str = ""
    others: tuple[str, ...] = ()


NOWHERE = ReachHeard(why="nothing")


@once_a_turn
def reach(
    text: str, caller: str = "", region: str = "US", lang: str = "en", before: ReachHeard = NOWHERE
) -> ReachHeard:
    """The number in an answer. `caller` is the E.164 number that calls or texts, "" where withheld.

    Numbers without a country are of `region`. `before` may hold seven digits that wait for their area code.
    """
    found = pieces(text)[:MOST_PIECES]
    seen = classes(found, lang)
    plain = list(islice(_numbers(found, seen, region, before), MOST_NUMBERS))
    good = [h for h in plain if h.value]
    told = plain if good else list(islice(_numbers(found, heard_as_digits(found, seen), region, before), MOST_NUMBERS))
    good = [h for h in told if h.value]
    if good:
        others = tuple(dict.fromkeys(h.value for h in good[1:] if h.value and h.value != good[0].value))
        return ReachHeard(good[0].value, (), "", good[0].extension, good[0].value == caller, "", others)
    if not told and _this_number(text, found):
        return ReachHeard(caller, (), same=True) if caller else ReachHeard(why="withheld")
    return told[0] if told else ReachHeard(why=_why(text, found), digits=before.digits, missing=before.missing)


def _this_number(text: str, found: Sequence[Piece]) -> bool:
    heard, span = control(text), listed("reach", "this_number").find(said(found))
    words = set(said(found))
    plain = len(found) <= MOST_OF_THIS and heard.value in ("", "yes")
    if plain and words & word_set("reach", "these") and not words & word_set("reach", "another"):
        return True
    return (span is not None and not _negated(found, span[0])) or (heard.value == "yes" and heard.alone)


def _why(text: str, found: Sequence[Piece]) -> ReachWhy:
    words = said(found)
    if EMAIL.search(text) or listed("reach", "email").inside(words):
        return "an_email"
    if listed("reach", "mail").inside(words):
        return "by_mail"
    steered = control(text).value
    known: dict[str, ReachWhy] = {"dont_know": "not_known", "refuse": "refused", "skip": "refused", "no": "refused"}
    return known.get(steered, "question" if steered == "question" else "nothing")


def _numbers(found: Sequence[Piece], seen: Classes, region: str, before: ReachHeard) -> Iterator[ReachHeard]:
    """Each number told, good or not, in order."""
    i = 0
    while i < len(found):
        digits, end = _digits(found, seen, i)
        if not digits:
            i += 1
            continue
        extension, after = _extension(found, seen, end)
        heard = None if _negated(found, i) else _checked(digits, _plus(found, i), extension, region, before)
        if heard:
            yield heard
        i = max(after, i + 1)


def _negated(found: Sequence[Piece], i: int) -> bool:
    """Whether "not" stands just before piece `i`."""
    near = said(found[max(0, i - 4) : i])
    return any(j + listed("reach", "not").at(near, j) == len(near) for j in range(len(near)))


def _digits(found: Sequence[Piece], seen: Classes, i: int) -> tuple[str, int]:
    """The digits of a number from piece `i` on; "area code" and a full stop may stand inside."""
    digits, end = run(found, seen, i, long=False)
    while digits and end < len(found) and len(digits) < MOST:
        words = said(found[end : end + 3])
        size = listed("reach", "area_code").at(words, 0)
        more, after = run(found, seen, end + size, long=False) if size else ("", end)
        if not more:
            break
        digits, end = more + digits if len(digits) == WITHOUT_AREA else digits + more, after
    return digits, end


def _plus(found: Sequence[Piece], i: int) -> bool:
    return found[i].gap.rstrip(" (").endswith("+") or (i > 0 and found[i - 1].word in word_set("reach", "plus"))


def _extension(found: Sequence[Piece], seen: Classes, i: int) -> tuple[str, int]:
    if i < len(found) and found[i].word in word_set("reach", "extension"):
        digits, end = run(found, seen, i + 1)
        if digits and len(digits) <= 6:
            return digits, end
    return "", i


def _checked(digits: str, plus: bool, extension: str, region: str, before: ReachHeard) -> ReachHeard | None:
    """The number checked; None for digits that are no attempt at one, such as a year."""
    if before.missing == ("area_code",) and len(digits) == 3:
        digits = digits + before.digits
    if len(digits) == WITHOUT_AREA and region == "US" and not plus:
        return ReachHeard(missing=("area_code",), digits=digits, extension=extension)
    if len(digits) < 5:
        return None
    if len(digits) < LEAST or len(digits) > MOST + len(ABROAD[0]):
        return ReachHeard(why="too_short" if len(digits) < LEAST else "too_long")
    return _valid("+" + digits if plus else digits, extension, region)


def _valid(digits: str, extension: str, region: str) -> ReachHeard:
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return ReachHeard(why="no_such_number")
    if not phonenumbers.is_valid_number(number):
        return _impossible(number)
    if phonenumbers.number_type(number) in COSTLY:
        return ReachHeard(why="premium")
    return ReachHeard(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), (), extension=extension)


def _impossible(number: phonenumbers.PhoneNumber) -> ReachHeard:
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == phonenumbers.ValidationResult.TOO_SHORT:
        return ReachHeard(why="too_short")
    return ReachHeard(why="too_long" if reason == phonenumbers.ValidationResult.TOO_LONG else "no_such_number")
