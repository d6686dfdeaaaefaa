"""What becomes due by the clock alone: alerts, reminders, a new head of the audit trail. The sender asks for it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from bot.audit_heads import AuditHeads
from bot.reminders import remind
from bot.store import Caps
from bot.take_turn import Desk

log = structlog.get_logger(__name__)
SECONDS_BETWEEN = 10.0


@dataclass
class ByTheClock:
    """Call it with the time before each text. Raises StoreUnavailable from alerts alone."""

    desk: Desk
    _next: float = field(default=0.0, repr=False)

    def __post_init__(self) -> None:
        self._heads = AuditHeads.of(self.desk.settings)

    def __call__(self, now: dt.datetime) -> None:
        self.desk.alert(now)
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + SECONDS_BETWEEN
        for name, do in (("reminders", self._remind), ("audit_head", self._keep_head)):
            self._apart(name, do, now)

    def _apart(self, name: str, do: Callable[[dt.datetime], None], now: dt.datetime) -> None:
        """Whatever goes wrong here, alerts and texts go out."""
        try:
            do(now)
        except Exception as fault:
            log.warning("left_for_later", what=name, fault=type(fault).__name__)

    def _remind(self, now: dt.datetime) -> None:
        settings, directory = self.desk.settings, self.desk.keeper.current()
        caps = Caps(settings.texts_a_day, directory.file.country)
        remind(self.desk.store, directory, settings.base, caps, now)

    def _keep_head(self, now: dt.datetime) -> None:
        self._heads.keep(self.desk.store, now)
