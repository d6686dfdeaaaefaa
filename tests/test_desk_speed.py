"""The desk with a hundred thousand requests and as many turns opens in less than 300 ms, on both engines."""

from __future__ import annotations

import datetime as dt
import secrets
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert

from bot import codes
from bot.endings import ENDINGS, UNCLEAR
from bot.intents import handlers
from bot.request import REQUEST_STATES, dump
from bot.sealing import Keyring
from bot.store import Store, Talk, TurnRow
from bot.store.tables import requests
from bot.store.turn_tables import turns
from bot.take_turn import Desk
from tests.letters import WHOLE
from tests.staff import Office, office

MANY, A_STEP, MOST_MS = 100_000, 5_000, 300.0
# Figures may take longer, a year of them most: nobody asks for them while somebody waits.
MOST_MS_OF_FIGURES, MOST_MS_OF_A_YEAR = 500.0, 2000.0
# What has ended is most of it, and yet there is a heap of work.
OPEN = ("received", "in_progress", "needs_something", "came_back", "to_sign")
pytestmark = [pytest.mark.night]


@pytest.fixture
def full(tmp_path: Any, database_url: str, keyring: Keyring) -> Iterator[Office]:
    """An office whose store is full."""
    with office(tmp_path / "office") as here:
        here.bureau.house.desk.store.close()
        store = Store.open(database_url, keyring)
        store.migrate()
        here.bureau.house.desk.store = store
        fill(here.bureau.house.desk, here.bureau.clock.now)
        yield here


def fill(desk: Desk, now: dt.datetime) -> None:
    for begin in range(0, MANY, A_STEP):
        with desk.store.turn(now) as turn:
            turn._work.connection.execute(insert(requests), [row(turn._work, now, begin + at) for at in range(A_STEP)])
            turn._work.connection.execute(insert(turns), [heard(now, begin + at) for at in range(A_STEP)])
            turn.audit("turn", "caller", {}, "words that nobody understood")
            turn.count(TurnRow(now - dt.timedelta(minutes=begin), "text", "en", "fax", "missed", open_words=True))
            turn.save_talk(f"talk {begin}", Talk({}, "text", "en", "x", now + dt.timedelta(days=1)))
    tidied(desk)


def tidied(desk: Desk) -> None:
    """PostgreSQL does this by itself a minute after so many rows came."""
    if desk.store._engine.dialect.name == "postgresql":
        with desk.store._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SET statement_timeout = 0")
            for table in ("requests", "turns"):
                connection.exec_driver_sql(f"VACUUM ANALYZE {table}")


def row(work: Any, now: dt.datetime, number: int) -> dict[str, Any]:
    made, code = f"{number:032x}", codes.new_code() + str(number)
    told = replace(WHOLE, date_of_birth=dt.date(1940, 1, 1) + dt.timedelta(days=number % 20000))
    needed = dt.date(2026, 11, 1) + dt.timedelta(days=number % 90) if number % 3 else None
    at = now - dt.timedelta(minutes=number)
    return {
        "id": made, "code_hash": secrets.token_hex(32), "code": work.seal(requests, "code", made, code),
        "state": OPEN[number % 5] if number % 2 else REQUEST_STATES[number % 9], "channel": "text", "lang": "en",
        "directory_version": "x", "requester": "patient", "needed_by": needed, "created_at": at, "changed_at": at,
        "fields": work.seal(requests, "fields", made, dump(told)), "expires_at": now + dt.timedelta(days=7),
        "owner": "staff.bo" if number % 4 else None,
    }  # fmt: skip


def heard(now: dt.datetime, number: int) -> dict[str, Any]:
    """A turn: three to a talk, spread over a year, of all intents and endings."""
    at = now - dt.timedelta(minutes=5 * number)
    intents, ending = sorted(handlers()), ENDINGS[number % len(ENDINGS)]
    return {
        "id": f"{number:032x}", "talk": f"{number // 3:032x}", "at": at, "day": at.date(), "hour": at.hour,
        "channel": "voice" if number % 2 else "text", "lang": "es" if number % 7 == 0 else "en",
        "intent": intents[number % len(intents)], "ending": ending, "dial": "busy" if ending == "dialled" else None,
        "place": 1 if ending in UNCLEAR else None, "settled": "nothing" if number % 3 else None,
    }  # fmt: skip


def taken(full: Office, address: str) -> list[float]:
    """Milliseconds that a page takes, each of some times."""
    clerk, took = full.clerk(), []
    for _ in range(7):
        started = time.perf_counter()
        assert clerk.client.get(address).status_code == 200
        took.append(1000 * (time.perf_counter() - started))
    print(f"{address}: {statistics.median(took):.0f} ms, worst {max(took):.0f}")
    return took


def test_the_queue_opens_in_time(full: Office) -> None:
    for address in ("/desk", "/desk?part=unassigned", "/desk?part=done", "/desk?page=40"):
        assert statistics.median(taken(full, address)) < MOST_MS


def test_what_was_not_understood_and_figures_open_in_time(full: Office) -> None:
    """The quickest of seven counts: what other programs take of the machine is no matter here."""
    today = full.bureau.clock.now.date()
    month, year = (f"first={today - dt.timedelta(days=days)}&last={today}" for days in (30, 364))
    for address in ("/desk/misunderstood", "/desk/misunderstood?kind=missed&lang=es"):
        assert min(taken(full, address)) < MOST_MS
    for name in ("hours.svg", "questions.svg", "talks.svg", "requests.csv"):
        assert min(taken(full, f"/desk/figures/{name}?{month}")) < MOST_MS
    assert min(taken(full, f"/desk/figures?{month}")) < MOST_MS_OF_FIGURES
    assert min(taken(full, f"/desk/figures?{year}")) < MOST_MS_OF_A_YEAR
