"""Call-backs that people wait for: opened when an urgent caller reached nobody, then taken by name, then done.

Until one is taken those on watch are alerted: at once, and every five minutes. Numbers, names and the token of the
link that takes a ticket are sealed.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, insert, select, update

from bot import codes
from bot.store.faults import SealedValueUnreadable
from bot.store.tables import TicketState, tickets
from bot.store.work import Work

DUE = dt.timedelta(minutes=15)
ALERT_EVERY = dt.timedelta(minutes=5)
ID_LENGTH = 6


@dataclass(frozen=True)
class Ticket:
    """A call-back as staff may see it.

    `number` (E.164) is "" where none is known, `message` None where nobody said if one may be left. `taken_by` is the
    name of whoever took it, "" for nobody. `alerts` counts the rounds of alerts so far, `attempts` the calls back.
    """

    id: str
    state: TicketState
    channel: str
    lang: str
    number: str = field(repr=False)
    message: bool | None
    taken_by: str = field(repr=False)
    opened_at: dt.datetime
    due_at: dt.datetime
    taken_at: dt.datetime | None
    done_at: dt.datetime | None
    attempts: int
    alerts: int


@dataclass(frozen=True)
class Due:
    """A ticket that somebody has to be alerted of now; `token` is for the link that takes it, `round` counts from 1."""

    id: str
    token: str = field(repr=False)
    opened_at: dt.datetime
    round: int


def open_(work: Work, talk: str, channel: str, lang: str, number: str, now: dt.datetime) -> str:
    """Open a ticket for this talk, or find the one that is open already; its id. Alerts begin at once."""
    talk_hash = work.held("talk", talk)
    mine = (tickets.c.talk_hash == talk_hash, tickets.c.state != "done")
    known = work.row(select(tickets.c.id).where(*mine).order_by(tickets.c.opened_at.desc()).limit(1))
    if known is not None:
        return str(known.id)
    made, token = _new_id(work), secrets.token_urlsafe(32)
    row = {
        "id": made, "talk_hash": talk_hash, "channel": channel, "lang": lang, "state": "open", "attempts": 0,
        "number": work.seal(tickets, "number", made, number) if number else None, "alerts": 0,
        "opened_at": now, "due_at": now + DUE, "next_alert_at": now,
        "token": work.seal(tickets, "token", made, token), "token_hash": work.keyring.look_up("ticket", token),
    }  # fmt: skip
    work.write(insert(tickets).values(row))
    return made


def give_number(work: Work, ticket: str, number: str) -> bool:
    """Keep the number (E.164) that reaches the caller; False where the ticket is gone or done."""
    return _change(work, ticket, number=work.seal(tickets, "number", ticket, number))


def give_leave(work: Work, ticket: str, leave: bool) -> bool:
    """Keep whether a message may be left."""
    return _change(work, ticket, message=leave)


def take(work: Work, ticket: str, name: str, now: dt.datetime) -> bool:
    """Give an open ticket to whoever says this name, and alert nobody any more; False where it is not open."""
    mine = (tickets.c.id == ticket, tickets.c.state == "open")
    taken = {"taken_by": work.seal(tickets, "taken_by", ticket, name), "taken_at": now, "next_alert_at": None}
    return work.write(update(tickets).where(*mine).values(state="taken", **taken)) == 1


def tried(work: Work, ticket: str) -> bool:
    """Count a call back that reached nobody."""
    return _change(work, ticket, attempts=tickets.c.attempts + 1)


def done(work: Work, ticket: str, now: dt.datetime) -> bool:
    """Close a ticket: somebody was reached, or wants no call any more."""
    return _change(work, ticket, state="done", done_at=now, next_alert_at=None)


def due(work: Work, now: dt.datetime) -> list[Due]:
    """The tickets to alert somebody of now; each is due again in five minutes."""
    waiting = select(tickets).where(tickets.c.state == "open", tickets.c.next_alert_at <= now)
    rows = work.rows(waiting.order_by(tickets.c.next_alert_at).with_for_update(skip_locked=True))
    for row in rows:
        next_time = {"alerts": tickets.c.alerts + 1, "next_alert_at": now + ALERT_EVERY}
        work.write(update(tickets).where(tickets.c.id == row.id).values(next_time))
    return [Due(row.id, _opened(work, row, "token"), row.opened_at, row.alerts + 1) for row in rows]


def find(work: Work, ticket: str) -> Ticket | None:
    """The ticket with this id, however it was typed."""
    row = work.row(select(tickets).where(tickets.c.id == ticket.strip().upper()))
    return _ticket(work, row) if row is not None else None


def by_token(work: Work, token: str) -> Ticket | None:
    """The ticket that a link leads to; None once it is done."""
    mine = (tickets.c.token_hash == work.keyring.look_up("ticket", token), tickets.c.state != "done")
    row = work.row(select(tickets).where(*mine))
    return _ticket(work, row) if row is not None else None


def listed(work: Work, states: Collection[TicketState], limit: int) -> list[Ticket]:
    """Tickets in these states, the oldest first."""
    wanted = select(tickets).where(tickets.c.state.in_(states)).order_by(tickets.c.opened_at, tickets.c.id)
    return [_ticket(work, row) for row in work.rows(wanted.limit(limit))]


def _new_id(work: Work) -> str:
    while True:
        made = codes.drawn(ID_LENGTH)
        if work.row(select(tickets.c.id).where(tickets.c.id == made)) is None:
            return made


def _change(work: Work, ticket: str, **columns: Any) -> bool:
    return work.write(update(tickets).where(tickets.c.id == ticket, tickets.c.state != "done").values(**columns)) == 1


def _opened(work: Work, row: Row[Any], column: str) -> str:
    """A sealed value; "" where there is none, or where it does not open: staff must still see that ticket."""
    sealed = getattr(row, column)
    try:
        return work.unseal(tickets, column, row.id, sealed) if sealed is not None else ""
    except SealedValueUnreadable:
        return ""


def _ticket(work: Work, row: Row[Any]) -> Ticket:
    return Ticket(
        row.id, row.state, row.channel, row.lang, _opened(work, row, "number"), row.message,
        _opened(work, row, "taken_by"), row.opened_at, row.due_at, row.taken_at, row.done_at, row.attempts, row.alerts,
    )  # fmt: skip
