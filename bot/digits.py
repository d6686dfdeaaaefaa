"""How a telephone number is read aloud: in groups, digit by digit, with the digit that a look-alike changes."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

import phonenumbers


@cache
def groups(number: str) -> tuple[str, ...]:
    """The national groups of an E.164 number: "+19195550100" -> ("919", "555", "0100")."""
    parsed = phonenumbers.parse(number)
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return tuple("".join(filter(str.isdigit, g)) for part in national.split()[1:] for g in part.split("-"))


def stressed(number: str, numbers: Collection[str]) -> frozenset[int]:
    """Positions of the national digits in which another number of the directory differs alone."""
    digits = "".join(groups(number))
    found = set()
    for other in numbers:
        theirs = "".join(groups(other))
        differing = [i for i, (a, b) in enumerate(zip(digits, theirs, strict=False)) if a != b]
        if len(digits) == len(theirs) and len(differing) == 1:
            found.add(differing[0])
    return frozenset(found)
