"""Urgent callers and texters whom nobody took, for tests of the call back, and what is kept of them."""

from __future__ import annotations

import re
from dataclasses import replace

import httpx

from bot.store import Ticket
from tests.callers import Caller, Texter
from tests.whole_desk import House, awaited

WATCH = "+19195550177"
DIRECT = "+19195550147"
PROMISE = re.compile(r"call(?:ed)? you|a person is being asked|le llam", re.IGNORECASE)


class Box:
    """Keeps what it is asked, and understands nothing."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.content.decode())
        return httpx.Response(200, json={"intent_ranking": [{"name": "vague", "confidence": 0.3}]})


BOX = Box()


def unwatched(house: House) -> None:
    house.desk.settings = replace(house.desk.settings, alert_to=())


def failed(house: House, number: str | None = None, lang: str = "en") -> Caller:
    """A caller whom nobody on the ladder took."""
    caller = house.caller(number).call()
    if lang == "es":
        caller.press("8")
    caller.press("2")
    while caller.listening == "dial":
        caller.dial_ends("no-answer", 0)
    return caller


def tickets(house: House, before: set[str] = frozenset()) -> list[Ticket]:  # type: ignore[assignment]
    assert house.desk.afterwards.settled()
    with house.desk.store.turn(house.desk.now()) as turn:
        return [one for one in turn.tickets(limit=9999) if one.id not in before]


def ids(house: House) -> set[str]:
    return {one.id for one in tickets(house)}


def audit(house: House, event: str) -> list[str]:
    from sqlalchemy import select

    from bot.store.tables import audit as trail

    with house.desk.store._work() as work:
        return [row.detail for row in work.rows(select(trail).where(trail.c.event == event))]


STATES = {"call_back": (), "call_back_number": ("4",), "call_back_message": ("1",)}


def stands(house: House, state: str, lang: str = "en") -> Caller:
    caller = failed(house, lang=lang)
    for key in STATES[state]:
        caller.press(key)
    assert awaited(caller) == state
    return caller


def told(house: House) -> Texter:
    """A texter who was told the 24/7 line."""
    texter = house.texter()
    texter.text("we need the images for our trauma patient now")
    return texter
