"""Capital letters for names that a recogniser writes in lower case: "mcneil" McNeil, "de la cruz" de la Cruz. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.fields.pieces import APOSTROPHES
from bot.fields.tables import word_set
from bot.hearing import fold

PARTS = re.compile(rf"([-\u2010-\u2015 .{APOSTROPHES}]+)")
MC = re.compile(r"mc(?=\w{2})", re.IGNORECASE)


def name_case(word: str) -> str:
    """One word of a name: with capitals of its own it stays as written; "O'MAHONEY-RUIZ" becomes O'Mahoney-Ruiz."""
    if not (word.islower() or word.isupper()):
        return word
    return "".join(_part(part) for part in PARTS.split(word.lower()))


def _part(part: str) -> str:
    """One part between hyphens and apostrophes; an s behind an apostrophe stays small."""
    if not part or part == "s":
        return part
    head = 3 if fold(part) in word_set("names", "mac_names") else 2 if MC.match(part) else 0
    return _upper(part[:head]) + _upper(part[head:])


def _upper(part: str) -> str:
    # str.title would turn "ß" into "Ss".
    first = part[:1].upper()
    return (first if len(first) == 1 else part[:1]) + part[1:]


def full_name(words: Iterable[str]) -> str:
    """The words of a person's name; "de la" and the like stay small behind the first word."""
    known, out = list(words), list[str]()
    for i, word in enumerate(known):
        little = {fold(w) for w in known[i : i + 2]} if fold(word) == "van" else {fold(word)}
        small = bool(out) and bool(little & word_set("names", "particles")) and (word.islower() or word.isupper())
        out.append(word.lower() if small else name_case(word))
    return " ".join(out)
