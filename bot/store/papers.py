"""Copies of legal papers that come with a request: sealed, name and kind too."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, func, insert, select

from bot.store.tables import papers, requests
from bot.store.work import Work

# How many papers the request has that a query is about.
COUNT = select(func.count()).where(papers.c.request_id == requests.c.id).correlate(requests).scalar_subquery()


@dataclass(frozen=True)
class Paper:
    """A paper as it was stored; `kind` is its media type, such as "application/pdf"."""

    id: str
    name: str = field(repr=False)
    kind: str
    data: bytes = field(repr=False)
    added_at: dt.datetime


def add(work: Work, request_id: str, name: str, kind: str, data: bytes, now: dt.datetime) -> str:
    """Keep a paper of a request; its id."""
    made = secrets.token_hex(16)
    row = {
        "id": made,
        "request_id": request_id,
        "added_at": now,
        "name": work.seal(papers, "name", made, name),
        "kind": work.seal(papers, "kind", made, kind),
        "data": work.seal_bytes(papers, "data", made, data),
    }
    work.write(insert(papers).values(row))
    return made


def listed(work: Work, request_id: str) -> list[Paper]:
    """All papers of a request, the oldest first. Raises SealedValueUnreadable."""
    mine = select(papers).where(papers.c.request_id == request_id).order_by(papers.c.added_at, papers.c.id)
    return [_paper(work, row) for row in work.rows(mine)]


def one(work: Work, request_id: str, paper_id: str) -> Paper | None:
    """One paper of this request."""
    mine = select(papers).where(papers.c.request_id == request_id, papers.c.id == paper_id)
    row = work.row(mine)
    return _paper(work, row) if row is not None else None


def names(work: Work, request_id: str) -> list[tuple[str, str]]:
    """Id and name of each paper of a request, the oldest first; the papers themselves stay where they are."""
    some = select(papers.c.id, papers.c.name).where(papers.c.request_id == request_id)
    rows = work.rows(some.order_by(papers.c.added_at, papers.c.id))
    return [(row.id, work.unseal(papers, "name", row.id, row.name)) for row in rows]


def counted(work: Work, request_ids: Sequence[str]) -> dict[str, int]:
    """How many papers each of these requests has; those without are left out."""
    mine = select(papers.c.request_id, func.count().label("papers")).where(papers.c.request_id.in_(request_ids))
    return {row.request_id: row.papers for row in work.rows(mine.group_by(papers.c.request_id))}


def _paper(work: Work, row: Row[Any]) -> Paper:
    name, kind = (work.unseal(papers, column, row.id, getattr(row, column)) for column in ("name", "kind"))
    return Paper(row.id, name, kind, work.unseal_bytes(papers, "data", row.id, row.data), row.added_at)
