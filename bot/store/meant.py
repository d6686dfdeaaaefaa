"""What staff say was meant, with a sentence of their own; handed out to maintainers in batches. No model reads it."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update

from bot.store.turn_tables import meant
from bot.store.turns import HeardTurn
from bot.store.work import Work

MOST = 500
MOST_BATCHES = 50


@dataclass(frozen=True)
class Meant:
    """`target` is a target of the directory or "". `said_at` is when the caller said it."""

    id: str
    turn_id: str
    said_at: dt.datetime
    channel: str
    lang: str
    intent: str
    target: str
    sentence: str = field(repr=False)
    actor: str
    made_at: dt.datetime
    batch: str = ""


@dataclass(frozen=True)
class Batch:
    """Sentences that were handed out together."""

    id: str
    many: int
    at: dt.datetime
    actor: str


def keep(work: Work, turn: HeardTurn, intent: str, target: str, sentence: str, actor: str, now: dt.datetime) -> None:
    """Keep what was meant by a turn."""
    made = secrets.token_hex(16)
    row = {
        "id": made, "turn_id": turn.id, "said_at": turn.at, "channel": turn.channel, "lang": turn.lang,
        "intent": intent, "target": target or None, "sentence": work.seal(meant, "sentence", made, sentence),
        "actor": actor, "made_at": now,
    }  # fmt: skip
    work.write(insert(meant).values(row))


def of_turn(work: Work, turn_id: str) -> Meant | None:
    """What was said of this turn."""
    return next(iter(_these(work, meant.c.turn_id == turn_id)), None)


def one(work: Work, meant_id: str) -> Meant | None:
    """The one with this id."""
    return next(iter(_these(work, meant.c.id == meant_id)), None)


def waiting(work: Work) -> list[Meant]:
    """What was not handed out yet, the oldest first."""
    return _these(work, meant.c.batch.is_(None))


def of_batch(work: Work, batch: str) -> list[Meant]:
    """What was handed out together."""
    return _these(work, meant.c.batch == batch)


def take_back(work: Work, turn_id: str) -> bool:
    """Forget what was said of a turn; False where there is nothing, or it was handed out."""
    return work.write(delete(meant).where(meant.c.turn_id == turn_id, meant.c.batch.is_(None))) == 1


def hand_out(work: Work, actor: str, now: dt.datetime) -> str:
    """Put all that waits into one batch; its id, or "" where nothing waits."""
    ids = [mine.id for mine in waiting(work)]
    batch = secrets.token_hex(16)
    handed = {"batch": batch, "handed_at": now, "handed_by": actor}
    mine = (meant.c.id.in_(ids), meant.c.batch.is_(None))
    return batch if ids and work.write(update(meant).where(*mine).values(handed)) else ""


def batches(work: Work) -> list[Batch]:
    """What was handed out, the newest first."""
    columns = (meant.c.batch, meant.c.handed_at, meant.c.handed_by)
    query = select(*columns, func.count().label("many")).where(meant.c.batch.is_not(None)).group_by(*columns)
    rows = work.rows(query.order_by(meant.c.handed_at.desc()).limit(MOST_BATCHES))
    return [Batch(row.batch, row.many, row.handed_at, row.handed_by) for row in rows]


def _these(work: Work, which: ColumnElement[bool]) -> list[Meant]:
    rows: Sequence[Row[Any]] = work.rows(select(meant).where(which).order_by(meant.c.made_at, meant.c.id).limit(MOST))
    return [_of(work, row) for row in rows]


def _of(work: Work, row: Row[Any]) -> Meant:
    sentence = work.unseal(meant, "sentence", row.id, row.sentence)
    about = (row.id, row.turn_id, row.said_at, row.channel, row.lang, row.intent, row.target or "")
    return Meant(*about, sentence, row.actor, row.made_at, row.batch or "")
