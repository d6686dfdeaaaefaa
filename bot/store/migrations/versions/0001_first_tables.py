"""The first tables: talks, answers, audit trail, outbox, stop list."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "talks",
        sa.Column("talk_key", sa.String(64), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("state", sa.LargeBinary()),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("directory_version", sa.String(64), nullable=False),
        sa.Column("saved_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("talk_key", name="pk_talks"),
    )
    op.create_index("ix_talks_expires_at", "talks", ["expires_at"])
    op.create_table(
        "answers",
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("route", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("answered_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name="pk_answers"),
    )
    op.create_index("ix_answers_answered_at", "answers", ["answered_at"])
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("event", sa.String(64), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("talk", sa.String(32)),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("words", sa.LargeBinary()),
        sa.Column("words_hash", sa.String(64)),
        sa.Column("prev", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("dedupe", sa.String(64), nullable=False),
        sa.Column("recipient", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.String(64), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", TIME, nullable=False),
        sa.Column("claimed_at", TIME),
        sa.Column("sid", sa.String(64)),
        sa.Column("fault", sa.String(32)),
        sa.Column("created_at", TIME, nullable=False),
        sa.CheckConstraint(
            "status IN ('queued', 'sending', 'sent', 'shown', 'refused', 'failed', 'doubtful')",
            name=op.f("ck_outbox_status"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("dedupe", name="uq_outbox_dedupe"),
        sa.UniqueConstraint("sid", name="uq_outbox_sid"),
    )
    op.create_index("ix_outbox_created_at", "outbox", ["created_at"])
    op.create_index("ix_outbox_status_next_try_at", "outbox", ["status", "next_try_at"])
    op.create_table(
        "stop_list",
        sa.Column("number_hash", sa.String(64), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.PrimaryKeyConstraint("number_hash", name="pk_stop_list"),
    )


def downgrade() -> None:
    for table in ("stop_list", "outbox", "audit", "answers", "talks"):
        op.drop_table(table)
