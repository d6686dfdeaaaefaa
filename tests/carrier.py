"""A carrier of texts for tests, and the few words that tests of the sender share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest

from bot.send_texts import TextNotSent, send_due
from bot.store import Store
from tests.stores import NOW

PERSON, OTHER = "+19195550123", "+19195550124"
FAX = "Fax: 919-555-0100"
MINUTE = dt.timedelta(minutes=1)


class Killed(BaseException):
    """The sending process dies here."""


class Carrier:
    """A provider that keeps what it took, and fails as told: before taking a text, or after."""

    def __init__(self) -> None:
        self.took: list[tuple[str, str, str]] = []
        self.before: Callable[[], BaseException | None] = lambda: None
        self.after: Callable[[], BaseException | None] = lambda: None
        self.deaf = False
        self.asked_for: list[tuple[str, str, dt.datetime]] = []

    def send(self, to: str, body: str, text_id: str) -> str:
        if (fault := self.before()) is not None:
            raise fault
        self.took.append((f"SM{len(self.took)}", to, body))
        if (fault := self.after()) is not None:
            raise fault
        return self.took[-1][0]

    def find(self, to: str, body: str, since: dt.datetime) -> Sequence[str]:
        self.asked_for.append((to, body, since))
        if self.deaf:
            raise TextNotSent("unknown")
        return [sid for sid, taken_to, taken_body in self.took if (taken_to, taken_body) == (to, body)]


def queue(store: Store, body: str = FAX, to: str = PERSON, asked: bool = True, key: str = "") -> None:
    """Queue a text; its words are its dedupe key unless another is given."""
    with store.turn(NOW) as turn:
        assert turn.queue_text(to, body, "numbers", asked, key or body)


def statuses(store: Store) -> list[str]:
    return sorted(text.status for text in store.texts())


def dies(store: Store, carrier: Carrier, now: dt.datetime = NOW) -> None:
    with pytest.raises(Killed):
        send_due(store, carrier, now)
    carrier.before = carrier.after = lambda: None
