"""`requests list`, `show` and `export`, and `keys rotate`, as they are typed."""

from __future__ import annotations

import datetime as dt
import json
from base64 import b64encode
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot import codes
from bot.commands.requests import exported
from bot.request import REQUEST_STATES, ReleaseRequest, StudyAsked
from bot.store import StoreUnavailable
from bot.store.engines import make_engine
from tests.release_requests import DAY, FULL, NAME, NUMBER, known, linked, made, moved, signed, to_sign
from tests.shells import NOW, Shell

KEYS = {name: f"{name}:{b64encode(name.encode() * 16).decode()}" for name in ("k1", "k2")}


@pytest.fixture
def here(shell: Shell) -> Shell:
    """A Radline with keys of its own."""
    return Shell(replace(shell.settings, data_keys=KEYS["k1"]))


def export(here: Shell) -> list[dict[str, object]]:
    done = here.type("requests", "export", "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def seen(here: Shell) -> list[tuple[str, str]]:
    """Who saw which request, as the audit trail has it."""
    engine = make_engine(here.settings.database_url)
    with engine.begin() as connection:
        rows = connection.execute(sa.text("SELECT actor, detail FROM audit WHERE event = 'request_seen' ORDER BY seq"))
        found = [(row.actor, json.loads(row.detail)["request"]) for row in rows]
    engine.dispose()
    return found


def test_an_export_has_every_request_as_other_programs_expect_it(here: Shell) -> None:
    one = to_sign(here.store, now=NOW)
    (told,) = export(here)
    assert told == {
        "reference": codes.shown(known(here.store, one).code),
        "state": "to_sign",
        "channel": "voice",
        "language": "en",
        "requester": "patient",
        "patient_name": NAME,
        "date_of_birth": "1961-04-05",
        "mrn": "Q7781234",
        "studies": [
            {"study": "MRI of the right hip", "date": "2026-08"},
            {"study": "chest x-ray", "date": "last spring"},
        ],
        "recipient": {"name": "Dr. Quillon at Harbourview", "address": "77 Zephyr Lane, Apex, NC 27502"},
        "callback": "+19195550188",
        "created_at": "2026-11-23T15:00:00+00:00",
    }


def test_what_was_not_told_is_null(here: Shell) -> None:
    made(here.store, ReleaseRequest(), now=NOW)
    (told,) = export(here)
    nothing = ("requester", "patient_name", "date_of_birth", "mrn", "callback")
    assert [told[name] for name in nothing] == [None] * len(nothing)
    assert told["studies"] == []
    assert told["recipient"] == {"name": None, "address": None}


@pytest.mark.parametrize(
    ("told", "recipient", "studies"),
    [
        (ReleaseRequest(recipient_home=True, recipient_address="1 A St"), ("home", "1 A St"), []),
        (ReleaseRequest(recipient_home=True, recipient_name="Al Po"), ("Al Po (home)", None), []),
        (ReleaseRequest(all_studies=True), (None, None), [{"study": "all studies", "date": None}]),
        (ReleaseRequest(studies=(StudyAsked("CT"),), no_dates=True), (None, None), [{"study": "CT", "date": None}]),
    ],
)
def test_home_and_all_studies_have_their_words(here: Shell, told: ReleaseRequest, recipient, studies) -> None:
    one = exported(known(here.store, made(here.store, told, now=NOW), NOW))
    assert (one["recipient"]["name"], one["recipient"]["address"]) == recipient
    assert one["studies"] == studies


def test_an_export_is_whole_in_order_and_each_view_stands_in_the_trail_once(here: Shell) -> None:
    store = here.store
    ids = [made(store, now=NOW - DAY + dt.timedelta(minutes=number)) for number in range(7)]
    references = [codes.shown(known(store, one, NOW - DAY).code) for one in ids]
    assert [one["reference"] for one in export(here)] == references
    assert sorted(seen(here)) == sorted(("export", one) for one in ids)


def test_an_export_of_nothing_is_an_empty_list(here: Shell) -> None:
    here.store.close()
    assert export(here) == []
    assert here.type("requests", "list").output == "No requests.\n"
    assert here.type("requests", "export").exit_code == 2, "the form is to be named"


def test_a_damaged_request_is_exported_without_facts_and_told_of(here: Shell) -> None:
    store = here.store
    made(store, now=NOW)
    engine = make_engine(here.settings.database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE requests SET fields = code"))
    engine.dispose()
    done = here.type("requests", "export", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)[0]["patient_name"] is None
    assert "1 requests were changed" in done.stderr
    assert "DAMAGED" in here.type("requests", "list").output


def test_a_list_tells_states_and_nothing_that_was_told(here: Shell) -> None:
    store = here.store
    one = signed(store, NOW)
    made(store, now=NOW)
    moved(store, one, "in_progress", now=NOW)
    printed = here.type("requests", "list").output
    assert f"{codes.shown(known(store, one, NOW).code)}  in_progress; by voice, en, patient" in printed
    assert "needed by 2026-12-01, 1 papers" in printed
    assert printed.count("\n") == 2
    for private in (NAME, "Testperson", "1961", "Q7781234", "hip", "Quillon", NUMBER, "555-0188"):
        assert private not in printed
    assert here.type("requests", "list", "--state", "draft").output.count("\n") == 1
    assert here.type("requests", "list", "--limit", "1").output.count("\n") == 1
    assert seen(here) == []


def test_a_list_names_those_that_staff_have_to_look_at(here: Shell) -> None:
    one = to_sign(here.store, now=NOW)
    token = linked(here.store, one, NOW)
    with here.store.turn(NOW) as turn:
        for _ in range(4):
            turn.link_missed(token)
    assert "wrong birth dates" not in here.type("requests", "list").output
    with here.store.turn(NOW) as turn:
        turn.link_missed(token)
    assert "wrong birth dates at its link" in here.type("requests", "list").output


def test_one_can_be_shown_by_its_code_and_that_stands_in_the_trail(here: Shell) -> None:
    store = here.store
    one = signed(store, NOW, replace(FULL, asker="Ottilie Sample", relation="daughter"))
    moved(store, one, "needs_something", now=NOW)
    code = codes.shown(known(store, one, NOW).code).lower()
    printed = here.type("requests", "show", code).output
    for shown in (NAME, "1961-04-05", "Q7781234", "last spring", "Quillon", "Zephyr", "Ottilie Sample", "typed"):
        assert shown in printed
    assert "request_moved received > needs_something by staff.ana: Ximena called" in printed
    assert seen(here) == [("staff", one)]
    missing = here.type("requests", "show", "ABC-DEFG")
    assert missing.exit_code == 1
    assert "no such request" in missing.output


@pytest.mark.parametrize("state", REQUEST_STATES)
def test_every_state_can_be_asked_for(here: Shell, state: str) -> None:
    here.store.close()
    assert here.type("requests", "list", "--state", state).output == "No requests.\n"


@pytest.mark.parametrize("words", [["requests", "list"], ["requests", "export", "--json"], ["keys", "rotate"]])
def test_a_store_in_trouble_is_told_in_a_sentence(shell: Shell, words: list[str]) -> None:
    done = shell.type(*words)
    assert done.exit_code == 1
    assert done.output.startswith("Error: The store cannot be used now")


# ------------------------------------------------------------------ keys


def test_keys_are_rotated_and_the_requests_are_the_same(here: Shell) -> None:
    signed(here.store, NOW)
    before = export(here)
    turned = Shell(replace(here.settings, data_keys=f"{KEYS['k2']},{KEYS['k1']}"))
    done = turned.type("keys", "rotate")
    assert done.exit_code == 0, done.output
    assert "1 requests.fields" in done.output
    assert "All is sealed with the current key." in done.output
    assert export(turned) == before
    assert "0 requests.fields" in turned.type("keys", "rotate").output
    lost = Shell(replace(here.settings, data_keys=KEYS["k2"])).type("keys", "rotate")
    assert lost.exit_code == 1
    assert "data keys" in lost.output


def test_what_opens_with_no_key_is_told_of(here: Shell) -> None:
    signed(here.store, NOW)
    engine = make_engine(here.settings.database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE requests SET fields = code"))
    engine.dispose()
    turned = Shell(replace(here.settings, data_keys=f"{KEYS['k2']},{KEYS['k1']}"))
    done = turned.type("keys", "rotate")
    assert done.exit_code == 1
    assert "1 values open with none of DATA_KEYS" in done.stderr


def test_a_process_with_the_older_keys_is_told_of(here: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    store = here.store
    signed(store, NOW)
    turned = Shell(replace(here.settings, data_keys=f"{KEYS['k2']},{KEYS['k1']}"))
    real = type(store).rotate

    def and_another_writes(self):
        done = real(self)
        made(store, now=NOW)
        return done

    monkeypatch.setattr(type(store), "rotate", and_another_writes)
    done = turned.type("keys", "rotate")
    assert done.exit_code == 1
    assert "some process still has the older keys" in done.stderr


def test_a_rotation_that_is_cut_off_by_the_store_says_what_stands(here: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(self):
        raise StoreUnavailable("gone")

    monkeypatch.setattr(type(here.store), "rotate", gone)
    done = here.type("keys", "rotate")
    assert done.exit_code == 1
    assert "run it again" in done.output
