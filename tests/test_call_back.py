"""Nobody took an urgent call: a call back is offered where somebody is alerted, and only there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from bot.nlu_client import NluClient
from tests import read_back
from tests.calling_back import BOX, DIRECT, STATES, WATCH, audit, failed, ids, stands, tickets
from tests.whole_desk import NOBODY, House, awaited, whole_desk

pytestmark = [pytest.mark.xdist_group("call back"), pytest.mark.usefixtures("unhurried")]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = whole_desk(tmp_path_factory.mktemp("call back"), NluClient(NOBODY, transport=httpx.MockTransport(BOX)))
    yield house
    house.close()


@pytest.fixture(autouse=True)
def watched(house: House) -> None:
    """Somebody is alerted."""
    house.desk.settings = replace(house.desk.settings, alert_to=(WATCH,))


# ------------------------------------------------------------------ by voice


def test_a_failed_transfer_opens_a_ticket_before_anything_is_asked(house: House) -> None:
    before = ids(house)
    caller = failed(house).hang_up()
    (ticket,) = tickets(house, before)
    assert (ticket.number, ticket.state, ticket.message) == (caller.number, "open", None)
    assert any(ticket.id in detail for detail in audit(house, "ticket_opened"))


def test_the_callers_own_number_is_offered_first(house: House) -> None:
    before = ids(house)
    caller = failed(house)
    assert "no one answers" in caller.heard
    assert "at the number you call from" in caller.heard
    assert caller.heard.endswith("press 5."), "the question comes last"
    assert awaited(caller) == "call_back"
    assert {one.number for one in read_back.said(caller.heard)} == {"+19196847274"}
    caller.press("1")
    assert "may we leave a message" in caller.heard
    caller.press("4")
    assert "being asked now to call you back" in caller.heard
    assert "keep calling" in caller.heard
    assert awaited(caller) == "open"
    (ticket,) = tickets(house, before)
    assert (ticket.number, ticket.message) == (caller.number, False)


@pytest.mark.parametrize("keyed", ["9195550147", "19195550147", "9195550147#"])
def test_another_number_is_keyed_in(house: House, keyed: str) -> None:
    before = ids(house)
    caller = failed(house).press("4")
    assert "area code" in caller.heard
    for gather in caller.doc.iter("Gather"):
        assert "numDigits" not in gather.attrib
        assert gather.get("finishOnKey") == "#"
    caller.press(keyed).press("1")
    (ticket,) = tickets(house, before)
    assert (ticket.number, ticket.message) == (DIRECT, True)


@pytest.mark.parametrize(
    "said",
    ["nine one nine five five five oh one four seven", "my direct line is 919-555-0147", "(919) 555 0147, Dr. Rivera"],
)
def test_another_number_is_said_and_nobody_else_hears_it(house: House, said: str) -> None:
    before = ids(house)
    caller = failed(house).say("a different number please")
    asked = len(BOX.asked)
    caller.say(said)
    assert "leave a message" in caller.heard
    assert "5550147" not in "".join(read_back.long_digits(caller.heard))
    assert len(BOX.asked) == asked
    assert tickets(house, before)[0].number == DIRECT


def test_a_withheld_caller_is_asked_for_the_number(house: House) -> None:
    before = ids(house)
    caller = failed(house, "anonymous")
    assert "Which number reaches you" in caller.heard
    assert awaited(caller) == "call_back_number"
    assert tickets(house, before)[0].number == ""
    caller.press("9195550147").press("1")
    assert tickets(house, before)[0].number == DIRECT


@pytest.mark.parametrize("keyed", ["5550147", "1234567890", "911", "9005550147", "442079460123", "99999"])
def test_what_is_no_number_of_the_country_is_asked_again_then_left(house: House, keyed: str) -> None:
    before = ids(house)
    caller = failed(house).press("4").press(keyed)
    assert awaited(caller) == "call_back_number"
    assert "did not get that" in caller.heard
    caller.press(keyed)
    assert awaited(caller) == "open"
    assert "9 1 9, 6 8 4, 7 2 7 4" in caller.heard
    assert tickets(house, before)[0].number == caller.number


def test_our_own_number_is_no_number_to_call_back(house: House) -> None:
    caller = failed(house).press("4")
    caller.press(caller.line[2:])
    assert "did not get that" in caller.heard


def test_who_wants_no_call_gets_none(house: House) -> None:
    before = ids(house)
    caller = failed(house).press("5")
    assert "no call back" in caller.heard
    (ticket,) = tickets(house, before)
    assert ticket.state == "done"


@pytest.mark.parametrize(
    ("words", "state"),
    [("yes please", "call_back_message"), ("sure, no problem", "call_back_message"), ("no", "call_back_number"),
     ("another number", "call_back_number"), ("press one", "call_back_message"), ("four", "call_back_number"),
     ("no call, thanks", "open")],
)  # fmt: skip
def test_words_do_what_keys_do(house: House, words: str, state: str) -> None:
    assert awaited(failed(house).say(words)) == state


@pytest.mark.parametrize(("words", "leave"), [("yes", True), ("no", False), ("please don't", False), ("you may", True)])
def test_may_we_leave_a_message_in_words(house: House, words: str, leave: bool) -> None:
    before = ids(house)
    failed(house).press("1").say(words)
    assert tickets(house, before)[0].message is leave


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("how", ["2", "two", "trauma transfer en route, we need the images now"])
def test_the_24_7_line_is_dialled_from_each_question(house: House, state: str, how: str) -> None:
    caller = stands(house, state)
    caller.press(how) if how == "2" else caller.say(how)
    assert caller.listening == "dial"
    assert caller.dialled[-1][0] == "+19196847274"


@pytest.mark.parametrize("state", STATES)
def test_danger_is_heard_at_each_question(house: House, state: str) -> None:
    assert "9 1 1" in stands(house, state).say("my father collapsed and he is not breathing").heard


@pytest.mark.parametrize("state", STATES)
def test_silence_asks_again_and_then_lets_go(house: House, state: str) -> None:
    caller = stands(house, state).silent()
    assert awaited(caller) == state
    caller.silent()
    assert caller.ended
    assert "9 1 9, 6 8 4, 7 2 7 4" in caller.heard


@pytest.mark.parametrize("state", STATES)
def test_the_question_stands_in_the_other_language_and_once_more(house: House, state: str) -> None:
    caller = stands(house, state)
    question = caller.heard
    assert caller.press("*").heard == question
    caller.press("8")
    assert awaited(caller) == state
    assert re.search(r"oprima|márquelo", caller.heard, re.IGNORECASE)
    assert awaited(caller.press("8")) == state


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("key", ["0", "7"])
def test_other_keys_lead_on(house: House, state: str, key: str) -> None:
    caller = stands(house, state).press(key)
    assert caller.listening
    assert caller.heard


def test_a_number_beside_urgent_words_is_kept_and_the_line_is_dialled(house: House) -> None:
    before = ids(house)
    caller = stands(house, "call_back_number")
    caller.say("trauma transfer en route, we need the images now, call 919 555 0147")
    assert caller.listening == "dial"
    assert tickets(house, before)[0].number == DIRECT


def test_in_spanish(house: House) -> None:
    before = ids(house)
    caller = failed(house, lang="es")
    assert "desde el que llama" in caller.heard
    caller.say("sí, claro").say("no")
    assert "siga llamando" in caller.heard
    (ticket,) = tickets(house, before)
    assert (ticket.lang, ticket.message) == ("es", False)
