"""Every urgent turn leaves a record, and no urgent caller waits for it to be written."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select

from bot.afterwards import Afterwards
from bot.store import StoreBusy
from bot.store.tables import audit
from tests import troubles
from tests.whole_desk import House, whole_desk

pytestmark = pytest.mark.xdist_group("urgent audit")
WORDS = "trauma transfer en route, we need the images for Ximena Testperson now"
SOON = 1.0


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = whole_desk(tmp_path_factory.mktemp("audit"))
    house.midway().say(WORDS)
    yield house
    house.desk.afterwards.settled()
    house.close()


def records(house: House) -> list[tuple[dict[str, str], str]]:
    """The details and the opened words of all urgent records."""
    assert house.desk.afterwards.settled(20)
    with house.desk.store._work() as work:
        rows = work.rows(select(audit).where(audit.c.event == "urgent").order_by(audit.c.seq))
        words = [work.unseal(audit, "words", str(row.seq), row.words) if row.words else "" for row in rows]
        assert all(row.at == house.desk.now() for row in rows)
    return [(json.loads(row.detail), said) for row, said in zip(rows, words, strict=True)]


def test_a_record_tells_what_was_heard_sealed_and_what_was_answered_and_when(house: House) -> None:
    before = len(records(house))
    caller = house.caller().call().say(WORDS)
    caller.dial_ends("busy", 0)
    house.caller().call().press("2")
    house.texter().text("my father collapsed and he is not breathing")
    said, ladder, keyed, danger = records(house)[before:]
    assert said[1] == WORDS
    assert said[0]["kind"] == "images"
    assert (said[0]["replies"], said[0]["target"], said[0]["tries"]) == (
        "connecting_emergent", "emergent_line.emergent", "1",
    )  # fmt: skip
    assert (ladder[0]["outcome"], ladder[0]["replies"], ladder[0]["tries"]) == ("busy", "still_trying", "2")
    assert (keyed[1], keyed[0]["evidence"]) == ("2", "key_2")
    assert (danger[0]["kind"], danger[0]["replies"]) == ("danger", "danger")
    for detail, _ in (said, ladder, keyed, danger):
        assert "Ximena" not in json.dumps(detail)
    assert house.desk.store.verify().whole


def urgent_deeds(house: House) -> dict[str, Any]:
    """Each kind of urgent turn."""
    return {
        "key 2": lambda: house.midway().press("2"),
        "words": lambda: house.midway().say(WORDS),
        "danger": lambda: house.midway().say("my father collapsed and he is not breathing"),
        "a text": lambda: house.texter().text("we need the images for our trauma patient now"),
        "reached, silence": lambda: _silence(house),
    }


def _silence(house: House) -> None:
    form = {"CallSid": f"CA{uuid.uuid4().hex}", "From": house.person()}
    answer = house.client.post("/voice/turn?step=4&lang=en&expect=reached", data=form)
    assert "<Dial" in answer.get_data(as_text=True)


DEEDS = ("key 2", "words", "danger", "a text", "reached, silence")


@contextmanager
def slow(house: House, seconds: float) -> Iterator[None]:
    """The store answers, and takes its time."""
    real = house.desk.store.turn

    @contextmanager
    def turn(*args: Any) -> Iterator[Any]:
        time.sleep(seconds)
        with real(*args) as stored:
            yield stored

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(house.desk.store, "turn", turn)
        yield


@pytest.mark.parametrize("deed", DEEDS)
def test_with_a_slow_store_the_answer_comes_at_once_and_the_record_after_it(house: House, deed: str) -> None:
    before = len(records(house))
    with slow(house, 1.5):
        started = time.monotonic()
        urgent_deeds(house)[deed]()
        took = time.monotonic() - started
        assert house.desk.afterwards.settled(20)
    assert took < SOON, f"{took:.2f} s"
    assert len(records(house)) == before + 1


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("trouble", ["locked", "gone", "crowded"])
def test_with_the_store_in_trouble_the_record_is_kept_when_it_is_over(house: House, deed: str, trouble: str) -> None:
    before = len(records(house))
    with troubles.TROUBLES[trouble](house):
        started = time.monotonic()
        urgent_deeds(house)[deed]()
        assert time.monotonic() - started < 2 * SOON
    assert len(records(house)) == before + 1


def test_a_turn_kept_late_does_not_take_back_what_came_after_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    caller, held = house.caller().call(), []
    monkeypatch.setattr(house.desk.afterwards, "later", held.append)
    with slow(house, 2.0):
        caller.press("2")
    caller.dial_ends("completed", 90)
    told = caller.press("1").heard
    assert house.desk.afterwards.settled(20)  # the turn that came too late
    held[0]()
    assert caller.press("*").heard == told


def test_a_repeat_of_what_was_kept_late_gets_the_same_answer(house: House) -> None:
    caller = house.midway()
    with slow(house, 1.5):
        caller.press("2")
        given = caller.last.get_data(as_text=True)
        assert house.desk.afterwards.settled(20)
    before = len(records(house))
    assert caller.repeat().get_data(as_text=True) == given
    assert len(records(house)) == before


def test_what_is_committed_just_too_late_is_kept_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller hung on a commit that took its time, was answered without it, and it came off after all."""
    before, real = len(records(house)), house.desk.store.turn

    @contextmanager
    def turn(*args: Any) -> Iterator[Any]:
        with real(*args) as stored:
            yield stored
            time.sleep(1.5)

    monkeypatch.setattr(house.desk.store, "turn", turn)
    house.midway().press("2")
    assert house.desk.afterwards.settled(20)
    monkeypatch.undo()
    assert len(records(house)) == before + 1


def test_a_flood_of_urgent_calls_with_a_stuck_store_waits_for_none(house: House) -> None:
    before = len(records(house))
    with slow(house, 2.0):
        took: list[float] = []

        def one() -> None:
            started = time.monotonic()
            house.midway().press("2")
            took.append(time.monotonic() - started)

        threads = [threading.Thread(target=one) for _ in range(20)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    assert len(took) == 20
    assert sorted(took)[10] < 2 * SOON, sorted(took)
    assert len(records(house)) == before + 20


def test_what_waits_is_tried_until_it_comes_off_and_what_never_can_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.afterwards.PAUSES", (0.01,))
    afterwards, tried = Afterwards(), []

    def third_time() -> None:
        tried.append("a")
        if len(tried) < 3:
            raise StoreBusy("now")

    def never() -> None:
        tried.append("b")
        raise ValueError

    afterwards.later(third_time)
    afterwards.later(never)
    assert afterwards.settled()
    assert tried == ["a", "a", "a", "b"]
