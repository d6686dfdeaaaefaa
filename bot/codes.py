"""Codes that people say and write: ids of call-backs, reference codes of release requests. Pure but for the draw."""

from __future__ import annotations

import re
import secrets

# Without letters and digits that are mistaken for each other when they are spoken or read. There are 23 of them, a
# prime number: so the check letter notices every single wrong letter, and any two that changed places.
LETTERS = "ACDEFHJKLMNPRTUWXY34679"
LENGTH = 7
PAUSE = re.compile(r"[\s.,_–—-]+")


def drawn(length: int) -> str:
    """Random letters of the alphabet."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def new_code() -> str:
    """A new reference code of LENGTH letters; the last one checks the others."""
    body = drawn(LENGTH - 1)
    return body + LETTERS[-_sum(body) % len(LETTERS)]


def typed(text: str) -> str:
    """The code that somebody typed or said, in whatever case, with dashes and spaces; "" where it is none."""
    code = PAUSE.sub("", text).upper()
    sound = len(code) == LENGTH and set(code) <= set(LETTERS) and _sum(code) == 0
    return code if sound else ""


def shown(code: str) -> str:
    """A code as people read it, "ABC-DEFG"."""
    return f"{code[:3]}-{code[3:]}"


def _sum(letters: str) -> int:
    """Weighted from 7 down, so that the last of seven letters counts once."""
    return sum((LENGTH - place) * LETTERS.index(one) for place, one in enumerate(letters)) % len(LETTERS)
