"""What the carrier says became of a text, and how many texts went to whom."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("delivery", sa.String(16)))
    op.add_column("outbox", sa.Column("delivery_fault", sa.Integer()))
    op.create_table(
        "counted_texts",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("number_hash", sa.String(64), nullable=False),
        sa.Column("words_hash", sa.String(64)),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_counted_texts"),
    )
    op.create_index("ix_counted_texts_at", "counted_texts", ["at"])
    op.create_index("ix_counted_texts_number_hash_at", "counted_texts", ["number_hash", "at"])


def downgrade() -> None:
    op.drop_table("counted_texts")
    op.drop_column("outbox", "delivery_fault")
    op.drop_column("outbox", "delivery")
