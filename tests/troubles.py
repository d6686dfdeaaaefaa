"""The troubles that a store can be in, each for as long as a block lasts."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import event

from tests.whole_desk import House


def database(house: House) -> Path:
    return house.desk.settings.var / "radline.db"


@contextmanager
def locked(house: House) -> Iterator[None]:
    """Another program holds the whole file."""
    connection = sqlite3.connect(database(house), isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    yield
    connection.close()


@contextmanager
def gone(house: House) -> Iterator[None]:
    """The file was taken away."""
    database(house).rename(database(house).with_suffix(".away"))
    yield
    database(house).with_suffix(".away").rename(database(house))


@contextmanager
def full(house: House) -> Iterator[None]:
    """No page of the file can be added: all can be read, and little or nothing can be kept."""
    engine = house.desk.store._engine

    def no_room(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    engine.dispose()
    event.listen(engine, "connect", no_room)
    yield
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


TROUBLES = {"locked": locked, "gone": gone, "full": full, "crowded": crowded}
Trouble = Callable[[House], AbstractContextManager[None]]
