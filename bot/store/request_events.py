"""What happened to a release request, when and by whom, in order."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, func, insert, select

from bot.store.audit import Entry
from bot.store.tables import request_events, requests
from bot.store.work import Work


@dataclass(frozen=True)
class RequestEvent:
    """One thing that happened. `was` and `state` are "" where the state did not change; `note` is what staff wrote."""

    at: dt.datetime
    event: str
    was: str
    state: str
    actor: str
    note: str = field(repr=False)


def last_asked(events: Sequence[RequestEvent]) -> str:
    """What staff asked for last, in their words; "" for nothing."""
    return next((event.note for event in reversed(events) if event.state == "needs_something"), "")


def add(work: Work, request_id: str, event: str, actor: str, now: dt.datetime, note: str = "", **move: str) -> Entry:
    """Write down what happened, and give the entry of it for the audit trail. `move` is `was` and `state`.

    Hold the request first: its events are counted. Raises NotForTheAudit for an actor that is no plain name.
    """
    entry = Entry(event, actor, {"request": request_id, **move})
    last = work.row(select(func.max(request_events.c.seq).label("seq")).where(_of(request_id)))
    made = secrets.token_hex(16)
    row = {
        "id": made,
        "request_id": request_id,
        "seq": (last.seq or 0) + 1 if last else 1,
        "at": now,
        "event": event,
        "was": move.get("was"),
        "state": move.get("state"),
        "actor": actor,
        "note": work.seal(request_events, "note", made, note) if note else None,
    }
    work.write(insert(request_events).values(row))
    return entry


def those_with(work: Work, event: str, request_ids: Sequence[str]) -> set[str]:
    """Which of these requests had such an event."""
    mine = (request_events.c.event == event, request_events.c.request_id.in_(request_ids))
    return {row.request_id for row in work.rows(select(request_events.c.request_id).where(*mine))}


def had(event: str) -> ColumnElement[bool]:
    """Whether the request that a query is about had such an event."""
    mine = (request_events.c.event == event, request_events.c.request_id == requests.c.id)
    return select(request_events.c.id).where(*mine).correlate(requests).exists()


def listed(work: Work, request_id: str) -> list[RequestEvent]:
    """All that happened, the oldest first. Raises SealedValueUnreadable."""
    rows = work.rows(select(request_events).where(_of(request_id)).order_by(request_events.c.seq))
    return [
        RequestEvent(
            row.at, row.event, row.was or "", row.state or "", row.actor,
            work.unseal(request_events, "note", row.id, row.note) if row.note is not None else "",
        )
        for row in rows
    ]  # fmt: skip


def _of(request_id: str) -> ColumnElement[bool]:
    return request_events.c.request_id == request_id
