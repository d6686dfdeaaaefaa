"""What each delivery was answered, so that a repeat gets the same answer and has no second effect."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import insert, select

from bot.store.faults import KeyOnAnotherRoute
from bot.store.tables import answers
from bot.store.work import Work

KEPT = dt.timedelta(hours=24)


@dataclass(frozen=True)
class Answer:
    """A whole HTTP answer. `expired`: the delivery is known, but its answer is gone and `body` is ""."""

    body: str = field(repr=False)
    content_type: str
    status: int = 200
    expired: bool = False


def find(work: Work, keys: Sequence[str], route: str, now: dt.datetime) -> Answer | None:
    """The answer stored under any of `keys`, or None.

    Of several who ask at once, one gets None and the others wait for its answer. Raises KeyOnAnotherRoute.
    """
    hashes = [work.keyring.look_up("answer", key) for key in dict.fromkeys(keys)]
    work.hold(*hashes)
    found = work.rows(select(answers).where(answers.c.key_hash.in_(hashes)))
    if any(row.route != route for row in found):
        raise KeyOnAnotherRoute
    for row in sorted(found, key=lambda row: hashes.index(row.key_hash)):
        if row.body is None or row.answered_at + KEPT <= now:
            return Answer("", row.content_type, row.status, expired=True)
        body = work.unseal(answers, "body", row.key_hash, row.body)
        return Answer(body, row.content_type, row.status)
    return None


def keep(work: Work, keys: Sequence[str], route: str, answer: Answer, now: dt.datetime) -> None:
    """Store `answer` under each key. Call `find` first in the same transaction."""
    for key in dict.fromkeys(keys):
        key_hash = work.keyring.look_up("answer", key)
        row = {
            "key_hash": key_hash,
            "route": route,
            "status": answer.status,
            "content_type": answer.content_type,
            "body": work.seal(answers, "body", key_hash, answer.body),
            "answered_at": now,
        }
        work.write(insert(answers).values(row))
