"""The store through its own door: turns, answers, talks, the stop list, and the keys."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from sqlalchemy import text

from bot.sealing import Keyring
from bot.store import (
    Answer,
    KeyOnAnotherRoute,
    KeysDoNotFit,
    SealedValueUnreadable,
    Store,
    StoreUnavailable,
    Talk,
)
from tests.stores import NOW

DAY = dt.timedelta(days=1)
CALLER = "+19195550123"
ONE_ID = "SELECT min(id) FROM talks"
ONE_STATE = f"SELECT state FROM talks WHERE id = ({ONE_ID})"
TWIML = Answer("<Response><Message>Fax: ...</Message></Response>", "text/xml")


def a_talk(state=None, until=NOW + DAY):
    return Talk({"step": 1} if state is None else state, "text", "en", "abc123", until)


# Answers


def test_a_repeat_gets_the_stored_answer(store):
    with store.turn(NOW) as turn:
        assert turn.seen(["SM1", "token-1"], "/sms") is None
        turn.remember(["SM1", "token-1"], "/sms", TWIML)
    for keys in (["SM1"], ["token-1"], ["SM1", "token-1"], ["never seen", "token-1"]):
        with store.turn(NOW + dt.timedelta(seconds=1)) as turn:
            assert turn.seen(keys, "/sms") == TWIML


def test_the_answer_goes_after_a_day_and_its_key_stays_known(store):
    with store.turn(NOW) as turn:
        turn.remember(["SM1"], "/sms", TWIML)
    with store.turn(NOW + DAY) as turn:
        assert turn.seen(["SM1"], "/sms") == Answer("", "text/xml", 200, expired=True)
    store.purge(NOW + 400 * DAY)
    with store.turn(NOW + 400 * DAY) as turn:
        assert turn.seen(["SM1"], "/sms") == Answer("", "text/xml", 200, expired=True)


def test_a_key_seen_on_another_route_is_a_replay(store):
    with store.turn(NOW) as turn:
        turn.remember(["SM1"], "/sms", TWIML)
    with pytest.raises(KeyOnAnotherRoute), store.turn(NOW) as turn:
        turn.seen(["SM1"], "/voice")


# A turn is saved whole or not at all


def test_an_exception_undoes_the_whole_turn(store):
    def goes_wrong() -> None:
        with store.turn(NOW) as turn:
            turn.remember(["SM1"], "/sms", TWIML)
            turn.save_talk("pair", a_talk())
            turn.queue_text(CALLER, "hello", "numbers", True, "SM1")
            turn.audit("answered", "caller")
            turn.stop(CALLER)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        goes_wrong()
    with store.turn(NOW) as turn:
        assert turn.seen(["SM1"], "/sms") is None
        assert turn.talk("pair") is None
        assert not turn.stopped(CALLER)
    assert store.texts() == []
    assert store.verify().head.seq == 1


def test_a_turn_with_a_fault_is_never_saved_even_when_the_fault_was_caught(store):
    with store.turn(NOW) as turn:
        turn.remember(["SM1"], "/sms", TWIML)

    def goes_on() -> None:
        with store.turn(NOW) as turn:
            turn.stop(CALLER)
            with suppress(StoreUnavailable):
                turn.remember(["SM1"], "/sms", TWIML)

    with pytest.raises(StoreUnavailable):
        goes_on()
    with store.turn(NOW) as turn:
        assert not turn.stopped(CALLER)


def test_a_turn_that_is_over_can_do_nothing(store):
    with store.turn(NOW) as turn:
        pass
    with pytest.raises(StoreUnavailable):
        turn.stop(CALLER)


def test_a_time_without_its_zone_is_refused(store):
    with pytest.raises(StoreUnavailable), store.turn(NOW.replace(tzinfo=None)) as turn:
        turn.stop(CALLER)


# Talks


def test_a_talk_comes_back_as_it_was_saved(store):
    state = {"given": ["vascular.fax"], "words": "¿y el fax? 🩻 \x00", "deep": {"n": [1, None, True]}}
    with store.turn(NOW) as turn:
        assert turn.talk("pair") is None
        turn.save_talk("pair", a_talk(state))
    with store.turn(NOW) as turn:
        talk = turn.talk("pair")
    assert talk == Talk(state, "text", "en", "abc123", NOW + DAY, saved_at=NOW)


def test_a_talk_is_saved_over(store):
    for step in (1, 2):
        with store.turn(NOW) as turn:
            turn.save_talk("pair", a_talk({"step": step}))
    with store.turn(NOW) as turn:
        assert turn.talk("pair").state == {"step": 2}


def test_an_expired_talk_says_that_it_was_dropped(store):
    with store.turn(NOW) as turn:
        turn.save_talk("pair", a_talk())
    with store.turn(NOW + DAY) as turn:
        assert turn.talk("pair").state is None
    store.purge(NOW + 3 * DAY)
    with store.turn(NOW + 3 * DAY) as turn:
        assert turn.talk("pair").state is None
        assert turn.talk("pair").lang == "en"
    store.purge(NOW + 9 * DAY)
    with store.turn(NOW + 9 * DAY) as turn:
        assert turn.talk("pair") is None


def test_a_talk_with_a_changed_state_is_not_read_and_can_be_started_anew(store, intruder):
    for key in ("one", "two"):
        with store.turn(NOW) as turn:
            turn.save_talk(key, a_talk({"key": key}))
    with intruder.begin() as connection:
        connection.execute(text(f"UPDATE talks SET state = ({ONE_STATE}) WHERE id <> ({ONE_ID})"))
    unreadable = 0
    for key in ("one", "two"):
        try:
            with store.turn(NOW) as turn:
                assert turn.talk(key).state == {"key": key}
        except SealedValueUnreadable:
            unreadable += 1
    assert unreadable == 1
    with store.turn(NOW) as turn:
        turn.save_talk("one", a_talk({"key": "anew"}))
        assert turn.talk("one").state == {"key": "anew"}


# The stop list


def test_stop_silences_and_start_takes_it_back(store):
    with store.turn(NOW) as turn:
        turn.stop(CALLER)
        turn.stop(CALLER)
        assert turn.stopped(CALLER)
        assert not turn.stopped("+19195550124")
    with store.turn(NOW) as turn:
        turn.start(CALLER)
        turn.start(CALLER)
        assert not turn.stopped(CALLER)


# Keys


def test_a_store_refuses_other_keys(store, database_url):
    other = Store.open(database_url, Keyring.generate())
    with pytest.raises(KeysDoNotFit), other.turn(NOW):
        pass
    with pytest.raises(KeysDoNotFit):
        other.migrate()
    assert not other.ready()
    other.close()


def test_a_new_key_in_front_changes_nothing_for_what_is_stored(store, database_url, keyring):
    with store.turn(NOW) as turn:
        turn.save_talk("pair", a_talk())
        turn.stop(CALLER)
        turn.remember(["SM1"], "/sms", TWIML)
    rotated = Keyring.parse(f"{Keyring.generate().secret_text()},{keyring.secret_text()}")
    after = Store.open(database_url, rotated)
    with after.turn(NOW) as turn:
        assert turn.talk("pair").state == {"step": 1}
        assert turn.stopped(CALLER)
        assert turn.seen(["SM1"], "/sms") == TWIML
    assert after.verify().whole
    after.close()
