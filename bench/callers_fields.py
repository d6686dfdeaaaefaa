"""Compares one field of a stored request with what is true: each function gives "" or what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz

from bench.callers_questions import fold

FILE = Path(__file__).with_name("callers_words.yaml")
ALIKE = 84.0  # a recogniser's slip in a long name is no other name
ENOUGH = 0.6  # of the words of a recipient's name
DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)\Z")
MONTH = re.compile(r"\d{4}-\d{2}(?:-\d{2})?\Z")


@cache
def lists() -> dict[str, Any]:
    """The file of words, read once."""
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


@cache
def classes(name: str) -> dict[str, str]:
    """Each word of a table, and the word that stands for it."""
    rows = (pair for row in lists()[name] for pair in row.items())
    return {word: head for head, words in rows for word in words.split()}


def words(text: str) -> list[str]:
    """The words of a text, folded; "O'Donnell" and "X-ray" are one, "Amaro-Teague" two."""
    plain = re.sub(r"\bx[- ]?rays?\b", "xray", fold(text))
    return re.findall(r"[a-z0-9]+", re.sub(r"['’.](?=\w)|(?<=\b[a-z])\.", "", plain))


def said(word: str, talk: str) -> bool:
    """Whether the caller said it, whole or letter by letter."""
    return word in re.sub(r"[^a-z0-9]", "", fold(talk))


def name(true: str | None, stored: str | None, talk: str) -> str:
    """The patient's name: first and last, in order; a middle one only if he told it; nothing more."""
    if true is None:
        return "" if not stored else "a name that was never told"
    want, have = _named(true), _named(stored or "")
    if not have:
        return "missing"
    ends = {want[0], [word for word in want if word not in SUFFIXES][-1]}
    lost = [word for word in want if word not in have and (word in ends or said(word, talk))]
    extra = [word for word in have if word not in want]
    return _both(lost, extra)


SUFFIXES = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "ii", "iii": "iii", "iv": "iv"}


def _named(text: str) -> list[str]:
    found = [SUFFIXES.get(word, word) for word in words(text)]
    return ["saint" if word == "st" else word for word in found]


def _both(lost: Iterable[str], extra: Iterable[str]) -> str:
    parts = [f"lacks {' '.join(lost)}" if lost else "", f"has also {' '.join(extra)}" if extra else ""]
    return ", ".join(filter(None, parts))


def exact(true: str | None, stored: str | None) -> str:
    """A value that has one spelling, such as an ISO date or an E.164 number."""
    return "" if (true or None) == (stored or None) else f"is {stored!r}, not {true!r}"


def number(true: str | None, stored: str | None) -> str:
    """A record number: letters and digits alone count."""
    plain = [re.sub(r"[^A-Z0-9]", "", (text or "").upper()) or None for text in (true, stored)]
    return exact(*plain)


def recipient(true: str | None, stored: str | None, patient: str | None) -> str:
    """The recipient's main words; for the patient's home any wording that means it."""
    if true is None:
        return "" if not stored else "a recipient who was never told"
    have = set(words(stored or ""))
    if re.search(r"\bhome\b", fold(true)):
        own = {*lists()["home"].split(), *words(patient or "")}
        return "" if have & own else f"is {stored!r}, not the patient's home"
    titles = set(lists()["titles"].split())
    want = [word for word in words(true) if word not in titles]
    found = [word for word in want if any(_alike(word, other) for other in have)]
    head = [word for word in words(true.partition(",")[0]) if word not in titles][-1]
    good = head in found and len(found) >= ENOUGH * len(want)
    return "" if good else f"is {stored!r}, not {true!r}"


def address(true: str | None, stored: str | None) -> str:
    """House number and street, and the town or the code after it; nothing made up where only a town is known."""
    want, have = _address(true or ""), _address(stored or "")
    if not want:
        return "" if not any(word.isdigit() for word in have) else "an address that was never told"
    digits = [word for word in have if word.isdigit() and word not in want]
    if not have or digits:
        return f"is {stored!r}, not {true!r}"
    street = _address((true or "").partition(",")[0])
    place = [word for word in want if word not in street]
    lost = [word for word in street if not _among(word, have) and word not in classes("street").values()]
    there = not place or any(_among(word, have) for word in place)
    return "" if not lost and there else f"is {stored!r}, not {true!r}"


def _address(text: str) -> list[str]:
    states = set(lists()["states"].split()) - {"north", "south"}
    ordinals = lists()["ordinals"].split()
    plain = (f"{ordinals.index(word) + 1}" if word in ordinals else ORDINAL.sub(r"\1", word) for word in words(text))
    found = (classes("street").get(word, word) for word in plain)
    return [word for word in found if word not in states]


def _among(word: str, others: list[str]) -> bool:
    return any(word == other if word.isdigit() else _alike(word, other) for other in others)


def _alike(word: str, other: str) -> bool:
    return word == other or (len(word) > 4 and fuzz.ratio(word, other) >= ALIKE)


def date(true: str | None, stored: str | None) -> str:
    """A study's date: exact, to the month, or vague: then no day or month of a calendar may stand for it."""
    have = (stored or "").strip()
    if true is None:
        return "" if not MONTH.match(have) else f"a made-up date {have}"
    if DAY.match(true):
        return exact(true, have)
    if len(true) == 4:
        return "" if true in have and not MONTH.match(have) else f"is {have!r}, not {true}"
    return "" if have == true or _names_month(true, fold(have)) else f"is {have!r}, not {true}"


def _names_month(true: str, have: str) -> bool:
    """Whether it is the month in the caller's words, and no ISO day of it."""
    place = int(true[5:7]) - 1
    names = [fold(lists()["months"][lang].split()[place])[:3] for lang in ("en", "es")]
    return not MONTH.match(have) and any(re.search(rf"\b{short}", have) for short in names)
