"""What is past its time goes, on both engines, also when a purge is cut off in between; nothing else does."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from bot.store import Answer, Talk, retention
from bot.store.tables import answers, audit, outbox, talks, tickets
from tests.stores import NOW

DAY = dt.timedelta(days=1)
HOW_MANY = 5


@pytest.fixture
def small_steps(monkeypatch):
    """Purge two rows a step, so that several steps are needed."""
    monkeypatch.setattr(retention, "STEP", 2)


def live(store, when):
    """HOW_MANY turns at `when`, each with a bit of everything."""
    for number in range(HOW_MANY):
        with store.turn(when) as turn:
            name = f"{when:%m%d} {number}"
            turn.remember([name], "/sms", Answer("body", "text/xml"))
            turn.save_talk(name, Talk({"n": number}, "text", "en", "abc", when + DAY))
            turn.queue_text("+19195550123", "words", "numbers", True, name)
            turn.audit("answered", "caller", words="words")
            turn.ticket_done(turn.open_ticket(name, "voice", "en", "+19195550123"))
    while (text := store.claim_text(when)) is not None:
        store.settle_text(text, "sent", sid=text.id)


def left(intruder):
    """How many of each still hold what people said."""
    with intruder.begin() as connection:
        return {
            column.table.name: connection.execute(sa.select(sa.func.count(column))).scalar_one()
            for column in (answers.c.body, talks.c.state, outbox.c.body, audit.c.words, tickets.c.number)
        }


def test_each_kind_goes_at_its_time(store, intruder, small_steps):
    live(store, NOW)
    everything = dict.fromkeys(("answers", "talks", "outbox", "audit", "tickets"), HOW_MANY)
    store.purge(NOW + DAY - dt.timedelta(seconds=1))
    assert left(intruder) == everything
    store.purge(NOW + DAY)
    assert left(intruder) == {**everything, "answers": 0, "talks": 0}
    store.purge(NOW + 7 * DAY)
    assert left(intruder) == dict.fromkeys(everything, 0) | {"outbox": HOW_MANY, "tickets": HOW_MANY}
    store.purge(NOW + 30 * DAY)
    assert left(intruder) == dict.fromkeys(everything, 0)
    assert store.verify().whole


def test_what_is_younger_stays(store, intruder, small_steps):
    live(store, NOW)
    live(store, NOW + 40 * DAY)
    done = store.purge(NOW + 40 * DAY)
    assert left(intruder) == dict.fromkeys(("answers", "talks", "outbox", "audit", "tickets"), HOW_MANY)
    others = {"request", "requests", "desk"}
    assert {count for what, count in done.items() if not others & set(what.split())} == {HOW_MANY}


def test_texts_that_are_not_settled_are_never_deleted(store):
    with store.turn(NOW) as turn:
        turn.queue_text("+19195550123", "words", "numbers", True, "one")
        turn.queue_text("+19195550123", "words", "numbers", True, "two")
    store.claim_text(NOW)
    store.purge(NOW + 400 * DAY)
    assert {text.status for text in store.texts()} == {"queued", "sending"}


def test_a_purge_that_was_cut_off_is_finished_by_the_next(store, intruder, small_steps, monkeypatch):
    live(store, NOW)
    steps = iter(range(5))

    def cut_off(real):
        def step(work, now):
            if next(steps, None) is None:
                raise KeyboardInterrupt
            return real(work, now)

        return step

    with monkeypatch.context() as patch:
        patch.setattr(retention, "STEPS", {name: cut_off(step) for name, step in retention.STEPS.items()})
        with pytest.raises(KeyboardInterrupt):
            store.purge(NOW + 30 * DAY)
    assert sum(left(intruder).values()) > 0
    assert store.verify().whole
    store.purge(NOW + 30 * DAY)
    assert sum(left(intruder).values()) == 0
    assert store.verify().whole
