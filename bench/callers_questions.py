"""What a reply asks for, by its words alone; bench/callers_questions.yaml holds the patterns."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("callers_questions.yaml")
OTHER = "other"  # a question that no row knows
# These are asked for by a demand only where no question stands before it: "Are you the patient? Say yes or no."
WEAK = frozenset({"confirm", "signature", "legal_papers", "resume"})
STOPS = re.compile(r"(?<=[.?!])\s+|\n+|(?<=\?)(?=\S)")
# A stop after these ends no sentence; nor does one after a single letter.
SHORT = re.compile(r"(?:\b(?:dra?|mrs?|ms|st|ave|rd|blvd|jr|sr|no|num|ext|approx)|\b[a-z])\.$")


@dataclass(frozen=True)
class Asked:
    """`row`: a row of the file, OTHER, or "" where nothing is asked. `told`: without a question, by a statement."""

    row: str = ""
    told: bool = False


@dataclass(frozen=True)
class _Table:
    asks: re.Pattern[str]
    weak: re.Pattern[str]
    rows: dict[str, re.Pattern[str]]
    told: tuple[str, ...]
    same: dict[str, str]
    said: dict[str, dict[str, str]]
    tongues: dict[str, re.Pattern[str]]
    goodbye: re.Pattern[str]

    def row(self, sentence: str) -> str:
        found = (name for name, pattern in self.rows.items() if pattern.search(sentence))
        return next(found, "")


@cache
def table() -> _Table:
    """The file, read once."""
    raw: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    rows = {name: re.compile("|".join(f"(?:{one})" for one in patterns)) for name, patterns in raw["rows"].items()}
    asks = re.compile("|".join(f"(?:{one})" for one in raw["asks"]))
    tongues = {"es": re.compile(raw["spanish"]), "en": re.compile(raw["english"])}
    return _Table(
        asks,
        re.compile(raw["weak"]),
        rows,
        tuple(raw["told"]),
        raw["same_as"],
        raw["said"],
        tongues,
        re.compile(raw["goodbye"]),
    )


def fold(words: str) -> str:
    """Small letters without accents; ¿ and ¡ go."""
    plain = unicodedata.normalize("NFD", words.casefold().replace("’", "'"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter) and letter not in "¿¡")


def asked(reply: str) -> Asked:
    """What the reply asks for: its last question that is known counts most, then a demand, then a plain mention."""
    found, weak, question = "", "", False
    for sentence in reversed(_sentences(fold(reply))):
        asks = sentence.endswith("?")
        question = question or asks
        row = table().row(sentence) if asks or table().asks.match(sentence) else ""
        if row and (asks or not (row in WEAK or table().weak.match(sentence))):
            found = row
            break
        weak = weak or row
    row = found or weak or (OTHER if question else "")
    return Asked(table().same.get(row, row)) if row else _told(reply)


def language(reply: str) -> str:
    """ "es" or "en", by which one's small words are more."""
    counts = {name: len(pattern.findall(reply.casefold())) for name, pattern in table().tongues.items()}
    return "es" if counts["es"] > counts["en"] else "en"


def farewell(reply: str) -> bool:
    """Whether the desk takes its leave: it says goodbye and asks nothing."""
    return not asked(reply).row and bool(table().goodbye.search(fold(reply)))


def _told(reply: str) -> Asked:
    words = fold(reply)
    found = next((row for row in table().told if table().rows[row].search(words)), "")
    return Asked(found, told=bool(found))


def _sentences(words: str) -> list[str]:
    """The reply's sentences; "to Dr. Ames" and "J. Ames" stay whole."""
    whole: list[str] = []
    for part in filter(None, (piece.strip() for piece in STOPS.split(words))):
        if whole and SHORT.search(whole[-1]):
            whole[-1] += " " + part
        else:
            whole.append(part)
    return whole
