"""Fixtures for tests that store things: every such test runs on SQLite and on a real PostgreSQL.

Load it with `pytest_plugins = ["tests.stores"]`. The PostgreSQL server is started by the tests, once a
session, on a unix socket in a temporary directory. Each test has a user and a schema of its own: a whole
database would take 7 MB.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from bot.sealing import Keyring
from bot.store import Store
from bot.store.engines import make_engine

NOW = dt.datetime(2026, 11, 22, 15, 0, tzinfo=dt.UTC)
INITDB = ["-U", "radline", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--wal-segsize=1"]
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "16MB"}
PR_SET_PDEATHSIG = 1
NO_POSTGRES = "no PostgreSQL server programs (initdb, postgres) on this machine"
_numbers = count(1)


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


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server for the whole session; skips where its programs are missing."""
    with postgres_server() as server:
        yield server


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """A server of one's own, to be put into trouble: only who stops it may use it."""
    programs = _programs()
    if programs is None:
        pytest.skip(NO_POSTGRES)
    home = Path(tempfile.mkdtemp(prefix="radline-pg-"))
    owner = _owner()
    os.chown(home, owner.pw_uid, owner.pw_gid)
    server = _start(programs, home, owner)
    try:
        yield Postgres(home)
    finally:
        server.send_signal(signal.SIGQUIT)  # no last checkpoint: the data goes anyway
        server.wait(timeout=20)
        shutil.rmtree(home)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'radline.db'}"
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
    yield from _opened(f"sqlite:///{tmp_path / 'radline.db'}", keyring)


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


def _start(programs: Path, home: Path, owner: pwd.struct_passwd) -> subprocess.Popen[bytes]:
    as_owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if not os.getuid() else {}
    data = home / "data"
    initdb = [programs / "initdb", "-D", data, *INITDB]
    subprocess.run(initdb, check=True, capture_output=True, cwd=home, **as_owner)
    settings = [part for name, value in FAST.items() for part in ("-c", f"{name}={value}")]
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
