"""What a page of the desk answers, as data: the frame saves first, and only then makes it into HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Page:
    """A template with its fields. `about` goes into the audit entry of this view (see audit.FIELDS)."""

    template: str
    title: str
    fields: Mapping[str, Any] = field(default_factory=dict, repr=False)
    status: int = 200
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Go:
    """To another page of ours; `done` names the sentence of desk/words.py that it begins with.

    `then` is what can only be done once all is saved, such as writing a file; it gives the name of the sentence.
    """

    to: str
    done: str = ""
    about: Mapping[str, str] = field(default_factory=dict)
    then: Callable[[], str] | None = None


@dataclass(frozen=True)
class File:
    """A document, made after the transaction. `inline`: to be shown in the page, else to be kept under `name`.

    `quick`: as little work as a page, so it takes none of the few places for slow work.
    """

    make: Callable[[], bytes]
    kind: str
    name: str
    inline: bool = False
    quick: bool = False
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Unchanged:
    """What the browser shows already is still so: nothing is sent, and nothing new was seen."""


@dataclass(frozen=True)
class Missing:
    """There is no such thing, or none that this person may know of."""


Answer = Page | Go | File | Unchanged | Missing
