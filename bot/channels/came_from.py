"""Where a request came from, for counting tries: what anybody may write about himself is not believed."""

from __future__ import annotations

from ipaddress import ip_address

from flask import Request


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
