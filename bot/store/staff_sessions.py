"""Who is signed in at the desk. Only a hash of the cookie is kept; a session that is taken away is dead at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from bot.store.desk_tables import StaffRole, staff, staff_sessions
from bot.store.work import Work

IDLE = dt.timedelta(minutes=15)
LONGEST = dt.timedelta(hours=12)
WRITTEN_EVERY = dt.timedelta(seconds=20)  # so that a busy page writes seldom


@dataclass(frozen=True)
class SignedIn:
    """A live session: whose it is, and when it ends if nothing is done."""

    staff_id: str
    name: str
    role: StaffRole
    ends_at: dt.datetime

    @property
    def actor(self) -> str:
        """The name in the audit trail."""
        return f"staff.{self.name}"


def begin(work: Work, staff_id: str, token: str, now: dt.datetime) -> None:
    """Keep a session's token."""
    row = {"token_hash": _hash(work, token), "staff_id": staff_id, "made_at": now, "seen_at": now}
    work.write(insert(staff_sessions).values(row))


def find(work: Work, token: str, now: dt.datetime, at_work: bool) -> SignedIn | None:
    """Who has this token; None where the session is over. `at_work`: a person did something, so it goes on."""
    mine = select(staff_sessions, staff.c.name, staff.c.role).join(staff)
    live = (staff_sessions.c.token_hash == _hash(work, token), staff.c.disabled_at.is_(None))
    row = work.row(mine.where(*live))
    if row is None or now >= min(row.seen_at + IDLE, row.made_at + LONGEST):
        return None
    seen = now if at_work else row.seen_at
    if seen - row.seen_at >= WRITTEN_EVERY:
        # Never an insert: a session that was ended meanwhile does not come back.
        work.write(update(staff_sessions).where(staff_sessions.c.token_hash == row.token_hash).values(seen_at=now))
    else:
        seen = row.seen_at
    return SignedIn(row.staff_id, row.name, row.role, min(seen + IDLE, row.made_at + LONGEST))


def end(work: Work, token: str) -> None:
    """Sign out."""
    work.write(delete(staff_sessions).where(staff_sessions.c.token_hash == _hash(work, token)))


def end_all(work: Work, staff_id: str) -> None:
    """Sign somebody out everywhere."""
    work.write(delete(staff_sessions).where(staff_sessions.c.staff_id == staff_id))


def _hash(work: Work, token: str) -> str:
    return work.keyring.look_up("staff session", token)
