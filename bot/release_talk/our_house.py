"""The names of our house, and of other ones, in what was said. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from bot.directory_types import DirectoryFile
from bot.fields.pieces import Phrases

# What the tables of data/fields write in place of our house's name, and of a place in the directory's `known`.
OURS, OTHER = "ourhouse", "otherhouse"


def named(said: Sequence[str], file: DirectoryFile) -> bool:
    """Whether our house is named in these folded words."""
    return _phrases((file.house.en, file.house.es)).inside(said)


def by_house(said: Sequence[str], file: DirectoryFile) -> list[str]:
    """The folded words, with one word for our house and one for any other that the directory knows."""
    return _put(_put(list(said), (file.house.en, file.house.es), OURS), file.known.places, OTHER)


def _put(said: list[str], names: tuple[str, ...], instead: str) -> list[str]:
    known = _phrases(names)
    while span := known.find(said):
        said = [*said[: span[0]], instead, *said[span[1] :]]
    return said


@cache
def _phrases(names: tuple[str, ...]) -> Phrases:
    return Phrases(names)
