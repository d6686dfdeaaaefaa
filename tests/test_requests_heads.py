"""Heads of the audit trail, kept outside the database: a cut end is found out."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.audit_heads import EVERY, AuditHeads
from bot.store import Head
from bot.store.engines import make_engine
from bot.store.tables import audit
from tests.shells import Shell, wrongs
from tests.stores import NOW


def grow(store, entries=3, now=NOW):
    for _ in range(entries):
        with store.turn(now) as turn:
            turn.audit("answered", "caller")


def cut(intruder, after):
    with intruder.begin() as connection:
        connection.execute(sa.delete(audit).where(audit.c.seq > after))


@pytest.fixture
def heads(tmp_path: Path) -> AuditHeads:
    return AuditHeads(tmp_path / "outside" / "heads")


def test_a_head_is_kept_every_five_minutes_while_the_trail_grows(store, heads):
    for minutes in range(0, 21, 1):
        grow(store, 1)
        heads.keep(store, NOW + dt.timedelta(minutes=minutes))
    assert [head.seq for head in heads.read()] == [2, 7, 12, 17, 22]
    for minutes in (30, 60):
        heads.keep(store, NOW + dt.timedelta(minutes=minutes))
    assert len(heads.read()) == 5
    assert heads.path.stat().st_mode & 0o777 == 0o600
    assert store.verify(*heads.read()).whole


def test_a_cut_end_is_found_even_when_the_trail_grew_over_it(store, intruder, heads):
    grow(store)
    heads.keep(store, NOW)
    grow(store)
    heads.keep(store, NOW + EVERY)
    cut(intruder, after=2)
    assert store.verify().whole
    assert store.verify(*heads.read()).broken_at == 3
    grow(store, 9, NOW + EVERY)
    assert store.verify().whole
    assert store.verify(*heads.read()).broken_at == 4


def test_after_a_cut_no_newer_head_hides_it(store, intruder, heads):
    grow(store)
    heads.keep(store, NOW)
    cut(intruder, after=2)
    grow(store, 9, NOW + EVERY)
    for rounds in (1, 2):
        heads.keep(store, NOW + rounds * EVERY)
    assert len(heads.read()) == 1
    assert not store.verify(*heads.read()).whole


def test_every_head_counts_not_the_last_alone(store, heads):
    grow(store)
    good = store.head()
    grow(store)
    other = Head(good.seq, "0" * 64)
    assert store.verify(good, store.head()).whole
    assert store.verify(other, store.head()).broken_at == good.seq
    assert store.verify(good, other).broken_at == good.seq
    assert (store.holds(good), store.holds(other), store.holds(Head(99, good.hash))) == (True, False, False)


def test_a_line_that_a_crash_cut_off_is_left_out(store, heads):
    grow(store)
    heads.keep(store, NOW)
    with heads.path.open("a", encoding="ascii") as file:
        file.write('{"at": "2026-11-22T15:')
    assert len(heads.read()) == 1
    told = json.loads(heads.path.read_text().splitlines()[0])
    assert set(told) == {"at", "seq", "hash"}


def test_the_next_line_after_a_crash_stands_for_itself(store, heads):
    grow(store)
    heads.keep(store, NOW)
    with heads.path.open("a", encoding="ascii") as file:
        file.write('{"at": "2026')
    grow(store)
    heads.keep(store, NOW + EVERY)
    assert [head.seq for head in heads.read()] == [4, 7]


# ------------------------------------------------------------------ the sender and the doctor


def test_the_sender_keeps_heads_and_the_doctor_compares_them(well: Shell):
    own = Shell(replace(well.settings, audit_heads=Path("heads")))
    assert "look   audit" in own.type("doctor").output
    assert own.type("outbox", "run", "--once").exit_code == 0
    assert "1 heads agree" in own.type("doctor").output
    grow(own.store)
    AuditHeads.of(own.settings).keep(own.store, NOW)
    engine = make_engine(own.settings.database_url)
    cut(engine, after=2)
    engine.dispose()
    assert wrongs(own.type("doctor").output) == ["audit"]


def test_a_file_that_cannot_be_written_stops_no_text(shell: Shell, tmp_path: Path):
    shut = Shell(replace(shell.settings, audit_heads=tmp_path))
    with shut.store.turn(shell.settings.clock) as turn:
        turn.queue_text("+19195550123", "words", "numbers", True, "one")
    assert "1 texts handled." in shut.type("outbox", "run", "--once").output
    assert wrongs(shut.type("doctor").output)[-1:] != ["desk"]
    assert "audit" in wrongs(shut.type("doctor").output)
