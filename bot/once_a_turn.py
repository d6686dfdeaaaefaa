"""What is read twice within one turn is read once: the same words are looked at by several parts of the talk.

Nothing is kept from one turn to the next, so that no private answer outlives its own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Read = TypeVar("Read")
_READ: ContextVar[dict[Hashable, Any] | None] = ContextVar("read", default=None)


@contextmanager
def one_turn() -> Iterator[None]:
    """In here, in this thread, each reading is done once."""
    token = _READ.set({})
    try:
        yield
    finally:
        _READ.reset(token)


def once_a_turn(read: Callable[Given, Read]) -> Callable[Given, Read]:
    """For a pure function of hashable things, whose answer nobody changes; outside a turn it reads each time."""

    @wraps(read)
    def known(*args: Given.args, **named: Given.kwargs) -> Read:
        done = _READ.get()
        if done is None:
            return read(*args, **named)
        key = (read, args, *named.items())
        if key not in done:
            done[key] = read(*args, **named)
        found: Read = done[key]
        return found

    return known
