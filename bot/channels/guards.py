"""Who may enter: every blueprint is admitted with one of these guards."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address

from flask import Response, abort, request

from bot.channels.fixed import FixedDocuments
from bot.channels.signature import Signature

OUR_HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Guard:
    """`check` lets a request in (None), answers it itself, or aborts."""

    name: str
    check: Callable[[], Response | None]


def anyone() -> Guard:
    """Lets everybody in."""
    return Guard("anyone", lambda: None)


def by_link() -> Guard:
    """Lets everybody in: the routes themselves look at the link, whose token is the key, and tell it to nobody."""
    return Guard("by_link", lambda: None)


def in_demo(demo: bool) -> Guard:
    """Lets everybody in where this is a demo; elsewhere there is nothing here."""
    return Guard("in_demo", lambda: None if demo else abort(404))


def signed_by_twilio(signature: Signature | None, fixed: FixedDocuments) -> Guard:
    """Lets Twilio in; in a demo (`signature` None) anyone. A caller we cannot verify is put through."""

    def check() -> Response | None:
        if signature is None or _holds(signature):
            return None
        return fixed.voice(request.path) if request.blueprint == "voice" else abort(403)

    return Guard("signed_by_twilio", check)


def for_monitoring(token: str) -> Guard:
    """Lets in who sends the token; where none is set (""), this machine's own programs, by no detour."""

    def check() -> Response | None:
        if not token:
            return at_this_machine()
        sent = request.headers.get("Authorization", "").encode("utf-8", "replace")
        return None if hmac.compare_digest(sent, f"Bearer {token}".encode()) else abort(403)

    return Guard("monitoring", check)


def at_this_machine() -> Response | None:
    """Nobody but this machine's own browsers and programs, by no detour: a demo asks for no signatures."""
    named = OUR_HOST.match(request.headers.get("Host", ""))
    passed_on = any(re.match(r"(x-)?forwarded(-|\Z)", name, re.IGNORECASE) for name, _ in request.headers)
    return None if named and not passed_on and _loopback(request.remote_addr) else abort(403)


def _holds(signature: Signature) -> bool:
    sent = request.headers
    return signature.holds(request.path, request.query_string, request.form, sent, request.mimetype)


def _loopback(address: str | None) -> bool:
    """A socket file has no address, and is on this machine."""
    try:
        return not address or ip_address(address).is_loopback
    except ValueError:
        return False
