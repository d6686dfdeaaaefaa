"""Figures of what was asked and what came of it, added up by the database itself. Days are the department's."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select

from bot.store.desk_tables import disclosures
from bot.store.tables import requests, signatures
from bot.store.turn_tables import turns
from bot.store.work import Work

# Of a whole talk: the first of these that happened in it, the last one where none did.
OUTCOMES = ("urgent", "person", "answered", "asked", "missed", "silent")


@dataclass(frozen=True)
class Span:
    """From one day to another, both included; `start` and `end` are the same as aware times."""

    first: dt.date
    last: dt.date
    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True)
class EndingCount:
    """How many turns of an intent, in a language and on a channel, ended so."""

    channel: str
    lang: str
    intent: str
    ending: str
    many: int


@dataclass(frozen=True)
class UrgentCall:
    """What became of the last urgent dial of a talk; "" where nothing is known."""

    channel: str
    dial: str
    many: int


def by_hour(work: Work, span: Span) -> Mapping[tuple[str, int], int]:
    """Calls that came in and texts, by channel and hour of the day."""
    came = (turns.c.channel == "text") | (turns.c.ending == "begun")
    query = select(turns.c.channel, turns.c.hour, func.count().label("many")).where(*_in(span), came)
    rows = work.rows(query.group_by(turns.c.channel, turns.c.hour))
    return {(row.channel, row.hour): row.many for row in rows}


def endings(work: Work, span: Span) -> list[EndingCount]:
    """What was asked, and what came of each question."""
    columns = (turns.c.channel, turns.c.lang, turns.c.intent, turns.c.ending)
    query = select(*columns, func.count().label("many")).where(*_in(span)).group_by(*columns)
    return [EndingCount(row.channel, row.lang, row.intent, row.ending, row.many) for row in work.rows(query)]


def outcomes(work: Work, span: Span) -> Mapping[tuple[str, str], int]:
    """Whole talks by channel and by what came of them, see OUTCOMES."""
    rank = case(
        *((turns.c.ending == name, place) for place, name in enumerate(OUTCOMES[:-1])),
        (turns.c.ending == "form", OUTCOMES.index("answered")),
        else_=len(OUTCOMES) - 1,
    )
    best = func.min(rank).label("best")
    talks = select(turns.c.channel, best).where(*_in(span)).group_by(turns.c.talk, turns.c.channel).subquery()
    query = select(talks.c.channel, talks.c.best, func.count().label("many")).group_by(talks.c.channel, talks.c.best)
    return {(row.channel, OUTCOMES[row.best]): row.many for row in work.rows(query)}


def urgent(work: Work, span: Span) -> list[UrgentCall]:
    """Talks in which somebody urgent asked, and how the last dial for them ended."""
    asked = select(turns.c.talk, turns.c.channel).where(*_in(span), turns.c.ending == "urgent").distinct()
    channels = {row.talk: row.channel for row in work.rows(asked)}
    dialled = select(turns.c.talk, turns.c.dial).where(*_in(span), turns.c.dial.is_not(None)).order_by(turns.c.at)
    ends = {row.talk: row.dial for row in work.rows(dialled)}
    found = Counter((channels.get(talk, "voice"), ends.get(talk, "")) for talk in {**channels, **ends})
    return [UrgentCall(*kind, many) for kind, many in sorted(found.items())]


def requests_by_state(work: Work, span: Span) -> Mapping[str, int]:
    """Release requests that came in these days, by the state that they are in now; duplicates once."""
    came = (requests.c.created_at >= span.start, requests.c.created_at < span.end, requests.c.duplicate_of.is_(None))
    query = select(requests.c.state, func.count().label("many")).where(*came).group_by(requests.c.state)
    return {row.state: row.many for row in work.rows(query)}


def times_to_done(work: Work, span: Span) -> Sequence[dt.timedelta]:
    """Of each request that was sent for the first time in these days: how long after its signature."""
    first = func.min(disclosures.c.at).label("sent_at")
    sent = select(disclosures.c.request_id, first).where(disclosures.c.kind == "sent")
    done = sent.where(disclosures.c.at < span.end).group_by(disclosures.c.request_id).subquery()
    of = select(done.c.sent_at, signatures.c.at).join(signatures, signatures.c.request_id == done.c.request_id)
    return [row.sent_at - row.at for row in work.rows(of.where(done.c.sent_at >= span.start))]


def since(work: Work) -> dt.date | None:
    """The first day that is counted."""
    row = work.row(select(func.min(turns.c.day).label("day")))
    return row.day if row else None


def _in(span: Span) -> tuple[ColumnElement[bool], ...]:
    return turns.c.day >= span.first, turns.c.day <= span.last
