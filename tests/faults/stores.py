"""Databases in trouble, each for as long as a block lasts: locked, gone, full, frozen, stopped."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import afterwards
from bot.sealing import Keyring
from bot.store import Store
from bot.store import store as waiting
from bot.store.engines import make_engine
from bot.take_turn import understanding
from tests import troubles
from tests.stores import Postgres, postgres_server, sqlite_in
from tests.whole_desk import House, whole_desk

FOR_EVER = 600.0  # seconds that a stretched wait lasts, unless the trouble is over before
SETTLED = 30.0
PAUSES = (0.1,)  # seconds, between tries to save afterwards
THREADS = 16  # as many as a worker has
PLACES_IN_STORE = THREADS // 2


@dataclass
class Site:
    """A desk and the database under it."""

    house: House
    url: str
    keyring: Keyring
    server: Postgres | None = None

    @contextmanager
    def stretched(self) -> Iterator[Store]:
        """Whoever waits for a lock waits until it is free: no short wait goes unnoticed."""
        store = Store(make_engine(self.url, int(FOR_EVER * 1000)), self.keyring)
        store.gate(PLACES_IN_STORE)
        assert store.ready()  # a first connection gives up on a lock without any wait
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(waiting, "WAIT_SECONDS", FOR_EVER)
            patch.setattr(self.house.desk, "store", store)
            yield store
        assert self.house.desk.afterwards.settled(SETTLED), "what was urgent is not saved afterwards"


def somebody_inside(store: Store) -> None:
    """Wait until a thread is in the store."""
    end = time.monotonic() + 20
    while store._places is not None and store._places._value == PLACES_IN_STORE:
        assert time.monotonic() < end, "nobody comes to the store"
        time.sleep(0.01)


def on_sqlite(folder: Path) -> AbstractContextManager[Site]:
    return _on(sqlite_in(folder), folder)


@contextmanager
def on_postgres(folder: Path) -> Iterator[Site]:
    with postgres_server() as server, _on(server.new_database(), folder, server) as site:
        yield site


@contextmanager
def _on(url: str, folder: Path, server: Postgres | None = None) -> Iterator[Site]:
    keyring = Keyring.generate()
    house = whole_desk(folder, keyring=keyring, url=url)
    understanding(house.directory, house.desk.nlu)
    house.desk.store.gate(PLACES_IN_STORE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(afterwards, "PAUSES", PAUSES)
        yield Site(house, url, keyring, server)
        house.close()


def locked(site: Site) -> AbstractContextManager[None]:
    """Another program holds everything."""
    return troubles.locked(site.house)


def gone(site: Site) -> AbstractContextManager[None]:
    """The file was taken away."""
    return troubles.gone(site.house)


def full(site: Site) -> AbstractContextManager[None]:
    """There is no room for one more page."""
    return troubles.full(site.house)


@contextmanager
def frozen(site: Site) -> Iterator[None]:
    """The server takes connections and never answers, as when its disk hangs."""
    programs = _programs(site)
    for program in programs:
        os.kill(program, signal.SIGSTOP)
    try:
        yield
    finally:
        for program in reversed(programs):
            os.kill(program, signal.SIGCONT)


@contextmanager
def stopped(site: Site) -> Iterator[None]:
    """The server was switched off, and stays so."""
    end = time.monotonic() + 20
    if _pid_file(site).exists():
        os.kill(_programs(site)[0], signal.SIGQUIT)
    while _pid_file(site).exists() and time.monotonic() < end:
        time.sleep(0.02)
    yield


def _pid_file(site: Site) -> Path:
    assert site.server is not None
    return site.server.home / "data/postmaster.pid"


def _programs(site: Site) -> list[int]:
    """The server's process and those that it started; nobody else's."""
    main = int(_pid_file(site).read_text().split()[0])
    children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
    return [main, *map(int, children)]


Trouble = Callable[[Site], AbstractContextManager[None]]
SQLITE: dict[str, Trouble] = {"locked": locked, "gone": gone, "full": full}
# The server does not come back from the last one.
POSTGRES: dict[str, Trouble] = {"locked": locked, "frozen": frozen, "stopped": stopped}


class Crowd:
    """Threads enough for everybody; who does not come back in time is left behind, and let go at the end."""

    def __init__(self, places: int = 64) -> None:
        self._threads = ThreadPoolExecutor(places)

    def send(self, do: Callable[[], str]) -> Future[str]:
        """Have it done; what goes wrong is an outcome too."""
        return self._threads.submit(_outcome, do)

    def ask(self, deeds: Sequence[Callable[[], str]], seconds: float) -> list[str]:
        """What came of each, all begun at once, or that it still waits."""
        sent = [self.send(deed) for deed in deeds]
        wait(sent, seconds)
        return [one.result() if one.done() else "still waiting" for one in sent]

    def close(self) -> None:
        self._threads.shutdown()


def _outcome(do: Callable[[], str]) -> str:
    try:
        return do()
    except AssertionError as wrong:
        return f"not answered: {wrong}"
