"""What the sender does by the clock alone; the purge, in steps so short that nobody waits for it."""

from __future__ import annotations

import datetime as dt
import os
import time
from dataclasses import dataclass

import pytest

from bot.by_the_clock import AT_WORK, PURGE_AFTER, PURGE_EVERY, ByTheClock
from bot.commands import check_store
from bot.commands.tools import Tools
from bot.store import Answer, retention
from bot.take_turn import Desk
from tests.shells import NOW, Shell, queue

OLD = NOW - dt.timedelta(days=2)
MANY = 5


@dataclass
class Watch:
    """Seconds that pass when a test says so."""

    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def desk(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with old answers, of which two go in a step."""
    monkeypatch.setattr(retention, "STEP", 2)
    desk = Desk.open(shell.settings)
    desk.store.migrate()
    answered(desk, OLD)
    return desk


def answered(desk: Desk, at: dt.datetime) -> None:
    for number in range(MANY):
        with desk.store.turn(at) as turn:
            turn.remember([f"{at} {number}"], "/sms", Answer("body", "text/xml"))


def left(desk: Desk) -> bool:
    return desk.store.unpurged(NOW)


def ticks(clock: ByTheClock, many: int = 40) -> None:
    for _ in range(many):
        clock(NOW)


def test_the_sender_purges_every_hour(desk: Desk) -> None:
    watch = Watch()
    clock = ByTheClock(desk, watch)
    ticks(clock)
    assert left(desk), "a start has more urgent things to do"
    watch.at += PURGE_AFTER
    ticks(clock)
    assert not left(desk)
    answered(desk, OLD - dt.timedelta(hours=1))
    ticks(clock)
    assert left(desk)
    watch.at += PURGE_EVERY
    ticks(clock)
    assert not left(desk)


def test_between_two_texts_it_takes_one_step(desk: Desk) -> None:
    watch = Watch()
    clock = ByTheClock(desk, watch)
    watch.at += PURGE_AFTER
    steps = 0
    while left(desk):
        clock(NOW)
        steps += 1
    assert steps == 3, "five, two in a step"


def test_who_is_not_at_work_is_missed_though_nothing_waits(shell: Shell, desk: Desk) -> None:
    """A sender that ended says nothing by itself, and the first alert must not be the one that tells."""
    tools = Tools(shell.settings, desk, "")
    assert [one.state for one in check_store.sender(tools)] == ["look"]
    ByTheClock(desk, Watch())(NOW)
    assert [one.state for one in check_store.sender(tools)] == ["ok"]
    seen, then = shell.settings.var / AT_WORK, time.time() - 10 * check_store.SILENT
    os.utime(seen, (then, then))
    (found,) = check_store.sender(tools)
    assert (found.state, found.what) == ("URGENT", "Nobody has sent texts and alerts for 20 minutes.")


def test_a_purge_in_trouble_holds_up_no_text_and_is_tried_again(
    shell: Shell, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise ValueError("a fault of ours")

    watch = Watch()
    clock = ByTheClock(desk, watch)
    watch.at += PURGE_AFTER
    with monkeypatch.context() as patch:
        patch.setattr(retention, "STEPS", {"broken": broken})
        ticks(clock)
    queue(shell)
    assert "1 texts handled." in shell.type("outbox", "run", "--once").output
    assert left(desk)
    watch.at += PURGE_EVERY
    ticks(clock)
    assert not left(desk)
