"""Brings a database to the newest table layout, and tells whether it is there."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

MIGRATIONS = Path(__file__).parent / "migrations"
WAIT_MS = 20_000  # another process may be migrating
ONE_AT_A_TIME = 7235941  # any number that nothing else in the database locks


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings for our migrations, run over an open transaction."""
    made = Config(attributes={"connection": connection})
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return made


def to_head(connection: Connection) -> None:
    """Run the migrations that are missing, all in the transaction of `connection`."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
    command.upgrade(config(connection), "head")


def layout(connection: Connection) -> Literal["ready", "no tables", "old tables"]:
    """Whether every migration known here was run. A newer layout is ready too: for a while two releases run."""
    current = MigrationContext.configure(connection).get_current_revision()
    script = ScriptDirectory.from_config(config())
    older = {revision.revision for revision in script.walk_revisions()} - {script.get_current_head()}
    if current is None:
        return "no tables"
    return "old tables" if current in older else "ready"


def at_head(connection: Connection) -> bool:
    """Whether the layout is exactly this release's: neither older nor newer."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head
