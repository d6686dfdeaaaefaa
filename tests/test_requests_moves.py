"""Each state leads where it may and nowhere else: all 81 pairs, on both engines."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
import sqlalchemy as sa

from bot.release_checks import CHECKS
from bot.request import MOVES, REQUEST_STATES, may_move
from bot.store import IllegalMove
from bot.store.tables import requests
from tests.release_requests import DAY, FULL, LETTER, NUMBER, found, happened, known, linked, made, moved, signed
from tests.stores import NOW

PAIRS = list(product(REQUEST_STATES, REQUEST_STATES))
# Written by hand once more: what may never be, whatever the table of moves says.
NEVER = {
    *(("sent", to) for to in REQUEST_STATES if to != "came_back"),
    *((was, "sent") for was in REQUEST_STATES if was != "in_progress"),
    *((was, to) for was in ("cancelled", "expired") for to in REQUEST_STATES),
    *((was, "draft") for was in REQUEST_STATES if was != "to_sign"),
}


def test_the_table_of_moves_allows_nothing_that_may_never_be():
    assert set(MOVES) == set(REQUEST_STATES)
    assert not [pair for pair in NEVER if may_move(*pair)]
    assert sum(may_move(*pair) for pair in PAIRS) == sum(len(to) for to in MOVES.values()) == 23


def test_every_pair_of_states(store, intruder):
    """The state is put there from outside, so that each pair is tried whatever leads to it."""
    one, refused = signed(store), []
    for was, to in PAIRS:
        with intruder.begin() as connection:
            connection.execute(sa.update(requests).values(state=was, expires_at=NOW + DAY))
        events = len(happened(store, one))
        try:
            moved(store, one, to)
        except IllegalMove as fault:
            refused.append((fault.was, fault.to))
        allowed = to in MOVES[was]
        assert known(store, one).state == (to if allowed else was), (was, to)
        assert len(happened(store, one)) == events + allowed * (1 + len(CHECKS) * (to == "sent"))
    assert refused == [(was, to) for was, to in PAIRS if to not in MOVES[was]]
    assert len(refused) == 58
    assert store.verify().whole


def test_what_is_not_there_moves_nowhere(store):
    with pytest.raises(IllegalMove, match="from nowhere to sent"), store.turn(NOW) as turn:
        turn.move_request("0" * 32, "sent", "desk")


@pytest.mark.parametrize("to", REQUEST_STATES)
def test_what_is_past_its_time_can_only_end(store, to):
    one, late = made(store), NOW + 7 * DAY
    assert known(store, one, late - dt.timedelta(seconds=1)).state == "draft"
    assert known(store, one, late).state == "expired"
    if to in ("cancelled", "expired"):
        moved(store, one, to, now=late)
    else:
        with pytest.raises(IllegalMove):
            moved(store, one, to, now=late)


@pytest.mark.parametrize("end", ["cancelled", "expired"])
def test_an_unsigned_request_that_ends_loses_its_facts_at_once(store, intruder, end):
    one = made(store)
    token = linked(store, one)
    with store.turn(NOW) as turn:
        turn.add_paper(one, "a paper", "application/pdf", b"data")
    moved(store, one, end)
    ended = known(store, one)
    assert (ended.state, ended.number, ended.papers) == (end, "", 0)
    assert ended.request == type(FULL)()
    with store.turn(NOW) as turn:
        assert turn.link(token) is None
        assert turn.requests_of_person(FULL.patient_name, FULL.date_of_birth) == []
        assert turn.request_by_code(ended.code, NUMBER).state == end
    with intruder.begin() as connection:
        row = connection.execute(sa.select(requests)).one()
    assert (row.fields, row.number, row.requester, row.needed_by) == (None, None, None, None)


def test_a_signed_request_that_ends_keeps_what_was_signed(store):
    one = signed(store)
    moved(store, one, "cancelled")
    assert known(store, one).request == FULL
    with store.turn(NOW) as turn:
        assert turn.letter(one) == LETTER
    other = signed(store)
    moved(store, other, "needs_something", "expired")
    assert found(store, other).request == FULL
