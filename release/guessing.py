"""Whoever tries link after link that nobody was given is kept away for a while, and the store is not asked for him."""

from __future__ import annotations

import datetime as dt
from ipaddress import ip_address
from typing import TYPE_CHECKING

from flask import Request

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


def address(request: Request) -> str:
    """Where a request came from: our own proxy, which stands nearby, writes it last; nobody else is believed."""
    near = request.remote_addr or ""
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return told if told and _nearby(near) else near


def _nearby(place: str) -> bool:
    """A socket file has no address, and is on this machine."""
    try:
        return not place or ip_address(place).is_private
    except ValueError:
        return False
