"""Where no call back may be promised; and the call back of who only texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from bot.nlu_client import NluClient
from tests import troubles
from tests.calling_back import BOX, DIRECT, PROMISE, STATES, WATCH, failed, ids, stands, tickets, told, unwatched
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


# ------------------------------------------------------------------ where nothing may be promised


def test_with_nobody_alerted_nothing_is_promised_and_the_talk_goes_on(house: House) -> None:
    unwatched(house)
    before = ids(house)
    caller = failed(house)
    assert not PROMISE.search(caller.heard), caller.heard
    assert "9 1 9, 6 8 4, 7 2 7 4" in caller.heard
    assert awaited(caller) == "open"
    assert len(tickets(house, before)) == 1, "the desk may still see it"
    texter = told(house)
    assert not PROMISE.search(texter.text("nobody answers there") or "")


@pytest.mark.parametrize("trouble", troubles.TROUBLES.values(), ids=troubles.TROUBLES)
def test_with_the_store_in_trouble_nothing_is_promised(house: House, trouble: troubles.Trouble) -> None:
    with trouble(house):
        caller = failed(house)
        if trouble is not troubles.full:
            assert not PROMISE.search(caller.heard), caller.heard
            assert awaited(caller) == "open"
        assert "9 1 9, 6 8 4, 7 2 7 4" in caller.heard
    assert house.desk.afterwards.settled(20)


def test_what_could_not_be_saved_then_is_saved_when_it_can_be(house: House) -> None:
    """Somebody is alerted even so."""
    before = ids(house)
    with troubles.locked(house):
        caller = failed(house)
    assert house.desk.afterwards.settled(20)
    assert [one.number for one in tickets(house, before)] == [caller.number]


@pytest.mark.parametrize("state", STATES)
def test_an_answer_that_cannot_be_saved_is_said_to_be_none(house: House, state: str) -> None:
    caller = stands(house, state)
    with troubles.locked(house):
        caller.press("9195550147" if state == "call_back_number" else "1")
    assert "cannot save" in caller.heard
    assert not re.search("being asked now", caller.heard)


# ------------------------------------------------------------------ by text


@pytest.mark.parametrize("words", ["nobody answers there", "no one picks up!!", "it just rings", "no contesta nadie"])
def test_by_text_who_reaches_nobody_is_asked_too(house: House, words: str) -> None:
    before = ids(house)
    texter = told(house)
    reply = texter.text(words) or ""
    assert "684-7274" in reply
    assert PROMISE.search(reply), reply
    assert tickets(house, before)[0].number == texter.number
    texter.text("1")
    reply = texter.text("3") or ""
    assert tickets(house, before)[0].message is False
    assert "684-7274" in reply


def test_by_text_another_number_is_written_and_never_given_back(house: House) -> None:
    before = ids(house)
    texter = told(house)
    texter.text("nobody answers there")
    texter.text("3")
    asked = len(BOX.asked)
    reply = texter.text("919-555-0147, ask for Dr. Rivera") or ""
    assert "leave a message" in reply
    assert "0147" not in reply
    assert len(BOX.asked) == asked
    texter.text("1")
    (ticket,) = tickets(house, before)
    assert (ticket.number, ticket.message, ticket.channel) == (DIRECT, True, "text")


@pytest.mark.parametrize("words", ["2", "our patient is en route to your trauma bay, we need her CT now"])
def test_by_text_urgent_words_and_2_lead_to_the_line_at_each_question(house: House, words: str) -> None:
    for answers in ((), ("3",), ("1",)):
        texter = told(house)
        texter.text("nobody answers there")
        for one in answers:
            texter.text(one)
        assert "684-7274" in (texter.text(words) or "")


def test_busy_lines_of_others_open_no_ticket(house: House) -> None:
    before = ids(house)
    texter = house.texter()
    texter.text("fax for vascular")
    texter.text("nobody answers there")
    told(house).text("thank you so much")
    assert not tickets(house, before)
