"""Takes away what was told in a release request. Its code, states and times stay for a while, its sealed facts go."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, delete, update

from bot.store import request_keys
from bot.store.desk_tables import checks, disclosures
from bot.store.tables import links, papers, request_events, requests, signatures
from bot.store.tables import request_keys as key_table
from bot.store.work import Work

PARTS: tuple[Table, ...] = (papers, signatures, links, request_events, key_table, checks, disclosures)


def wipe(work: Work, request_ids: list[str]) -> None:
    """Take the private facts of requests that nobody signed; "status by code" still has its answer."""
    request_keys.forget(work, request_ids)
    for table in (papers, links, checks):
        work.write(delete(table).where(table.c.request_id.in_(request_ids)))
    blank: dict[str, Any] = dict.fromkeys(("fields", "number", "requester", "needed_by"))
    work.write(update(requests).where(requests.c.id.in_(request_ids)).values(blank))


def remove(work: Work, request_ids: list[str]) -> None:
    """Take requests away with all that belongs to them."""
    for table in PARTS:
        work.write(delete(table).where(table.c.request_id.in_(request_ids)))
    work.write(delete(requests).where(requests.c.id.in_(request_ids)))
