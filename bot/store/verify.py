"""Walks the audit trail from its first entry and finds the first that is not as it was written."""

from __future__ import annotations

from collections.abc import Callable, Collection
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


def verify(transaction: Callable[[], AbstractContextManager[Work]], anchors: Collection[Head]) -> Verdict:
    """Check every entry, one short transaction for each batch, so that writers never wait long.

    `anchors`: earlier heads, kept outside the database. Without them a cut tail cannot be seen.
    """
    walk = _Walk(anchors)
    while walk.sound:
        with transaction() as work:
            rows = audit.read(work, walk.last_read)
            if not rows:
                break
            walk.take(work, rows)
    return walk.verdict()


class _Walk:
    """Where the walk is, and what it saw."""

    def __init__(self, anchors: Collection[Head]) -> None:
        self.anchors = set(anchors)
        self.anchored = {anchor.seq for anchor in anchors}
        self.head = Head(0, GENESIS)
        self.last_read = -(2**63)
        self.sound = True
        self.bare: list[int] = []
        self.erased_up_to = 0

    def take(self, work: Work, rows: Any) -> None:
        for row in rows:
            self.sound = audit.follows(work, row, self.head) and self._agrees(row)
            if not self.sound:
                return
            self.head = Head(row.seq, row.hash)
            self.last_read = row.seq
            self.erased_up_to = max(self.erased_up_to, audit.erased_up_to(row))
            if row.words is None and row.words_hash is not None:
                self.bare.append(row.seq)

    def verdict(self) -> Verdict:
        if not self.sound or self.head.seq < max(self.anchored, default=0):
            return Verdict(self.head, self.head.seq + 1)
        return Verdict(self.head, next((seq for seq in self.bare if seq > self.erased_up_to), None))

    def _agrees(self, row: Row[Any]) -> bool:
        known = [anchor.hash for anchor in self.anchors if anchor.seq == row.seq] if row.seq in self.anchored else []
        return all(row.hash == one for one in known)
