"""People who work at the desk, their sessions, and tries to sign in."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _make_staff()
    _make_sessions()
    _make_tries()


def _make_staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("disabled_at", TIME),
        sa.Column("password", sa.LargeBinary()),
        sa.Column("seed", sa.LargeBinary()),
        sa.Column("last_step", sa.BigInteger()),
        sa.Column("link_hash", sa.String(64)),
        sa.Column("link_until", TIME),
        sa.Column("subject_hash", sa.String(64)),
        sa.CheckConstraint("role IN ('viewer', 'clerk', 'manager', 'auditor')", name=op.f("ck_staff_role")),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("name", name="uq_staff_name"),
        sa.UniqueConstraint("link_hash", name="uq_staff_link_hash"),
        sa.UniqueConstraint("subject_hash", name="uq_staff_subject_hash"),
    )


def _make_sessions() -> None:
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_sessions_staff_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_staff_sessions"),
    )
    for column in ("staff_id", "seen_at"):
        op.create_index(f"ix_staff_sessions_{column}", "staff_sessions", [column])


def _make_tries() -> None:
    op.create_table(
        "staff_tries",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name_hash", sa.String(64), nullable=False),
        sa.Column("address_hash", sa.String(64), nullable=False),
        sa.Column("browser_hash", sa.String(64), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_tries"),
    )
    op.create_index("ix_staff_tries_at", "staff_tries", ["at"])
    op.create_index("ix_staff_tries_name_hash_at", "staff_tries", ["name_hash", "at"])


def downgrade() -> None:
    for table in ("staff_tries", "staff_sessions", "staff"):
        op.drop_table(table)
