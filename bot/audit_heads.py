"""Heads of the audit trail, kept in a file outside the database: whoever cuts the trail's end there is found out."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from bot.settings import Settings
from bot.store import Head, Store

log = structlog.get_logger(__name__)
EVERY = dt.timedelta(minutes=5)


@dataclass
class AuditHeads:
    """The file and when its next line is due. One process writes it."""

    path: Path
    _due: dt.datetime | None = field(default=None, repr=False)

    @classmethod
    def of(cls, settings: Settings) -> AuditHeads:
        """The file that the settings name."""
        return cls(settings.var / settings.audit_heads)

    def read(self) -> tuple[Head, ...]:
        """All heads, the oldest first; a line that was cut off by a crash is left out. Raises OSError."""
        try:
            lines = self.path.read_text(encoding="ascii", errors="replace").splitlines()
        except FileNotFoundError:
            return ()
        return tuple(_heads(lines))

    def keep(self, store: Store, now: dt.datetime) -> None:
        """Write down the newest head, if one is due. Raises OSError and StoreUnavailable.

        Once the last one is gone from the trail no newer one is written, so that it is told again and again.
        """
        if self._due is not None and now < self._due:
            return
        self._due = now + EVERY
        last = next(reversed(self.read()), None)
        if last is not None and not store.holds(last):
            log.error("audit_trail_cut", seq=last.seq)
            return
        head = store.head()
        if last is None or head.seq > last.seq:
            self._write(head, now)

    def _write(self, head: Head, now: dt.datetime) -> None:
        start = "" if self._whole() else "\n"  # a line that a crash cut off must not swallow this one
        line = json.dumps({"at": now.isoformat(timespec="seconds"), "seq": head.seq, "hash": head.hash})
        self.path.parent.mkdir(parents=True, exist_ok=True)
        number = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(number, "w", encoding="ascii") as file:
            file.write(f"{start}{line}\n")
            file.flush()
            os.fsync(file.fileno())

    def _whole(self) -> bool:
        """Whether the file ends with a whole line."""
        try:
            return self.path.read_bytes()[-1:] in (b"", b"\n")
        except FileNotFoundError:
            return True


def _heads(lines: list[str]) -> Iterator[Head]:
    for line in lines:
        try:
            told = json.loads(line)
            yield Head(int(told["seq"]), str(told["hash"]))
        except (ValueError, LookupError, TypeError):
            continue
