"""Lists of phrases as patterns over folded words; read from the tables under data/. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.hearing import words

# What an asterisk in a phrase stands for: three words at most.
GAP = r" (?:\w+ ){0,3}"


def either(phrases: Iterable[str]) -> str:
    """An expression for any of these phrases, the longest first."""
    return "|".join(sorted((_phrase(str(phrase)) for phrase in phrases), key=len, reverse=True))


def pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of these phrases, as whole words."""
    return re.compile(rf"\b(?:{either(phrases)})\b")


def _phrase(phrase: str) -> str:
    return GAP.join(" ".join(words(part)) for part in phrase.split("*"))
