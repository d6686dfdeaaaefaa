"""Whoever tries link after link that nobody was given is kept away for a while, and the store is not asked for him."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import Request

from bot.channels.came_from import address

if TYPE_CHECKING:
    from bot.take_turn import Desk

MOST, SECONDS = 20, 60


class Guessing:
    """Counts by the address that a request came from."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def too_much(self, request: Request, now: dt.datetime) -> bool:
        """Whether this address has tried too many; asks nobody but this process."""
        return self._desk.limits.counted("link", self._who(request), SECONDS, now) > MOST

    def missed(self, request: Request, now: dt.datetime) -> None:
        """Count a link that nobody was given."""
        self._desk.limits.count("link", self._who(request), SECONDS, now)

    def _who(self, request: Request) -> str:
        return self._desk.store.keyed("address", address(request))
