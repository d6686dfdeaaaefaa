"""Links and signatures, on both engines: a link is for one request and a while, and of many who sign one does."""

from __future__ import annotations

import datetime as dt
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.store import Store
from bot.store.tables import links, signatures
from tests.release_requests import (
    FULL,
    HOUR,
    LETTER,
    NAME,
    PICTURE,
    happened,
    known,
    linked,
    made,
    moved,
    patiently,
    signature,
    to_sign,
)
from tests.stores import NOW

SECOND = dt.timedelta(seconds=1)
AT_ONCE = 100


def link(store, token, now=NOW, **how):
    with store.turn(now) as turn:
        return turn.link(token, **how)


def missed(store, token, now=NOW):
    with store.turn(now) as turn:
        return turn.link_missed(token)


def sign(store, one, token, letter=LETTER, now=NOW):
    with store.turn(now) as turn:
        return turn.sign(one, token, signature(now), letter)


# ------------------------------------------------------------------ links


def test_a_link_lives_for_three_days(store):
    one = to_sign(store)
    token = linked(store, one)
    found = link(store, token, NOW + 72 * HOUR - SECOND)
    assert (found.request_id, found.expires_at, found.misses, found.blocked) == (one, NOW + 72 * HOUR, 0, False)
    assert link(store, token, NOW + 72 * HOUR) is None


def test_a_new_link_takes_the_place_of_older_ones_unless_it_stands_beside(store):
    one = to_sign(store)
    first, second = linked(store, one), linked(store, one)
    assert link(store, first) is None
    with store.turn(NOW) as turn:
        turn.new_link(one, "a third one", beside=True)
    assert link(store, second).request_id == link(store, "a third one").request_id == one


def test_a_thousand_guesses_find_nothing(store, intruder):
    token = linked(store, to_sign(store))
    with store.turn(NOW) as turn:
        assert not any(turn.link(secrets.token_urlsafe(16)) for _ in range(1000))
        assert turn.link(token.swapcase()) is turn.link("") is None
    with intruder.begin() as connection:
        row = connection.execute(sa.select(links)).one()
    assert token not in repr(tuple(row))


def test_five_wrong_birth_dates_block_the_link_and_staff_are_told_once(store):
    one = to_sign(store)
    token = linked(store, one)
    assert [missed(store, token) for _ in range(4)] == [1, 2, 3, 4]
    assert not link(store, token).blocked
    assert missed(store, token) == 5
    assert link(store, token).blocked
    assert [missed(store, token), missed(store, "unknown")] == [6, 5]
    assert [event.event for event in happened(store, one)].count("staff_told") == 1
    assert not sign(store, one, token)
    assert (known(store, one).state, known(store, one).staff_told) == ("to_sign", True)
    assert not known(store, to_sign(store)).staff_told


def test_a_new_link_is_no_new_chance_to_guess_unless_staff_gives_it(store):
    one = to_sign(store)
    for _ in range(5):
        token = linked(store, one)
        missed(store, token)
    assert link(store, linked(store, one)).blocked
    with store.turn(NOW) as turn:
        turn.new_link(one, "given by staff", afresh=True)
    assert link(store, "given by staff").misses == 0
    other = to_sign(store)
    assert link(store, linked(store, other)).misses == 0


def test_wrong_guesses_count_over_links_that_stand_beside_each_other(store):
    one = to_sign(store)
    token = linked(store, one)
    with store.turn(NOW) as turn:
        turn.new_link(one, "beside", beside=True)
    assert [missed(store, token if n % 2 else "beside") for n in range(5)] == [1, 2, 3, 4, 5]
    assert link(store, token).blocked


def test_a_used_link_leads_nowhere_but_can_be_known_again(store):
    one = to_sign(store)
    token = linked(store, one)
    assert sign(store, one, token)
    assert link(store, token) is None
    assert link(store, token, also_done=True).done
    assert link(store, token, NOW + 72 * HOUR, also_done=True) is None
    assert not sign(store, one, token)


# ------------------------------------------------------------------ signatures


def test_a_signature_puts_the_request_in_line_and_uses_the_link_up(store):
    one = to_sign(store)
    token = linked(store, one)
    assert sign(store, one, token)
    signed = known(store, one)
    assert (signed.state, signed.signed) == ("received", signature())
    assert link(store, token) is None
    assert not sign(store, one, token, b"another letter")
    with store.turn(NOW) as turn:
        assert turn.letter(one) == LETTER


@pytest.mark.parametrize("picture", [None, b"", PICTURE])
def test_a_picture_may_be_there_or_not(store, picture):
    one = to_sign(store)
    token = linked(store, one)
    with store.turn(NOW) as turn:
        assert turn.sign(one, token, signature(), LETTER, picture)
        assert turn.signature_picture(one) == picture


@pytest.mark.parametrize(("requester", "actor"), [("guardian", "guardian"), ("helper", "patient"), (None, "patient")])
def test_who_signed_is_told_by_what_he_is(store, requester, actor):
    one = to_sign(store, replace(FULL, requester=requester))
    assert sign(store, one, linked(store, one))
    assert happened(store, one)[-1].actor == actor


def test_a_link_signs_its_own_request_alone(store):
    one, other = to_sign(store), to_sign(store)
    assert not sign(store, other, linked(store, one))
    assert not sign(store, one, "no token of ours")
    assert {known(store, one).state, known(store, other).state} == {"to_sign"}


def test_nothing_is_signed_that_has_ended_or_is_past_its_time(store):
    cancelled = to_sign(store)
    token = linked(store, cancelled)
    moved(store, cancelled, "cancelled")
    assert not sign(store, cancelled, token)
    old, later = to_sign(store), NOW + dt.timedelta(days=7)
    assert not sign(store, old, linked(store, old, later), now=later)


def test_a_draft_may_be_signed_at_once(store):
    one = made(store)
    assert sign(store, one, linked(store, one))


def test_a_hundred_at_once_make_one_signature(store, database_url, keyring, intruder):
    """Through several stores, as several processes have them."""
    one = to_sign(store)
    token = linked(store, one)
    others = [Store.open(database_url, keyring) for _ in range(4)]

    def try_to(number):
        return patiently(lambda: sign(others[number % 4], one, token, b"letter %d" % number))

    with ThreadPoolExecutor(AT_ONCE) as people:
        did = list(people.map(try_to, range(AT_ONCE)))
    assert did.count(True) == 1
    with store.turn(NOW) as turn:
        assert turn.letter(one) == b"letter %d" % did.index(True)
    with intruder.begin() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(signatures)).scalar_one() == 1
    assert [event.state for event in happened(store, one)].count("received") == 1
    [other.close() for other in others]


def test_what_was_read_in_a_turn_is_what_is_signed_in_it(store, database_url, keyring):
    """A change that comes in between waits until the signature is there, and is refused then."""
    one = to_sign(store)
    token = linked(store, one)
    other = Store.open(database_url, keyring)

    def change():
        def change_once():
            with other.turn(NOW) as turn:
                return turn.save_request(one, replace(FULL, recipient_name="Somebody Else"))

        return patiently(change_once)

    with ThreadPoolExecutor(1) as pool:
        with store.turn(NOW) as turn:
            shown = turn.request(one).request
            changing = pool.submit(change)
            with pytest.raises(TimeoutError):
                changing.result(timeout=0.2)
            assert turn.sign(one, token, signature(), LETTER)
        assert changing.result() is False
    assert known(store, one).request == shown == FULL
    other.close()


def test_what_is_shown_of_a_signature_names_nobody(store):
    assert NAME not in repr(signature()) + repr(known(store, to_sign(store)))
