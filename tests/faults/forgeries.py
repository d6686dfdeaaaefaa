"""Requests that Twilio did not send, or that we cannot see it sent: one function for each way."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from twilio.request_validator import RequestValidator

from tests.callers import Signer

BASE, ACCOUNT = "https://desk.example", "AC" + "7" * 32
NOW, NEXT, OLD = "the token of today", "the token of tomorrow", "the token of last year"
HEADER = "X-Twilio-Signature"
EVIL = "evil.example"


@dataclass
class Sent:
    """One request as it reaches us."""

    path: str
    data: Any
    headers: dict[str, str]
    host: str = "http://10.0.0.9:8000"
    more: dict[str, Any] = field(default_factory=dict)

    def to(self, client: Any) -> Any:
        return client.post(self.path, data=self.data, headers=self.headers, base_url=self.host, **self.more)


Way = Callable[[str, dict[str, str]], Sent]


def signed(path: str, form: dict[str, str], token: str = NOW, base: str = BASE, **headers: str) -> Sent:
    """With the signature that this token makes for this address."""
    return Sent(path, form, Signer(token, ACCOUNT, base).header(path, form) | headers)


def _with(**signature: str) -> Way:
    return lambda path, form: Sent(path, form, {name.replace("_", "-"): value for name, value in signature.items()})


def _other_host(path: str, form: dict[str, str]) -> Sent:
    sent = signed(path, form, base=f"https://{EVIL}")
    sent.host = f"https://{EVIL}"
    return sent


def _elsewhere(path: str, form: dict[str, str]) -> Sent:
    sent = signed("/voice/fallback", form, **{"X-Original-URL": "/voice/fallback"})
    sent.path = path
    return sent


def _changed(path: str, form: dict[str, str]) -> Sent:
    sent = signed(path, form)
    sent.data = form | {"From": "+19195550142"}
    return sent


def _added(path: str, form: dict[str, str]) -> Sent:
    sent = signed(path, form)
    sent.data = form | {"Tag": "x"}
    return sent


def _foreign(path: str, form: dict[str, str]) -> Sent:
    return signed(path, form | {"AccountSid": "AC" + "8" * 32})


def _as_json(path: str, form: dict[str, str]) -> Sent:
    sent = signed(path, form)
    sent.data, sent.more = json.dumps(form), {"content_type": "application/json"}
    return sent


def _in_parts(path: str, form: dict[str, str]) -> Sent:
    sent = signed(path, form)
    sent.more = {"content_type": "multipart/form-data"}
    return sent


def _another_step(path: str, form: dict[str, str]) -> Sent:
    sent = signed(path, form)
    sent.path = f"{path}{'&' if '?' in path else '?'}step=8"
    return sent


def _sha256(path: str, form: dict[str, str]) -> Sent:
    signature = RequestValidator(NOW).compute_signature(BASE + path, form, "HMAC_SHA256")
    return Sent(path, form, {HEADER: signature})


FORGED: dict[str, Way] = {
    "no signature": lambda path, form: Sent(path, form, {}),
    "an empty one": _with(X_Twilio_Signature=""),
    "garbage": _with(X_Twilio_Signature="xé="),
    "a token rotated at Twilio, not yet here": lambda path, form: signed(path, form, NEXT),
    "an old token": lambda path, form: signed(path, form, OLD),
    "an empty token": lambda path, form: signed(path, form, ""),
    "signed for http": lambda path, form: signed(path, form, base="http://desk.example"),
    "signed for another port": lambda path, form: signed(path, form, base=f"{BASE}:8443"),
    "signed for another host": lambda path, form: signed(path, form, base=f"https://{EVIL}"),
    "signed for another host, and sent there": _other_host,
    "signed for what X-Forwarded-Host says": lambda path, form: signed(
        path, form, base=f"https://{EVIL}", **{"X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "https"}
    ),
    "signed for what X-Forwarded-Proto says": lambda path, form: signed(
        path, form, base="http://desk.example", **{"X-Forwarded-Proto": "http", "X-Forwarded-Port": "80"}
    ),
    "signed for what Forwarded says": lambda path, form: signed(
        path, form, base=f"https://{EVIL}", Forwarded=f"for=1.2.3.4;host={EVIL};proto=https"
    ),
    "signed for another route": _elsewhere,
    "a field changed": _changed,
    "a field added": _added,
    "another account": _foreign,
    "a body in JSON": _as_json,
    "a body in parts": _in_parts,
    "another step": _another_step,
    "SHA-256 that nobody names": _sha256,
}
# These are Twilio's, whatever the headers on the way say.
TRUE: dict[str, Way] = {
    "signed": signed,
    "signed, with forged headers": lambda path, form: signed(
        path, form, **{"X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "http", "X-Forwarded-For": "1.2.3.4"}
    ),
    "signed with the port": lambda path, form: signed(path, form, base=f"{BASE}:443"),
}
