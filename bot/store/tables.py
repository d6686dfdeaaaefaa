"""The tables. What callers said and typed, and their numbers, are sealed bytes or keyed hashes."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, get_args

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from bot.request import REQUEST_STATES

Status = Literal["queued", "sending", "sent", "shown", "refused", "failed", "doubtful"]
STATUSES: tuple[Status, ...] = get_args(Status)
# What the carrier says of a text that it took.
Delivery = Literal["queued", "sending", "sent", "failed", "undelivered", "delivered", "read"]
DELIVERIES: tuple[Delivery, ...] = get_args(Delivery)
# An answer, the last one for a while, the last one to the same words, a text asked for, a text nobody asked for.
Counted = Literal["reply", "enough", "again", "asked", "unasked"]
# How a row of the outbox goes out: as a text, as a call that speaks it, as JSON to an address of the web.
Way = Literal["text", "call", "web"]
TicketState = Literal["open", "taken", "done"]
TICKET_STATES: tuple[TicketState, ...] = get_args(TicketState)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class Instant(TypeDecorator[dt.datetime]):
    """An aware time, kept in UTC: SQLite stores no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def _hash(name: str, **options: Any) -> Column[str]:
    return Column(name, String(64), **options)


def _one_of(states: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint("state IN ('" + "', '".join(states) + "')", name="state")


def _request(**options: Any) -> Column[str]:
    return Column("request_id", String(32), ForeignKey("requests.id"), nullable=False, **options)


talks = Table(
    "talks",
    metadata,
    _hash("talk_key", primary_key=True),
    Column("id", String(32), nullable=False),  # random: the audit trail keeps it when the number is gone
    Column("state", LargeBinary),  # sealed; gone once the talk was dropped
    Column("channel", String(16), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("directory_version", String(64), nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

answers = Table(
    "answers",
    metadata,
    _hash("key_hash", primary_key=True),  # kept for good, so that an old delivery never acts twice
    Column("route", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("content_type", String(64), nullable=False),
    Column("body", LargeBinary),  # sealed; gone after a day
    Column("answered_at", Instant, nullable=False, index=True),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False, index=True),
    Column("event", String(64), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("talk", String(32)),
    Column("detail", Text, nullable=False),  # JSON of closed fields, see bot/store/audit.py
    Column("words", LargeBinary),  # sealed; gone after a week
    _hash("words_hash"),  # what the chain covers, so that the words may go
    _hash("prev", nullable=False),
    _hash("hash", nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", String(32), primary_key=True),
    _hash("dedupe", nullable=False, unique=True),
    Column("recipient", LargeBinary, nullable=False),  # sealed
    Column("body", LargeBinary, nullable=False),  # sealed
    Column("purpose", String(64), nullable=False),
    Column("asked", Boolean, nullable=False),  # the person's own request, as against a reminder
    Column("status", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", Instant, nullable=False),  # while sending: when the claim runs out
    Column("claimed_at", Instant),  # since when its fate may be unknown
    Column("sid", String(64), unique=True),
    Column("fault", String(32)),
    Column("delivery", String(16)),  # the furthest that the carrier told of
    Column("delivery_fault", Integer),  # the carrier's own number for why not
    Column("way", String(8)),  # None: a text
    Column("created_at", Instant, nullable=False, index=True),
    CheckConstraint("status IN ('" + "', '".join(STATUSES) + "')", name="status"),
    Index(None, "status", "next_try_at"),
)

stop_list = Table(
    "stop_list",
    metadata,
    _hash("number_hash", primary_key=True),
    Column("since", Instant, nullable=False),
)

counted_texts = Table(
    "counted_texts",
    metadata,
    Column("id", String(32), primary_key=True),
    _hash("number_hash", nullable=False),
    _hash("words_hash"),  # of what was answered, so that a robot's loop is noticed
    Column("kind", String(16), nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Index(None, "number_hash", "at"),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", String(16), primary_key=True),  # random; said to those who are alerted
    _hash("talk_hash", nullable=False, index=True),
    Column("channel", String(16), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("number", LargeBinary),  # sealed; None where the caller's own is withheld and no other was given
    Column("message", Boolean),  # may one be left; None: not answered
    Column("state", String(8), nullable=False),
    Column("taken_by", LargeBinary),  # sealed
    Column("opened_at", Instant, nullable=False, index=True),
    Column("due_at", Instant, nullable=False),
    Column("taken_at", Instant),
    Column("done_at", Instant),
    Column("attempts", Integer, nullable=False),
    Column("alerts", Integer, nullable=False),
    Column("next_alert_at", Instant),  # None: nobody is to be alerted any more
    _hash("token_hash", nullable=False, unique=True),
    Column("token", LargeBinary, nullable=False),  # sealed; by which a link accepts
    _one_of(TICKET_STATES),
    Index(None, "state", "next_alert_at"),
)

requests = Table(
    "requests",
    metadata,
    Column("id", String(32), primary_key=True),  # random; the audit trail knows a request by it alone
    _hash("code_hash", nullable=False, unique=True),
    Column("code", LargeBinary, nullable=False),  # sealed; the reference code that the caller has
    Column("state", String(16), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("directory_version", String(64), nullable=False),
    Column("requester", String(20)),  # who asks: a class of people, no name
    Column("needed_by", Date),
    Column("fields", LargeBinary),  # sealed: all that was told; gone when an unsigned request ends
    Column("number", LargeBinary),  # sealed; the number that it was made from
    _hash("number_hash", index=True),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),  # counts while it is not signed
    Column("remind_at", Instant, index=True),
    Column("reminded_at", Instant),
    Column("owner", String(64)),  # who works it: "staff.ana"
    Column("duplicate_of", String(32)),  # the id of the request that it is the same as
    _one_of(REQUEST_STATES),
    Index(None, "state", "expires_at"),
    # All that the queue sorts and counts by, so that it is read without the sealed facts.
    Index(
        "ix_requests_queue",
        *("state", "duplicate_of", "owner", "requester", "needed_by", "created_at", "changed_at", "id"),
    ),
    Index(None, "changed_at"),
    # How many came in some days, and what became of them.
    Index("ix_requests_came", "created_at", "state", "duplicate_of"),
)

request_keys = Table(
    "request_keys",
    metadata,
    _request(primary_key=True),
    _hash("key_hash", primary_key=True, index=True),  # of its record number, and of each name with the birth date
)

request_events = Table(
    "request_events",
    metadata,
    Column("id", String(32), primary_key=True),
    _request(),
    Column("seq", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("event", String(64), nullable=False),
    Column("was", String(16)),
    Column("state", String(16)),
    Column("actor", String(64), nullable=False),
    Column("note", LargeBinary),  # sealed
    UniqueConstraint("request_id", "seq"),
)

links = Table(
    "links",
    metadata,
    _hash("token_hash", primary_key=True),
    _request(index=True),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("misses", Integer, nullable=False),
    Column("done_at", Instant),
)

signatures = Table(
    "signatures",
    metadata,
    _request(primary_key=True),  # so there is one at most
    Column("at", Instant, nullable=False),
    Column("signed", LargeBinary, nullable=False),  # sealed: how and by which name
    Column("letter", LargeBinary, nullable=False),  # sealed: the signed document
    Column("picture", LargeBinary),  # sealed: the drawn signature
)

papers = Table(
    "papers",
    metadata,
    Column("id", String(32), primary_key=True),
    _request(index=True),
    Column("added_at", Instant, nullable=False),
    Column("name", LargeBinary, nullable=False),  # sealed
    Column("kind", LargeBinary, nullable=False),  # sealed
    Column("data", LargeBinary, nullable=False),  # sealed
)
