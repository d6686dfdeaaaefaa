"""Texts to be sent: written in the turn that earned them, sent later by another process.

A text is queued, then claimed ("sending", until the claim runs out), then settled. A claim that ran out
unsettled means that nobody knows whether the text went: it is claimed again "in doubt", and looked up first.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, case, insert, select, update

from bot.store import caps as counting
from bot.store import stops
from bot.store.caps import Caps
from bot.store.faults import SealedValueUnreadable
from bot.store.tables import Delivery, Status, Way, outbox
from bot.store.work import Work

# Longer than any provider call with its time-outs; the sender also looks at the clock before it sends.
CLAIM_LASTS = dt.timedelta(minutes=2)
ALERT = "alert"
# How far the carrier is. The ends without success are one place; a telephone that has the text is further.
PLACES: dict[Delivery, int] = {
    "queued": 0,
    "sending": 1,
    "sent": 2,
    "failed": 3,
    "undelivered": 3,
    "delivered": 4,
    "read": 5,
}


@dataclass(frozen=True)
class Text:
    """A text as staff may see it; `to` and `body` are "" where they do not open.

    "failed" and "doubtful" wait for staff; `fault` is a fixed word or None. `delivery` is what the carrier told of
    a text that it took, `delivery_fault` its number for why not.
    """

    id: str
    to: str = field(repr=False)
    body: str = field(repr=False)
    purpose: str
    asked: bool
    status: Status
    attempts: int
    fault: str | None
    created_at: dt.datetime
    delivery: Delivery | None = None
    delivery_fault: int | None = None


@dataclass(frozen=True)
class ClaimedText:
    """A text that is ours to send until `until`. `in_doubt`: it may have gone at or after `since`.

    `silenced`: nobody asked for it and its number is on the stop list; it must not be sent again.
    """

    id: str
    to: str = field(repr=False)
    body: str = field(repr=False)
    attempt: int
    created_at: dt.datetime
    since: dt.datetime
    until: dt.datetime
    in_doubt: bool
    silenced: bool
    way: Way = "text"


def queue(work: Work, to: str, body: str, purpose: str, asked: bool, dedupe: str, now: dt.datetime, caps: Caps) -> bool:
    """Write a text to be sent. False, and nothing happens, when `dedupe` was used before or a cap is reached."""
    dedupe_hash = _new(work, dedupe)
    if dedupe_hash is None or not counting.queued(work, caps, to, asked, now):
        return False
    _write(work, to, body, purpose, asked, dedupe_hash, now)
    return True


def queue_alert(work: Work, way: Way, to: str, body: str, dedupe: str, now: dt.datetime) -> bool:
    """Write an alert to be sent to those on watch: no cap and no stop list stands before it."""
    dedupe_hash = _new(work, dedupe)
    if dedupe_hash is not None:
        _write(work, to, body, ALERT, True, dedupe_hash, now, way=None if way == "text" else way)
    return dedupe_hash is not None


def _new(work: Work, dedupe: str) -> str | None:
    """The hash of a dedupe key that was not used before, held until the end; else None."""
    dedupe_hash = work.held("dedupe", dedupe)
    return None if work.row(select(outbox.c.id).where(outbox.c.dedupe == dedupe_hash)) else dedupe_hash


def _write(
    work: Work, to: str, body: str, purpose: str, asked: bool, dedupe_hash: str, now: dt.datetime, **more: Any
) -> None:
    text_id = secrets.token_hex(16)
    row = {
        "id": text_id,
        "dedupe": dedupe_hash,
        "recipient": work.seal(outbox, "recipient", text_id, to),
        "body": work.seal(outbox, "body", text_id, body),
        "purpose": purpose,
        "asked": asked,
        "status": "queued",
        "attempts": 0,
        "next_try_at": now,
        "created_at": now,
    }
    work.write(insert(outbox).values({**row, **more}))


def claim(work: Work, now: dt.datetime) -> ClaimedText | None:
    """Take the next due text, or None. Unasked texts to silenced numbers are refused on the way."""
    while (row := _next_due(work, now)) is not None:
        try:
            to, body = _plain(work, row)
        except SealedValueUnreadable:
            # One unreadable row must not hold up all others.
            _change(work, row, status="failed", fault="unreadable")
            continue
        silenced = not row.asked and stops.listed(work, to)
        if silenced and row.status == "queued":
            _change(work, row, status="refused", fault="stopped")
            continue
        return _claimed(work, row, to, body, silenced, now)
    return None


def settle(work: Work, text: ClaimedText, status: Status, **columns: Any) -> bool:
    """Say what became of a claimed text. False when the claim had run out and another took the text over."""
    mine = (outbox.c.id == text.id, outbox.c.status == "sending", outbox.c.attempts == text.attempt)
    return work.write(update(outbox).where(*mine).values(status=status, **columns)) == 1


def delivered(work: Work, text_id: str, sid: str, state: Delivery, fault: int | None) -> bool:
    """Keep what the carrier says of one of our texts. False where it is none of ours, or says nothing new.

    Reports come twice and in any order. The text is known by our own id, since a report may come before the
    sender has saved the carrier's. Whatever the sender knows, a text that the carrier speaks of went out.
    """
    row = work.row(select(outbox).where(outbox.c.id == text_id).with_for_update())
    if row is None or row.sid not in (None, sid) or PLACES[state] <= PLACES.get(row.delivery, -1):
        return False
    if row.sid is None:
        if unknown_sid(work, [sid]) is None:
            return False
        _change(work, row, status="sent", sid=sid, fault=None)
    _change(work, row, delivery=state, delivery_fault=fault)
    return True


def unknown_sid(work: Work, sids: Sequence[str]) -> str | None:
    """The first of the provider's ids that no text has yet: two texts may share words and number."""
    known = {row.sid for row in work.rows(select(outbox.c.sid).where(outbox.c.sid.in_(sids)))}
    return next((sid for sid in sids if sid not in known), None)


