"""Reads telephone numbers back out of what was said or written; shares nothing with the program."""

from __future__ import annotations

import re

SAID = re.compile(r"(?<!\d)\d(?:,? \d(?!\d))+")
WRITTEN = re.compile(r"\((\d{3})\) (\d{3}-\d{4})")
NUMBER = re.compile(r"(?<![\d-])\d{3}-\d{3}-\d{4}(?![\d-])")


def joined(words: str) -> str:
    """The words with every number as 919-555-0100: "call 9 1 1 or 9 1 9, 5 5 5, 0 1 0 0" and "(919) 555-0100" alike."""
    return WRITTEN.sub(r"\1-\2", SAID.sub(_join, words))


def told(words: str) -> list[str]:
    """The ten digits of each number told, each once, in order."""
    return list(dict.fromkeys(number.replace("-", "") for number in NUMBER.findall(joined(words))))


def _join(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match[0])
    if len(digits) < 4:
        return digits
    assert len(digits) % 10 == 0, f"no whole numbers: {match[0]}"
    return ", ".join(f"{d[:3]}-{d[3:6]}-{d[6:]}" for d in re.findall(".{10}", digits))
