"""Texts go out once, whatever the provider answers and whoever said STOP."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event

import pytest
import sqlalchemy as sa

from bot.send_texts import TextNotSent, run, send_due
from bot.store import StoreUnavailable
from bot.store.tables import outbox
from tests.carrier import FAX, MINUTE, OTHER, PERSON, Carrier, Killed, dies, queue, statuses
from tests.stores import NOW


@pytest.fixture
def carrier():
    return Carrier()


# The plain way


def test_a_queued_text_goes_out_once_and_keeps_its_sid(store, carrier, intruder):
    queue(store)
    assert send_due(store, carrier, NOW) == 1
    assert send_due(store, carrier, NOW + 100 * MINUTE) == 0
    assert carrier.took == [("SM0", PERSON, FAX)]
    with intruder.begin() as connection:
        assert connection.execute(sa.select(outbox.c.sid, outbox.c.status)).one() == ("SM0", "sent")


def test_texts_go_in_the_order_they_were_queued(store, carrier):
    for number in range(5):
        with store.turn(NOW + dt.timedelta(seconds=number)) as turn:
            turn.queue_text(PERSON, f"text {number}", "numbers", True, str(number))
    send_due(store, carrier, NOW + MINUTE)
    assert [body for _, _, body in carrier.took] == [f"text {number}" for number in range(5)]


def test_without_a_provider_texts_are_only_shown(store):
    queue(store)
    queue(store, "to a stopped number", OTHER, asked=False)
    with store.turn(NOW) as turn:
        turn.stop(OTHER)
    assert send_due(store, None, NOW) == 1
    assert statuses(store) == ["refused", "shown"]
    assert {text.body for text in store.texts(["shown"])} == {FAX}


def test_no_transaction_is_open_while_the_provider_works(store, carrier):
    queue(store)

    def write_meanwhile() -> None:
        with store.turn(NOW) as turn:
            turn.stop(OTHER)

    carrier.before = carrier.after = write_meanwhile
    send_due(store, carrier, NOW)
    assert statuses(store) == ["sent"]


def test_several_senders_send_each_text_once(store, carrier):
    for number in range(20):
        queue(store, f"text {number}")

    def sender(_: int) -> None:
        while statuses(store).count("sent") < 20:
            with suppress(StoreUnavailable):
                send_due(store, carrier, NOW)

    with ThreadPoolExecutor(4) as senders:
        list(senders.map(sender, range(4)))
    assert len({body for _, _, body in carrier.took}) == len(carrier.took) == 20


# The stop list, at the time of sending


def test_an_unasked_text_to_a_stopped_number_is_refused(store, carrier):
    queue(store, asked=False)
    with store.turn(NOW) as turn:
        turn.stop(PERSON)
    send_due(store, carrier, NOW)
    assert carrier.took == []
    assert statuses(store) == ["refused"]


def test_an_asked_text_to_a_stopped_number_is_left_to_the_carrier(store, carrier):
    with store.turn(NOW) as turn:
        turn.stop(PERSON)
    queue(store, "the carrier lets it through")
    send_due(store, carrier, NOW)
    assert statuses(store) == ["sent"]
    queue(store, "the carrier does not")
    carrier.before = lambda: TextNotSent("stopped")
    send_due(store, carrier, NOW)
    assert statuses(store) == ["refused", "sent"]
    carrier.before = lambda: None
    assert send_due(store, carrier, NOW + 60 * MINUTE) == 0


def test_start_lets_unasked_texts_through_again(store, carrier):
    queue(store, asked=False)
    with store.turn(NOW) as turn:
        turn.stop(PERSON)
        turn.start(PERSON)
    send_due(store, carrier, NOW)
    assert statuses(store) == ["sent"]


def test_a_stop_after_a_crash_keeps_the_text_from_being_sent_again(store, carrier):
    queue(store, asked=False)
    carrier.before = Killed
    dies(store, carrier)
    with store.turn(NOW) as turn:
        turn.stop(PERSON)
    send_due(store, carrier, NOW + 5 * MINUTE)
    assert carrier.took == []
    assert statuses(store) == ["refused"]


# Faults


def test_what_surely_did_not_go_is_tried_again_with_growing_pauses(store, carrier, intruder):
    queue(store)
    carrier.before = lambda: TextNotSent("later")
    now, pauses = NOW, []
    for _ in range(9):
        assert send_due(store, carrier, now) == 1
        with intruder.begin() as connection:
            due = connection.execute(sa.select(outbox.c.next_try_at)).scalar_one()
        pauses.append((due - now).total_seconds())
        now = due
    assert [round(pause) for pause in pauses[:-1]] == [10, 20, 40, 80, 160, 240, 240, 240]
    assert statuses(store) == ["failed"]
    assert carrier.asked_for == []


def test_what_the_provider_never_takes_waits_for_staff(store, carrier):
    queue(store)
    carrier.before = lambda: TextNotSent("rejected")
    send_due(store, carrier, NOW)
    assert statuses(store) == ["failed"]
    assert store.texts(["failed"])[0].fault == "rejected"


def test_a_text_that_waited_long_for_a_sender_still_gets_its_try(store, carrier):
    queue(store)
    send_due(store, carrier, NOW + 300 * MINUTE)
    assert statuses(store) == ["sent"]


@pytest.mark.parametrize("taken", [True, False])
def test_an_unclear_answer_is_looked_up_before_anything_is_sent_again(store, carrier, taken):
    queue(store)
    setattr(carrier, "after" if taken else "before", lambda: TextNotSent("unknown"))
    send_due(store, carrier, NOW)
    carrier.before = carrier.after = lambda: None
    assert statuses(store) == ["sending"]
    assert send_due(store, carrier, NOW + dt.timedelta(seconds=30)) == 0
    assert send_due(store, carrier, NOW + 2 * MINUTE) == 1
    assert len(carrier.took) == 1
    assert statuses(store) == ["sent"]
    [(to, body, since)] = carrier.asked_for
    assert (to, body) == (PERSON, FAX)
    assert abs(since - NOW) < dt.timedelta(seconds=5)


# The loop


def test_the_loop_sends_until_it_is_stopped(one_store, carrier):
    queue(one_store, "one")
    queue(one_store, "two")
    stop = Event()
    carrier.after = lambda: stop.set() if len(carrier.took) == 2 else None
    run(one_store, carrier, stop, lambda: NOW)
    assert statuses(one_store) == ["sent", "sent"]


def test_the_loop_outlives_a_store_that_cannot_be_reached(one_store, carrier, monkeypatch, caplog):
    queue(one_store)
    stop, real, calls = Event(), one_store.claim_text, []

    def claim(now: dt.datetime):
        calls.append(now)
        if len(calls) == 1:
            raise StoreUnavailable("gone")
        return real(now)

    monkeypatch.setattr(one_store, "claim_text", claim)
    monkeypatch.setattr("bot.send_texts.IDLE_SECONDS", 0.01)
    carrier.after = lambda: stop.set()
    run(one_store, carrier, stop, lambda: NOW)
    assert statuses(one_store) == ["sent"]
    assert "gone" in caplog.text
