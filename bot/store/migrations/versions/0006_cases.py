"""Who works a request, what was checked before it went out, and what went out."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
# All that the queue sorts and counts by, so that it is read without the sealed facts.
QUEUE = ["state", "duplicate_of", "owner", "requester", "needed_by", "created_at", "changed_at", "id"]


def upgrade() -> None:
    op.add_column("requests", sa.Column("owner", sa.String(64)))
    op.add_column("requests", sa.Column("duplicate_of", sa.String(32)))
    op.create_index("ix_requests_queue", "requests", QUEUE)
    op.create_index("ix_requests_changed_at", "requests", ["changed_at"])
    op.create_table("checks", *_of_request("checks"), *_check(), sa.PrimaryKeyConstraint("id", name="pk_checks"))
    op.create_index("ix_checks_request_id", "checks", ["request_id"])
    pk = sa.PrimaryKeyConstraint("id", name="pk_disclosures")
    op.create_table("disclosures", *_of_request("disclosures"), *_disclosure(), pk)
    for column in ("request_id", "at"):
        op.create_index(f"ix_disclosures_{column}", "disclosures", [column])
    op.create_table("connected_places", *_place(), sa.PrimaryKeyConstraint("id", name="pk_connected_places"))


def _of_request(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("request_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=f"fk_{table}_request_id"),
    ]


def _check() -> list[sa.Column[object]]:
    return [
        sa.Column("facts_hash", sa.String(64), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("void_at", TIME),
    ]


def _disclosure() -> list[sa.Column[object]]:
    return [sa.Column("way", sa.String(16), nullable=False), sa.Column("facts", sa.LargeBinary(), nullable=False)]


def _place() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("imported_at", TIME, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
    ]


def downgrade() -> None:
    for table in ("connected_places", "disclosures", "checks"):
        op.drop_table(table)
    for index in ("ix_requests_queue", "ix_requests_changed_at"):
        op.drop_index(index, "requests")
    # Never by making the table anew: others refer to it.
    for column in ("duplicate_of", "owner"):
        op.drop_column("requests", column)
