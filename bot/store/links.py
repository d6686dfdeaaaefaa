"""Links by which a request is signed. Only a hash of the token is kept, so nobody can read a link out of the store."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from bot.store import request_events, requests
from bot.store.audit import Entry
from bot.store.tables import links
from bot.store.work import Work

LINK_LIVES = dt.timedelta(hours=72)
MOST_MISSES = 5


@dataclass(frozen=True)
class Link:
    """A link that lives. `misses` counts wrong birth dates over all links of the request; `blocked`: too many."""

    request_id: str
    expires_at: dt.datetime
    misses: int
    blocked: bool
    done: bool = False


def new(work: Work, request_id: str, token: str, now: dt.datetime, beside: bool = False, afresh: bool = False) -> None:
    """Keep a link's token, in place of older links or `beside` them.

    Wrong guesses stay counted, or every new link would allow five more; `afresh`: staff begins the count anew.
    """
    requests.held(work, request_id)
    mine = links.c.request_id == request_id
    known = work.row(select(func.max(links.c.misses).label("misses")).where(mine))
    misses = 0 if afresh or known is None else known.misses or 0
    if not beside:
        work.write(delete(links).where(mine))
    row = {"token_hash": _hash(work, token), "request_id": request_id, "made_at": now, "misses": misses}
    work.write(insert(links).values(**row, expires_at=now + LINK_LIVES))


def find(work: Work, token: str, now: dt.datetime, also_done: bool = False) -> Link | None:
    """The link with this token; None once it is past its time, or used unless `also_done`."""
    row = work.row(select(links).where(links.c.token_hash == _hash(work, token)))
    if row is None or row.expires_at <= now or (row.done_at is not None and not also_done):
        return None
    return _link(row)


def missed(work: Work, token: str, now: dt.datetime) -> tuple[int, list[Entry]]:
    """Count a wrong birth date; how many there were by now. With the fifth one staff are told."""
    link = find(work, token, now)
    if link is None:
        return MOST_MISSES, []
    requests.held(work, link.request_id)
    work.write(update(links).where(links.c.request_id == link.request_id).values(misses=links.c.misses + 1))
    link = find(work, token, now) or link
    if link.misses != MOST_MISSES:
        return link.misses, []
    return link.misses, [request_events.add(work, link.request_id, requests.STAFF_TOLD, "link", now)]


def done(work: Work, request_id: str, now: dt.datetime) -> None:
    """All links of a request were used."""
    unused = (links.c.request_id == request_id, links.c.done_at.is_(None))
    work.write(update(links).where(*unused).values(done_at=now))


def _hash(work: Work, token: str) -> str:
    return work.keyring.look_up("link", token)


def _link(row: Row[Any]) -> Link:
    blocked = row.misses >= MOST_MISSES
    return Link(row.request_id, row.expires_at, row.misses, blocked, row.done_at is not None)
