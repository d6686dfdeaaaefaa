"""Call-back tickets in the store, on both engines: sealed, taken once, alerted of until then."""

from __future__ import annotations

import datetime as dt
import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from bot.codes import LETTERS
from bot.store import KeysDoNotFit, Store, StoreBusy, Ticket
from bot.store.tables import tickets
from bot.store.tickets import ID_LENGTH
from tests.stores import NOW
from tests.test_store_privacy import spellings

PERSON, OTHER, TALK = "+19195550123", "+19195550147", "CA" + "37" * 16
NAME = "Ximena Testperson"
MINUTE = dt.timedelta(minutes=1)


def opened(store: Store, talk: str = TALK, number: str = PERSON, now: dt.datetime = NOW) -> str:
    with store.turn(now) as turn:
        return turn.open_ticket(talk, "voice", "en", number)


def known(store: Store, ticket: str) -> Ticket:
    with store.turn(NOW) as turn:
        found = turn.ticket(ticket)
    assert found
    return found


def due(store: Store, now: dt.datetime) -> list[str]:
    with store.turn(now) as turn:
        return [one.id for one in turn.tickets_due()]


def test_a_ticket_keeps_what_is_told_of_it(store):
    ticket = opened(store)
    assert len(ticket) == ID_LENGTH
    assert set(ticket) <= set(LETTERS)
    with store.turn(NOW) as turn:
        assert turn.ticket_number(ticket, OTHER)
        assert turn.ticket_message(ticket, False)
        assert turn.ticket_tried(ticket)
    found = known(store, f" {ticket.lower()} ")
    assert (found.number, found.message, found.attempts, found.state) == (OTHER, False, 1, "open")
    assert (found.opened_at, found.due_at) == (NOW, NOW + 15 * MINUTE)


def test_a_talk_has_one_ticket_until_it_is_done(store):
    ticket = opened(store)
    assert opened(store) == ticket
    assert opened(store, "CA2") != ticket
    with store.turn(NOW) as turn:
        turn.ticket_done(ticket)
    assert opened(store) != ticket


def test_alerts_are_due_at_once_and_every_five_minutes_until_somebody_takes_it(store):
    ticket = opened(store)
    assert due(store, NOW) == [ticket]
    assert due(store, NOW + 4 * MINUTE) == []
    assert due(store, NOW + 5 * MINUTE) == [ticket]
    assert due(store, NOW + 9 * MINUTE) == []
    with store.turn(NOW + 9 * MINUTE) as turn:
        assert turn.take_ticket(ticket, NAME)
    assert due(store, NOW + 60 * MINUTE) == []
    found = known(store, ticket)
    assert (found.alerts, found.state, found.taken_by, found.taken_at) == (2, "taken", NAME, NOW + 9 * MINUTE)


def test_a_sender_that_slept_alerts_once_and_then_every_five_minutes(store):
    ticket = opened(store)
    assert due(store, NOW + 61 * MINUTE) == [ticket]
    assert due(store, NOW + 62 * MINUTE) == []


def test_several_at_once_take_it_once(store):
    ticket = opened(store)

    def take(number: int) -> bool:
        for _ in range(50):
            try:
                with store.turn(NOW) as turn:
                    return turn.take_ticket(ticket, f"Person {chr(65 + number)}")
            except StoreBusy:
                pass
        raise AssertionError("busy for ever")

    with ThreadPoolExecutor(4) as people:
        assert sorted(people.map(take, range(4))) == [False, False, False, True]


def test_several_senders_alert_once(store):
    opened(store)
    with ThreadPoolExecutor(4) as senders:
        assert sum(len(one) for one in senders.map(lambda _: due(store, NOW), range(4))) == 1


def test_what_is_done_changes_no_more(store):
    ticket = opened(store)
    with store.turn(NOW) as turn:
        assert turn.ticket_done(ticket)
        assert not turn.ticket_done(ticket)
        assert not turn.take_ticket(ticket, NAME)
        assert not turn.ticket_number(ticket, OTHER)
        assert not turn.ticket_message(ticket, True)
    assert due(store, NOW + 60 * MINUTE) == []


def test_a_link_leads_to_its_ticket_alone_and_ends_with_it(store):
    one, other = opened(store), opened(store, "CA2")
    with store.turn(NOW) as turn:
        tokens = {each.id: each.token for each in turn.tickets_due()}
        assert turn.ticket_of(tokens[one]).id == one
        assert turn.ticket_of(tokens[other]).id == other
        assert turn.ticket_of("x" * 43) is None
        turn.ticket_done(one)
        assert turn.ticket_of(tokens[one]) is None
    assert len(set(tokens.values())) == 2


def test_neither_number_nor_name_nor_token_stands_in_the_clear(store, intruder, caplog):
    caplog.set_level(logging.DEBUG)
    ticket = opened(store)
    with store.turn(NOW) as turn:
        turn.take_ticket(ticket, NAME)
    with intruder.begin() as connection:
        row = connection.execute(sa.select(tickets)).one()
    seen = repr(tuple(row)).encode() + b"".join(v for v in row if isinstance(v, bytes)) + caplog.text.encode()
    for value in (PERSON, PERSON[2:], NAME, "Testperson", TALK):
        assert not any(spelled in seen.lower() for spelled in spellings(value))
    assert PERSON not in repr(known(store, ticket))
    assert NAME not in repr(known(store, ticket))
    assert known(store, ticket).number == PERSON


def test_a_sealed_number_moved_to_another_ticket_does_not_open(store, intruder):
    one, other = opened(store), opened(store, "CA2", OTHER)
    with intruder.begin() as connection:
        sealed = connection.execute(sa.select(tickets.c.number).where(tickets.c.id == one)).scalar_one()
        connection.execute(sa.update(tickets).where(tickets.c.id == other).values(number=sealed))
    assert known(store, other).number == ""


def test_no_alert_is_kept_back_by_a_cap_or_a_stop(store):
    with store.turn(NOW) as turn:
        turn.stop(PERSON)
        for number in range(60):
            assert turn.queue_alert("text", PERSON, "words", f"alert {number}")
        assert not turn.queue_alert("text", PERSON, "words", "alert 1")
    assert store.claim_text(NOW) is not None
    assert {text.status for text in store.texts()} == {"queued", "sending"}


def test_an_alert_goes_before_texts_that_wait_longer(store):
    with store.turn(NOW - MINUTE) as turn:
        turn.queue_text(OTHER, "an ordinary text", "numbers", True, "one")
    with store.turn(NOW) as turn:
        turn.queue_alert("web", "https://watch.example", "{}", "two")
    claimed = [store.claim_text(NOW), store.claim_text(NOW)]
    assert [one.way for one in claimed if one] == ["web", "text"]


def test_other_keys_open_nothing(store, database_url):
    from bot.sealing import Keyring

    opened(store)
    stranger = Store.open(database_url, Keyring.generate())
    with pytest.raises(KeysDoNotFit), stranger.turn(NOW) as turn:
        turn.tickets()
    stranger.close()
