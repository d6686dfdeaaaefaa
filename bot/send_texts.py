"""Sends the texts that wait in the outbox. The only part of the house that texts anyone.

A text is claimed and the claim saved before the provider is asked, and no transaction is open meanwhile. When
a sender dies in between, or a time-out hides the provider's answer, nobody knows whether the text went. So it
is looked up at the provider before it is sent again, and shown to staff when that stays unclear.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from threading import Event
from typing import Any, Literal, Protocol, TypeVar

import requests
from twilio.base.exceptions import (  # type: ignore[import-untyped]
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)

from bot import twilio_client
from bot.store import ClaimedText, Store, StoreUnavailable

log = logging.getLogger(__name__)

Clock = Callable[[], dt.datetime]
Kind = Literal["stopped", "rejected", "later", "unknown"]
Result = TypeVar("Result")

GIVE_UP = dt.timedelta(minutes=15)
DOUBTFUL_AFTER = dt.timedelta(minutes=10)
LONGEST_PAUSE = 240
LOOK_AGAIN = dt.timedelta(seconds=60)
IDLE_SECONDS = 1.0

TWILIO_SECONDS = 10
OPTED_OUT = 21610
RING_SECONDS = 30
SID_AT_MOST = 64
LOOK_UP_AT_MOST = 1000
CLOCKS_DIFFER = dt.timedelta(minutes=2)
# A report that found our store in trouble is worth another try.
REPORTS = "/sms/status?text={}#rc=5&rp=5xx,ct,rt"


class TextNotSent(Exception):
    """The provider did not take the text. `kind` says what that means, and nothing says to whom.

    "stopped": the carrier knows of a STOP. "rejected": it will never be taken. "later": surely not sent, try
    again. "unknown": it may have been sent.
    """

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.kind = kind


class Provider(Protocol):
    """Whoever carries texts, and rings those on watch. Methods raise TextNotSent and nothing else, within a minute."""

    def send(self, to: str, body: str, text_id: str) -> str:
        """Hand over a text to `to` (E.164); the provider's id of it. Reports on it come back with our `text_id`."""

    def find(self, to: str, body: str, since: dt.datetime) -> Sequence[str]:
        """The ids of all texts to `to` with this body handed over at or after `since`, oldest first."""

    def ring(self, to: str, url: str) -> str:
        """Call `to` (E.164), with the words that our own `url` has; the provider's id of the call."""

    def post(self, url: str, body: str) -> str:
        """Hand JSON to an address of the web; a word in place of an id."""


def _nothing(now: dt.datetime) -> None:
    """Nobody is to be alerted."""


def run(
    store: Store, provider: Provider | None, stop: Event, clock: Clock, before: Callable[[dt.datetime], None] = _nothing
) -> None:
    """Send what is due until `stop` is set. `provider` None is the demo: texts are only shown.

    `before` runs ahead of each text: it queues what has become due by the clock.
    """
    while not stop.is_set():
        if not _one(store, provider, clock, before):
            stop.wait(IDLE_SECONDS)


def send_due(
    store: Store, provider: Provider | None, now: dt.datetime, before: Callable[[dt.datetime], None] = _nothing
) -> int:
    """Handle every text that is due; how many. Raises StoreUnavailable."""
    before(now)
    started = time.monotonic()

    def clock() -> dt.datetime:
        return now + dt.timedelta(seconds=time.monotonic() - started)

    handled = 0
    while send_next(store, provider, clock):
        handled += 1
    return handled


def send_next(store: Store, provider: Provider | None, clock: Clock) -> bool:
    """Handle the next text that is due; False when there is none. Raises StoreUnavailable."""
    text = store.claim_text(clock())
    if text is None:
        return False
    if provider is None:
        store.settle_text(text, "shown")
    elif text.in_doubt and text.way != "text":
        store.settle_text(text, "doubtful", fault="unknown")  # the next round of alerts comes in any case
    elif text.in_doubt:
        _look_up(store, provider, text, clock)
    else:
        _send(store, provider, text, clock)
    return True


def _one(store: Store, provider: Provider | None, clock: Clock, before: Callable[[dt.datetime], None]) -> bool:
    try:
        before(clock())
        return send_next(store, provider, clock)
    except StoreUnavailable as fault:
        log.warning("texts wait: %s", fault)
        return False


def _look_up(store: Store, provider: Provider, text: ClaimedText, clock: Clock) -> None:
    try:
        sid = store.unknown_sid(provider.find(text.to, text.body, text.since))
        answered = True
    except TextNotSent:
        sid, answered = None, False
    if sid is not None:
        store.settle_text(text, "sent", sid=sid)
    elif clock() - text.since > DOUBTFUL_AFTER:
        store.settle_text(text, "doubtful", fault="unknown")
    elif answered and text.silenced:
        store.settle_text(text, "refused", fault="stopped")
    elif answered:
        _send(store, provider, text, clock)
    else:
        store.settle_text(text, "sending", fault="unknown", next_try_at=clock() + LOOK_AGAIN)


def _send(store: Store, provider: Provider, text: ClaimedText, clock: Clock) -> None:
    if clock() >= text.until:
        return  # this process slept through its claim; another may be sending the text
    try:
        sid = _handed_over(provider, text)
    except TextNotSent as fault:
        _not_sent(store, text, fault.kind, clock())
    else:
        store.settle_text(text, "sent", sid=sid)


