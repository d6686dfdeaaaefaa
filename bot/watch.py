"""Lets whoever gave the desk a message see how it was understood; the desk itself keeps and shows nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.job import Job


@dataclass
class Watched:
    """The newest turn, None before the first; `seconds` is how long understanding took."""

    job: Job | None = None
    seconds: float = 0.0


_WATCHED: ContextVar[Watched | None] = ContextVar("watched", default=None)


@contextmanager
def watching() -> Iterator[Watched]:
    """Turns that are taken in here, in this thread, are to be seen."""
    watched = Watched()
    token = _WATCHED.set(watched)
    try:
        yield watched
    finally:
        _WATCHED.reset(token)


def understood(job: Job, seconds: float) -> None:
    """A message was understood."""
    watched = _WATCHED.get()
    if watched:
        watched.job, watched.seconds = job, seconds
