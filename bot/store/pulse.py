"""How much waits in the store, for monitoring: counts and times alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from bot.store.tables import STATUSES, TICKET_STATES, outbox, tickets
from bot.store.work import Work


@dataclass(frozen=True)
class Pulse:
    """Texts and tickets by their states; since when the text due longest is due, and the oldest open ticket is open."""

    texts: Mapping[str, int]
    tickets: Mapping[str, int]
    due_since: dt.datetime | None
    open_since: dt.datetime | None


def pulse(work: Work, now: dt.datetime) -> Pulse:
    """What waits now (aware)."""
    texts = work.rows(select(outbox.c.status, func.count().label("many")).group_by(outbox.c.status))
    opened = work.rows(select(tickets.c.state, func.count().label("many")).group_by(tickets.c.state))
    waiting = outbox.c.status.in_(("queued", "sending"))
    due = work.row(select(func.min(outbox.c.next_try_at)).where(waiting, outbox.c.next_try_at <= now))
    first = work.row(select(func.min(tickets.c.opened_at)).where(tickets.c.state == "open"))
    return Pulse(
        dict.fromkeys(STATUSES, 0) | {row.status: row.many for row in texts},
        dict.fromkeys(TICKET_STATES, 0) | {row.state: row.many for row in opened},
        due[0] if due else None,
        first[0] if first else None,
    )
