"""What each delivery was answered, so that a repeat gets the same answer and has no second effect."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, insert, literal, select

from bot.store.faults import KeyOnAnotherRoute
from bot.store.tables import answers, talks
from bot.store.work import Work

KEPT = dt.timedelta(hours=24)
ADD = insert(answers)


@dataclass(frozen=True)
class Answer:
    """A whole HTTP answer. `expired`: the delivery is known, but its answer is gone and `body` is ""."""

    body: str = field(repr=False)
    content_type: str
    status: int = 200
    expired: bool = False


def find(work: Work, keys: Sequence[str], route: str, talk: str, now: dt.datetime) -> Answer | None:
    """The answer stored under any of `keys`, or None.

    Of several who ask at once, one gets None and the others wait for its answer. The `talk`, where one is named, is
    held and read as well, for who asks for it next. Raises KeyOnAnotherRoute.
    """
    hashes = [work.keyring.look_up("answer", key) for key in dict.fromkeys(keys)]
    talk_hash = work.keyring.look_up("talk", talk) if talk else ""
    work.hold(*hashes, *filter(None, (talk_hash,)))
    rows = work.rows(_known(len(hashes)), {"talk": talk_hash, **{f"key_{n}": one for n, one in enumerate(hashes)}})
    if talk_hash:
        work.seen[talk_hash] = rows[0] if rows[0].talk_key else None
    found = [row for row in rows if row.key_hash]
    if any(row.route != route for row in found):
        raise KeyOnAnotherRoute
    for row in sorted(found, key=lambda row: hashes.index(row.key_hash)):
        if row.body is None or row.answered_at + KEPT <= now:
            return Answer("", row.content_type, row.status, expired=True)
        body = work.unseal(answers, "body", row.key_hash, row.body)
        return Answer(body, row.content_type, row.status)
    return None


@cache
def _known(keys: int) -> Select[Any]:
    """A talk, beside each answer under one of so many keys; empty where there is none, so that a row comes always."""
    always = select(literal(1).label("one")).subquery()
    mine = answers.c.key_hash.in_([bindparam(f"key_{n}") for n in range(keys)])
    joined = always.outerjoin(answers, mine).outerjoin(talks, talks.c.talk_key == bindparam("talk"))
    return select(answers, talks).select_from(joined)


def keep(work: Work, keys: Sequence[str], route: str, answer: Answer, now: dt.datetime) -> None:
    """Store `answer` under each key. Call `find` first in the same transaction."""
    hashes = [work.keyring.look_up("answer", key) for key in dict.fromkeys(keys)]
    common = {"route": route, "status": answer.status, "content_type": answer.content_type, "answered_at": now}
    rows = [{"key_hash": one, "body": work.seal(answers, "body", one, answer.body), **common} for one in hashes]
    work.add(ADD, rows)
