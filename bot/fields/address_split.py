"""An address in its parts, each with capitals: street, town, state, zip code. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import usaddress  # type: ignore[import-untyped]

from bot.fields.address_words import Token
from bot.fields.capitals import name_case
from bot.fields.pieces import Phrase, listed, phrase
from bot.fields.tables import field_table, word_set

CALLE = 3  # words of "812 avenida central"
TOWN = ("PlaceName", "StateName", "ZipCode", "CountryName")


@dataclass(frozen=True, slots=True)
class Address:
    """Street with house number (or box), town, two-letter state and zip code; "" for what was not told."""

    street: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""

    @property
    def text(self) -> str:
        """On one line: "47 Hickory Ter, Shelby, NC 28150"."""
        end = " ".join(filter(None, (self.state, self.zip)))
        return ", ".join(filter(None, (self.street, self.city, end)))


@cache
def _states() -> tuple[tuple[Phrase, str], ...]:
    """The states' names, the longest first."""
    named = [(phrase(name), code) for name, code in field_table("addresses")["states"].items()]
    return tuple(sorted(named, key=lambda s: -len(s[0])))


def split_address(found: Sequence[Token]) -> Address:
    """The parts of the tokens of one address."""
    rest = [t for i, t in enumerate(found) if not _names_the_zip(found, i)]
    zip_code = ""
    if rest and rest[-1].zip and (len(rest) > 1 or len(found) > 1 or len(rest[-1].text) == 5):
        zip_code = rest.pop().text
    state, size = take_state(rest, bool(zip_code))
    rest = rest[: len(rest) - size]
    at = _town_start(rest)
    town = [t for i, t in enumerate(rest[at:]) if i or t.word not in word_set("addresses", "little")]
    return Address(written(rest[:at]), written(town), state, zip_code)


def _names_the_zip(found: Sequence[Token], i: int) -> bool:
    """Whether the word leads to the zip code: "zip code", "código postal"."""
    words = [t.word for t in found]
    return any(at + listed("addresses", "zip").at(words, at) > i for at in range(max(0, i - 1), i + 1))


def take_state(found: Sequence[Token], zip_follows: bool) -> tuple[str, int]:
    """The state that ends the tokens and how many of them it is; ("", 0) for none."""
    words = [t.word for t in found]
    for name, code in _states():
        if tuple(words[-len(name) :]) == name and len(words) > len(name):
            return code, len(name)
    last = found[-1] if len(found) > 1 else None
    if last and last.text.upper() in field_table("addresses")["codes"]:
        doubtful = last.text.upper() in word_set("addresses", "doubtful_codes")
        if not doubtful or zip_follows or (last.text.isupper() and "," in last.gap):
            return last.text.upper(), 1
    return "", 0


def _town_start(found: Sequence[Token]) -> int:
    """Where the town starts: behind a comma, a Spanish street's number or "in", or where usaddress says."""
    if at := _behind_box(found):
        return at
    if not any(t.digits for t in found):
        return _by_comma(found) if any(t.word in word_set("addresses", "streets") for t in found) else 0
    if found[0].word in word_set("addresses", "calles"):
        return next((i + 1 for i, t in enumerate(found) if i > 1 and t.digits), len(found))
    for i, token in enumerate(found):
        if i > 1 and token.word in word_set("addresses", "little"):
            return i
    if len(found) > CALLE and found[0].digits and found[1].word in word_set("addresses", "calles"):
        return _by_comma(found) or CALLE
    return _by_comma(found) or _by_highway(found) or _by_library(found)


def _behind_box(found: Sequence[Token]) -> int:
    """Behind "post office box 90" or "rural route 2 box 90"; 0 where it is none."""
    words = [t.word for t in found]
    rural = listed("addresses", "rural").at(words, 0)
    start = rural + 1 if rural and rural < len(found) and found[rural].digits else 0
    at = start + listed("addresses", "boxes").at(words, start)
    at = at if at > start else 0
    while at and at < len(found) and found[at].word in word_set("addresses", "marks"):
        at += 1
    if not (at and at < len(found) and found[at].digits):
        return 0
    return at + 1 + (at + 1 < len(found) and found[at + 1].gap == "-")


def _by_highway(found: Sequence[Token]) -> int:
    """Behind "Highway 54 West"."""
    for i in range(1, len(found) - 1):
        if found[i].word in word_set("addresses", "highways") and found[i + 1].digits:
            return i + 2 + (found[i + 2].word in field_table("addresses")["sides"] if i + 2 < len(found) else 0)
    return 0


def _by_comma(found: Sequence[Token]) -> int:
    """Behind the first comma, unless an apartment follows it."""
    commas = [i for i, t in enumerate(found) if i > 1 and ("," in t.gap or "\n" in t.gap)]
    towns = [i for i in commas if found[i].word not in word_set("addresses", "rooms") and not found[i].digits]
    return towns[0] if towns else 0


def _by_library(found: Sequence[Token]) -> int:
    text = [t.text for t in found]
    labels = [label for _, label in usaddress.parse(" ".join(text))]
    if len(labels) != len(found):
        return _behind_street(found)
    at = next((i for i, label in enumerate(labels) if label in TOWN and i > 1), 0)
    if at and at + 1 < len(found) and found[at].word in word_set("addresses", "rooms") and found[at + 1].digits:
        at += 2
    return at or _behind_street(found)


def _behind_street(found: Sequence[Token]) -> int:
    """Behind the last word for a street, with the apartment behind it."""
    at = max((i + 1 for i, t in enumerate(found) if t.word in word_set("addresses", "streets")), default=len(found))
    if at + 1 < len(found) and found[at].word in word_set("addresses", "rooms"):
        at += 2
    return at


def written(found: Sequence[Token]) -> str:
    """The tokens as they are to be written: "123 W Main Street Apt 4B"."""
    out = ""
    for i, token in enumerate(found):
        comma = bool(i) and "," in token.gap
        glued = bool(i) and token.gap in ("-", "/", "&", "'", "’")
        out += ("" if not i else token.gap if glued else ", " if comma else " ") + _cased(token, found, i)
    return re.sub(r"\bP O Box\b", "PO Box", out)


def _cased(token: Token, found: Sequence[Token], i: int) -> str:
    small = token.text.lower()
    if token.digits or not token.text.isalpha():
        return token.text if token.digits or any(c.isdigit() for c in token.text) else name_case(token.text)
    if small in word_set("addresses", "capital") or (len(small) == 1 and i):
        return small.upper()
    if small == "box" and i and found[i - 1].text.lower() == "o":
        return "Box"
    return name_case(token.text)
