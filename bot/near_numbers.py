"""Numbers of the directory that differ from one heard by a slip: one digit wrong, or two neighbours changed places."""

from __future__ import annotations

from collections.abc import Sequence

from bot.directory import Directory
from bot.directory_types import Entry, Number

LEAST = 7  # digits; fewer fit too many numbers


def near(directory: Directory, heard: Sequence[str]) -> tuple[Entry, Number] | None:
    """The one entry and number that a slip away was meant; None where none is, or several are."""
    found = [
        (entry, number)
        for digits in heard
        if len(digits) >= LEAST
        for entry in directory.entries
        for number in entry.numbers
        if _slip(digits, number.number[-len(digits) :])
    ]
    return found[0] if len({number.number for _, number in found}) == 1 else None


def _slip(one: str, other: str) -> bool:
    """Whether two texts of digits, equally long, differ by one digit or by two neighbours changed."""
    differ = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(differ) == 1:
        return True
    swapped = len(differ) == 2 and differ[1] == differ[0] + 1
    return swapped and one[differ[0]] == other[differ[1]] and one[differ[1]] == other[differ[0]]
