"""Changes of the directory that somebody of the desk proposed, and what another one decided."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from sqlalchemy import CheckConstraint, Column, LargeBinary, Row, String, Table, insert, select, update

from bot.store.desk_checks import NotTheirs
from bot.store.staff_sessions import SignedIn
from bot.store.tables import Instant, metadata
from bot.store.work import Work

ChangeState = Literal["open", "approved", "refused", "withdrawn"]
CHANGE_STATES: tuple[ChangeState, ...] = get_args(ChangeState)

directory_changes = Table(
    "directory_changes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("proposer", String(64), nullable=False),
    Column("proposed_at", Instant, nullable=False, index=True),
    Column("decider", String(64)),
    Column("decided_at", Instant),
    Column("written_at", Instant),
    Column("told", LargeBinary, nullable=False),  # sealed; the change and why: who writes words may write anything
    Column("answer", LargeBinary),  # sealed; what was said to it
    CheckConstraint("state IN ('" + "', '".join(CHANGE_STATES) + "')", name="state"),
)


@dataclass(frozen=True)
class Change:
    """One proposed change. `told` is what the desk wrote down of it, a JSON object."""

    id: str
    state: ChangeState
    proposer: str
    proposed_at: dt.datetime
    decider: str
    decided_at: dt.datetime | None
    written_at: dt.datetime | None
    told: Mapping[str, Any] = field(repr=False)
    answer: str = field(repr=False)


def propose(work: Work, told: Mapping[str, Any], actor: str, now: dt.datetime) -> str:
    """Keep a new one; its id."""
    made = secrets.token_hex(16)
    sealed = work.seal(directory_changes, "told", made, json.dumps(told))
    row = {"id": made, "state": "open", "proposer": actor, "proposed_at": now, "told": sealed}
    work.write(insert(directory_changes).values(row))
    return made


def find(work: Work, change_id: str) -> Change | None:
    """The one with this id. Raises SealedValueUnreadable."""
    row = work.row(select(directory_changes).where(directory_changes.c.id == change_id))
    return _change(work, row) if row else None


def newest(work: Work, limit: int) -> list[Change]:
    """Those that nobody decided on, then the others, each the newest first. Raises SealedValueUnreadable."""
    order = ((directory_changes.c.state == "open").desc(), directory_changes.c.proposed_at.desc())
    return _changes(work, work.rows(select(directory_changes).order_by(*order).limit(limit)))


def waiting(work: Work) -> int:
    """How many there are that nobody decided on."""
    return work.count(directory_changes, directory_changes.c.state == "open")


def decide(work: Work, change_id: str, to: ChangeState, by: SignedIn, words: str, now: dt.datetime) -> bool:
    """Approve, refuse or withdraw one; False where it is not open. Raises NotTheirs.

    A manager decides on what another one proposed; it is withdrawn by who proposed it.
    """
    row = work.row(select(directory_changes.c.proposer).where(directory_changes.c.id == change_id))
    if row and (row.proposer == by.actor) != (to == "withdrawn"):
        raise NotTheirs("who proposed it" if to == "withdrawn" else "another one than who proposed it")
    if to != "withdrawn" and by.role != "manager":
        raise NotTheirs("a manager")
    still = (directory_changes.c.id == change_id, directory_changes.c.state == "open")
    answer = work.seal(directory_changes, "answer", change_id, words) if words else None
    values = {"state": to, "decider": by.actor, "decided_at": now, "answer": answer}
    return work.write(update(directory_changes).where(*still).values(values)) == 1


def written(work: Work, change_id: str, now: dt.datetime) -> None:
    """Keep that it stands in the file now."""
    work.write(update(directory_changes).where(directory_changes.c.id == change_id).values(written_at=now))


def _changes(work: Work, rows: Sequence[Row[Any]]) -> list[Change]:
    return [_change(work, row) for row in rows]


def _change(work: Work, row: Row[Any]) -> Change:
    told = json.loads(work.unseal(directory_changes, "told", row.id, row.told))
    answer = work.unseal(directory_changes, "answer", row.id, row.answer) if row.answer is not None else ""
    return Change(
        row.id,
        row.state,
        row.proposer,
        row.proposed_at,
        row.decider or "",
        row.decided_at,
        row.written_at,
        told,
        answer,
    )
