"""Two web servers, two understanding boxes and the sender are restarted one after the other while people call.

Nothing is lost: every delivery is answered, at most after the one repeat that Twilio makes; every urgent caller is put
through; every text that was promised goes out, once.
"""

from __future__ import annotations

import itertools
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bench.balancer import balanced
from bot.directory import load
from bot.settings import ROOT
from bot.store import Store
from tests.callers import ACCOUNT, Caller, Signer, Texter, invented
from tests.figures import Figure
from tests.killed_processes import BASE, HARMLESS, Programs, slow_twilio
from tests.nlu_boxes import PYTHON
from tests.several_machines import BoxProgram, Proxy, box_command, end, wait_for_port, wait_until_live
from tests.stores import Postgres, sqlite_in
from tests.test_run import free_port
from tests.twilio_api import TOKEN

pytestmark = [
    pytest.mark.night,
    pytest.mark.skipif(not PYTHON.exists(), reason="there is no .venv-nlu: run python3 setup/prepare.py nlu"),
]
ROUNDS, PLAYERS = 2, 3
REST = 1.5  # seconds between two people of one player: two cores carry all of this
GRACE = 10.0  # seconds of gunicorn's graceful stop, deploy/gunicorn.conf.py
FAX = load(ROOT / "directory.yaml").entry("vascular_intervention").of("fax")[0].number
PROMISE = "I will try to text it"
NO_TEXT = "served, and no text promised"  # a store that others hold for too long
QUESTION = "fax for vascular intervention"


@dataclass
class Told:
    """What became of the people: `promised` are numbers that were told of a text."""

    promised: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)


@dataclass
class Town:
    """All machines, and the way in."""

    webs: list[Programs]
    boxes: list[BoxProgram]
    ports: list[int]
    proxy: Proxy
    store: Store

    def roll(self) -> None:
        """Restart one after the other; the next one only when the one before answers again."""
        for box, port in zip(self.boxes, self.ports, strict=True):
            end(box)
            box.start()
            wait_for_port(port)
        for one in self.webs:
            started = time.monotonic()
            assert end(one.web) == 0
            assert time.monotonic() - started < GRACE + 5
            one.web.start()
            wait_until_live(one.port)
        end(self.webs[0].sender)
        self.webs[0].sender.start()


@pytest.fixture(params=["postgres", "sqlite"])
def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    server: Postgres = request.getfixturevalue("postgres")
    url = server.new_database() if request.param == "postgres" else sqlite_in(tmp_path)
    with ExitStack() as stack:
        ports = [free_port(), free_port()]
        kept = {name: os.environ[name] for name in HARMLESS if name in os.environ} | {"HOME": str(tmp_path)}
        boxes = [BoxProgram(box_command(port), kept, tmp_path / f"box{port}.txt") for port in ports]
        for box in boxes:
            box.start()
            stack.callback(box.kill)
        twilio = stack.enter_context(slow_twilio())
        nlu = f"http://127.0.0.1:{stack.enter_context(balanced(ports))}"
        webs: list[Programs] = []
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
            keys = {"keyring": webs[0].keyring} if webs else {}
            webs.append(Programs(tmp_path / name, url, twilio, nlu, **keys))
            stack.callback(webs[-1].close)
        store = Store.open(url, webs[0].keyring)
        stack.callback(store.close)
        store.migrate()
        for port in ports:
            wait_for_port(port)
        for one in webs:
            one.web.start()
        webs[0].sender.start()
        for one in webs:
            wait_until_live(one.port)
        proxy = Proxy([one.port for one in webs])
        stack.callback(proxy.close)
        yield Town(webs, boxes, ports, proxy, store)


@contextmanager
def people_calling(proxy: Proxy, told: Told) -> Iterator[None]:
    """While the block lasts people call and text; each ends what they began."""
    over, numbers, sign = threading.Event(), itertools.count(), Signer(TOKEN, ACCOUNT, BASE)

    def play() -> None:
        while not over.wait(REST):
            number = invented(next(numbers))
            try:
                told.ends.append(one(proxy, sign, number, told))
            except AssertionError as fault:
                told.ends.append(str(fault).partition("\n")[0])

    threads = [threading.Thread(target=play) for _ in range(PLAYERS)]
    for thread in threads:
        thread.start()
    yield
    over.set()
    for thread in threads:
        thread.join()


def one(proxy: Proxy, sign: Signer, number: str, told: Told) -> str:
    """One person's call and text."""
    caller = Caller(proxy, sign, number).call().say(QUESTION).press("9")
    promised = PROMISE in caller.heard
    if promised:
        told.promised.append(number)
    urgent = Caller(proxy, sign, number).call().press("2")
    assert len(urgent.dialled) == 1, "not put through"
    reply = Texter(proxy, sign, number).text(QUESTION) or ""
    assert FAX[-4:] in reply, "no answer to a text"
    return "served" if promised else NO_TEXT


def all_sent(store: Store, count: int, seconds: float = 180.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if Counter(text.status for text in store.texts(limit=10_000)) == {"sent": count}:
            return
        time.sleep(0.5)
    raise AssertionError(Counter(text.status for text in store.texts(limit=10_000)))


def test_nothing_is_lost_while_everything_is_restarted(town: Town, figure: Figure) -> None:
    told = Told()
    with people_calling(town.proxy, told):
        time.sleep(3)
        for _ in range(ROUNDS):
            town.roll()
        time.sleep(3)
    engine = town.webs[0].url.partition(":")[0]
    figure(f"rolling restart, {engine}: people", told.ends)
    figure(f"rolling restart, {engine}: deliveries", town.proxy.outcomes.elements())
    assert set(told.ends) <= {"served", NO_TEXT}
    assert town.proxy.outcomes["lost"] == 0
    assert len(told.promised) > max(0.9 * len(told.ends), ROUNDS * 10)
    all_sent(town.store, len(told.promised))
    sent = Counter(message["to"] for message in town.webs[0].twilio.messages)
    assert sent == Counter(told.promised), "each text once"
    assert town.store.verify().whole


def test_a_restart_that_does_not_wait_its_turn_is_noticed(town: Town) -> None:
    told = Told()
    with people_calling(town.proxy, told):
        time.sleep(2)
        for one in town.webs:
            one.web.kill()
        time.sleep(8)
        for one in town.webs:
            one.web.start()
            wait_until_live(one.port)
    assert town.proxy.outcomes["lost"] > 0
