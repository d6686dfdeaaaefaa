"""A store with very many requests and turns, for what must not take longer the more there are."""

from __future__ import annotations

import datetime as dt
import secrets
from contextlib import closing
from dataclasses import replace
from typing import Any

from sqlalchemy import insert

from bot import codes
from bot.endings import ENDINGS, UNCLEAR
from bot.intents import handlers
from bot.request import REQUEST_STATES, dump
from bot.store import Talk, TurnRow
from bot.store.tables import requests
from bot.store.turn_tables import turns
from bot.take_turn import Desk
from tests.letters import WHOLE

A_STEP = 5_000
# What has ended is most of it, and yet there is a heap of work.
OPEN = ("received", "in_progress", "needs_something", "came_back", "to_sign")


def fill(desk: Desk, now: dt.datetime, many: int) -> None:
    """So many requests, and as many turns."""
    for begin in range(0, many, A_STEP):
        with desk.store.turn(now) as turn:
            numbers = range(begin, min(begin + A_STEP, many))
            turn._work.connection.execute(insert(requests), [row(turn._work, now, number) for number in numbers])
            turn._work.connection.execute(insert(turns), [heard(now, number) for number in numbers])
            turn.audit("turn", "caller", {}, "words that nobody understood")
            turn.count(TurnRow(now - dt.timedelta(minutes=begin), "text", "en", "fax", "missed", open_words=True))
            turn.save_talk(f"talk {begin}", Talk({}, "text", "en", "x", now + dt.timedelta(days=1)))
    tidied(desk)


def tidied(desk: Desk) -> None:
    """PostgreSQL does this by itself a minute after so many rows came."""
    if desk.store._engine.dialect.name == "postgresql":
        with closing(desk.store._engine.raw_connection()) as connection:  # no transaction: none is begun here
            connection.cursor().execute("SET statement_timeout = 0")
            for table in ("requests", "turns"):
                connection.cursor().execute(f"VACUUM ANALYZE {table}")
            connection.cursor().execute("RESET statement_timeout")


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
