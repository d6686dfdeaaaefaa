"""The troubles that a store can be in, each for as long as a block lasts, on either engine."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import event
from sqlalchemy.engine import URL

from tests.whole_desk import House


@contextmanager
def locked(house: House) -> Iterator[None]:
    """Another program holds everything."""
    url = _url(house)
    holding: sqlite3.Connection | psycopg.Connection
    if _on_sqlite(house):
        holding = sqlite3.connect(_file(house), isolation_level=None)
        holding.execute("BEGIN EXCLUSIVE")
    else:
        holding = _master(url)
        tables = holding.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [url.username]).fetchall()
        assert tables
        for (table,) in tables:
            holding.execute(f"LOCK TABLE {url.username}.{table} IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        holding.rollback()
        holding.close()


@contextmanager
def gone(house: House) -> Iterator[None]:
    """The file was taken away; of a server, nobody may enter."""
    if not _on_sqlite(house):
        with _changed(house, "NOLOGIN", "LOGIN"):
            yield
        return
    file = _file(house)
    file.rename(file.with_suffix(".away"))
    try:
        yield
    finally:
        file.with_suffix(".away").rename(file)


@contextmanager
def full(house: House) -> Iterator[None]:
    """No page of the file can be added: all can be read, and little or nothing can be kept."""
    if not _on_sqlite(house):
        with _changed(house, "SET default_transaction_read_only = on", "RESET default_transaction_read_only"):
            yield
        return
    engine = house.desk.store._engine

    def no_room(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    engine.dispose()
    event.listen(engine, "connect", no_room)
    try:
        yield
    finally:
        event.remove(engine, "connect", no_room)
        engine.dispose()


@contextmanager
def crowded(house: House) -> Iterator[None]:
    """Others hold all the places that there are."""
    house.desk.store.gate(1)
    inside, over = threading.Event(), threading.Event()

    def hold() -> None:
        with house.desk.store.turn(house.desk.now()):
            inside.set()
            over.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    assert inside.wait(5)
    yield
    over.set()
    thread.join()
    house.desk.store.gate(8)


def _on_sqlite(house: House) -> bool:
    return house.desk.store._engine.dialect.name == "sqlite"


def _url(house: House) -> URL:
    return house.desk.store._engine.url


def _file(house: House) -> Path:
    return Path(_url(house).database or "")


def _master(url: URL) -> psycopg.Connection:
    """Into the same server, as who may do all."""
    return psycopg.connect(f"postgresql://radline@/postgres?host={url.query['host']}")


@contextmanager
def _changed(house: House, change: str, back: str) -> Iterator[None]:
    """The user's rights changed; connections made before are ended, so that it holds at once."""
    url = _url(house)
    with _master(url) as master:
        master.autocommit = True
        master.execute(f"ALTER ROLE {url.username} {change}")
        _end(master, url)
        try:
            yield
        finally:
            master.execute(f"ALTER ROLE {url.username} {back}")
            _end(master, url)


def _end(master: psycopg.Connection, url: URL) -> None:
    master.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = %s", [url.username])


TROUBLES = {"locked": locked, "gone": gone, "full": full, "crowded": crowded}
Trouble = Callable[[House], AbstractContextManager[None]]
