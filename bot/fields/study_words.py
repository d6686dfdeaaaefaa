"""Examinations that are named and were never done. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.fields.pieces import listed
from bot.fields.tables import word_set


def negated(words: Sequence[str], start: int, end: int) -> bool:
    """Whether it was never done: "not the ct", "an mri but they never did it"."""
    span = listed("studies", "not").find(words, max(0, start - 3))
    if span and span[0] < start and set(words[span[1] : start]) <= word_set("studies", "inner"):
        return True
    span = listed("studies", "never").find(words, end)
    return span is not None and span[0] <= end + 5
