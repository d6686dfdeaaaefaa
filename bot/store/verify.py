"""Walks the audit trail from its first entry and finds the first that is not as it was written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from bot.store import audit
from bot.store.audit import GENESIS, Head
from bot.store.work import Work


@dataclass(frozen=True)
class Verdict:
    """`head`: the last sound entry. `broken_at`: the place of the first changed, missing or planted one."""

    head: Head
    broken_at: int | None

    @property
    def whole(self) -> bool:
        return self.broken_at is None


def verify(transaction: Callable[[], AbstractContextManager[Work]], anchor: Head | None) -> Verdict:
    """Check every entry, one short transaction for each batch, so that writers never wait long.

    `anchor`: a head of an earlier verdict, kept outside the database. Without it a cut tail cannot be seen.
    """
    walk = _Walk()
    while walk.sound:
        with transaction() as work:
            rows = audit.read(work, walk.last_read)
            if not rows:
                break
            walk.take(work, rows, anchor)
    return walk.verdict(anchor)


class _Walk:
    """Where the walk is, and what it saw."""

    def __init__(self) -> None:
        self.head = Head(0, GENESIS)
        self.last_read = -(2**63)
        self.sound = True
        self.bare: list[int] = []
        self.erased_up_to = 0

    def take(self, work: Work, rows: Any, anchor: Head | None) -> None:
        for row in rows:
            self.sound = audit.follows(work, row, self.head) and _agrees(row, anchor)
            if not self.sound:
                return
            self.head = Head(row.seq, row.hash)
            self.last_read = row.seq
            self.erased_up_to = max(self.erased_up_to, audit.erased_up_to(row))
            if row.words is None and row.words_hash is not None:
                self.bare.append(row.seq)

    def verdict(self, anchor: Head | None) -> Verdict:
        if not self.sound or (anchor is not None and self.head.seq < anchor.seq):
            return Verdict(self.head, self.head.seq + 1)
        return Verdict(self.head, next((seq for seq in self.bare if seq > self.erased_up_to), None))


def _agrees(row: Row[Any], anchor: Head | None) -> bool:
    return anchor is None or row.seq != anchor.seq or row.hash == anchor.hash
