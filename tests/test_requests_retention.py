"""What is kept of requests goes at its time and not before, on both engines, also when a purge is cut off."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from bot.store import retention
from bot.store.tables import links, papers, request_events, request_keys, requests, signatures
from tests.release_requests import (
    DAY,
    FULL,
    NUMBER,
    found,
    happened,
    known,
    linked,
    made,
    moved,
    signed,
    to_sign,
)
from tests.stores import NOW

SECOND = dt.timedelta(seconds=1)
YEARS = 366 * DAY
PARTS = (request_events, request_keys, links, signatures, papers)


@pytest.fixture
def small_steps(monkeypatch):
    """Two requests a step, so that several steps are needed."""
    monkeypatch.setattr(retention, "REQUESTS_A_STEP", 2)


def rows(intruder):
    """How many rows belong to each request."""
    with intruder.begin() as connection:
        ids = [row.id for row in connection.execute(sa.select(requests.c.id))]
        owners = [row.request_id for table in PARTS for row in connection.execute(sa.select(table.c.request_id))]
    return {one: owners.count(one) for one in ids}


def test_a_draft_ends_after_its_week_even_if_nobody_told_its_caller(store, small_steps):
    drafts = [made(store) for _ in range(5)]
    store.purge(NOW + 8 * DAY - SECOND)
    assert known(store, drafts[0]).state == "draft"
    done = store.purge(NOW + 8 * DAY)
    assert done["requests expired"] == 5
    for one in drafts:
        assert known(store, one).state == "expired"
        assert known(store, one).request == type(FULL)()
        assert happened(store, one)[-1].actor == "retention"
    assert store.verify().whole


def test_what_became_of_an_unsigned_request_is_known_for_a_month(store, intruder, small_steps):
    ended = [made(store), to_sign(store), made(store)]
    for one in ended:
        linked(store, one)
        moved(store, one, "cancelled")
    code = known(store, ended[0]).code
    store.purge(NOW + 30 * DAY - SECOND)
    with store.turn(NOW) as turn:
        assert turn.request_by_code(code, NUMBER).state == "cancelled"
    assert store.purge(NOW + 30 * DAY)["unsigned requests forgotten"] == 3
    assert rows(intruder) == {}
    assert store.verify().whole


@pytest.mark.parametrize(("years", "end"), [(6, "cancelled"), (6, "sent"), (11, "sent")])
def test_a_signed_request_stays_for_the_years_of_the_policy(store, intruder, years, end):
    one = signed(store)
    moved(store, one, *(("in_progress", "sent") if end == "sent" else (end,)))
    store.purge(NOW + years * YEARS - SECOND, years)
    assert known(store, one).request == FULL
    assert store.purge(NOW + years * YEARS, years)["signed requests deleted"] == 1
    assert rows(intruder) == {}
    assert found(store, one) is None


def test_the_number_goes_a_month_after_the_end(store):
    one = signed(store)
    moved(store, one, "in_progress", "sent")
    code = known(store, one).code
    store.purge(NOW + 30 * DAY - SECOND)
    assert known(store, one).number == NUMBER
    assert store.purge(NOW + 30 * DAY)["requests without their number"] == 1
    kept = known(store, one)
    assert (kept.number, kept.request, kept.damaged) == ("", FULL, False)
    with store.turn(NOW) as turn:
        assert turn.request_by_code(code, NUMBER) is None
        assert turn.request_by_code(code).id == one


@pytest.mark.parametrize("states", [(), ("in_progress",), ("needs_something",), ("in_progress", "sent", "came_back")])
def test_what_somebody_still_has_to_do_stays_however_old(store, states):
    one = signed(store)
    moved(store, one, *states)
    store.purge(NOW + 500 * YEARS)
    assert known(store, one).request == FULL
    assert known(store, one).number == NUMBER


def test_no_number_of_years_is_too_many(store):
    one = signed(store)
    moved(store, one, "cancelled")
    store.purge(NOW + 100 * YEARS, 999_999_999)
    assert known(store, one).request == FULL


def test_that_a_request_was_deleted_by_rule_stays_in_the_trail(store, intruder):
    one = signed(store)
    moved(store, one, "cancelled")
    store.purge(NOW + 6 * YEARS)
    with intruder.begin() as connection:
        told = connection.execute(sa.text("SELECT actor, detail FROM audit WHERE event = 'request_deleted'")).all()
    assert [(row.actor, one in row.detail) for row in told] == [("retention", True)]


def test_a_purge_that_was_cut_off_anywhere_is_finished_by_the_next(store, intruder, small_steps, monkeypatch):
    """Killed after one step, after two more, and so on: what is there then is whole, and the rest goes."""
    for _ in range(5):
        moved(store, made(store), "cancelled")
        moved(store, signed(store), "in_progress", "sent")
        made(store)
    late = NOW + 7 * YEARS

    def cut_off_after(steps):
        left = iter(range(steps))

        def cut(real):
            def step(work, now):
                if next(left, None) is None:
                    raise KeyboardInterrupt
                return real(work, now)

            return step

        return {name: cut(step) for name, step in real(6).items() if "request" in name}

    real, cuts = retention.steps, 0
    for steps in range(1, 50):
        try:
            with monkeypatch.context() as patch:
                patch.setattr(retention, "steps", lambda years, steps=steps: cut_off_after(steps))
                store.purge(late)
            break
        except KeyboardInterrupt:
            cuts += 1
        assert all(count > 0 for count in rows(intruder).values())
    assert cuts >= 3
    store.purge(late)
    store.purge(late + 30 * DAY)
    assert rows(intruder) == {}
    assert store.verify().whole
