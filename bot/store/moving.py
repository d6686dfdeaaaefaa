"""Moves a whole store: into another one, or into a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.store import copying
from bot.store.engines import make_file
from bot.store.faults import without_values
from bot.store.store import Store
from bot.store.work import Work


@contextmanager
def elsewhere(store: Store, database_url: str) -> Iterator[Store]:
    """Another store with the same keys, closed at the end of the block."""
    other = Store.open(database_url, store._keyring)
    try:
        yield other
    finally:
        other.close()


def copy(store: Store, other: Store, then: Callable[[], object] = lambda: None) -> dict[str, int]:
    """Copy everything into another, empty store; how many rows each table has. All or nothing.

    From SQLite nobody can write meanwhile, nor before `then` is done, which is called once the copy is saved.
    Raises KeysDoNotFit, copying.NotEmpty, copying.NotTheSame, copying.NotCopied.
    """
    make_file(other._engine)
    with store.patiently() as here, other.patiently() as there, here._begun() as source:
        without_values(lambda: copying.hold_still(source))
        here._check_keys(Work(source, store._keyring))
        with there._begun() as target:
            rows = copying.copy(source, target)
        then()
    return rows


def save(store: Store, file: Path) -> dict[str, int]:
    """Copy everything into a new SQLite file while others go on; how many rows each table has."""
    with elsewhere(store, f"sqlite:///{file.absolute()}") as other:
        if store._engine.dialect.name != "sqlite":
            return copy(store, other)
        with store.patiently() as here:
            copying.save_file(here._engine, file)
        with other._work() as work:
            if not copying.whole(work.connection):
                raise copying.NotTheSame("its file is broken")
            return copying.counts(work.connection)
