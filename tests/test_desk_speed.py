"""The queue with a hundred thousand requests opens in less than 300 ms, on both engines."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from typing import Any

import pytest

from bot.sealing import Keyring
from bot.store import Store
from tests.many_requests import fill
from tests.staff import Office, office

MANY, MOST_MS = 100_000, 300.0
pytestmark = [pytest.mark.night]


@pytest.fixture
def full(tmp_path: Any, database_url: str, keyring: Keyring) -> Iterator[Office]:
    """An office whose store is full."""
    with office(tmp_path / "office") as here:
        here.bureau.house.desk.store.close()
        store = Store.open(database_url, keyring)
        store.migrate()
        here.bureau.house.desk.store = store
        fill(here.bureau.house.desk, here.bureau.clock.now, 0, MANY)
        yield here


def test_the_queue_opens_in_time(full: Office) -> None:
    for engine_part in ("/desk", "/desk?part=unassigned", "/desk?part=done", "/desk?page=40"):
        clerk, took = full.clerk(), []
        for _ in range(7):
            started = time.perf_counter()
            assert clerk.client.get(engine_part).status_code == 200
            took.append(1000 * (time.perf_counter() - started))
        print(f"{engine_part}: {statistics.median(took):.0f} ms, worst {max(took):.0f}")
        assert statistics.median(took) < MOST_MS
