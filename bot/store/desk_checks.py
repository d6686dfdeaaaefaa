"""What was checked before images go out. What was checked of other facts than those of now does not count."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete, insert, select, update

from bot.release_checks import CHECKS, Check, needed
from bot.request import ReleaseRequest, dump
from bot.store import request_events
from bot.store.audit import Entry
from bot.store.desk_tables import checks, connected_places
from bot.store.staff_sessions import SignedIn
from bot.store.work import Work


class NotTheirs(Exception):
    """Somebody else has to check this: a manager, or another one than who checked first."""


@dataclass(frozen=True)
class Checked:
    """One check that counts now."""

    kind: Check
    actor: str
    at: dt.datetime
    note: str = field(repr=False)


def add(
    work: Work, request_id: str, told: ReleaseRequest, kind: Check, by: SignedIn, note: str, now: dt.datetime
) -> Entry:
    """Keep that somebody checked this of a request, in place of an older check. Raises NotTheirs.

    Hold the request first; `told` is what it tells now.
    """
    first = of(work, request_id, told).get("recipient")
    if kind == "second_look" and (first is None or first.actor == by.actor):
        raise NotTheirs("somebody else than who checked the recipient")
    if kind == "decision" and by.role != "manager":
        raise NotTheirs("a manager")
    void(work, request_id, now, kind, *(("second_look",) if kind == "recipient" else ()))
    made = secrets.token_hex(16)
    row = {"id": made, "request_id": request_id, "kind": kind, "actor": by.actor, "at": now}
    sealed = work.seal(checks, "note", made, note)
    work.write(insert(checks).values(**row, facts_hash=_facts(work, told), note=sealed))
    return request_events.add(work, request_id, f"checked_{kind}", by.actor, now, note)


def void(work: Work, request_id: str, now: dt.datetime, *kinds: str) -> None:
    """From now on these checks do not count."""
    mine = (checks.c.request_id == request_id, checks.c.void_at.is_(None), checks.c.kind.in_(kinds or CHECKS))
    work.write(update(checks).where(*mine).values(void_at=now))


def of(work: Work, request_id: str, told: ReleaseRequest) -> Mapping[Check, Checked]:
    """The checks that count, by kind. Raises SealedValueUnreadable."""
    mine = (checks.c.request_id == request_id, checks.c.void_at.is_(None), checks.c.facts_hash == _facts(work, told))
    rows = work.rows(select(checks).where(*mine).order_by(checks.c.at))
    return {
        row.kind: Checked(row.kind, row.actor, row.at, work.unseal(checks, "note", row.id, row.note)) for row in rows
    }


def missing(work: Work, request_id: str, told: ReleaseRequest, now: dt.datetime) -> tuple[Check, ...]:
    """What has still to be checked before this goes out."""
    done = of(work, request_id, told)
    return tuple(kind for kind in needed(told, now, connected(work, told.recipient_name)) if kind not in done)


def connected(work: Work, name: str) -> bool:
    """Whether a place of exactly this name is on the managers' list."""
    plain = _plain(name)
    return bool(plain) and any(_plain(row.name) == plain for row in work.rows(select(connected_places.c.name)))


def places(work: Work) -> list[tuple[str, dt.datetime, str]]:
    """The connected places: name, when and by whom it was imported."""
    rows = work.rows(select(connected_places).order_by(connected_places.c.name))
    return [(row.name, row.imported_at, row.actor) for row in rows]


def set_places(work: Work, names: list[str], actor: str, now: dt.datetime) -> None:
    """Put this list in place of the one before."""
    work.write(delete(connected_places))
    for name in dict.fromkeys(names):
        work.write(insert(connected_places).values(id=secrets.token_hex(16), name=name, imported_at=now, actor=actor))


def _facts(work: Work, told: ReleaseRequest) -> str:
    return work.keyring.look_up("checked facts", dump(told))


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold()))
