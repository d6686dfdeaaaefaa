"""Reads telephone numbers, with their options and stressed digits, back out of what is said or written.

Shares nothing with the program: it reads as a person with a pencil does, one single digit after the other.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import NamedTuple

import phonenumbers

THEN = r"option|opci[oó]n|(?:then|and) press|(?:luego|y) (?:oprima|marque|presione) el"
OPTION = rf"(?:,\s*(?:{THEN})\s*(?P<option>[0-9*#]{{1,4}}))?"
SAID = re.compile(r"(?<![\w*])(?P<digits>(?:\d[\s,]+){9}\d)(?![\d*])" + OPTION, re.IGNORECASE)
AFTER = re.compile(r"\s*" + OPTION, re.IGNORECASE)
LONG = re.compile(r"\d{3,}")
SPACED = re.compile(r"(?<![\d])\d(?:,? \d(?!\d))+")


class Told(NamedTuple):
    """A number in E.164 and the key to press then, "" for none; `at` is its place in the words."""

    number: str
    option: str = ""
    at: int = 0


def said(words: str) -> list[Told]:
    """The numbers read aloud, each time that they are read: "9 1 9, 5 5 5, 0 1 0 0, option 2"."""
    return [Told("+1" + re.sub(r"\D", "", m["digits"]), m["option"] or "", m.start()) for m in SAID.finditer(words)]


def written(words: str) -> list[Told]:
    """The numbers that a telephone would make tappable in a text, with the option written after them."""
    found = phonenumbers.PhoneNumberMatcher(words, "US", leniency=phonenumbers.Leniency.POSSIBLE)
    return [Told(_e164(match.number), _option(words, match.end), match.start) for match in found]


def links(words: str) -> list[str]:
    """Where a tap on each of them leads: "tel:+1-919-555-0100"."""
    found = phonenumbers.PhoneNumberMatcher(words, "US")
    return [phonenumbers.format_number(m.number, phonenumbers.PhoneNumberFormat.RFC3966) for m in found]


def long_digits(words: str) -> set[str]:
    """All runs of three and more digits, however they are grouped: "9 1 1" is one, "(919) 555-0100" one of ten."""
    joined = SPACED.sub(lambda m: re.sub(r"\D", "", m[0]), words)
    joined = re.sub(r"\((\d{3})\) (\d{3})-(\d{4})", r"\1\2\3", joined)
    return set(LONG.findall(joined))


def stresses(doc: ET.Element) -> list[tuple[str, frozenset[int]]]:
    """Each number read in a document (its ten digits), and the places of its digits that are said with stress."""
    spoken = [piece for say in doc.iter("Say") for piece in (*_pieces(say, False), (" . ", False))]
    text = "".join(words for words, _ in spoken)
    loud = [loud for words, loud in spoken for _ in words]
    return [
        (re.sub(r"\D", "", m["digits"]), _loud_places(loud, m.start("digits"), m["digits"]))
        for m in SAID.finditer(text)
    ]


def _loud_places(loud: list[bool], start: int, digits: str) -> frozenset[int]:
    at = [start + i for i, character in enumerate(digits) if character.isdigit()]
    return frozenset(place for place, i in enumerate(at) if loud[i])


def _pieces(element: ET.Element, loud: bool) -> Iterator[tuple[str, bool]]:
    loud = loud or element.get("volume") == "loud"
    yield element.text or "", loud
    for child in element:
        yield from _pieces(child, loud)
        yield (child.tail or ""), loud


def _option(words: str, at: int) -> str:
    match = AFTER.match(words, at)
    return (match["option"] if match else "") or ""


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
