"""Makes the engine for a database URL, SQLite or PostgreSQL: waits are short, what is saved stays saved."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError

from bot.store.faults import StoreUnavailable
from bot.store.patience import PatientConnection

BUSY_MS = 400
POOL: dict[str, Any] = {"hide_parameters": True, "pool_timeout": BUSY_MS / 1000}
NO_FILE = "the database file is not there"

# Older libraries can lose commits when two processes reset the write-ahead log at once (the WAL-reset bug).
WAL_FIXED = (3, 51, 3)
WAL_BACKPORTS = {(3, 50): 7, (3, 44): 6}


def make_engine(database_url: str | URL, wait_ms: int = BUSY_MS) -> Engine:
    """An engine for `sqlite:///path` or `postgresql://...`. Connects to nothing yet. Raises StoreUnavailable.

    `wait_ms`: how long to wait for a lock that another holds.
    """
    url = _address(database_url)
    return _sqlite(url, wait_ms) if url.get_backend_name() == "sqlite" else _postgres(url, wait_ms)


def make_file(engine: Engine) -> None:
    """Make an SQLite database's file, readable by its owner alone. Other engines need none."""
    if engine.dialect.name == "sqlite":
        path = Path(engine.url.database or "")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)


def empty_journal(engine: Engine) -> None:
    """Take out of SQLite's write-ahead log what was written over in the file; later, where others are reading.

    Other engines and journals have no such log.
    """
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        with closing(connection), suppress(sqlite3.Error):
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def journal_mode(version: tuple[int, int, int]) -> str:
    """The journal that this SQLite library keeps safely under several processes: "wal" or "truncate"."""
    backport = WAL_BACKPORTS.get(version[:2])
    fixed = version >= WAL_FIXED or (backport is not None and version[2] >= backport)
    return "wal" if fixed else "truncate"


def _address(database_url: str | URL) -> URL:
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):
        url = None
    # The message of a failed parse would quote the URL and the password in it.
    if url is None or url.get_backend_name() not in ("sqlite", "postgresql", "postgres") or not url.database:
        raise StoreUnavailable("DATABASE_URL is neither sqlite:///file nor postgresql://host/name")
    return url if url.get_backend_name() == "sqlite" else url.set(drivername="postgresql+psycopg")


def _postgres(url: URL, wait_ms: int) -> Engine:
    limits = {
        "lock_timeout": wait_ms,
        "statement_timeout": 5 * wait_ms,
        "idle_in_transaction_session_timeout": 10_000,
    }
    options = " ".join(f"-c {name}={ms}" for name, ms in limits.items())
    arguments = {"connect_timeout": 2, "tcp_user_timeout": 2000, "options": options}
    engine = create_engine(url, connect_args=arguments, **POOL)

    def connect(_dialect: Any, _record: Any, arguments: Any, settings: Any) -> Any:
        return PatientConnection.connect(*arguments, **settings)

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "connect", _begun_by_us)
    event.listen(engine, "begin", _begin_on_postgres)
    return engine


def _sqlite(url: URL, wait_ms: int) -> Engine:
    path = Path(url.database or "")
    engine = create_engine(url, connect_args={"timeout": wait_ms / 1000}, **POOL)

    def must_exist(*_: Any) -> None:
        # SQLite would make an empty file in place of a lost one, and a restore would find it in the way.
        if not path.exists():
            raise StoreUnavailable(NO_FILE)

    def prepare(connection: sqlite3.Connection, record: Any) -> None:
        _prepare(connection)
        record.info["file"] = _identity(path)

    def same_file(connection: sqlite3.Connection, record: Any, _proxy: Any) -> None:
        # A connection to a deleted file goes on "saving" into nothing.
        if record.info["file"] != _identity(path):
            raise DisconnectionError

    event.listen(engine, "do_connect", must_exist)
    event.listen(engine, "connect", prepare)
    event.listen(engine, "checkout", same_file)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection) -> None:
    connection.isolation_level = None  # BEGIN is ours, see _begin
    wanted = journal_mode(sqlite3.sqlite_version_info[:3])
    (mode,) = connection.execute(f"PRAGMA journal_mode = {wanted}").fetchone()
    if mode != wanted:
        raise StoreUnavailable(f"journal_mode is {mode}, not {wanted}")
    for setting in ("synchronous = FULL", "secure_delete = ON", "foreign_keys = ON", "mmap_size = 0"):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    # A plain BEGIN that reads and then writes fails at once when another writer came between.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begun_by_us(connection: PatientConnection, _record: Any) -> None:
    # psycopg would send a BEGIN of its own behind a ping: two ways to the server before anything is asked.
    connection.autocommit = True


def _begin_on_postgres(connection: Connection) -> None:
    # Also shows whether the connection is still good, see `Store._connected`.
    connection.exec_driver_sql("BEGIN ISOLATION LEVEL READ COMMITTED")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
