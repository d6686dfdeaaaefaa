"""A store with very many requests, for what must not take longer the more there are."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import replace
from typing import Any

from sqlalchemy import insert

from bot import codes
from bot.request import REQUEST_STATES, dump
from bot.store.tables import requests
from bot.take_turn import Desk
from tests.letters import WHOLE

A_STEP = 5_000
# What has ended is most of it, and yet there is a heap of work.
OPEN = ("received", "in_progress", "needs_something", "came_back", "to_sign")


def fill(desk: Desk, now: dt.datetime, first: int, end: int) -> None:
    """Requests of these numbers; those of a number are always the same but for their codes."""
    for begin in range(first, end, A_STEP):
        with desk.store.turn(now) as turn:
            rows = [row(turn._work, now, number) for number in range(begin, min(begin + A_STEP, end))]
            turn._work.connection.execute(insert(requests), rows)
    # PostgreSQL does this by itself a minute after so many rows came.
    if desk.store._engine.dialect.name == "postgresql":
        with desk.store._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.exec_driver_sql("VACUUM ANALYZE requests")


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
