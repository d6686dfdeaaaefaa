"""The word tables of the fields: data/fields/*.yaml."""

from __future__ import annotations

from functools import cache
from typing import Any

from bot.private_words import listed
from bot.tables import read_table


@cache
def field_table(name: str) -> dict[str, Any]:
    """The table data/fields/<name>.yaml, read once."""
    found: dict[str, Any] = read_table(f"fields/{name}")
    return found


@cache
def word_set(table: str, name: str) -> frozenset[str]:
    """A list of single words."""
    return frozenset(field_table(table)[name])


def given_names() -> frozenset[str]:
    """First names that are known as such."""
    return listed("given_names")
