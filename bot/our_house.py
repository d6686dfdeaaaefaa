"""The names of our house, and of other ones, in what was said. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from bot.directory_types import DirectoryFile
from bot.fields.pieces import Phrases

# What tables under data/ write in place of our house's name, and of a place in the directory's `known`. The urgent
# rules have a group for it, see bot/emergency_rules.py: they must not depend on words taken out of a text.
OURS, OTHER = "ourhouse", "otherhouse"


def named(said: Sequence[str], file: DirectoryFile) -> bool:
    """Whether our house is named in these folded words."""
    return _phrases(file.house_names).inside(said)


def ours(said: Sequence[str], file: DirectoryFile) -> list[str]:
    """The folded words, with one word for our house."""
    return _put(list(said), file.house_names, OURS)


def by_house(said: Sequence[str], file: DirectoryFile) -> list[str]:
    """The folded words, with one word for our house and one for any other that the directory knows."""
    return _put(ours(said, file), file.known.places, OTHER)


def _put(said: list[str], names: tuple[str, ...], instead: str) -> list[str]:
    known = _phrases(names)
    while span := known.find(said):
        said = [*said[: span[0]], instead, *said[span[1] :]]
    return said


@cache
def _phrases(names: tuple[str, ...]) -> Phrases:
    return Phrases(names)
