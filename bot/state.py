"""What a talk remembers from one turn to the next; sealed before it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter

from bot.directory_types import Lang
from bot.message import Expect
from bot.release_talk.draft import Draft
from bot.reply import Option, Part
from bot.request import ReleaseRequest


@dataclass(frozen=True, slots=True)
class State:
    """One talk so far.

    `given` are the targets told last ("vascular_intervention.fax"), `entry` and `intent` what was
    last talked of, `last` the parts of the last answer, `more` the parts that did not fit a text.
    `misses` and `silences` count in a row. `helped` is true once something was answered. `dropped`: there was
    a talk before this one, too old to be gone on with; it is said once. `tries` counts the emergent dials since the
    caller asked for one, `ticket` is the call back that waits, `release` the request for images that is talked of.
    """

    step: int = 0
    lang: Lang = "en"
    expect: Expect = "open"
    options: tuple[Option, ...] = ()
    given: tuple[str, ...] = ()
    entry: str = ""
    intent: str = ""
    last: tuple[Part, ...] = ()
    more: tuple[Part, ...] = ()
    misses: int = 0
    silences: int = 0
    slow: bool = False
    helped: bool = False
    urgent: str = ""
    dropped: bool = False
    tries: int = 0
    ticket: str = ""
    release: Draft | None = None


_ADAPTER: TypeAdapter[State] = TypeAdapter(State)


def dump(state: State) -> dict[str, Any]:
    """The state as a JSON object. What a request holds stands in its own row, once it has one."""
    if state.release and state.release.id:
        state = replace(state, release=replace(state.release, request=ReleaseRequest()))
    found: dict[str, Any] = _ADAPTER.dump_python(state, mode="json", exclude_defaults=True)
    return found


def restore(stored: Mapping[str, Any]) -> State:
    """The state from its JSON object. Raises ValueError for what an older program wrote and we cannot read."""
    return _ADAPTER.validate_python(stored)
