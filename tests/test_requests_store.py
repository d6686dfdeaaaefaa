"""Release requests in the store, on both engines: kept whole, found by those who may, and by nobody else."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot import codes
from bot.request import REQUEST_STATES, ReleaseRequest
from bot.store import CodeTaken, NotForTheAudit
from bot.store.tables import audit, request_keys, requests
from tests.release_requests import (
    BIRTH,
    DAY,
    FULL,
    LETTER,
    MRN,
    NAME,
    NUMBER,
    OTHER,
    PAPER,
    PICTURE,
    found,
    happened,
    known,
    made,
    moved,
    signature,
    signed,
    to_sign,
)
from tests.stores import NOW

LATER = NOW + dt.timedelta(hours=2)


def test_a_request_comes_back_as_it_was_told(store):
    one = known(store, made(store))
    assert one.request == FULL
    assert (one.state, one.channel, one.lang, one.number) == ("draft", "voice", "en", NUMBER)
    assert (one.created_at, one.changed_at, one.expires_at) == (NOW, NOW, NOW + 7 * DAY)
    assert (one.directory_version, one.signed, one.papers, one.damaged) == ("abc123", None, 0, False)
    assert found(store, "0" * 32) is None


def test_what_is_told_later_replaces_what_was_told_and_begins_a_new_week(store):
    one = made(store, ReleaseRequest(patient_name="Ximena"))
    with store.turn(LATER) as turn:
        assert turn.save_request(one, FULL)
    now = known(store, one)
    assert now.request == FULL
    assert (now.changed_at, now.expires_at) == (LATER, LATER + 7 * DAY)
    with store.turn(LATER) as turn:
        turn.move_request(one, "to_sign", "caller")
        assert turn.save_request(one, replace(FULL, mrn=""))


def test_what_is_signed_or_ended_or_not_there_is_not_overwritten(store):
    ended = made(store)
    moved(store, ended, "cancelled")
    overdue = made(store)
    for one in (signed(store), ended, overdue, "0" * 32):
        with store.turn(NOW + 7 * DAY) as turn:
            assert not turn.save_request(one, ReleaseRequest(patient_name="Somebody Else"))


def test_a_code_finds_its_request_from_its_own_number_alone(store):
    one, other = known(store, made(store)), known(store, made(store, number=OTHER))
    shown = codes.shown(one.code).lower().replace("-", " ")
    with store.turn(NOW) as turn:
        assert turn.request_by_code(shown).id == one.id
        assert turn.request_by_code(shown, NUMBER).id == one.id
        assert turn.request_by_code(shown, OTHER) is None
        assert turn.request_by_code(shown, "") is None
        assert turn.request_by_code(other.code, OTHER).id == other.id
        assert turn.request_by_code("", NUMBER) is None
        assert turn.request_by_code(codes.new_code()) is None


def test_a_withheld_number_finds_nothing(store):
    one = known(store, made(store, number=""))
    assert one.number == ""
    with store.turn(NOW) as turn:
        assert turn.unfinished("") == 0
        assert turn.request_by_code(one.code, "") is None
        assert turn.request_by_code(one.code).id == one.id


def test_no_code_is_given_twice(store):
    one = known(store, made(store))
    with pytest.raises(CodeTaken), store.turn(NOW) as turn:
        turn.new_request(FULL, "text", "es", OTHER, one.code)
    with store.turn(NOW) as turn:
        assert len(turn.requests()) == 1


def test_unfinished_are_the_drafts_of_a_number_that_live(store):
    for _ in range(2):
        made(store)
    made(store, number=OTHER)
    to_sign(store)
    moved(store, made(store), "cancelled")
    with store.turn(NOW) as turn:
        assert (turn.unfinished(NUMBER), turn.unfinished(OTHER), turn.unfinished("+19195550100")) == (2, 1, 0)
    with store.turn(NOW + 7 * DAY) as turn:
        assert turn.unfinished(NUMBER) == 0


# ------------------------------------------------------------------ look-ups


def of_person(store, name, birth=BIRTH):
    with store.turn(NOW) as turn:
        return [one.id for one in turn.requests_of_person(name, birth)]


def of_record(store, mrn):
    with store.turn(NOW) as turn:
        return [one.id for one in turn.requests_of_record(mrn)]


@pytest.mark.parametrize(
    "name",
    [NAME, "ximena testperson", "TESTPERSON, XIMENA", "Nunez", "Mrs. Ximena Testperson Jr", "Testperson – Núñez"],
)
def test_a_person_is_found_by_any_part_of_the_name_with_the_birth_date(one_store, name):
    one = made(one_store)
    assert of_person(one_store, name) == [one]
    assert of_person(one_store, name, dt.date(1961, 5, 4)) == []


@pytest.mark.parametrize("name", ["", "Jr", "Testpersona", "Ximen", "x", "-"])
def test_nobody_is_found_by_a_birth_date_alone(one_store, name):
    made(one_store)
    assert of_person(one_store, name) == []


def test_those_with_most_parts_of_the_name_come_first(store):
    near = made(store, replace(FULL, patient_name="Ximena Other"))
    same = made(store)
    assert of_person(store, NAME) == [same, near]


@pytest.mark.parametrize("mrn", [MRN, "q 778-1234", "Q.7781234"])
def test_a_record_number_is_found_however_it_was_written(store, mrn):
    one = made(store)
    made(store, replace(FULL, mrn=""))
    assert of_record(store, mrn) == [one]
    assert of_record(store, "7781234") == []
    assert of_record(store, "") == []


def test_what_was_corrected_is_found_by_what_is_true_now_alone(store):
    one = made(store)
    with store.turn(NOW) as turn:
        turn.save_request(one, replace(FULL, mrn="M1", date_of_birth=dt.date(1961, 4, 9)))
    assert of_record(store, MRN) == of_person(store, NAME) == []
    assert of_record(store, "m1") == of_person(store, NAME, dt.date(1961, 4, 9)) == [one]


def test_no_look_up_hash_hangs_on_the_birth_date_alone(store, intruder):
    """Two people of one birth date share no hash."""
    made(store, replace(FULL, mrn=""))
    made(store, replace(FULL, mrn="", patient_name="Ottilie Sample"))
    with intruder.begin() as connection:
        hashes = [row.key_hash for row in connection.execute(sa.select(request_keys))]
    assert len(hashes) == len(set(hashes)) == 5


# ------------------------------------------------------------------ lists, papers, letters


def test_a_list_begins_with_what_is_needed_by_a_day_then_with_the_oldest(store):
    calm = replace(FULL, needed_by=None)
    late, old = made(store, calm, now=NOW), made(store, calm, now=NOW - DAY)
    soon = made(store, replace(FULL, needed_by=dt.date(2026, 11, 24)), now=NOW)
    last = made(store, replace(FULL, needed_by=dt.date(2027, 1, 4)), now=NOW - DAY)
    with store.turn(NOW) as turn:
        assert [one.id for one in turn.requests()] == [soon, last, old, late]
        assert [one.id for one in turn.requests(limit=2)] == [soon, last]
        assert turn.requests(["sent"]) == []


def test_all_can_be_walked_through_in_several_turns(store):
    ids, last = sorted(made(store) for _ in range(5)), ""
    walked = []
    while True:
        with store.turn(NOW) as turn:
            some = turn.requests_after(last, 2)
        if not some:
            break
        walked += [one.id for one in some]
        last = walked[-1]
    assert walked == ids


def test_a_signed_request_has_its_letter_its_signature_and_its_papers(store):
    one = signed(store)
    stored = known(store, one)
    assert (stored.state, stored.papers, stored.signed) == ("received", 1, signature())
    with store.turn(NOW) as turn:
        assert (turn.letter(one), turn.signature_picture(one)) == (LETTER, PICTURE)
        (paper,) = turn.papers(one)
        assert (paper.name, paper.kind, paper.data) == ("guardian of Ximena.pdf", "application/pdf", PAPER)
        assert turn.letter("0" * 32) is turn.signature_picture("0" * 32) is None
        assert turn.papers("0" * 32) == []


# ------------------------------------------------------------------ history


def test_each_change_has_its_actor_its_time_and_its_note_and_stands_in_the_trail(store, intruder):
    one = signed(store)
    moved(store, one, "in_progress", "needs_something", now=LATER)
    told = [(event.event, event.was, event.state, event.actor, event.at) for event in happened(store, one)]
    assert told == [
        ("request_made", "", "draft", "caller", NOW),
        ("request_moved", "draft", "to_sign", "caller", NOW),
        ("request_moved", "to_sign", "received", "patient", NOW),
        ("request_moved", "received", "in_progress", "staff.ana", LATER),
        ("request_moved", "in_progress", "needs_something", "staff.ana", LATER),
    ]
    assert happened(store, one)[-1].note == "Ximena called about needs_something"
    with intruder.begin() as connection:
        trail = connection.execute(sa.select(audit.c.event, audit.c.actor, audit.c.detail).order_by(audit.c.seq)).all()
    mine = [(row.event, row.actor) for row in trail if one in row.detail]
    assert mine == [(event, actor) for event, _, _, actor, _ in told]
    assert store.verify().whole


@pytest.mark.parametrize("actor", ["", "Ximena Testperson", "+19195550123", "ana@example.org", "x" * 65])
def test_an_actor_is_a_plain_name(store, actor):
    one = made(store)
    with pytest.raises(NotForTheAudit), store.turn(NOW) as turn:
        turn.move_request(one, "to_sign", actor)
    assert known(store, one).state == "draft"
    assert len(happened(store, one)) == 1


def test_what_fails_later_in_a_turn_takes_the_request_back_with_it(store):
    def told_and_broken():
        with store.turn(NOW) as turn:
            turn.new_request(FULL, "voice", "en", NUMBER, codes.new_code())
            turn.queue_text(NUMBER, "words", "release_link", True, "one")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        told_and_broken()
    with store.turn(NOW) as turn:
        assert turn.requests() == []
    assert store.texts() == []
    assert store.verify().head.seq == 1


def test_the_database_itself_refuses_a_state_that_nobody_knows(store, intruder):
    made(store)
    with pytest.raises(sa.exc.IntegrityError), intruder.begin() as connection:
        connection.execute(sa.update(requests).values(state="approved"))
    with store.turn(NOW) as turn:
        assert {one.state for one in turn.requests()} <= set(REQUEST_STATES)
