"""Postal addresses: "500 N. Duke St", "PO Box 12", "calle Roble 12". Pure."""

from __future__ import annotations

from functools import cache

from bot.hearing import little_words
from bot.private_names import could_be_a_name
from bot.private_numbers import number_class
from bot.private_words import Words, listed, starting, starts

MOST_IN_A_STREET = 4
MOST_IN_A_CALLE = 4
MOST_TO_ZIP = 4
HOUSE = "1234LUTYZHm"
LONGEST_HOUSE = 6
ZIP = 5
MARKS = frozenset("numero num no number n".split())
SIDES = frozenset("n s e w ne nw se sw north south east west old new san santa de la el los las del".split())
PLAIN = frozenset("i we you he she they is are was do does can will have has need want y o as so".split())


def hide_addresses(words: Words) -> None:
    """Hide streets with a house number, boxes at a post office, and what is behind an address."""
    for i, word in enumerate(words.said):
        if word in _places():
            found = _street(words, i) or _calle(words, i) or _box(words, i)
            if found:
                words.hide(found[0], _rest(words, found[1]), "ADDRESS")


@cache
def _places() -> frozenset[str]:
    return listed("streets") | listed("doubtful_streets") | listed("calles") | frozenset(starting("boxes"))


def _house(words: Words, i: int) -> bool:
    """Whether the word at `i` may be a house number: "12", "221b", "twelve", and not the 2 of "2 scans"."""
    word = words.said[i] if i < len(words.said) else ""
    if not word or words.hidden[i] or (len(word) > LONGEST_HOUSE and word[0].isdigit()):
        return False
    kind = number_class(word)
    return kind in HOUSE and (kind != "m" or word[0].isdigit()) and not starts(words.said, i + 1, starting("counted"))


def _street(words: Words, i: int) -> tuple[int, int] | None:
    """The street that ends with the word at `i`, from its house number on."""
    doubtful = words.said[i] in listed("doubtful_streets")
    if not doubtful and words.said[i] not in listed("streets"):
        return None
    for start in range(i - 1, max(i - MOST_IN_A_STREET - 1, -1), -1):
        if start < i - 1 and _house(words, start):
            return None if doubtful and not _announced(words, start) else (_first(words, start), i + 1)
        if not _of_a_street(words, start, doubtful):
            return None
    return None


def _of_a_street(words: Words, i: int, doubtful: bool) -> bool:
    word = words.said[i]
    plain = word in little_words() or word in PLAIN or word.isdigit()
    return not words.hidden[i] and (word in SIDES or (could_be_a_name(word) if doubtful else not plain))


def _announced(words: Words, start: int) -> bool:
    return len(words.said[start]) > 1 or (start > 0 and words.said[start - 1] in listed("before_an_address"))


def _first(words: Words, start: int) -> int:
    """The first word of a house number said in several words."""
    while start > 0 and all(number_class(words.said[j]) in "UTYZH" for j in (start - 1, start)):
        start -= 1
    return start


def _calle(words: Words, i: int) -> tuple[int, int] | None:
    """A street named first and then numbered, as in Spanish."""
    if words.said[i] not in listed("calles"):
        return None
    for end in range(i + 1, min(i + MOST_IN_A_CALLE + 1, len(words.said))):
        if _house(words, end) or (end > i + 1 and number_class(words.said[end]) in "1234"):
            return i, end + 1
        if words.said[end] not in MARKS and not _of_a_street(words, end, doubtful=True):
            return None
    return None


def _box(words: Words, i: int) -> tuple[int, int] | None:
    """A box at a post office, its number in digits or in words."""
    start = end = i + starts(words.said, i, starting("boxes"))
    if words.said[end : end + 1] and words.said[end] in MARKS:
        start = end = end + 1
    while end < min(start + ZIP, len(words.said)) and number_class(words.said[end]) in HOUSE and not words.hidden[end]:
        end += 1
    return (i, end) if i < start < end else None


def _rest(words: Words, end: int) -> int:
    """The end of an address with its apartment and its zip code."""
    if words.said[end : end + 1] and words.said[end] in listed("rooms") and end + 1 < len(words.said):
        end += 2
    for place in range(end, min(end + MOST_TO_ZIP + 1, len(words.said))):
        if words.hidden[place] or words.said[place] in little_words():
            break
        if words.said[place].isdigit() and len(words.said[place]) == ZIP:
            return place + 1
    return end
