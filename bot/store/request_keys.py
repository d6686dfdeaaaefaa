"""By what a release request is found again: keyed hashes of its record number, and of each name with the birth date.

Never of a birth date alone: there are so few that all their hashes could be tried.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import bindparam, delete, func, insert, select

from bot.request import ReleaseRequest
from bot.store.tables import request_keys
from bot.store.work import Work

ADD = insert(request_keys)
MINE = select(request_keys.c.key_hash).where(request_keys.c.request_id == bindparam("request"))
# Parts of a name that many people share, and that some leave out.
TITLES = frozenset("jr sr ii iii iv mr mrs ms dr md do phd".split())


def of_record(work: Work, mrn: str) -> list[str]:
    """The hash of a record number, however it was written; [] where there is none."""
    plain = _folded(mrn).lstrip("0")
    return [work.keyring.look_up("mrn", plain)] if plain else []


def of_person(work: Work, name: str, birth: dt.date) -> list[str]:
    """A hash for each part of the name with the birth date: people leave parts out, and have two last names."""
    return [work.keyring.look_up("person", f"{part}\n{birth.isoformat()}") for part in sorted(_parts(name))]


def keep(work: Work, request_id: str, request: ReleaseRequest) -> None:
    """Make the request found by what it tells now, and by nothing that it told before."""
    hashes = set(of_record(work, request.mrn))
    if request.date_of_birth:
        hashes |= set(of_person(work, request.patient_name, request.date_of_birth))
    before = {row.key_hash for row in work.rows(MINE, {"request": request_id})}
    if before - hashes:
        forget(work, [request_id])
        before = set()
    work.add(ADD, [{"request_id": request_id, "key_hash": one} for one in sorted(hashes - before)])


def forget(work: Work, request_ids: list[str]) -> None:
    """Make these requests found by nothing."""
    work.write(delete(request_keys).where(request_keys.c.request_id.in_(request_ids)))


def find(work: Work, hashes: Iterable[str], limit: int) -> list[str]:
    """The ids of the requests with any of these hashes, those with most of them first."""
    mine = select(request_keys.c.request_id).where(request_keys.c.key_hash.in_(list(hashes)))
    best = mine.group_by(request_keys.c.request_id).order_by(func.count().desc(), request_keys.c.request_id)
    return [row.request_id for row in work.rows(best.limit(limit))]


def _parts(name: str) -> set[str]:
    told = {_folded(part) for part in re.split(r"[\s,.\-–—/]+", name)} - {""}
    known = {part for part in told if len(part) > 1} - TITLES
    return known or told


def _folded(text: str) -> str:
    """Letters and digits alone, without accents, in one case."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if c.isalnum())
