"""What becomes due by the clock alone: alerts, reminders, heads of the audit trail, the purge. The sender asks it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import structlog

from bot.audit_heads import AuditHeads
from bot.reminders import remind
from bot.store import Caps
from bot.take_turn import Desk

log = structlog.get_logger(__name__)
SECONDS_BETWEEN = 10.0
AT_WORK = "sender-at-work"  # under settings.var: a file whose time tells when the sender last was
PURGE_AFTER, PURGE_EVERY = 60.0, 3600.0  # seconds; a start has more urgent things to do


@dataclass
class ByTheClock:
    """Call it with the time before each text. Raises StoreUnavailable from alerts alone."""

    desk: Desk
    seconds: Callable[[], float] = time.monotonic
    _next: float = field(default=0.0, repr=False)
    _purge: Iterator[tuple[str, int]] = field(default=iter(()), repr=False)

    def __post_init__(self) -> None:
        self._heads = AuditHeads.of(self.desk.settings)
        self._next_purge = self.seconds() + PURGE_AFTER

    def __call__(self, now: dt.datetime) -> None:
        self._apart("sign_of_life", self._be_seen, now)
        self.desk.alert(now)
        self._apart("purge", self._purge_on, now)
        if self.seconds() < self._next:
            return
        self._next = self.seconds() + SECONDS_BETWEEN
        for name, do in (("reminders", self._remind), ("audit_head", self._keep_head)):
            self._apart(name, do, now)

    def _apart(self, name: str, do: Callable[[dt.datetime], None], now: dt.datetime) -> None:
        """Whatever goes wrong here, alerts and texts go out."""
        try:
            do(now)
        except Exception as fault:
            log.warning("left_for_later", what=name, fault=type(fault).__name__)

    def _be_seen(self, _now: dt.datetime) -> None:
        (self.desk.settings.var / AT_WORK).touch()

    def _remind(self, now: dt.datetime) -> None:
        settings, directory = self.desk.settings, self.desk.keeper.current()
        caps = Caps(settings.texts_a_day, directory.file.country)
        remind(self.desk.store, directory, settings.base, caps, now)

    def _keep_head(self, now: dt.datetime) -> None:
        self._heads.keep(self.desk.store, now)

    def _purge_on(self, now: dt.datetime) -> None:
        """One short step at a time: no alert and no text waits for more than that."""
        if self.seconds() >= self._next_purge:
            self._next_purge = self.seconds() + PURGE_EVERY
            self._purge = self.desk.store.purging(now, self.desk.settings.request_years)
        next(self._purge, None)
