"""A desk with taps on all its lines: who plays planted patients at it can search everything that left them."""

from __future__ import annotations

import datetime as dt
import io
import logging
import random
import re
import sqlite3
import subprocess
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, event, make_url

from bench.callers_doors import Line
from bot.nlu_client import NluClient
from bot.sealing import Keyring
from tests import stores
from tests.ears import Ears
from tests.stores import Postgres
from tests.test_store_privacy import files
from tests.whole_desk import House, whole_desk

NOBODY = -1
LOGGERS = ("", "sqlalchemy.engine", "sqlalchemy.pool", "alembic", "psycopg", "httpx", "httpcore", "werkzeug", "bot")


@dataclass
class Owned:
    """Much text, each piece with the one whose it is."""

    starts: list[int] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    pieces: list[bytes] = field(default_factory=list)
    length: int = 0

    def add(self, owner: int, text: str) -> None:
        piece = text.encode("utf-8", "surrogatepass") + b"\n"
        self.starts.append(self.length)
        self.owners.append(owner)
        self.pieces.append(piece)
        self.length += len(piece)

    def owner(self, at: int) -> int:
        """Whose text stands at this place of all of it."""
        return self.owners[bisect_right(self.starts, at) - 1]

    @property
    def whole(self) -> bytes:
        return b"".join(self.pieces)


@dataclass
class Tap:
    """Posts to the app, and keeps addresses, headers and answers; `owner` is whoever is on the line."""

    client: Any
    trouble: Callable[[], Any] | None = None
    owner: int = NOBODY
    urls: Owned = field(default_factory=Owned)
    texts: Owned = field(default_factory=Owned)
    speech: Owned = field(default_factory=Owned)
    pages: Owned = field(default_factory=Owned)
    statuses: list[int] = field(default_factory=list)

    def post(self, path: str, data: dict[str, str], headers: dict[str, str]) -> Any:
        answer = self._posted(path, data, headers)
        self.statuses.append(answer.status_code)
        self.urls.add(self.owner, path)
        kept = self.texts if path.startswith("/sms") else self.speech
        kept.add(self.owner, f"{answer.headers}{answer.get_data(as_text=True)}")
        return answer

    def _posted(self, path: str, data: dict[str, str], headers: dict[str, str]) -> Any:
        if self.trouble is None:
            return self.client.post(path, data=data, headers=headers)
        with self.trouble():
            return self.client.post(path, data=data, headers=headers)


@dataclass
class Site:
    """The desk, its taps, and where all its files are."""

    house: House
    tap: Tap
    ears: Ears
    url: str
    folder: Path
    since: float
    log: io.StringIO
    now: dt.datetime
    server: Postgres | None = None
    doctors: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)

    def flush(self) -> None:
        """Have PostgreSQL write all that it holds in memory."""
        if self.server is not None:
            self.server.run("CHECKPOINT")

    def line(self) -> Line:
        """For a player of callers."""

        def later(by: dt.timedelta) -> bool:
            self.now += by
            return True

        return Line(self.tap, None, list, later)

    def new_links(self) -> set[str]:
        """The signing pages that texts since the last look lead to."""
        told = b"".join(self.tap.texts.pieces).decode() + "".join(text.body for text in self.house.desk.store.texts())
        found = set(re.findall(r"/sign/[\w-]+", told)) - self.known
        self.known |= found
        return found

    def files(self) -> bytes:
        """All files of the database as they are on the disk now, journals and the server's log among them."""
        return files(self.folder, self.since)

    def dump(self) -> bytes:
        """What a dump of the database holds, from who has no keys."""
        url = make_url(self.url)
        if url.get_backend_name() == "sqlite":
            connection = sqlite3.connect(url.database or "")
            dumped = "\n".join(connection.iterdump()).encode()
            connection.close()
            return dumped
        return _postgres_dump(self.url)


def _postgres_dump(url: str) -> bytes:
    """Of pg_dump where it is, else each table copied out."""
    programs = stores._programs()
    tool = programs / "pg_dump" if programs else None
    if tool is not None and tool.exists():
        return subprocess.run([str(tool), url], check=True, capture_output=True).stdout
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        tables = cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_user").fetchall()
        parts: list[bytes] = []
        for (table,) in tables:
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:  # type: ignore[arg-type]
                parts += [bytes(piece) for piece in copy]
    return b"".join(parts)


@contextmanager
def site(engine: str, folder: Path, ears: Ears, postgres: Postgres | None, since: float) -> Iterator[Site]:
    """A desk on this engine; its clock stands still unless it is moved. All is logged from DEBUG up."""
    keyring = Keyring.generate()
    url, place = stores.sqlite_in(folder), folder
    if engine == "postgres":
        assert postgres is not None
        url, place = postgres.new_database(), postgres.home
        postgres.run(f"ALTER ROLE {make_url(url).username} SET log_statement = 'all'")
    house = whole_desk(folder, NluClient(ears.url), keyring, url)
    with _everything_logged() as log:
        tap = Tap(house.client)
        made = Site(house, tap, ears, url, place, since, log, house.desk.now(), postgres)
        house.desk.clock = lambda: made.now
        yield made
        house.close()


@contextmanager
def _everything_logged() -> Iterator[io.StringIO]:
    """All that anything logs from DEBUG up, with tracebacks."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    before = {name: logging.getLogger(name).level for name in LOGGERS}
    logging.getLogger().addHandler(handler)
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield heard
    logging.getLogger().removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@dataclass
class Troubles:
    """Faults at random moments, whose exceptions carry what was being saved or asked."""

    engine: Engine
    chance: random.Random
    provoked: list[str] = field(default_factory=list)

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Perhaps one fault while the block lasts."""
        kinds = {"database": self._database, "sealing": self._sealing, "box": self._box}
        kind = self.chance.choice([*kinds, "", "", ""])
        if not kind:
            yield
            return
        self.provoked.append(kind)
        with kinds[kind]():
            yield

    @contextmanager
    def _database(self) -> Iterator[None]:
        """A statement is refused, and the fault quotes its values as a database would."""
        left = self.chance.randrange(12)

        def refuse(_cursor: Any, statement: str, values: Any, _context: Any) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise sqlite3.IntegrityError(f"UNIQUE constraint failed: {statement} {values}")

        event.listen(self.engine, "do_execute", refuse)
        try:
            yield
        finally:
            event.remove(self.engine, "do_execute", refuse)

    @contextmanager
    def _sealing(self) -> Iterator[None]:
        """A fault in our own code quotes the very value."""
        with pytest.MonkeyPatch.context() as patch:

            def fail(_self: Keyring, _table: str, _column: str, _row: str, text: str) -> bytes:
                raise ValueError(f"cannot seal {text!r}")

            patch.setattr(Keyring, "seal", fail)
            yield

    @contextmanager
    def _box(self) -> Iterator[None]:
        """The understanding box fails, and quotes what it was asked."""
        with pytest.MonkeyPatch.context() as patch:

            def fail(_self: NluClient, masked: str, _limit: float) -> Any:
                raise ValueError(f"cannot ask {masked!r}")

            patch.setattr(NluClient, "_ask", fail)
            yield
