"""Requests to release images: their facts, history, links, signatures and papers."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
STATES = "'draft', 'to_sign', 'received', 'in_progress', 'sent', 'needs_something', 'came_back', 'cancelled', 'expired'"


def _request() -> sa.Column[str]:
    return sa.Column("request_id", sa.String(32), nullable=False)


def _of_request(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=f"fk_{table}_request_id")


def upgrade() -> None:
    _make_requests()
    _make_keys_and_events()
    _make_links()
    _make_documents()


def _make_requests() -> None:
    op.create_table(
        "requests",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("directory_version", sa.String(64), nullable=False),
        sa.Column("requester", sa.String(20)),
        sa.Column("needed_by", sa.Date()),
        sa.Column("fields", sa.LargeBinary()),
        sa.Column("number", sa.LargeBinary()),
        sa.Column("number_hash", sa.String(64)),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("remind_at", TIME),
        sa.Column("reminded_at", TIME),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_requests_state")),
        sa.PrimaryKeyConstraint("id", name="pk_requests"),
        sa.UniqueConstraint("code_hash", name="uq_requests_code_hash"),
    )
    for columns in (["number_hash"], ["created_at"], ["remind_at"], ["state", "expires_at"]):
        op.create_index(f"ix_requests_{'_'.join(columns)}", "requests", columns)


def _make_keys_and_events() -> None:
    op.create_table(
        "request_keys",
        _request(),
        sa.Column("key_hash", sa.String(64), nullable=False),
        _of_request("request_keys"),
        sa.PrimaryKeyConstraint("request_id", "key_hash", name="pk_request_keys"),
    )
    op.create_index("ix_request_keys_key_hash", "request_keys", ["key_hash"])
    op.create_table(
        "request_events",
        sa.Column("id", sa.String(32), nullable=False),
        _request(),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("event", sa.String(64), nullable=False),
        sa.Column("was", sa.String(16)),
        sa.Column("state", sa.String(16)),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("note", sa.LargeBinary()),
        _of_request("request_events"),
        sa.PrimaryKeyConstraint("id", name="pk_request_events"),
        sa.UniqueConstraint("request_id", "seq", name="uq_request_events_request_id"),
    )


def _make_links() -> None:
    op.create_table(
        "links",
        sa.Column("token_hash", sa.String(64), nullable=False),
        _request(),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("done_at", TIME),
        _of_request("links"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_links"),
    )
    op.create_index("ix_links_request_id", "links", ["request_id"])


def _make_documents() -> None:
    op.create_table(
        "signatures",
        _request(),
        sa.Column("at", TIME, nullable=False),
        sa.Column("signed", sa.LargeBinary(), nullable=False),
        sa.Column("letter", sa.LargeBinary(), nullable=False),
        sa.Column("picture", sa.LargeBinary()),
        _of_request("signatures"),
        sa.PrimaryKeyConstraint("request_id", name="pk_signatures"),
    )
    op.create_table(
        "papers",
        sa.Column("id", sa.String(32), nullable=False),
        _request(),
        sa.Column("added_at", TIME, nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        _of_request("papers"),
        sa.PrimaryKeyConstraint("id", name="pk_papers"),
    )
    op.create_index("ix_papers_request_id", "papers", ["request_id"])


def downgrade() -> None:
    for table in ("papers", "signatures", "links", "request_events", "request_keys", "requests"):
        op.drop_table(table)
