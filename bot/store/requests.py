"""Requests to release images: what was told is sealed, and each state leads only where it may.

Whoever reads or changes a request holds it until the end of the turn: what was read is still so when it is changed.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Row, insert, select, update

from bot import codes
from bot.release_checks import Check
from bot.request import UNSIGNED, ReleaseRequest, RequestState, Signed, dump, may_move, restore
from bot.store import desk_checks, papers, request_events, request_keys, signatures, wiping
from bot.store.audit import Entry
from bot.store.faults import SealedValueUnreadable, StoreUnavailable
from bot.store.tables import requests
from bot.store.work import Work

# The page sets no time. A week is long enough to find a date or an address, and short for what nobody signed.
DRAFT_LIVES = dt.timedelta(days=7)
REMIND_AFTER = dt.timedelta(hours=24)
STAFF_TOLD = "staff_told"
UNSIGNED_ENDS: tuple[RequestState, ...] = ("cancelled", "expired")
# What has to be checked anew after such a move: where it came back from was the wrong place, or nobody took it in.
VOIDS: dict[RequestState, tuple[Check, ...]] = {"came_back": ("recipient", "second_look")}


class IllegalMove(Exception):
    """A request may not go from its state to that one; `was` is "" where there is no such request."""

    def __init__(self, was: RequestState | str, to: RequestState) -> None:
        super().__init__(f"a request may not go from {was or 'nowhere'} to {to}")
        self.was, self.to = was, to


class ChecksMissing(IllegalMove):
    """A request may not go out before this was checked; `kinds` names what."""

    def __init__(self, was: RequestState | str, to: RequestState, kinds: Sequence[Check]) -> None:
        super().__init__(was, to)
        self.kinds = tuple(kinds)


class CodeTaken(StoreUnavailable):
    """Another request has this code: draw a new one, in a new turn or in this one."""

    situation = "the code is another request's"

    def __init__(self) -> None:
        super().__init__("draw again")


@dataclass(frozen=True)
class StoredRequest:
    """A request as it stands. `number` (E.164) is "" where it is withheld or gone; `papers` counts legal papers.

    `state` is "expired" from the moment on. `damaged`: a sealed value of it was changed or cannot be opened; then
    `request` is empty, and nothing may be made of it. Single look-ups raise instead. `staff_told`: somebody guessed too
    many birth dates at its link, and staff has to look. `owner` is who works it ("staff.ana"), `duplicate_of` the id of
    the request that it is the same as.
    """

    id: str
    code: str
    state: RequestState
    channel: str
    lang: str
    request: ReleaseRequest = field(repr=False)
    number: str = field(repr=False)
    created_at: dt.datetime
    changed_at: dt.datetime
    expires_at: dt.datetime
    directory_version: str
    signed: Signed | None = None
    papers: int = 0
    staff_told: bool = False
    damaged: bool = False
    owner: str = ""
    duplicate_of: str = ""


def new(
    work: Work, request: ReleaseRequest, channel: str, lang: str, number: str, code: str, version: str, now: dt.datetime
) -> tuple[str, Entry]:
    """Write a draft; its id. Raises CodeTaken."""
    made, code_hash = secrets.token_hex(16), work.held("code", code)
    if work.row(select(requests.c.id).where(requests.c.code_hash == code_hash)):
        raise CodeTaken
    row = {
        "id": made, "code_hash": code_hash, "code": work.seal(requests, "code", made, code), "state": "draft",
        "channel": channel, "lang": lang, "directory_version": version, "created_at": now,
        "number": work.seal(requests, "number", made, number) if number else None,
        "number_hash": work.keyring.look_up("number", number) if number else None,
    }  # fmt: skip
    work.write(insert(requests).values({**row, **_told(work, made, request, now)}))
    request_keys.keep(work, made, request)
    return made, request_events.add(work, made, "request_made", "caller", now, state="draft")


def save(work: Work, request_id: str, request: ReleaseRequest, now: dt.datetime) -> bool:
    """Overwrite what was told; False where the request is signed, ended or not there."""
    row = held(work, request_id)
    if row is None or state_of(row, now) not in UNSIGNED:
        return False
    _change(work, request_id, **_told(work, request_id, request, now))
    request_keys.keep(work, request_id, request)
    return True


def move(work: Work, request_id: str, to: RequestState, actor: str, note: str, now: dt.datetime) -> Entry:
    """Bring a request to another state. Raises IllegalMove, and NotForTheAudit for an actor that is no plain name."""
    row = held(work, request_id)
    was = state_of(row, now) if row is not None else ""
    # What is past its time may still be ended, and so it is written down.
    legal = row is not None and may_move(row.state, to) and (was != "expired" or to in UNSIGNED_ENDS)
    if row is None or not legal:
        raise IllegalMove(was, to)
    if to == "sent":
        _checked(work, row, now)
    if to in VOIDS:
        desk_checks.void(work, request_id, now, *VOIDS[to])
    entry = request_events.add(work, request_id, "request_moved", actor, now, note, was=row.state, state=to)
    _change(work, request_id, state=to, changed_at=now, **_times(row, to, now))
    if to in UNSIGNED_ENDS and not signatures.of(work, [request_id]):
        wiping.wipe(work, [request_id])
    return entry


def find(work: Work, request_id: str, now: dt.datetime) -> StoredRequest | None:
    """The request with this id. Raises SealedValueUnreadable."""
    row = held(work, request_id)
    return _stored(work, [row], now, strict=True)[0] if row is not None else None


def by_code(work: Work, code: str, number: str | None, now: dt.datetime) -> StoredRequest | None:
    """The request with this code, however it was typed, and made from this number where one is given."""
    code_hash = work.keyring.look_up("code", codes.typed(code))
    row = work.row(select(requests.c.id, requests.c.number_hash).where(requests.c.code_hash == code_hash))
    if row is None or (number is not None and row.number_hash != work.keyring.look_up("number", number)):
        return None
    return find(work, row.id, now)


def unfinished(work: Work, number: str, now: dt.datetime) -> int:
    """How many drafts were made from this number and live."""
    mine = (requests.c.number_hash == work.keyring.look_up("number", number), requests.c.state == "draft")
    return len(work.rows(select(requests.c.id).where(*mine, requests.c.expires_at > now)))


def listed(work: Work, states: Collection[RequestState], limit: int, now: dt.datetime) -> list[StoredRequest]:
    """Requests in these states: those needed by a day first, then the oldest."""
    wanted = select(requests).where(requests.c.state.in_(states))
    order = (requests.c.needed_by.is_(None), requests.c.needed_by, requests.c.created_at, requests.c.id)
    return _stored(work, work.rows(wanted.order_by(*order).limit(limit)), now)


def after(work: Work, request_id: str, limit: int, now: dt.datetime) -> list[StoredRequest]:
    """The next requests by id, to walk through all of them in several turns. The first id is ""."""
    wanted = select(requests).where(requests.c.id > request_id).order_by(requests.c.id)
    return _stored(work, work.rows(wanted.limit(limit)), now)


def these(work: Work, ids: Sequence[str], now: dt.datetime) -> list[StoredRequest]:
    """The requests with these ids, in this order."""
    rows = {row.id: row for row in work.rows(select(requests).where(requests.c.id.in_(ids)))}
    return _stored(work, [rows[one] for one in ids if one in rows], now)


def with_keys(work: Work, hashes: Sequence[str], limit: int, now: dt.datetime) -> list[StoredRequest]:
    """The requests that any of these look-up hashes finds, the best first."""
    return these(work, request_keys.find(work, hashes, limit), now)


def held(work: Work, request_id: str) -> Row[Any] | None:
    """The row of a request, which nobody else changes before the end of the turn."""
    work.held("lock", f"request {request_id}")
    return work.row(select(requests).where(requests.c.id == request_id))


def code_and_number(work: Work, row: Row[Any]) -> tuple[str, str]:
    """Its code, and the number (E.164) that it was made from; "" where that is gone. Raises SealedValueUnreadable."""
    code = work.unseal(requests, "code", row.id, row.code)
    return code, work.unseal(requests, "number", row.id, row.number) if row.number is not None else ""


def state_of(row: Row[Any], now: dt.datetime) -> RequestState:
    """The state that a row is in now: what is not signed in time has expired, written down or not."""
    state: RequestState = row.state
    return "expired" if state in UNSIGNED and row.expires_at <= now else state


def _checked(work: Work, row: Row[Any], now: dt.datetime) -> None:
    """Nothing goes out before all of it was checked. Raises ChecksMissing."""
    missing = desk_checks.missing(work, row.id, _opened(work, row)[1], now)
    if missing:
        raise ChecksMissing(row.state, "sent", missing)


def _told(work: Work, request_id: str, request: ReleaseRequest, now: dt.datetime) -> dict[str, Any]:
    return {
        "fields": work.seal(requests, "fields", request_id, dump(request)),
        "requester": request.requester,
        "needed_by": request.needed_by,
        "changed_at": now,
        "expires_at": now + DRAFT_LIVES,
    }


def _times(row: Row[Any], to: RequestState, now: dt.datetime) -> dict[str, Any]:
    """When the request ends by itself, and when its signature is asked for: once only."""
    if to not in UNSIGNED:
        return {"remind_at": None}
    remind = now + REMIND_AFTER if to == "to_sign" and row.reminded_at is None else None
    return {"expires_at": now + DRAFT_LIVES, "remind_at": remind}


def _change(work: Work, request_id: str, **columns: Any) -> None:
    work.write(update(requests).where(requests.c.id == request_id).values(**columns))


def _stored(work: Work, rows: Sequence[Row[Any]], now: dt.datetime, strict: bool = False) -> list[StoredRequest]:
    ids = [row.id for row in rows]
    signed, counted = signatures.of(work, ids), papers.counted(work, ids)
    told = request_events.those_with(work, STAFF_TOLD, ids)
    known = [(row, _one(work, row, signed.get(row.id), now, strict)) for row in rows]
    return [
        replace(
            one, papers=counted.get(one.id, 0), staff_told=one.id in told, owner=row.owner or "",
            duplicate_of=row.duplicate_of or "",
        )
        for row, one in known
    ]  # fmt: skip


def _one(work: Work, row: Row[Any], signature: Row[Any] | None, now: dt.datetime, strict: bool) -> StoredRequest:
    kept = row.id, state_of(row, now), row.channel, row.lang
    times = row.created_at, row.changed_at, row.expires_at, row.directory_version
    try:
        code, request, number = _opened(work, row)
        signed = signatures.opened(work, signature) if signature is not None else None
    except SealedValueUnreadable:
        if strict:
            raise
        # One request that was tampered with must not hide all others.
        return StoredRequest(kept[0], "", *kept[1:], ReleaseRequest(), "", *times, damaged=True)
    return StoredRequest(kept[0], code, *kept[1:], request, number, *times, signed)


def _opened(work: Work, row: Row[Any]) -> tuple[str, ReleaseRequest, str]:
    """What is sealed in a row. Raises SealedValueUnreadable, also where something was blanked or points elsewhere."""
    code, number = code_and_number(work, row)
    fields = work.unseal(requests, "fields", row.id, row.fields) if row.fields is not None else ""
    hashes = work.keyring.look_up("code", code), work.keyring.look_up("number", number) if number else None
    wiped = row.state in UNSIGNED_ENDS and row.fields is None
    if not wiped and (not fields or hashes != (row.code_hash, row.number_hash)):
        raise SealedValueUnreadable("requests: blanked, or another's hash")
    return code, _restored(fields) if fields else ReleaseRequest(), number


def _restored(fields: str) -> ReleaseRequest:
    try:
        return restore(fields)
    except ValueError:
        fault = SealedValueUnreadable("requests.fields: written by another release")
    raise fault
