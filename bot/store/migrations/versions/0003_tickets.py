"""Call-backs that urgent callers wait for, and rows of the outbox that are no texts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("outbox", sa.Column("way", sa.String(8)))
    op.create_table(
        "tickets",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("talk_hash", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("number", sa.LargeBinary()),
        sa.Column("message", sa.Boolean()),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("taken_by", sa.LargeBinary()),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("taken_at", TIME),
        sa.Column("done_at", TIME),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("alerts", sa.Integer(), nullable=False),
        sa.Column("next_alert_at", TIME),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'taken', 'done')", name=op.f("ck_tickets_state")),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.UniqueConstraint("token_hash", name="uq_tickets_token_hash"),
    )
    op.create_index("ix_tickets_talk_hash", "tickets", ["talk_hash"])
    op.create_index("ix_tickets_opened_at", "tickets", ["opened_at"])
    op.create_index("ix_tickets_state_next_alert_at", "tickets", ["state", "next_alert_at"])


def downgrade() -> None:
    op.drop_table("tickets")
    op.drop_column("outbox", "way")
