"""Takes away what is no longer needed, in small steps that may be cut off anywhere and taken again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import Column, delete, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from bot.request import ENDED, UNSIGNED
from bot.store import answers as kept_answers
from bot.store import audit as trail
from bot.store import requests as kept_requests
from bot.store import staff_sessions as signed_in
from bot.store import staff_tries as tried
from bot.store import wiping
from bot.store.caps import DAY
from bot.store.desk_tables import staff_sessions, staff_tries
from bot.store.tables import answers, audit, counted_texts, outbox, requests, signatures, talks, tickets
from bot.store.turn_tables import meant, turns
from bot.store.work import Work

STEP = 500
TALKS_REMEMBERED = dt.timedelta(days=7)  # long enough to tell a returning person that the talk was dropped
TEXTS_KEPT = dt.timedelta(days=30)
TICKETS_KEPT = dt.timedelta(days=30)
# The sender ends what is past its time within a second and says so by text; only what it left for a day is ours.
SENDER_HAS = DAY
# Long enough to ask what became of a request, and to call somebody back about it.
UNSIGNED_REMEMBERED = dt.timedelta(days=30)
NUMBERS_KEPT = dt.timedelta(days=30)
# A year and a month, so that a month can be compared with the same one a year ago.
FIGURES_KEPT = dt.timedelta(days=400)
REQUESTS_A_STEP = 20  # each is several statements, and on SQLite callers wait for a step
MOST_YEARS = 500

Step = Callable[[Work, dt.datetime], int]


def _answer_bodies(work: Work, now: dt.datetime) -> int:
    old = (answers.c.body.is_not(None), answers.c.answered_at <= now - kept_answers.KEPT)
    return work.write(update(answers).where(_some(answers.c.key_hash, *old)).values(body=None))


def _talk_states(work: Work, now: dt.datetime) -> int:
    old = (talks.c.state.is_not(None), talks.c.expires_at <= now)
    return work.write(update(talks).where(_some(talks.c.talk_key, *old)).values(state=None))


def _talk_rows(work: Work, now: dt.datetime) -> int:
    old = talks.c.expires_at <= now - TALKS_REMEMBERED
    return work.write(delete(talks).where(_some(talks.c.talk_key, old)))


def _settled_texts(work: Work, now: dt.datetime) -> int:
    old = (outbox.c.status.not_in(("queued", "sending")), outbox.c.created_at <= now - TEXTS_KEPT)
    return work.write(delete(outbox).where(_some(outbox.c.id, *old)))


def _counts(work: Work, now: dt.datetime) -> int:
    old = counted_texts.c.at <= now - DAY
    return work.write(delete(counted_texts).where(_some(counted_texts.c.id, old)))


def _done_tickets(work: Work, now: dt.datetime) -> int:
    """One that is not done stays, however old: somebody waits."""
    old = (tickets.c.state == "done", tickets.c.done_at <= now - TICKETS_KEPT)
    return work.write(delete(tickets).where(_some(tickets.c.id, *old)))


def _staff_sessions(work: Work, now: dt.datetime) -> int:
    old = or_(staff_sessions.c.seen_at <= now - signed_in.IDLE, staff_sessions.c.made_at <= now - signed_in.LONGEST)
    return work.write(delete(staff_sessions).where(_some(staff_sessions.c.token_hash, old)))


def _staff_tries(work: Work, now: dt.datetime) -> int:
    """Misses for a day; good ones as long as their browser is known."""
    missed = (staff_tries.c.good.is_(False)) & (staff_tries.c.at <= now - DAY)
    old = or_(missed, staff_tries.c.at <= now - tried.REMEMBERED)
    return work.write(delete(staff_tries).where(_some(staff_tries.c.id, old)))


def _turns(work: Work, now: dt.datetime) -> int:
    return work.write(delete(turns).where(_some(turns.c.id, turns.c.at <= now - FIGURES_KEPT)))


def _meant(work: Work, now: dt.datetime) -> int:
    return work.write(delete(meant).where(_some(meant.c.id, meant.c.made_at <= now - FIGURES_KEPT)))


def _audit_words(work: Work, now: dt.datetime) -> int:
    old = select(audit.c.seq).where(audit.c.words.is_not(None), audit.c.at <= now - trail.WORDS_KEPT)
    places = [row.seq for row in work.rows(old.order_by(audit.c.seq).limit(STEP))]
    if places:
        work.write(update(audit).where(audit.c.seq.in_(places)).values(words=None))
        # The trail itself says that these words were taken away by rule; any other gap is tampering.
        trail.append(work, [trail.Entry("words_erased", "retention", {"upto": str(places[-1])})], None, now)
    return len(places)


def _overdue_requests(work: Work, now: dt.datetime) -> int:
    old = (requests.c.state.in_(UNSIGNED), requests.c.expires_at <= now - SENDER_HAS)
    ids = _requests(work, *old)
    trail.append(work, [kept_requests.move(work, one, "expired", "retention", "", now) for one in ids], None, now)
    return len(ids)


def _numbers_of_requests(work: Work, now: dt.datetime) -> int:
    ended = (requests.c.state.in_(ENDED), requests.c.changed_at <= now - NUMBERS_KEPT)
    ids = _requests(work, *ended, requests.c.number_hash.is_not(None))
    work.write(update(requests).where(requests.c.id.in_(ids)).values(number=None, number_hash=None))
    return len(ids)


def _unsigned_requests(work: Work, now: dt.datetime) -> int:
    signed = select(signatures.c.request_id)
    old = (requests.c.state.in_(kept_requests.UNSIGNED_ENDS), requests.c.changed_at <= now - UNSIGNED_REMEMBERED)
    return _removed(work, _requests(work, *old, requests.c.id.not_in(signed)), now)


def _signed_requests(work: Work, now: dt.datetime, years: int) -> int:
    kept = dt.timedelta(days=366 * min(years, MOST_YEARS))
    signed = select(signatures.c.request_id)
    old = (requests.c.state.in_(ENDED), requests.c.changed_at <= now - kept)
    return _removed(work, _requests(work, *old, requests.c.id.in_(signed)), now)


STEPS: dict[str, Step] = {
    "answers emptied": _answer_bodies,
    "talks dropped": _talk_states,
    "talks forgotten": _talk_rows,
    "texts deleted": _settled_texts,
    "counts forgotten": _counts,
    "call-backs deleted": _done_tickets,
    "requests expired": _overdue_requests,
    "requests without their number": _numbers_of_requests,
    "unsigned requests forgotten": _unsigned_requests,
    "audit words erased": _audit_words,
    "desk sessions ended": _staff_sessions,
    "desk tries forgotten": _staff_tries,
    "desk figures forgotten": _turns,
    "desk sentences forgotten": _meant,
}


def steps(request_years: int) -> dict[str, Step]:
    """All steps; signed requests are kept so many years after they ended."""
    return {**STEPS, "signed requests deleted": partial(_signed_requests, years=request_years)}


def left(work: Work, before: dt.datetime) -> bool:
    """Whether a purge at `before` would have taken an answer's body or a talk's state that is still there."""
    answered = select(answers.c.key_hash).where(
        answers.c.body.is_not(None), answers.c.answered_at <= before - kept_answers.KEPT
    )
    talked = select(talks.c.talk_key).where(talks.c.state.is_not(None), talks.c.expires_at <= before)
    return any(work.row(query.limit(1)) is not None for query in (answered, talked))


def _requests(work: Work, *conditions: ColumnElement[bool]) -> list[str]:
    some = select(requests.c.id).where(*conditions).order_by(requests.c.id).limit(REQUESTS_A_STEP)
    return [row.id for row in work.rows(some)]


def _removed(work: Work, ids: list[str], now: dt.datetime) -> int:
    """Take requests away; that they were there, and that they went by rule, stays in the trail."""
    wiping.remove(work, ids)
    trail.append(work, [trail.Entry("request_deleted", "retention", {"request": one}) for one in ids], None, now)
    return len(ids)


def _some(key: Column[Any], *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return key.in_(select(key).where(*conditions).limit(STEP))
