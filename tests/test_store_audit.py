"""The audit trail shows it when anyone without the keys edits, deletes, inserts, swaps or cuts."""

from __future__ import annotations

import datetime as dt
import random

import pytest
import sqlalchemy as sa

from bot.store import NotForTheAudit, Talk
from bot.store.tables import audit
from tests.stores import NOW

ENTRIES = 8


@pytest.fixture
def trail(store):
    """A store with some entries in its trail: a first one, and ENTRIES of turns."""
    for number in range(ENTRIES):
        with store.turn(NOW + dt.timedelta(minutes=number)) as turn:
            turn.save_talk("pair", Talk({}, "text", "en", "abc", NOW + dt.timedelta(days=1)))
            words = f"my name is Ximena {number}" if number % 2 else None
            turn.audit("answered", "caller", {"intents": "find_number", "lang": "en"}, words)
    assert store.verify().whole
    assert store.verify().head.seq == ENTRIES + 1
    return store


def rows(intruder):
    with intruder.begin() as connection:
        return [dict(row) for row in connection.execute(sa.select(audit).order_by(audit.c.seq)).mappings()]


def change(intruder, seq, **columns):
    with intruder.begin() as connection:
        connection.execute(sa.update(audit).where(audit.c.seq == seq).values(**columns))


def replaced(old):
    """Another value of the same type."""
    if isinstance(old, dt.datetime):
        return old + dt.timedelta(microseconds=1)
    if isinstance(old, bytes):
        return bytes([*old[:-1], old[-1] ^ 1])
    return "" if old is None else ("y" if old[0] == "x" else "x") + old[1:]


def test_every_edit_is_noticed(trail, intruder):
    for row in rows(intruder)[:4]:
        for column in row.keys() - {"seq"}:
            if column == "words" and row["words"] is None:
                continue
            change(intruder, row["seq"], **{column: replaced(row[column])})
            assert trail.verify().broken_at == row["seq"], column
            change(intruder, row["seq"], **{column: row[column]})
    assert trail.verify().whole


def test_blanked_values_are_noticed(trail, intruder):
    for column in ("talk", "words_hash", "words"):
        row = next(row for row in rows(intruder) if row["words"] is not None)
        change(intruder, row["seq"], **{column: None})
        assert trail.verify().broken_at == row["seq"], column
        change(intruder, row["seq"], **{column: row[column]})


def test_every_deletion_but_the_last_is_noticed(trail, intruder):
    everything = rows(intruder)
    for row in everything[:-1]:
        with intruder.begin() as connection:
            connection.execute(sa.delete(audit).where(audit.c.seq == row["seq"]))
        assert trail.verify().broken_at == row["seq"]
        with intruder.begin() as connection:
            connection.execute(sa.insert(audit).values(row))
    assert trail.verify().whole


@pytest.mark.parametrize("seq", [-7, 0, ENTRIES + 2, ENTRIES + 5])
def test_every_insertion_is_noticed(trail, intruder, seq):
    last = rows(intruder)[-1]
    with intruder.begin() as connection:
        connection.execute(sa.insert(audit).values({**last, "seq": seq, "prev": last["hash"]}))
    assert not trail.verify().whole


def test_a_moved_up_tail_is_noticed(trail, intruder):
    with intruder.begin() as connection:
        connection.execute(sa.delete(audit).where(audit.c.seq == 5))
        for seq in range(6, ENTRIES + 2):
            connection.execute(sa.update(audit).where(audit.c.seq == seq).values(seq=seq - 1))
    assert trail.verify().broken_at == 5


def test_every_swap_is_noticed(trail, intruder):
    everything, seed = rows(intruder), 20261122
    for _ in range(20):
        one, other = random.Random(seed).sample(everything, 2)
        seed += 1
        change(intruder, one["seq"], **{name: other[name] for name in other if name != "seq"})
        change(intruder, other["seq"], **{name: one[name] for name in one if name != "seq"})
        assert trail.verify().broken_at == min(one["seq"], other["seq"])
        for row in (one, other):
            change(intruder, row["seq"], **{name: row[name] for name in row if name != "seq"})
    assert trail.verify().whole


