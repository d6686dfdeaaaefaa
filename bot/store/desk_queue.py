"""The queue: which requests wait, in the order in which they are due, and how many of each kind there are."""

from __future__ import annotations

import hashlib
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, select

from bot.request import ENDED, TODO, UNSIGNED, WITH_PAPERS
from bot.store.tables import outbox, papers, requests, tickets
from bot.store.work import Work

# todo: all that staff has to work. mine, unassigned, papers: parts of it. waiting: for a signature. done: ended.
Part = Literal["todo", "mine", "unassigned", "papers", "waiting", "done"]
PARTS: tuple[Part, ...] = get_args(Part)
SHOWN = 50


def ids(work: Work, part: Part, actor: str, page: int) -> tuple[list[str], str, bool]:
    """The ids of a page of the queue, a mark that changes with what is on it, and whether there are more."""
    columns = select(requests.c.id, requests.c.state, requests.c.changed_at, requests.c.owner)
    rows = work.rows(_sorted(columns.where(_of(part, actor)), part).limit(SHOWN + 1).offset(page * SHOWN))
    mine = list(rows[:SHOWN])
    return [row.id for row in mine], _mark(mine), len(rows) > SHOWN


def counts(work: Work, actor: str) -> dict[str, int]:
    """How many are in each part of what is not ended; also call-backs that wait, and texts that did not arrive."""
    columns = (requests.c.state, requests.c.owner, requests.c.requester)
    asked = select(*columns, func.count().label("many")).where(requests.c.state.in_(TODO + UNSIGNED), _single)
    rows = work.rows(asked.group_by(*columns))
    todo = [row for row in rows if row.state in TODO]
    return {
        "todo": sum(row.many for row in todo),
        "mine": sum(row.many for row in todo if row.owner == actor),
        "unassigned": sum(row.many for row in todo if row.owner is None),
        "papers": work.count(requests, _of("papers", actor)),
        "waiting": sum(row.many for row in rows if row.state in UNSIGNED),
        "calls": work.count(tickets, tickets.c.state != "done"),
        "texts": work.count(outbox, undelivered()),
    }


def undelivered() -> ColumnElement[bool]:
    """Texts that did not arrive, or of which nobody knows."""
    return outbox.c.status.in_(("failed", "doubtful")) | outbox.c.delivery.in_(("failed", "undelivered"))


_single = requests.c.duplicate_of.is_(None)


def _of(part: Part, actor: str) -> ColumnElement[bool]:
    todo = and_(requests.c.state.in_(TODO), _single)
    without = ~exists().where(papers.c.request_id == requests.c.id)
    return {
        "todo": todo,
        "mine": and_(todo, requests.c.owner == actor),
        "unassigned": and_(todo, requests.c.owner.is_(None)),
        "papers": and_(todo, requests.c.requester.in_(WITH_PAPERS), without),
        "waiting": and_(requests.c.state.in_(UNSIGNED), _single),
        "done": requests.c.state.in_(ENDED),
    }[part]


def _sorted(query: Select[Any], part: Part) -> Select[Any]:
    """What is needed by a day first, then the oldest; what is done the newest first."""
    if part == "done":
        return query.order_by(requests.c.changed_at.desc(), requests.c.id)
    due = (requests.c.needed_by.is_(None), requests.c.needed_by, requests.c.created_at, requests.c.id)
    return query.order_by(*due)


def _mark(rows: list[Row[Any]]) -> str:
    told = "\n".join(f"{row.id} {row.state} {row.changed_at} {row.owner}" for row in rows)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
