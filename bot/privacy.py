"""What is private in a text is hidden before anything else reads it: dates, numbers, addresses, given names.

Names cannot all be found: those after "my name is" and the like are. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.hearing import fold, hear, tables, unaccent

# Digits and dates are found in the folded text, before it is cut into words.
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre"
    r"|diciembre)"
)
PRIVATE = (
    (re.compile(r"\S+@\S+\.\w+"), " EMAIL "),
    (re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b"), " DATE "),
    (
        re.compile(rf"\b{MONTH}\.? (?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?:,? (?:of )?(?:19|20)?\d{{2}})?\b"),
        " DATE ",
    ),
    (
        re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:of |de )?{MONTH}(?:,? (?:de |of )?(?:19|20)\d{{2}})?\b"),
        " DATE ",
    ),
    (
        re.compile(r"(?:\+?1[ .-]?)?\(?\b\d{3}\)?[ .-]{0,2}\d{3}[ .-]{1,2}\d{4}\b|\b\d{3}-\d{4}\b|\b\d{10,11}\b"),
        " PHONE ",
    ),
    (
        re.compile(
            r"\b\d{1,5} (?:[nsew]\.? )?(?:\w+ ){1,3}"
            r"(?:st|street|rd|road|ave|avenue|dr|drive|ln|lane|blvd|way|court|ct)\b(?!\s*scan)"
        ),
        " ADDRESS ",
    ),
    (re.compile(r"\b[a-z]{0,2}\d{5,}\b"), " NUMBER "),
)
BIRTH_WORDS = 8
NAME_WORDS = 3


def hear_masked(text: str) -> list[str]:
    """The words of a text with private numbers, dates, addresses and given names already hidden."""
    folded = fold(unaccent(text))
    for pattern, token in PRIVATE:
        folded = pattern.sub(f" {token.strip().lower()}mask ", folded)
    heard = [w.removesuffix("mask").upper() if w.endswith("mask") else w for w in hear(folded)]
    return _hide_said(heard)


def _hide_said(heard: list[str]) -> list[str]:
    """Hide the words after "my name is" and after "date of birth"."""
    lists = tables().lists
    out, i = [], 0
    while i < len(heard):
        out.append(heard[i])
        i += 1
        if _ends_with(out, lists["births_follow"]):
            i = _skip(heard, i, BIRTH_WORDS, out, "DATE", _dateish)
        elif _ends_with(out, lists["names_follow"]):
            i = _skip(heard, i, NAME_WORDS, out, "NAME", _nameish)
    return out


def _ends_with(heard: Sequence[str], phrases: Sequence[tuple[str, ...]]) -> bool:
    return any(tuple(heard[-len(p) :]) == p for p in phrases)


def _skip(heard: list[str], i: int, most: int, out: list[str], token: str, fits: Callable[[str], bool]) -> int:
    end = i
    while end < min(i + most, len(heard)) and fits(heard[end]):
        end += 1
    if end > i:
        out.append(token)
    return end


_DATE_WORDS = re.compile(
    rf"^(?:{MONTH}|\d+(?:st|nd|rd|th)?|is|of|the|de|del|el|es|DATE|NUMBER|oh|zero|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety|hundred|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|nineteen|thousand|\w+teenth?|\w+th|first"
    r"|second|third|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|mil|veinte|treinta|cuarenta|cincuenta"
    r"|sesenta|setenta|ochenta|noventa|cientos|novecientos))$"
)
NOT_NAMES = frozenset(
    "and i im we my the a date dob born calling from with at is on for need want can could would please where what how"
    " who y necesito quiero llamo de con para soy tengo DATE NUMBER PHONE".split()
)


def _dateish(word: str) -> bool:
    return bool(_DATE_WORDS.match(word))


def _nameish(word: str) -> bool:
    return word not in NOT_NAMES
