"""What `doctor` wants to know of the database itself: is it whole, does it take changes, does it keep them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

LARGE_LOG = 256 << 20  # bytes of SQLite's write-ahead log


@dataclass(frozen=True)
class Checkup:
    """`name`: engine and version. `now`: its clock, aware, where it has one of its own."""

    name: str
    now: dt.datetime | None = None
    damage: str = ""  # in the database's own words, which quote no row
    read_only: bool = False
    unsafe: tuple[str, ...] = ()  # settings by which what was saved may be lost when the power fails
    large_log: bool = False
    crowded: bool = False


def checkup(connection: Connection) -> Checkup:
    """Look at the database of an open transaction; reads all pages of an SQLite file."""
    return _sqlite(connection) if connection.dialect.name == "sqlite" else _postgres(connection)


def _sqlite(connection: Connection) -> Checkup:
    found = str(_one(connection, "PRAGMA quick_check(1)"))
    log = Path(f"{connection.engine.url.database}-wal")
    return Checkup(
        f"SQLite {_one(connection, 'SELECT sqlite_version()')}",
        damage="" if found == "ok" else found,
        large_log=log.exists() and log.stat().st_size > LARGE_LOG,
    )


def _postgres(connection: Connection) -> Checkup:
    shown = {name: str(_one(connection, f"SHOW {name}")) for name in ("fsync", "full_page_writes")}
    most = int(str(_one(connection, "SHOW max_connections")))
    many = int(str(_one(connection, "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")))
    now = _one(connection, "SELECT clock_timestamp()")
    return Checkup(
        f"PostgreSQL {_one(connection, 'SHOW server_version')}",
        now if isinstance(now, dt.datetime) else None,
        read_only=_one(connection, "SHOW transaction_read_only") == "on",
        unsafe=tuple(name for name, value in shown.items() if value != "on"),
        crowded=many > 0.8 * most,
    )


def _one(connection: Connection, query: str) -> object:
    return connection.exec_driver_sql(query).scalar_one()
