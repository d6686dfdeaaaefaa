"""Fixtures for tests that store things: what a store does is tried on SQLite and on a real PostgreSQL.

Tests of the store itself run on both each time. All others run on the engine that STORE names, SQLite where it names
none: `STORE=postgresql make test` runs everything on PostgreSQL.

The PostgreSQL server is started by the tests, once a session, on a unix socket in a temporary directory. Each test has
a user and a schema of its own: a whole database would take 7 MB.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import os
import pwd
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, make_url

from bot.sealing import Keyring
from bot.store import Store, engines
from bot.store.engines import make_engine
from bot.store.tables import metadata

NOW = dt.datetime(2026, 11, 22, 15, 0, tzinfo=dt.UTC)
INITDB = ["-U", "radline", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--wal-segsize=1"]
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "16MB"}
PR_SET_PDEATHSIG = 1
NO_POSTGRES = "no PostgreSQL server programs (initdb, postgres) on this machine"
ENGINE = os.environ.get("STORE", "sqlite")
ENGINES = ("sqlite", "postgresql")
# A store in memory, where there is such a place, spares the disk a thousand writes.
QUICK = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
PREPARE = engines._prepare
_numbers = count(1)
_running = ExitStack()


@dataclass(frozen=True)
class Postgres:
    """A running server: its directory holds data/, the socket and log."""

    home: Path

    def url(self, user: str) -> str:
        return f"postgresql://{user}@/postgres?host={self.home}"

    def new_database(self) -> str:
        """The URL of an empty place for tables; its user sees no other."""
        name = f"test_{next(_numbers)}"
        self.run(f"CREATE ROLE {name} LOGIN; CREATE SCHEMA {name} AUTHORIZATION {name}")
        return self.url(name)

    def run(self, statements: str) -> None:
        """As superuser."""
        with psycopg.connect(self.url("radline"), autocommit=True) as connection:
            connection.execute(statements)


@pytest.fixture(scope="session", autouse=True)
def _no_wait_for_the_disk() -> Iterator[None]:
    """What a power cut would lose is no matter here, and each table made would wait for the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "_prepare", _unsynced)
        yield


def _unsynced(connection: sqlite3.Connection) -> None:
    PREPARE(connection)
    connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture(scope="session")
def postgres() -> Postgres:
    """A PostgreSQL server for the whole session; skips where its programs are missing."""
    return server_of_all()


@cache
def server_of_all() -> Postgres:
    """The server of this process; it ends with the session."""
    return _running.enter_context(postgres_server())


def pytest_sessionfinish() -> None:
    """End what runs for all tests."""
    _running.close()


def empty_place(folder: Path) -> str:
    """The URL of an empty database of the engine that STORE names; SQLite's file is `radline.db` in `folder`."""
    assert ENGINE in ENGINES, f"STORE is one of {ENGINES}"
    return sqlite_in(folder) if ENGINE == "sqlite" else server_of_all().new_database()


def sqlite_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'radline.db'}"


@contextmanager
def postgres_server(settings: Mapping[str, str] = FAST) -> Iterator[Postgres]:
    """A server of one's own, to be put into trouble: only who stops it may use it."""
    programs = _programs()
    if programs is None:
        pytest.skip(NO_POSTGRES)
    home = Path(tempfile.mkdtemp(prefix="radline-pg-"))
    owner = _owner()
    os.chown(home, owner.pw_uid, owner.pw_gid)
    server = _start(programs, home, owner, settings)
    try:
        yield Postgres(home)
    finally:
        server.send_signal(signal.SIGQUIT)  # no last checkpoint: the data goes anyway
        server.wait(timeout=20)
        shutil.rmtree(home)


@dataclass(frozen=True)
class Blank:
    """An empty store with all tables, and its keys; what it is copied for begins anew each time."""

    url: str
    keyring: Keyring

    @classmethod
    def made(cls, folder: Path) -> Blank:
        """On the engine that STORE names; SQLite's file is in `folder`."""
        blank = cls(empty_place(folder), Keyring.generate())
        store = Store.open(blank.url, blank.keyring)
        store.migrate()
        store.close()
        return blank

    @contextmanager
    def copied(self) -> Iterator[Store]:
        """A copy of its file; on PostgreSQL itself, emptied, so one at a time."""
        with tempfile.TemporaryDirectory(dir=QUICK) as folder:
            if self.url.startswith("sqlite"):
                shutil.copy(make_url(self.url).database or "", folder)
                store = Store.open(sqlite_in(Path(folder)), self.keyring)
            else:
                store = _emptied(Store.open(self.url, self.keyring))
            try:
                yield store
            finally:
                store.close()


def _emptied(store: Store) -> Store:
    with store._engine.begin() as connection:
        # Emptying is the test's own work: it may take longer than a turn.
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("TRUNCATE " + ", ".join(metadata.tables))
    store.migrate()
    return store


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once of each kind."""
    if request.param == "sqlite":
        return sqlite_in(tmp_path)
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def keyring() -> Keyring:
    """Fresh data keys."""
    return Keyring.generate()


@pytest.fixture
def store(database_url: str, keyring: Keyring) -> Iterator[Store]:
    """A migrated, empty store, once on each engine."""
    yield from _opened(database_url, keyring)


@pytest.fixture
def intruder(store: Store, database_url: str) -> Iterator[Engine]:
    """Somebody else with full access to the same database, but without the keys."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_store(tmp_path: Path, keyring: Keyring) -> Iterator[Store]:
    """A migrated, empty store in an SQLite file, for what only SQLite does."""
    yield from _opened(sqlite_in(tmp_path), keyring)


@pytest.fixture
def one_store(tmp_path: Path, keyring: Keyring) -> Iterator[Store]:
    """A migrated, empty store on the engine that STORE names, for what engines have no part in."""
    yield from _opened(empty_place(tmp_path), keyring)


def _opened(database_url: str, keyring: Keyring) -> Iterator[Store]:
    store = Store.open(database_url, keyring)
    store.migrate()
    yield store
    store.close()


def _programs() -> Path | None:
    """Where initdb and postgres are: on the PATH, or where Debian keeps them, newest first."""
    on_path = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep)]
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    return next((at for at in [*on_path, *debian] if _complete(at)), None)


def _complete(folder: Path) -> bool:
    return all((folder / name).exists() for name in ("initdb", "postgres"))


def _owner() -> pwd.struct_passwd:
    """Who runs the server: it refuses to be run by root."""
    return pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam("postgres")


def _start(programs: Path, home: Path, owner: pwd.struct_passwd, wanted: Mapping[str, str]) -> subprocess.Popen[bytes]:
    as_owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if not os.getuid() else {}
    data = home / "data"
    initdb = [programs / "initdb", "-D", data, *INITDB]
    subprocess.run(initdb, check=True, capture_output=True, cwd=home, **as_owner)
    settings = [part for name, value in wanted.items() for part in ("-c", f"{name}={value}")]
    command = [programs / "postgres", "-D", data, "-k", home, "-c", "listen_addresses=", *settings]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=home, preexec_fn=_go_with_the_tests, **as_owner)
    _wait_until_up(server, Postgres(home))
    return server


def _go_with_the_tests() -> None:
    """Have Linux stop the server should the tests be killed; elsewhere it would stay."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGQUIT))


def _wait_until_up(server: subprocess.Popen[bytes], postgres: Postgres) -> None:
    for _ in range(200):
        try:
            psycopg.connect(postgres.url("radline")).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.05)
    server.kill()
    raise RuntimeError("PostgreSQL did not start: " + (postgres.home / "log").read_text()[-500:])
