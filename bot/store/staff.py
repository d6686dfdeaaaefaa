"""Who works at the desk. Whoever is disabled or gets another role is signed out with the same change."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, update

from bot.store import staff_sessions
from bot.store.desk_tables import StaffRole, staff
from bot.store.desk_tables import staff_sessions as session_table
from bot.store.work import Work

# A plain name, as the audit trail takes it.
NAME = re.compile(r"[a-z][a-z0-9.-]{0,30}[a-z0-9]", re.ASCII)
LINK_LIVES = dt.timedelta(hours=72)


@dataclass(frozen=True)
class Staff:
    """Somebody of the desk. `enrolled`: has a password and one-time codes here. `seen_at`: newest live session."""

    id: str
    name: str
    role: StaffRole
    made_at: dt.datetime
    disabled: bool
    enrolled: bool
    link_until: dt.datetime | None
    seen_at: dt.datetime | None = None

    @property
    def actor(self) -> str:
        """The name in the audit trail."""
        return f"staff.{self.name}"


@dataclass(frozen=True)
class Secrets:
    """What somebody signs in with: an argon2 hash, the seed of the one-time codes, the last code's step."""

    staff: Staff
    password: str = field(repr=False)
    seed: str = field(repr=False)
    last_step: int


def add(work: Work, name: str, role: StaffRole, now: dt.datetime) -> Staff | None:
    """A new member; None where the name is taken or none (see NAME)."""
    work.held("lock", "staff")
    if not NAME.fullmatch(name) or named(work, name) is not None:
        return None
    work.write(insert(staff).values(id=secrets.token_hex(16), name=name, role=role, made_at=now))
    return named(work, name)


def named(work: Work, name: str) -> Staff | None:
    """The member with this name."""
    return _first(work, staff.c.name == name)


def find(work: Work, staff_id: str) -> Staff | None:
    """The member with this id, whom nobody else changes before the end of the turn."""
    work.held("lock", f"staff {staff_id}")
    return _first(work, staff.c.id == staff_id)


def listed(work: Work) -> list[Staff]:
    """Everybody, by name."""
    seen = select(session_table.c.staff_id, func.max(session_table.c.seen_at).label("seen_at"))
    newest = {row.staff_id: row.seen_at for row in work.rows(seen.group_by(session_table.c.staff_id))}
    return [_member(row, newest.get(row.id)) for row in work.rows(select(staff).order_by(staff.c.name))]


def set_role(work: Work, staff_id: str, role: StaffRole) -> None:
    """Give another role; all sessions end."""
    _change(work, staff_id, role=role)
    staff_sessions.end_all(work, staff_id)


def disable(work: Work, staff_id: str, now: dt.datetime) -> None:
    """Shut somebody out at once; an unused link is void too."""
    _change(work, staff_id, disabled_at=now, link_hash=None, link_until=None)
    staff_sessions.end_all(work, staff_id)


def enable(work: Work, staff_id: str) -> None:
    """Take back `disable`."""
    _change(work, staff_id, disabled_at=None)


def give_link(work: Work, staff_id: str, token: str, now: dt.datetime) -> None:
    """Keep the token of a link to enrol by, in place of an older one. What was enrolled counts until it is used."""
    _change(work, staff_id, link_hash=_link(work, token), link_until=now + LINK_LIVES)


def of_link(work: Work, token: str, now: dt.datetime) -> Staff | None:
    """Whose link this is; None where it is past its time, used, or void."""
    return _first(
        work, staff.c.link_hash == _link(work, token), staff.c.link_until > now, staff.c.disabled_at.is_(None)
    )


def enrol(work: Work, staff_id: str, password: str, seed: str, step: int) -> None:
    """Keep an argon2 hash and a seed, with the step of the code that showed the seed to be at hand.

    The link is used, and all sessions end.
    """
    sealed = {
        "password": work.seal(staff, "password", staff_id, password),
        "seed": work.seal(staff, "seed", staff_id, seed),
    }
    _change(work, staff_id, **sealed, last_step=step, link_hash=None, link_until=None)
    staff_sessions.end_all(work, staff_id)


def secrets_of(work: Work, name: str) -> Secrets | None:
    """What a member signs in with, held until the end of the turn; None for who is not there, enrolled, or allowed."""
    known = named(work, name)
    known = find(work, known.id) if known else None
    row = work.row(select(staff).where(staff.c.id == known.id)) if known else None
    if known is None or row is None or known.disabled or not known.enrolled:
        return None
    password, seed = (work.unseal(staff, column, row.id, getattr(row, column)) for column in ("password", "seed"))
    return Secrets(known, password, seed, row.last_step or 0)


def used_code(work: Work, staff_id: str, step: int) -> None:
    """A one-time code of this step was taken: neither it nor an older one counts again."""
    _change(work, staff_id, last_step=step)


def rehashed(work: Work, staff_id: str, password: str) -> None:
    """Keep a newer hash of the same password."""
    _change(work, staff_id, password=work.seal(staff, "password", staff_id, password))


def of_subject(work: Work, name: str, subject: str) -> Staff | None:
    """Who the hospital's sign-in speaks of: bound to `subject` at first, and to nobody else from then on."""
    work.held("lock", "staff")
    subject_hash = work.keyring.look_up("staff subject", subject)
    bound = _first(work, staff.c.subject_hash == subject_hash)
    if bound is None:
        fresh = (staff.c.name == name, staff.c.subject_hash.is_(None))
        work.write(update(staff).where(*fresh).values(subject_hash=subject_hash))
        bound = _first(work, staff.c.subject_hash == subject_hash)
    return bound if bound and not bound.disabled else None


def _first(work: Work, *conditions: ColumnElement[bool]) -> Staff | None:
    row = work.row(select(staff).where(*conditions))
    return _member(row) if row is not None else None


def _member(row: Row[Any], seen_at: dt.datetime | None = None) -> Staff:
    off, enrolled = row.disabled_at is not None, row.password is not None
    return Staff(row.id, row.name, row.role, row.made_at, off, enrolled, row.link_until, seen_at)


def _change(work: Work, staff_id: str, **columns: Any) -> None:
    work.write(update(staff).where(staff.c.id == staff_id).values(**columns))


def _link(work: Work, token: str) -> str:
    return work.keyring.look_up("staff link", token)
