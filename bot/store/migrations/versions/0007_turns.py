"""What each turn came to, for figures; what staff say was meant where it was not understood."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
# All that figures group by, so that they are read from the index alone.
FIGURES = ["day", "hour", "channel", "lang", "intent", "ending", "dial", "talk"]


def upgrade() -> None:
    op.create_table("turns", *_turn(), sa.PrimaryKeyConstraint("id", name="pk_turns"))
    op.create_index("ix_turns_figures", "turns", FIGURES)
    op.create_index("ix_turns_unclear", "turns", ["settled", "ending", "at"])
    op.create_index("ix_turns_talk", "turns", ["talk"])
    op.create_index("ix_turns_at", "turns", ["at"])
    once = sa.UniqueConstraint("turn_id", name="uq_meant_turn_id")
    op.create_table("meant", *_meant(), sa.PrimaryKeyConstraint("id", name="pk_meant"), once)
    op.create_index("ix_meant_batch", "meant", ["batch"])
    # How many came in some days, and what became of them; it serves whatever the one before did.
    op.create_index("ix_requests_came", "requests", ["created_at", "state", "duplicate_of"])
    op.drop_index("ix_requests_created_at", "requests")


def _turn() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("talk", sa.String(32), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("intent", sa.String(32), nullable=False),
        sa.Column("ending", sa.String(16), nullable=False),
        sa.Column("dial", sa.String(16)),
        sa.Column("place", sa.BigInteger()),
        sa.Column("settled", sa.String(8)),
    ]


def _meant() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("turn_id", sa.String(32), nullable=False),
        sa.Column("said_at", TIME, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("intent", sa.String(32), nullable=False),
        sa.Column("target", sa.String(128)),
        sa.Column("sentence", sa.LargeBinary(), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("batch", sa.String(32)),
        sa.Column("handed_at", TIME),
        sa.Column("handed_by", sa.String(64)),
    ]


def downgrade() -> None:
    op.create_index("ix_requests_created_at", "requests", ["created_at"])
    op.drop_index("ix_requests_came", "requests")
    op.drop_table("meant")
    op.drop_table("turns")
