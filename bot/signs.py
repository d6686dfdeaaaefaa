"""Plain signs in a text: kinds of number asked for, who speaks, which of several is chosen."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import NamedTuple, cast

import phonenumbers

from bot.directory_types import Purpose
from bot.fields.numbers import classes, run
from bot.fields.pieces import pieces
from bot.hearing import words
from bot.language import language
from bot.phrase_patterns import pattern
from bot.tables import read_table

DIGITS = {w: str(i) for i, w in enumerate("zero one two three four five six seven eight nine".split())}
DIGITS |= {w: str(i) for i, w in enumerate("cero uno dos tres cuatro cinco seis siete ocho nueve".split())} | {
    "oh": "0"
}


# So many words for digits one after another are a number, however some of them were heard.
LEAST_RUN = 7


class Signs(NamedTuple):
    """The table, each sign as one compiled pattern over folded words."""

    purposes: dict[Purpose, re.Pattern[str]]
    signs: dict[str, re.Pattern[str]]
    keywords: dict[str, str]
    speakers: re.Pattern[str]
    heard_as: dict[str, str]
    alike: re.Pattern[str]
    digits: re.Pattern[str]


@cache
def table() -> Signs:
    """Read data/signs.yaml once."""
    raw = read_table("signs")
    purposes = {cast(Purpose, name): pattern(phrases) for name, phrases in raw["purposes"].items()}
    keywords = {str(word): name for name, ws in raw["keywords"].items() for word in ws}
    found = {name: pattern(phrases) for name, phrases in raw["signs"].items()}
    heard_as = {word: str(digit) for digit, words in raw["digits_heard"].items() for word in words}
    alike, one = "|".join(heard_as), "|".join((*DIGITS, *heard_as))
    digits = re.compile(rf"\b(?:(?:{one}|\d)[ ,-]+){{{LEAST_RUN - 1},}}(?:{one}|\d)\b", re.IGNORECASE)
    alike_word = re.compile(rf"\b(?:{alike})\b", re.IGNORECASE)
    return Signs(purposes, found, keywords, pattern(raw["speakers"]), heard_as, alike_word, digits)


# The last four digits of a number, called so: "the 7274 number".
LAST_FOUR = re.compile(
    r"(?<![\d-])(\d{4}) (?:number|line)\b|\b(?:ends|ending) (?:in|with) (\d{4})(?![\d-])", re.IGNORECASE
)
FOUR = re.compile(r"(?<![\d/-])\d{4}(?![\d/-])")


# How many digits a number has without its area code, and with it.
TELEPHONE = (7, 10)


def keyword(text: str) -> str:
    """What a whole text means by itself: "stop", "start", "help", "more", or ""."""
    return table().keywords.get(" ".join(words(text)), "")


def signs(heard: list[str]) -> frozenset[str]:
    """The signs heard in these words; PHONE in the place of a number is no word that was said."""
    text = " ".join("~" if word.isupper() else word for word in heard)
    return frozenset(name for name, pattern in table().signs.items() if pattern.search(text))


def speaking(heard: list[str]) -> frozenset[int]:
    """Where the words stand that tell who speaks: "case manager here" names no line."""
    text = " ".join(heard).lower()
    found = table().speakers.finditer(text)
    return frozenset(i for m in found for i in range(text.count(" ", 0, m.start()), text.count(" ", 0, m.end()) + 1))


def purposes(heard: list[str]) -> tuple[Purpose, ...]:
    """The kinds of number these words ask for by name; who is speaking is not asked for."""
    text = table().speakers.sub(" ", " ".join(heard).lower())
    return tuple(name for name, pattern in table().purposes.items() if pattern.search(text))


def numbers(text: str, region: str, endings: Collection[str] = ()) -> tuple[str, ...]:
    """Telephone numbers in a text, written or said digit by digit, as bare national digits.

    Ten digits with an area code, seven without: "684-7139" -> ("6847139",); four where they are called a number, or
    are one of the `endings`.
    """
    digits = re.sub(r"[A-Za-z]+", lambda m: DIGITS.get(m[0].lower(), m[0]), _digits_heard(text))
    digits = re.sub(r"(?<=\d)[ ,](?=\d)", "", digits)
    found = [
        str(match.number.national_number)
        for match in phonenumbers.PhoneNumberMatcher(digits, region, leniency=phonenumbers.Leniency.POSSIBLE)
    ]
    short = re.findall(r"(?<![\d-])\d{3}[-. ]?\d{4}(?![\d-])", digits)
    found = found or [re.sub(r"\D", "", s) for s in short]
    if not found:
        said = _said(text)
        last = [digit for match in LAST_FOUR.finditer(digits) for digit in match.groups() if digit]
        found = [n for n in said if len(n) in TELEPHONE] or last
        found = found or [four for four in (*FOUR.findall(digits), *said) if four in endings]
    return tuple(dict.fromkeys(found))


def _digits_heard(text: str) -> str:
    """The text with what digits were heard as: "six eight for seven too too oh" is a number, "for" alone is not."""
    return table().digits.sub(lambda run: table().alike.sub(lambda m: table().heard_as[m[0].lower()], run[0]), text)


def _said(text: str) -> list[str]:
    """Runs of digits said by twos and by words: "six eighty one, eighty three sixty four" -> ["6818364"]."""
    found = pieces(text)
    seen = classes(found, language(text))
    return [run(found, seen, i, long=False)[0] for i in range(len(found)) if i == 0 or seen.letters[i - 1] == "x"]