def test_swapped_words_are_noticed(trail, intruder):
    one, other = [row for row in rows(intruder) if row["words"] is not None][:2]
    change(intruder, one["seq"], words=other["words"])
    assert trail.verify().broken_at == one["seq"]


def test_a_cut_tail_is_noticed_against_a_head_kept_elsewhere(trail, intruder):
    head = trail.verify().head
    with intruder.begin() as connection:
        connection.execute(sa.delete(audit).where(audit.c.seq > ENTRIES - 2))
    assert trail.verify(head).broken_at == ENTRIES - 1
    for _ in range(5):
        with trail.turn(NOW) as turn:
            turn.audit("answered", "caller")
    assert trail.verify().whole
    assert trail.verify(head).broken_at == head.seq


def test_entries_from_before_a_cut_do_not_fit_among_those_after_it(trail, intruder):
    before = rows(intruder)
    with intruder.begin() as connection:
        connection.execute(sa.delete(audit).where(audit.c.seq > 4))
    for _ in range(4):
        with trail.turn(NOW) as turn:
            turn.audit("answered", "caller")
    assert trail.verify().whole
    change(intruder, 6, **{name: value for name, value in before[5].items() if name != "seq"})
    assert trail.verify().broken_at == 6


def test_an_older_head_stays_true_while_the_trail_grows(trail):
    head = trail.verify().head
    with trail.turn(NOW) as turn:
        turn.audit("answered", "caller")
        turn.audit("texted", "caller", {"purpose": "numbers"})
    assert trail.verify(head).whole
    assert trail.verify(head).head.seq == head.seq + 2


def test_words_go_after_a_week_and_the_trail_stays_whole(trail, intruder):
    trail.purge(NOW + dt.timedelta(days=7, minutes=3))
    gone = [row for row in rows(intruder) if row["words_hash"] is not None and row["words"] is None]
    kept = [row for row in rows(intruder) if row["words"] is not None]
    assert (len(gone), len(kept)) == (2, 2)
    assert trail.verify().whole
    change(intruder, kept[-1]["seq"], words=None)
    assert trail.verify().broken_at == kept[-1]["seq"]


def test_an_entry_carries_the_talk_by_a_random_id_only(trail, intruder):
    talks = {row["talk"] for row in rows(intruder)[1:]}
    assert len(talks) == 1
    assert "pair" not in talks.pop()


@pytest.mark.parametrize(
    "detail",
    [
        {"name": "ximena"},
        {"state": "Ximena Testperson"},
        {"state": "9195550123"},
        {"target": "+19195550123"},
        {"intents": "find_number,919-555-0123"},
        {"route": "/sms?From=1"},
        {"version": "not hex"},
        {"state": ""},
        {"state": "x" * 65},
        {"+19195550123": "x"},
    ],
)
def test_what_a_caller_could_have_said_does_not_fit_into_the_detail(one_store, detail):
    with pytest.raises(NotForTheAudit) as raised, one_store.turn(NOW) as turn:
        turn.audit("answered", "caller", detail)
    assert not any(part in str(raised.value) for part in ("imena", "919"))
    assert one_store.verify().head.seq == 1


def test_the_fields_that_are_meant_to_be_there_fit(one_store):
    detail = {
        "channel": "voice",
        "lang": "es",
        "intents": "find_number,hours",
        "evidence": "stroke,en.for_a_hospital",
        "target": "vascular_intervention.fax",
        "outcome": "no-answer",
        "route": "/voice/turn",
        "version": "0f3a99",
        "tries": "2",
    }
    with one_store.turn(NOW) as turn:
        turn.audit("urgent", "staff.ana", detail)
    assert one_store.verify().head.seq == 2
