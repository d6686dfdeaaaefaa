"""Does Twilio's part between the browser and the desk: says who calls, signs, and asks at the front door."""

from __future__ import annotations

import re
import secrets
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urldefrag

from twilio.request_validator import SIGNATURE_HEADER, RequestValidator  # type: ignore[import-untyped]
from werkzeug.test import Client

from bot.channels.inbound import REPEAT_HEADER
from bot.watch import Watched, watching

ASKED = re.compile(r"/(voice(/(turn|transfer|status|fallback))?|sms(/fallback)?)(\?[!-~]*)?\Z")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,40}\Z")
PLACES = {f"{who}{what}": "" for who in ("From", "To") for what in ("City", "State", "Zip", "Country")}
Door = Callable[..., object]


class NotAsked(Exception):
    """Nothing that a telephone would ask for."""


@dataclass(frozen=True)
class Account:
    """An account that was never anybody's, drawn anew for each process. The token never leaves it."""

    sid: str = field(default_factory=lambda: "AC" + secrets.token_hex(16))
    token: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)


@dataclass(frozen=True)
class Answered:
    """What came back, and what the turn made of the message."""

    status: int
    mimetype: str
    body: str
    seconds: float
    watched: Watched
    told: Mapping[str, str]


class Relay:
    """Asks at a door that wants signatures of this account over addresses that start with `base`."""

    def __init__(self, door: Door, account: Account, base: str, line: str) -> None:
        self._client = Client(door, use_cookies=False)  # type: ignore[arg-type]
        self._account, self._base, self._line = account, base, line
        self._signs = RequestValidator(account.token)

    def post(self, url: str, caller: str, told: Mapping[str, str]) -> Answered:
        """Post what happened to a link of ours. Raises NotAsked for any other link, and for odd names."""
        path = urldefrag(url).url.removeprefix(self._base)
        if not ASKED.match(path) or not all(map(NAME.match, told)):
            raise NotAsked
        form = {**PLACES, **told, **self._who(caller)}
        signature = self._signs.compute_signature(self._base + path, form)
        headers = {SIGNATURE_HEADER: signature, REPEAT_HEADER: str(uuid.uuid4())}
        started = time.perf_counter()
        with watching() as watched, self._client.post(path, base_url=self._base, data=form, headers=headers) as answer:
            words = answer.get_data(as_text=True)
        took = time.perf_counter() - started
        return Answered(answer.status_code, answer.mimetype or "", words, took, watched, told)

    def _who(self, caller: str) -> dict[str, str]:
        people = {"From": caller, "Caller": caller, "To": self._line, "Called": self._line}
        return {**people, "AccountSid": self._account.sid, "ApiVersion": "2010-04-01"}


__all__ = ["Account", "Answered", "NotAsked", "Relay"]
