"""From what was typed or recognised to plain words: letters joined, sound-alikes mended, accents folded.

Pure text work that knows no service and no number; the tables are data/hearing.yaml.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from bot.tables import read_table

LONGEST = 1600
WORD = re.compile(r"[a-z0-9]+")
LISTS = (
    "little",
    "negations",
    "after_negation",
    "unsure",
    "titles",
    "staff_titles",
    "owners",
    "carrying",
    "telling",
    "cues",
    "articles",
    "misfits",
    "asking",
    "taken_back",
    "several",
    "numbers_of",
)


class Hearing(NamedTuple):
    """The tables: sounds to letters, abbreviations, and misheard words (as tuples of words)."""

    letters: dict[str, str]
    abbreviations: frozenset[str]
    misheard: dict[tuple[str, ...], tuple[str, ...]]
    longest: int
    lists: dict[str, tuple[tuple[str, ...], ...]]
    accented: dict[str, str]


@cache
def tables() -> Hearing:
    """Read data/hearing.yaml once."""
    raw = read_table("hearing")
    letters = {sound: letter for letter, sounds in raw["letters"].items() for sound in map(str, sounds)}
    misheard = {tuple(words(str(k))): tuple(words(str(v))) for k, v in raw["misheard"].items()}
    lists = {name: tuple(tuple(words(str(w))) for w in raw[name]) for name in LISTS}
    return Hearing(
        letters,
        frozenset(raw["abbreviations"]),
        misheard,
        max(map(len, misheard)),
        lists,
        dict(raw["accented"]),
    )


@cache
def little_words() -> frozenset[str]:
    """Words without a meaning of their own ("the", "de")."""
    return frozenset(phrase[0] for phrase in tables().lists["little"])


def fold(text: str) -> str:
    """Lower case without accents or apostrophes: "¿Dónde está X-Ray?" -> "¿donde esta x-ray?"."""
    text = text[:LONGEST].casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).casefold()
        text = "".join(c for c in text if not unicodedata.combining(c))
    # One sign may have become many letters.
    return re.sub(r"['’‘`´]", "", text)[:LONGEST]


def words(text: str) -> list[str]:
    """The bare words of a text, folded: "C.T. scan?" -> ["c", "t", "scan"]."""
    return WORD.findall(fold(text))


def unaccent(text: str) -> str:
    """Words that only their accent tells apart get another word: "mamá" (mother), not "mama" (breast)."""
    table = tables().accented
    return re.sub(r"\w+", lambda m: table.get(m[0].casefold(), m[0]), text)


def hear(text: str) -> list[str]:
    """The words as the speaker most likely meant them: "em are eye" -> ["mri"]."""
    return _mend(_join_letters(_mend(words(unaccent(text)))))


@cache
def hear_phrase(phrase: str) -> tuple[str, ...]:
    """`hear` for the directory's own words, each stemmed, so that both sides meet."""
    return tuple(stem(word) for word in hear(phrase))


def taken_back(heard: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where somebody corrects himself: the first position of the phrase and the one after it."""
    said, phrases = tuple(heard), tables().lists["taken_back"]
    return tuple((i, i + len(p)) for i in range(len(said)) for p in phrases if said[i : i + len(p)] == p)


def stem(word: str) -> str:
    """A plural and its singular meet: "biopsies" -> "biopsy", "citas" -> "cita"."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 5 and word.endswith(("ches", "shes", "sses", "xes", "iones")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _mend(heard: list[str]) -> list[str]:
    table, i = tables(), 0
    out: list[str] = []
    while i < len(heard):
        for size in range(min(table.longest, len(heard) - i), 0, -1):
            mended = table.misheard.get(tuple(heard[i : i + size]))
            if mended is not None:
                out += mended
                i += size
                break
        else:
            out.append(heard[i])
            i += 1
    return out


def _join_letters(heard: list[str]) -> list[str]:
    """Join the longest run of pronounced letters that spells an abbreviation."""
    table, i = tables(), 0
    out: list[str] = []
    while i < len(heard):
        size = _spelled(heard[i : i + 5], table)
        cut = 0 if size else _cut(heard[i : i + 3], table)
        if size:
            out.append("".join(table.letters[w] for w in heard[i : i + size]))
        else:
            out.append("".join(heard[i : i + (cut or 1)]))
        i += size or cut or 1
    return out


def _cut(window: list[str], table: Hearing) -> int:
    """How many words are one abbreviation of four letters or more, cut by mistake: "pam a" is PAMA."""
    return next(
        (n for n in (3, 2) if len(window) >= n and len(j := "".join(window[:n])) >= 4 and j in table.abbreviations),
        0,
    )


def _spelled(window: list[str], table: Hearing) -> int:
    for size in range(len(window), 1, -1):
        run = window[:size]
        if all(w in table.letters for w in run):
            joined = "".join(table.letters[w] for w in run)
            if joined in table.abbreviations and _plausible(run):
                return size
    return 0


# Everyday words that also sound like letters; a run of these alone is ordinary talk ("are you", "see the").
EVERYDAY = frozenset("a i o be the see si are our you and es de el te ti im en why oh us okay hey".split())


def _plausible(run: list[str]) -> bool:
    sounds = [w for w in run if w not in EVERYDAY]
    return len(sounds) >= 1 if len(run) <= 3 else len(sounds) >= 2
