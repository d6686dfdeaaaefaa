"""Tries to sign in: so few that guessing is hopeless, and counted so that guessing shuts nobody else out.

A browser that signed in under a name before has a count of its own. Every other one shares a count with its address,
and all of them together have one for each name.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from sqlalchemy import ColumnElement, insert, select, update

from bot.store.desk_tables import staff_tries
from bot.store.work import Work

WINDOW = dt.timedelta(hours=1)
OF_ONE = 10  # misses in an hour from one address, or from one known browser
OF_STRANGERS = 40  # misses in an hour for one name from all browsers that are not known
REMEMBERED = dt.timedelta(days=90)  # since its last good sign-in a browser is known so long


@dataclass(frozen=True)
class From:
    """Where a try comes from. Kept as keyed hashes alone."""

    address: str
    browser: str


def begin(work: Work, name: str, came: From, now: dt.datetime) -> str | None:
    """Count a try before anything is compared; its id, or None where there were too many."""
    mine, address, browser = _hashes(work, name, came)
    work.hold(mine)
    known = (
        work.row(select(staff_tries.c.id).where(*_of(mine, browser=browser), staff_tries.c.good).limit(1)) is not None
    )
    lately = (*_of(mine, good=False), staff_tries.c.at > now - WINDOW)
    one = staff_tries.c.browser_hash == browser if known else staff_tries.c.address_hash == address
    missed = work.count(staff_tries, *lately, one, staff_tries.c.known == known)
    strangers = 0 if known else work.count(staff_tries, *lately, ~staff_tries.c.known)
    if missed >= OF_ONE or strangers >= OF_STRANGERS:
        return None
    made = secrets.token_hex(16)
    where = {"name_hash": mine, "address_hash": address, "browser_hash": browser}
    work.write(insert(staff_tries).values(id=made, **where, known=known, good=False, at=now))
    return made


def was_good(work: Work, try_id: str) -> None:
    """The try was right; its browser is known from now on."""
    work.write(update(staff_tries).where(staff_tries.c.id == try_id).values(good=True))


def _hashes(work: Work, name: str, came: From) -> tuple[str, str, str]:
    told = ("name", name), ("address", came.address), ("browser", came.browser)
    name_hash, address, browser = (work.keyring.look_up(f"staff {kind}", value) for kind, value in told)
    return name_hash, address, browser


def _of(name_hash: str, browser: str = "", good: bool | None = None) -> tuple[ColumnElement[bool], ...]:
    found = [staff_tries.c.name_hash == name_hash]
    found += [staff_tries.c.browser_hash == browser] if browser else []
    found += [staff_tries.c.good.is_(good)] if good is not None else []
    return tuple(found)
