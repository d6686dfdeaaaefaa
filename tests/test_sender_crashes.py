"""A sender may die at any point: no text is lost, none goes twice, what stays unclear is shown to staff."""

from __future__ import annotations

import datetime as dt
import random

import pytest
import sqlalchemy as sa

from bot.send_texts import TextNotSent, send_due
from bot.store.tables import outbox
from tests.carrier import FAX, MINUTE, OTHER, PERSON, Carrier, Killed, dies, queue, statuses
from tests.stores import NOW


@pytest.fixture
def carrier():
    return Carrier()


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_text_whose_sender_died_is_looked_up_and_goes_once(store, carrier, where):
    queue(store)
    setattr(carrier, where, Killed)
    dies(store, carrier)
    assert send_due(store, carrier, NOW + MINUTE) == 0  # perhaps the other is only slow
    assert send_due(store, carrier, NOW + 3 * MINUTE) == 1
    assert len(carrier.took) == 1
    assert statuses(store) == ["sent"]


def test_a_sender_that_dies_before_it_saves_the_outcome(store, carrier, monkeypatch):
    queue(store)
    with monkeypatch.context() as patch:
        patch.setattr(store, "settle_text", lambda *_, **__: (_ for _ in ()).throw(Killed))
        dies(store, carrier)
    send_due(store, carrier, NOW + 3 * MINUTE)
    assert len(carrier.took) == 1
    assert statuses(store) == ["sent"]


def test_a_doubtful_text_is_shown_to_staff_after_ten_minutes_and_not_before(store, carrier):
    queue(store)
    carrier.after = Killed
    dies(store, carrier)
    carrier.deaf = True
    for minutes in (3, 5, 7, 9):
        assert send_due(store, carrier, NOW + minutes * MINUTE) == 1
        assert statuses(store) == ["sending"]
    send_due(store, carrier, NOW + 11 * MINUTE)
    assert statuses(store) == ["doubtful"]
    assert send_due(store, carrier, NOW + 60 * MINUTE) == 0
    assert len(carrier.took) == 1


def test_an_old_doubtful_text_that_is_found_was_sent_and_one_that_is_not_is_never_resent(store, carrier):
    for body, where in (("went", "after"), ("did not go", "before")):
        queue(store, body)
        setattr(carrier, where, Killed)
        dies(store, carrier)
    send_due(store, carrier, NOW + 60 * MINUTE)
    assert {text.body: text.status for text in store.texts()} == {"went": "sent", "did not go": "doubtful"}
    assert [body for _, _, body in carrier.took] == ["went"]


def test_the_same_words_asked_for_twice_are_two_texts(store, carrier):
    queue(store, FAX, key="first time")
    send_due(store, carrier, NOW)
    queue(store, FAX, key="second time")
    carrier.before = Killed
    dies(store, carrier)
    send_due(store, carrier, NOW + 3 * MINUTE)
    assert statuses(store) == ["sent", "sent"]
    assert [sid for sid, _, _ in carrier.took] == ["SM0", "SM1"]


def test_a_sender_that_slept_past_its_claim_does_not_send(store, carrier, monkeypatch):
    queue(store)
    real = store.claim_text
    monkeypatch.setattr(store, "claim_text", lambda now: real(now - 3 * MINUTE))
    with store.turn(NOW - 3 * MINUTE) as turn:
        turn.queue_text(OTHER, "claimed long ago", "numbers", True, "old")
    send_due(store, carrier, NOW)
    assert carrier.took == []
    monkeypatch.undo()
    send_due(store, carrier, NOW + 3 * MINUTE)
    assert len(carrier.took) == 2


def test_an_outcome_told_after_the_claim_ran_out_changes_nothing(store):
    queue(store)
    slow = store.claim_text(NOW)
    quick = store.claim_text(NOW + 3 * MINUTE)
    assert not store.settle_text(slow, "queued")
    assert store.settle_text(quick, "sent", sid="SM1")
    assert not store.settle_text(slow, "queued")
    assert statuses(store) == ["sent"]


def test_a_text_that_cannot_be_read_does_not_hold_up_the_others(store, carrier, intruder):
    queue(store, "one")
    queue(store, "two", OTHER)
    with intruder.begin() as connection:
        row = connection.execute(sa.select(outbox).order_by(outbox.c.next_try_at, outbox.c.id)).first()
        connection.execute(sa.update(outbox).where(outbox.c.id == row.id).values(body=row.recipient))
    assert send_due(store, carrier, NOW) == 1
    found = {(text.status, text.fault, bool(text.body)) for text in store.texts()}
    assert found == {("failed", "unreadable", False), ("sent", None, True)}


def test_many_texts_with_faults_and_deaths_none_lost_none_doubled(store, carrier):
    seed = 20261122
    chance, now, deaths, texts = random.Random(seed), NOW, 0, 40
    for number in range(texts):
        with store.turn(NOW + dt.timedelta(milliseconds=number)) as turn:
            turn.queue_text((PERSON, OTHER)[number % 2], f"text {number}", "numbers", True, str(number))
    unclear = [Killed(), TextNotSent("unknown")]
    surely_not = [*unclear, TextNotSent("later")]
    carrier.before = lambda: chance.choice(surely_not) if chance.random() < 0.3 else None
    carrier.after = lambda: chance.choice(unclear) if chance.random() < 0.3 else None
    for _ in range(200):
        try:
            send_due(store, carrier, now)
        except Killed:
            deaths += 1
        now += dt.timedelta(seconds=20)
    print(f"seed {seed}: {texts} texts, {deaths} deaths, {len(carrier.asked_for)} look-ups")
    bodies = [body for _, _, body in carrier.took]
    assert len(bodies) == len(set(bodies))
    assert deaths > 3
    sent = {text.body for text in store.texts(["sent"])}
    waiting = {text.body for text in store.texts(["doubtful", "failed"])}
    assert sent | waiting == {f"text {number}" for number in range(texts)}
    assert sent == set(bodies)
