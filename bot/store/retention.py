"""Takes away what is no longer needed, in small steps that may be cut off anywhere and taken again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, delete, select, update
from sqlalchemy.sql.elements import ColumnElement

from bot.store import answers as kept_answers
from bot.store import audit as trail
from bot.store.caps import DAY
from bot.store.tables import answers, audit, counted_texts, outbox, talks, tickets
from bot.store.work import Work

STEP = 500
TALKS_REMEMBERED = dt.timedelta(days=7)  # long enough to tell a returning person that the talk was dropped
TEXTS_KEPT = dt.timedelta(days=30)
TICKETS_KEPT = dt.timedelta(days=30)

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


def _audit_words(work: Work, now: dt.datetime) -> int:
    old = select(audit.c.seq).where(audit.c.words.is_not(None), audit.c.at <= now - trail.WORDS_KEPT)
    places = [row.seq for row in work.rows(old.order_by(audit.c.seq).limit(STEP))]
    if places:
        work.write(update(audit).where(audit.c.seq.in_(places)).values(words=None))
        # The trail itself says that these words were taken away by rule; any other gap is tampering.
        trail.append(work, [trail.Entry("words_erased", "retention", {"upto": str(places[-1])})], None, now)
    return len(places)


STEPS: dict[str, Step] = {
    "answers emptied": _answer_bodies,
    "talks dropped": _talk_states,
    "talks forgotten": _talk_rows,
    "texts deleted": _settled_texts,
    "counts forgotten": _counts,
    "call-backs deleted": _done_tickets,
    "audit words erased": _audit_words,
}


def _some(key: Column[Any], *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return key.in_(select(key).where(*conditions).limit(STEP))
