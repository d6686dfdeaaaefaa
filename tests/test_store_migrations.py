"""Migrations go up and down on both engines with rows in them, and lead to the tables the code expects."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.store import Answer, Store, Talk
from bot.store.engines import make_engine, make_file
from bot.store.migrating import config
from bot.store.tables import Instant, metadata
from tests.stores import NOW

REVISIONS = [script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()]


@pytest.fixture
def engine(database_url):
    """An empty database."""
    engine = make_engine(database_url)
    make_file(engine)
    yield engine
    engine.dispose()


def move(engine: sa.Engine, direction: Any, target: str) -> None:
    with engine.begin() as connection:
        direction(config(connection), target)


def fill(engine: sa.Engine) -> dict[str, int]:
    """Put one row into every table there is, whatever its columns; how many rows each table has."""
    found = tables(engine)
    with engine.begin() as connection:
        for table in found.values():
            row = {column.name: value(column) for column in table.columns}
            connection.execute(table.insert().values(row))
        return {name: count(connection, table) for name, table in found.items()}


def count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


# Columns of which only certain words are taken.
WORDS = {"outbox.status": "queued", "tickets.state": "open", "requests.state": "draft", "staff.role": "clerk"}
WORDS["directory_changes.state"] = "open"


def value(column: sa.Column[Any]) -> Any:
    if str(column) in WORDS:
        return WORDS[str(column)]
    kinds = {
        sa.Boolean: True,
        sa.Integer: 7,
        sa.BigInteger: 7,
        sa.DateTime: NOW,
        sa.Date: NOW.date(),
        sa.LargeBinary: b"sealed",
        sa.String: "word",
    }
    return next(made for kind, made in kinds.items() if isinstance(column.type, kind))


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_migration_goes_up_down_and_up_with_rows(engine, revision):
    move(engine, command.upgrade, f"{revision}")
    before = fill(engine)
    move(engine, command.downgrade, f"{revision}-1" if revision != REVISIONS[-1] else "base")
    kept = set(sa.inspect(engine).get_table_names()) - {"alembic_version"}
    move(engine, command.upgrade, revision)
    with engine.begin() as connection:
        for name, rows in before.items():
            assert count(connection, sa.table(name)) == (rows if name in kept else 0)


def contents(engine: sa.Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    found = tables(engine)
    with engine.begin() as connection:
        rows = {name: connection.execute(table.select()).mappings().all() for name, table in found.items()}
    return {name: [dict(row) for row in some] for name, some in rows.items()}


@pytest.mark.parametrize(("older", "newer"), list(pairwise(reversed(REVISIONS))))
def test_each_migration_leaves_what_was_there_as_it_was(engine, older, newer):
    move(engine, command.upgrade, older)
    fill(engine)
    before = contents(engine)
    move(engine, command.upgrade, newer)
    after = contents(engine)
    for name, rows in before.items():
        assert [{column: row[column] for column in rows[0]} for row in after[name]] == rows
    move(engine, command.downgrade, older)
    assert contents(engine) == before


def test_the_program_of_before_writes_into_the_newest_tables(engine):
    """For a while two releases run: what the older one does not know may stay empty."""
    move(engine, command.upgrade, REVISIONS[-1])
    known = {name: [column.name for column in table.columns] for name, table in tables(engine).items()}
    move(engine, command.upgrade, "head")
    found = tables(engine)
    with engine.begin() as connection:
        for name, columns in known.items():
            row = {column: value(found[name].columns[column]) for column in columns}
            connection.execute(found[name].insert().values(row))


def tables(engine: sa.Engine) -> dict[str, sa.Table]:
    """The tables that are there."""
    found = sa.MetaData()
    found.reflect(engine)
    return {table.name: table for table in found.sorted_tables if table.name != "alembic_version"}


def test_migrations_lead_to_the_tables_of_the_code(engine):
    move(engine, command.upgrade, "head")
    with engine.begin() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []


def test_a_difference_between_migrations_and_code_would_be_found(engine):
    move(engine, command.upgrade, "head")
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE talks DROP COLUMN lang"))
        connection.execute(sa.text("DROP INDEX ix_audit_at"))
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    assert len(found) == 2


def test_migrating_twice_and_by_several_at_once_is_the_same_as_once(database_url, keyring):
    stores = [Store.open(database_url, keyring) for _ in range(4)]
    for store in stores:
        store.migrate()
    assert stores[0].verify().head.seq == 1
    with stores[0].turn(NOW) as turn:
        turn.save_talk("pair", Talk({}, "text", "en", "abc", NOW + dt.timedelta(days=1)))
        turn.remember(["SM1"], "/sms", Answer("x", "text/xml"))
    stores[1].migrate()
    with stores[2].turn(NOW) as turn:
        assert turn.talk("pair") is not None
    [store.close() for store in stores]


def test_a_layout_newer_than_this_release_still_serves(store, intruder):
    with intruder.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'from_next_release'"))
    assert store.ready()


def test_times_come_back_aware_on_both_engines(engine):
    move(engine, command.upgrade, "head")
    stops = metadata.tables["stop_list"]
    local = NOW.astimezone(dt.timezone(dt.timedelta(hours=-5)))
    assert isinstance(stops.c.since.type, Instant)
    with engine.begin() as connection:
        connection.execute(stops.insert().values(number_hash="x", since=local))
        found = connection.execute(sa.select(stops.c.since)).scalar_one()
    assert found == NOW
    assert found.utcoffset() == dt.timedelta(0)