def listed(work: Work, statuses: Collection[Status], limit: int) -> list[Text]:
    """The newest texts with one of these statuses, unsealed."""
    return those(work, outbox.c.status.in_(statuses), limit)


def those(work: Work, condition: ColumnElement[bool], limit: int) -> list[Text]:
    """The newest texts of this kind, unsealed."""
    newest = select(outbox).where(condition).order_by(outbox.c.created_at.desc(), outbox.c.id).limit(limit)
    return [_text(work, row) for row in work.rows(newest)]


def _next_due(work: Work, now: dt.datetime) -> Row[Any] | None:
    due = select(outbox).where(outbox.c.status.in_(("queued", "sending")), outbox.c.next_try_at <= now)
    # Alerts first: a heap of texts that wait must not hold up the one that somebody is called for.
    first = case((outbox.c.purpose == ALERT, 0), else_=1)
    return work.row(due.order_by(first, outbox.c.next_try_at).limit(1).with_for_update(skip_locked=True))


def _claimed(work: Work, row: Row[Any], to: str, body: str, silenced: bool, now: dt.datetime) -> ClaimedText:
    in_doubt = row.status == "sending"
    since = row.claimed_at if in_doubt else now
    attempt, until = row.attempts + 1, now + CLAIM_LASTS
    _change(work, row, status="sending", attempts=attempt, next_try_at=until, claimed_at=since)
    way: Way = row.way or "text"
    return ClaimedText(row.id, to, body, attempt, row.created_at, since, until, in_doubt, silenced, way)


def _change(work: Work, row: Row[Any], **columns: Any) -> None:
    work.write(update(outbox).where(outbox.c.id == row.id).values(**columns))


def _plain(work: Work, row: Row[Any]) -> tuple[str, str]:
    to = work.unseal(outbox, "recipient", row.id, row.recipient)
    return to, work.unseal(outbox, "body", row.id, row.body)


def _text(work: Work, row: Row[Any]) -> Text:
    try:
        to, body = _plain(work, row)
    except SealedValueUnreadable:
        to, body = "", ""  # staff must still see that there is such a text
    return Text(
        row.id, to, body, row.purpose, row.asked, row.status, row.attempts, row.fault, row.created_at,
        row.delivery, row.delivery_fault,
    )  # fmt: skip