def _handed_over(provider: Provider, text: ClaimedText) -> str | None:
    """The carrier's id; None where there is none that we could look up."""
    if text.way == "call":
        return provider.ring(text.to, text.body)
    if text.way == "web":
        provider.post(text.to, text.body)
        return None
    return provider.send(text.to, text.body, text.id)


def _not_sent(store: Store, text: ClaimedText, kind: Kind, now: dt.datetime) -> None:
    if kind == "unknown" and text.way == "text":
        store.settle_text(text, "sending", fault=kind, next_try_at=now + LOOK_AGAIN)
    elif kind == "stopped":
        store.settle_text(text, "refused", fault=kind)
    elif (text.way != "text" and kind != "later") or kind == "rejected" or now - text.created_at > GIVE_UP:
        store.settle_text(text, "failed", fault=kind)
    else:
        pause = dt.timedelta(seconds=min(5 * 2**text.attempt, LONGEST_PAUSE))
        store.settle_text(text, "queued", fault=kind, next_try_at=now + pause)


class TwilioProvider:
    """Twilio's Messages API. `api_base` replaces https://api.twilio.com, for a mock of it.

    `public_url` is our own address, to which Twilio reports what became of a text; "" for no reports.
    """

    def __init__(self, account: str, token: str, sender: str, api_base: str = "", public_url: str = "") -> None:
        self._client = twilio_client.client(account, token, api_base, TWILIO_SECONDS)
        self._sender = sender
        self._public_url = public_url

    def send(self, to: str, body: str, text_id: str) -> str:
        """Hand over one text. Raises TextNotSent."""
        reports = {"status_callback": f"{self._public_url}{REPORTS.format(text_id)}"} if self._public_url else {}
        return _asked(lambda: _sid(self._client.messages.create(to=to, from_=self._sender, body=body, **reports)))

    def find(self, to: str, body: str, since: dt.datetime) -> Sequence[str]:
        """Our texts since then that match. Raises TextNotSent, also where redaction hides which they are."""
        return _asked(lambda: _matching(list(self._recent(since - CLOCKS_DIFFER)), to, body))

    def ring(self, to: str, url: str) -> str:
        """Call somebody on watch; our own door has the words. Raises TextNotSent."""
        asked = {"url": url, "method": "POST", "timeout": RING_SECONDS}
        return _asked(lambda: _sid(self._client.calls.create(to=to, from_=self._sender, **asked)))

    def post(self, url: str, body: str) -> str:
        """Hand JSON to an address of the web, and follow it nowhere else. Raises TextNotSent."""
        return _asked(lambda: _posted(url, body))

    def _recent(self, since: dt.datetime) -> Iterator[Any]:
        """What we sent since then. The number looked for is not asked for: it would stand in a URL."""
        ours = self._client.messages.stream(from_=self._sender, limit=LOOK_UP_AT_MOST)
        for count, message in enumerate(ours, start=1):
            if message.date_created is not None and message.date_created < since:
                return
            yield message
            if count == LOOK_UP_AT_MOST:
                raise TextNotSent("unknown")  # more than we read: not found would mean nothing


def _posted(url: str, body: str) -> str:
    headers = {"Content-Type": "application/json"}
    answer = requests.post(url, body.encode(), headers=headers, timeout=TWILIO_SECONDS, allow_redirects=False)
    answer.close()
    if not 200 <= answer.status_code < 300:
        raise TextNotSent("later")
    return "posted"


def _sid(message: Any) -> str:
    if not isinstance(message.sid, str) or not 1 <= len(message.sid) <= SID_AT_MOST:
        raise TextNotSent("unknown")
    return message.sid


def _matching(messages: Sequence[Any], to: str, body: str) -> Sequence[str]:
    """Ids, oldest first; Twilio lists the newest first. Raises TextNotSent when a match cannot be told."""
    known = [message for message in reversed(messages) if message.to == to and message.body == body]
    if not known and any(_hidden(message, to) for message in messages):
        raise TextNotSent("unknown")
    return [_sid(message) for message in known]


def _hidden(message: Any, to: str) -> bool:
    """Whether redaction leaves open that this is the text: a blank body, or a number whose end is hidden."""
    same_number = message.to == to or str(message.to).upper() == to[:-4] + "XXXX"
    return same_number and (not message.body or message.to != to)


def _asked(ask: Callable[[], Result]) -> Result:
    """Ask Twilio; a fault becomes TextNotSent, raised once the old exception is gone: that quotes numbers."""
    try:
        return ask()
    except TextNotSent as fault:
        kind = fault.kind
    except (TwilioRestException, TwilioServiceException) as fault:
        kind = _meaning(fault.status, fault.code)
    except (requests.ConnectTimeout, requests.exceptions.SSLError):
        kind = "later"
    except requests.ConnectionError as fault:
        kind = "later" if _never_connected(fault) else "unknown"
    except (requests.RequestException, TwilioException, ValueError, LookupError, TypeError, AttributeError):
        kind = "unknown"
    raise TextNotSent(kind)


def _meaning(status: int, code: int | None) -> Kind:
    if code == OPTED_OUT:
        return "stopped"
    if status in (401, 403, 404, 429):  # the account, or too fast: mending either lets the same text through
        return "later"
    return "rejected" if 400 <= status < 500 else "unknown"


def _never_connected(fault: requests.ConnectionError) -> bool:
    """Whether the request cannot have left: no connection was made, or its name not found."""
    reason = getattr(fault.args[0] if fault.args else None, "reason", None)
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError")
