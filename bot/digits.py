"""How a telephone number is read aloud: in groups, digit by digit, with the digit that a look-alike changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache

import phonenumbers


@cache
def groups(number: str) -> tuple[str, ...]:
    """The national groups of an E.164 number: "+19195550100" -> ("919", "555", "0100")."""
    parsed = phonenumbers.parse(number)
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return tuple("".join(filter(str.isdigit, g)) for part in national.split()[1:] for g in part.split("-"))


def stressed(number: str, numbers: frozenset[str]) -> frozenset[int]:
    """Positions of the national digits in which another number of the directory differs alone."""
    digits, known = "".join(groups(number)), _but_for_one(numbers)
    return frozenset(i for i, (rest, _) in enumerate(_without_one(digits)) if known.get(rest, set()) - {digits[i]})


@lru_cache(maxsize=4)
def _but_for_one(numbers: frozenset[str]) -> Mapping[str, set[str]]:
    """The digits that stand in each place of these numbers, by the number without that place."""
    found: dict[str, set[str]] = defaultdict(set)
    for number in numbers:
        for rest, digit in _without_one("".join(groups(number))):
            found[rest].add(digit)
    return found


def _without_one(digits: str) -> list[tuple[str, str]]:
    """The digits with each of them in turn left open, and that digit."""
    return [(f"{digits[:i]}_{digits[i + 1 :]}", digit) for i, digit in enumerate(digits)]
