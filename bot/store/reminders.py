"""Which requests wait for their signature, and which have waited too long: each is told of once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, or_, select, update

from bot.request import UNSIGNED
from bot.store import requests as stored
from bot.store.audit import Entry
from bot.store.faults import SealedValueUnreadable
from bot.store.tables import requests
from bot.store.work import Work


@dataclass(frozen=True)
class Reminder:
    """A request to be told of. `number` (E.164) is "" where there is none, or where it does not open."""

    kind: Literal["unsigned", "expired"]
    request_id: str
    code: str
    lang: str
    number: str = field(repr=False)


def due(work: Work, now: dt.datetime) -> tuple[Reminder, list[Entry]] | None:
    """The next request to be told of, marked as told; one that is past its time ends here, and its facts go."""
    while (found := work.row(select(requests.c.id).where(_due(now)).order_by(requests.c.id).limit(1))) is not None:
        row = stored.held(work, found.id)
        kind = _kind(row, now) if row is not None else None
        if row is None or kind is None:
            continue  # another told of it meanwhile
        reminder = Reminder(kind, row.id, *_plain(work, row))
        if kind == "expired":
            return reminder, [stored.move(work, row.id, "expired", "clock", "", now)]
        told = {"remind_at": None, "reminded_at": now}
        work.write(update(requests).where(requests.c.id == row.id).values(told))
        return reminder, []
    return None


def _due(now: dt.datetime) -> ColumnElement[bool]:
    past = requests.c.state.in_(UNSIGNED) & (requests.c.expires_at <= now)
    return or_(past, (requests.c.state == "to_sign") & (requests.c.remind_at <= now))


def _kind(row: Row[Any], now: dt.datetime) -> Literal["unsigned", "expired"] | None:
    if row.state in UNSIGNED and row.expires_at <= now:
        return "expired"
    return "unsigned" if row.state == "to_sign" and row.remind_at is not None and row.remind_at <= now else None


def _plain(work: Work, row: Row[Any]) -> tuple[str, str, str]:
    """Code, language and number; a request that was tampered with is told to nobody."""
    try:
        code, number = stored.code_and_number(work, row)
    except SealedValueUnreadable:
        return "", row.lang, ""
    return code, row.lang, number
