"""What callers may have meant, and the lines that could have been told, as staff choose them from lists."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bot.asking import target_of
from bot.directory import Directory
from bot.directory_types import Entry
from bot.tables import read_table
from desk.words import PURPOSES
from release.plain import national


@cache
def groups() -> Mapping[str, Mapping[str, str]]:
    """Plain words for each intent, in the groups of data/desk/intents.yaml."""
    found: dict[str, dict[str, str]] = read_table("desk/intents")
    return found


@cache
def described() -> Mapping[str, str]:
    """Plain words for each intent."""
    return {name: says for group in groups().values() for name, says in group.items()}


def lines(directory: Directory) -> dict[str, dict[str, str]]:
    """The numbers of each entry by name, as target and label: {"MRI": {"mri.fax": "fax (919) 555-0109"}}."""
    found: dict[str, dict[str, str]] = {}
    for entry in sorted(directory.entries, key=lambda one: one.name.en.casefold()):
        if entry.numbers:
            found.setdefault(entry.name.en, {}).update(_of(entry))
    return found


def line(target: str, directory: Directory) -> str:
    """A target in words; "" where there is none any more."""
    for entry, known in lines(directory).items():
        if target in known:
            return f"{entry}, {known[target]}"
    return ""


def _of(entry: Entry) -> dict[str, str]:
    """The entry's targets, each with its label."""
    purposes = dict.fromkeys(number.purpose for number in entry.numbers)
    return {
        target_of(entry, purpose, at): f"{PURPOSES[purpose]} {national(number.number)}"
        for purpose in purposes
        for at, number in enumerate(entry.of(purpose))
    }
