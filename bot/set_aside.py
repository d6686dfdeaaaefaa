"""Takes out what is named only to be refused: "not the fax, the phone" asks for a phone. Pure.

The words are data/set_aside.yaml. Services are left to bot/named.py, which can tell what is meant instead.
"""

from __future__ import annotations

import re
from functools import cache

from bot.phrase_patterns import either
from bot.tables import read_table

# With fewer words left, the refusal was the whole message.
LEAST_LEFT = 2


@cache
def _refused() -> re.Pattern[str]:
    table = read_table("set_aside")
    refusal, little, thing, after = (either(table[name]) for name in ("refusals", "little", "things", "unless_before"))
    one = rf"(?:(?:i|im|we|were|its|yo) )?(?:{refusal}) (?:(?:{little}) ){{0,3}}(?:{thing})"
    more = rf"(?: (?:or|and|o|y) (?:(?:{little}) ){{0,2}}(?:{thing}))?"
    return re.compile(rf"\b{one}{more}\b(?! (?:{after})\b)")


def wanted(heard: list[str]) -> list[str]:
    """The words without what they refuse; all of them where little else is said."""
    left = _refused().sub(" ", " ".join(heard)).split()
    return left if len(left) >= LEAST_LEFT else heard
