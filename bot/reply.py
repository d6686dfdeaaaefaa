"""What the desk answers: names of replies and fields of the directory, no wording and no numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.message import Expect


@dataclass(frozen=True, slots=True)
class Part:
    """One thought: the name of a reply in replies/*.yaml, and what its template needs.

    `entry` is an id of the directory; `numbers` are targets such as "vascular_intervention.fax";
    `fact` is a fact's id of the entry; `args` hold plain words that are safe to repeat. A `spare` part is told
    where there is room: a text leaves it out rather than make two of it.
    """

    reply: str
    entry: str = ""
    numbers: tuple[str, ...] = ()
    fact: str = ""
    args: dict[str, Any] = field(default_factory=dict)
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One of up to three things to choose from: a target of the directory, and what was wanted of it."""

    target: str
    intent: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """Put the caller through to a target of the directory. `tries` counts dials from 1."""

    target: str
    emergent: bool = False
    tries: int = 1


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer.

    `keys_first`: listen to keys alone before listening to words (after a miss).
    `patience`: seconds to wait for the caller. `hang_up`: say it and end the call.
    `silent`: answer nothing at all (a text after STOP).
    """

    parts: tuple[Part, ...] = ()
    expect: Expect = "open"
    options: tuple[Option, ...] = ()
    transfer: Transfer | None = None
    keys_first: bool = False
    hang_up: bool = False
    silent: bool = False
    slow: bool = False
    patience: int = 5
