"""Changes of the directory that were proposed, and what was decided."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
STATES = "state IN ('open', 'approved', 'refused', 'withdrawn')"


def upgrade() -> None:
    op.create_table(
        "directory_changes",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("proposer", sa.String(64), nullable=False),
        sa.Column("proposed_at", TIME, nullable=False),
        sa.Column("decider", sa.String(64)),
        sa.Column("decided_at", TIME),
        sa.Column("written_at", TIME),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_directory_changes"),
        sa.CheckConstraint(STATES, name=op.f("ck_directory_changes_state")),
    )
    op.create_index("ix_directory_changes_proposed_at", "directory_changes", ["proposed_at"])


def downgrade() -> None:
    op.drop_table("directory_changes")
