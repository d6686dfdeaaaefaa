"""Those on watch for tests: who is alerted, a ticket to be alerted of, and what the sender sends."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import replace

from bot.send_texts import send_due
from tests.carrier import Carrier
from tests.shells import CALLER, NOW, Shell
from tests.whole_desk import House

FIRST, SECOND, RINGS = "+19195550171", "+19195550172", "+19195550173"
BASE = "https://desk.example"
MINUTE = dt.timedelta(minutes=1)
NAME = "Dana Rivera-Ortiz"


def watch(house: House, *to: str, web: str = "", base: str = BASE) -> None:
    house.desk.settings = replace(house.desk.settings, alert_to=to, alert_webhook=web, public_url=base)


def failed(house: House) -> str:
    """An urgent caller whom nobody took; the ticket."""
    caller = house.caller(CALLER).call().press("2")
    while caller.listening == "dial":
        caller.dial_ends("no-answer", 0)
    assert house.desk.afterwards.settled()
    with house.desk.store.turn(house.desk.now()) as turn:
        return turn.tickets(["open"])[-1].id


def sent(house: House, after: dt.timedelta = dt.timedelta()) -> list[tuple[str, str]]:
    """What the sender sends then."""
    carrier = Watch()
    send_due(house.desk.store, carrier, house.desk.now() + after, house.desk.alert)
    return carrier.said


class Watch(Carrier):
    """A carrier that rings and posts too."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[str, str]] = []

    def send(self, to: str, body: str, text_id: str) -> str:
        self.said.append((to, body))
        return text_id

    def ring(self, to: str, url: str) -> str:
        self.said.append((to, url))
        return f"CA{uuid.uuid4().hex}"

    def post(self, url: str, body: str) -> str:
        self.said.append((url, body))
        return "posted"


def events(house: House) -> list[str]:
    from sqlalchemy import select

    from bot.store.tables import audit

    with house.desk.store._work() as work:
        return [row.event for row in work.rows(select(audit).order_by(audit.c.seq))]


def link(house: House) -> str:
    (_, body), *_ = sent(house)
    found = re.search(rf"{BASE}(/alert/[\w-]+)", body)
    assert found
    return found[1]


def opened(shell: Shell, at: dt.datetime = NOW) -> str:
    with shell.store.turn(at) as turn:
        return turn.open_ticket("CA1", "voice", "en", CALLER)
