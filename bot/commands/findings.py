"""What `doctor` finds: one line of its page, with the mend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Literal

MOST_LINES = 12
State = Literal["ok", "look", "WRONG", "URGENT"]


@dataclass(frozen=True)
class Finding:
    """One line of the page; `more` are further lines.

    "look" wants a person's eye by day, "WRONG" wants mending, "URGENT" wants it now: callers are the worse for it.
    """

    state: State
    about: str
    what: str
    mend: str = ""
    more: tuple[str, ...] = ()


def ok(about: str, what: str) -> Finding:
    """All is well."""
    return Finding("ok", about, what)


def look(about: str, what: str, mend: str = "", more: Iterable[object] = ()) -> Finding:
    """A person should look; a long list is cut."""
    return Finding("look", about, what, mend, few(more))


def wrong(about: str, what: str, mend: str, more: Iterable[object] = ()) -> Finding:
    """Something is to be mended; a long list is cut."""
    return Finding("WRONG", about, what, mend, few(more))


def urgent(about: str, what: str, mend: str, more: Iterable[object] = ()) -> Finding:
    """Something is to be mended at once; a long list is cut."""
    return Finding("URGENT", about, what, mend, few(more))


def few(things: Iterable[object]) -> tuple[str, ...]:
    """The first of a long list; a page has an end."""
    lines = tuple(map(str, things))
    rest = len(lines) - MOST_LINES
    return tuple(islice(lines, MOST_LINES)) + ((f"and {rest} more",) if rest > 0 else ())
