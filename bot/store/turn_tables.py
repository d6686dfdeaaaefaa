"""The tables of what turns came to, and of what staff say was meant. No words: those lie sealed in the audit trail."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, Integer, LargeBinary, String, Table

from bot.store.tables import Instant, metadata

turns = Table(
    "turns",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("talk", String(32), nullable=False, index=True),  # random, as in talks and audit
    Column("at", Instant, nullable=False),
    Column("day", Date, nullable=False),  # day and hour by the clock of the department
    Column("hour", Integer, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("intent", String(32), nullable=False),
    Column("ending", String(16), nullable=False),
    Column("dial", String(16)),  # how an urgent dial before it ended
    Column("place", BigInteger),  # of its words in the audit trail, where staff may look at them
    Column("settled", String(8)),  # what staff made of it: "meant", "nothing"
    # All that figures group by, so that they are read from the index alone.
    Index("ix_turns_figures", "day", "hour", "channel", "lang", "intent", "ending", "dial", "talk"),
    Index("ix_turns_unclear", "settled", "ending", "at"),
    Index(None, "at"),
)

meant = Table(
    "meant",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("turn_id", String(32), nullable=False, unique=True),
    Column("said_at", Instant, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("intent", String(32), nullable=False),
    Column("target", String(128)),  # of the directory: what should have been told
    Column("sentence", LargeBinary, nullable=False),  # sealed; typed by staff
    Column("actor", String(64), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("batch", String(32), index=True),  # in which it was handed out; None: not yet
    Column("handed_at", Instant),
    Column("handed_by", String(64)),
)
