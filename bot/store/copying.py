"""Copies a whole store into an empty one, of either engine, in one transaction, and compares them row by row."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, func, insert, select
from sqlalchemy.engine import Connection

from bot.store import migrating
from bot.store.faults import StoreUnavailable, without_values
from bot.store.tables import metadata, papers, signatures

ROWS = 500
DOCUMENTS = {signatures, papers}  # a letter or a paper may have some megabytes
DOCUMENTS_A_STEP = 4
PARTS = ("", "-wal", "-shm", "-journal")
Print = tuple[int, bytes]


class NotEmpty(StoreUnavailable):
    """The place to copy to holds rows of its own."""

    situation = "the target holds rows already"


class NotTheSame(StoreUnavailable):
    """A table came out otherwise than it went in."""

    situation = "the copy differs"


class NotCopied(StoreUnavailable):
    """The source cannot be copied as it is."""

    situation = "the store cannot be copied"


def hold_still(source: Connection) -> None:
    """Call it first: all that is read in this transaction is of one moment, however long it takes."""
    if source.dialect.name == "postgresql":
        source.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    _take_time(source)


def copy(source: Connection, target: Connection) -> dict[str, int]:
    """Copy every row; how many each table has. Nothing is saved before the target's transaction is.

    A target that holds the very same rows already is left as it is. Raises NotEmpty, NotTheSame, NotCopied.
    """
    _take_time(target)
    if not without_values(lambda: migrating.at_head(source)):
        raise NotCopied("its tables are not those of this release")
    without_values(lambda: migrating.to_head(target))
    filled = [table for table in metadata.sorted_tables if _filled(target, table)]
    there = {table: _print(target, table) for table in filled}
    done = {table: _compared(source, target, table, there) for table in metadata.sorted_tables}
    return {table.name: count for table, count in done.items()}


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    ways = {table.name: select(func.count()).select_from(table) for table in metadata.sorted_tables}
    return {name: without_values(lambda way=way: connection.execute(way).scalar_one()) for name, way in ways.items()}  # type: ignore[misc]


def save_file(engine: Engine, file: Path) -> None:
    """Copy an SQLite database into a new file by SQLite's own way, and have it look the copy over."""
    connection = engine.raw_connection()
    with closing(connection):
        try:
            connection.cursor().execute("VACUUM INTO ?", (str(file),))
        except sqlite3.Error as error:
            fault = NotCopied(getattr(error, "sqlite_errorname", type(error).__name__))
        else:
            return file.chmod(0o600)
    raise fault


def whole(connection: Connection) -> bool:
    """Whether SQLite finds nothing wrong with the file."""
    return bool(connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok")


def put_aside(database: str) -> Path:
    """Give an SQLite database's file another name, so that nobody writes into it any more; the new name."""
    path = Path(database)
    for part in PARTS:
        if os.path.exists(f"{path}{part}"):
            os.rename(f"{path}{part}", f"{path}.moved{part}")
    return path.with_name(f"{path.name}.moved")


def _compared(source: Connection, target: Connection, table: Table, there: dict[Table, Print]) -> int:
    """Copy one table unless the target has it; the number of rows, after both were compared."""
    wanted = _print(source, table) if there else _copied(source, target, table)
    found = there.get(table, (0, b"")) if there else _print(target, table)
    if wanted[0] != found[0] or (wanted[0] and wanted[1] != found[1]):
        raise (NotEmpty if there else NotTheSame)(table.name)
    return wanted[0]


def _copied(source: Connection, target: Connection, table: Table) -> Print:
    hashes = []
    for rows in _batches(source, table):
        without_values(lambda rows=rows: target.execute(insert(table), rows))  # type: ignore[misc]
        hashes += [_hash(row) for row in rows]
    return _of(hashes)


def _print(connection: Connection, table: Table) -> Print:
    return _of([_hash(row) for rows in _batches(connection, table) for row in rows])


def _of(hashes: list[bytes]) -> Print:
    """How many rows, and a hash over all of theirs; sorted, since the engines order words differently."""
    return len(hashes), hashlib.sha256(b"".join(sorted(hashes))).digest()


def _batches(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    size = DOCUMENTS_A_STEP if table in DOCUMENTS else ROWS
    found = without_values(lambda: connection.execute(select(table).execution_options(yield_per=size)))
    with found.mappings() as result:
        while rows := without_values(lambda: result.fetchmany(size)):
            yield [dict(row) for row in rows]


def _hash(row: dict[str, Any]) -> bytes:
    hashed = hashlib.sha256()
    for name in sorted(row):
        value = _plain(row[name])
        hashed.update(f"{name}:{len(value)}:".encode() + value)
    return hashed.digest()


def _plain(value: object) -> bytes:
    """A value as bytes that say its kind too, the same from either engine."""
    if isinstance(value, bytes):
        return b"b" + value
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds").encode()
    return f"{type(value).__name__} {value}".encode("utf-8", "surrogatepass")


def _filled(connection: Connection, table: Table) -> bool:
    return without_values(lambda: connection.execute(select(*table.primary_key).limit(1)).first()) is not None


def _take_time(connection: Connection) -> None:
    """Short waits are for turns; this takes as long as it takes."""
    if connection.dialect.name == "postgresql":
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.exec_driver_sql(f"SET LOCAL {limit} = 0")
