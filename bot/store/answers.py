"""What each delivery was answered, so that a repeat gets the same answer and has no second effect."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.sql.dml import Insert

from bot.store.faults import KeyOnAnotherRoute
from bot.store.tables import answers
from bot.store.work import Work

KEPT = dt.timedelta(hours=24)
FIND = select(answers).where(answers.c.key_hash.in_(bindparam("hashes", expanding=True)))


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
    found = work.rows(FIND, {"hashes": hashes})
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
    hashes = [work.keyring.look_up("answer", key) for key in dict.fromkeys(keys)]
    common = {"route": route, "status": answer.status, "content_type": answer.content_type, "answered_at": now}
    own: dict[str, Any] = {}
    for place, key_hash in enumerate(hashes):
        own[f"key_hash_{place}"] = key_hash
        own[f"body_{place}"] = work.seal(answers, "body", key_hash, answer.body)
    work.write(_add(len(hashes)), {**common, **own})


@cache
def _add(many: int) -> Insert:
    """The insert of an answer under so many keys, which differ in what is sealed for each."""
    common: dict[str, Any] = {name: bindparam(name) for name in ("route", "status", "content_type", "answered_at")}
    own: Iterator[dict[str, Any]] = (
        {name: bindparam(f"{name}_{place}") for name in ("key_hash", "body")} for place in range(many)
    )
    return insert(answers).values([{**common, **row} for row in own])
