"""The tables of the desk: its people, who is signed in, who tried to; what was checked, and what went out."""

from __future__ import annotations

from typing import Literal, get_args

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, LargeBinary, String, Table

from bot.store.tables import Instant, metadata

# viewer: sees. clerk: works the requests. manager: decides and keeps the list of people. auditor: reads the trail.
StaffRole = Literal["viewer", "clerk", "manager", "auditor"]
STAFF_ROLES: tuple[StaffRole, ...] = get_args(StaffRole)

staff = Table(
    "staff",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(32), nullable=False, unique=True),  # plain, "ana": the audit trail names "staff.ana"
    Column("role", String(16), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("disabled_at", Instant),
    Column("password", LargeBinary),  # sealed; an argon2 hash. None: not enrolled here
    Column("seed", LargeBinary),  # sealed; of the one-time codes
    Column("last_step", BigInteger),  # of the newest one-time code that was taken: none counts twice
    Column("link_hash", String(64), unique=True),  # of the one-time link by which somebody enrols
    Column("link_until", Instant),
    Column("subject_hash", String(64), unique=True),  # who it is at the hospital's sign-in
    CheckConstraint("role IN ('" + "', '".join(STAFF_ROLES) + "')", name="role"),
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("staff_id", String(32), ForeignKey("staff.id"), nullable=False, index=True),
    Column("made_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False, index=True),
)

staff_tries = Table(
    "staff_tries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name_hash", String(64), nullable=False),
    Column("address_hash", String(64), nullable=False),
    Column("browser_hash", String(64), nullable=False),
    Column("known", Boolean, nullable=False),  # that browser had signed in under that name before
    Column("good", Boolean, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Index(None, "name_hash", "at"),
)

# How images went out, and what became of it; this is what an accounting of disclosures tells.
Way = Literal["exchange", "mail", "cd", "portal"]
WAYS: tuple[Way, ...] = get_args(Way)

checks = Table(
    "checks",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("request_id", String(32), ForeignKey("requests.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("facts_hash", String(64), nullable=False),  # of what the request told then: a change voids the check
    Column("note", LargeBinary, nullable=False),  # sealed; how it was checked
    Column("void_at", Instant),
)

disclosures = Table(
    "disclosures",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("request_id", String(32), ForeignKey("requests.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("way", String(16), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("facts", LargeBinary, nullable=False),  # sealed; to whom and what
)

connected_places = Table(
    "connected_places",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("imported_at", Instant, nullable=False),
    Column("actor", String(64), nullable=False),
)
