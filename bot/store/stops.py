"""Numbers that want no texts they did not ask for."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, insert, select

from bot.store.tables import stop_list
from bot.store.work import Work


def add(work: Work, number: str, now: dt.datetime) -> None:
    """Silence a number (E.164). A second STOP changes nothing."""
    number_hash = work.held("number", number)
    if not _listed(work, number_hash):
        work.write(insert(stop_list).values(number_hash=number_hash, since=now))


def remove(work: Work, number: str) -> None:
    """The number wants texts again."""
    work.write(delete(stop_list).where(stop_list.c.number_hash == work.held("number", number)))


def listed(work: Work, number: str) -> bool:
    """Whether the number is silenced. Held: a STOP that is being saved is waited for."""
    return _listed(work, work.held("number", number))


def _listed(work: Work, number_hash: str) -> bool:
    return work.row(select(stop_list.c.since).where(stop_list.c.number_hash == number_hash)) is not None
