"""The tables of the desk: who works there, who is signed in, and who tried to sign in."""

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
