"""Requests for images at the doors: the code, the link, a store in trouble, withheld numbers, other people's phones."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest

from bot import codes
from bot.actions import release_request
from bot.directory import load
from bot.release_talk.code_heard import code_in
from bot.release_talk.spoken import date_in_words, in_words, year_in_words
from bot.release_talk.wanted import wanted
from bot.settings import ROOT
from bot.store import StoredRequest
from tests.callers import Caller, Texter
from tests.troubles import gone, locked
from tests.whole_desk import House, whole_desk

pytestmark = pytest.mark.xdist_group("release talk")
SHIPPED = load(ROOT / "directory.yaml").file
START = "please send my CT from Duke to my doctor"
WHOLE = (
    START, "Bo Lindqvist", "March 9 1957", "CT chest, May 4 2026",
    "Dr. Tolliver at Harbor Bone Clinic, 12 Raleigh Road, Chapel Hill NC 27514", "skip", "this number", "no",
)  # fmt: skip
CODE = re.compile(r"(?=[0-9-]*[A-Z])[A-Z0-9]{3}-[A-Z0-9]{4}")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = whole_desk(tmp_path_factory.mktemp("talk"))
    yield house
    house.close()


def requests_of(house: House, number: str) -> list[StoredRequest]:
    with house.desk.store.turn(house.desk.now()) as turn:
        return [one for one in turn.requests() if one.number == number]


def texted(house: House, *bodies: str) -> tuple[Texter, list[str]]:
    texter = house.texter()
    return texter, [texter.text(body) or "" for body in bodies]


def called(house: House, *words: str, number: str | None = None) -> Caller:
    caller = house.caller(number).call()
    for said in words:
        caller.say(said)
    return caller


def test_the_code_comes_with_the_first_private_answer_and_once(house: House) -> None:
    texter, replies = texted(house, *WHOLE, "yes")
    (request,) = requests_of(house, texter.number)
    told = [n for n, reply in enumerate(replies) if CODE.search(reply)]
    assert told == [1, 8], replies
    assert {CODE.search(replies[n])[0] for n in told} == {codes.shown(request.code)}  # type: ignore[index]
    assert request.state == "to_sign"


def test_a_second_request_may_be_of_the_same_pictures_or_to_the_same_doctor(house: House) -> None:
    texter, replies = texted(house, *WHOLE, "yes", "ok i will sign", "send the same pictures to my house too")
    assert "street" in replies[-1], replies[-1]
    other, asked = texted(house, *WHOLE, "yes", "ok i will sign", "now one for my husband, same doctor", "yes", "no")
    told = [other.text(words) or "" for words in ("Ed Lindqvist", "May 4 1955", "CT chest, May 5 2026")]
    assert "record number" in told[-1], [*asked[-2:], *told]
    assert {one.request.recipient_name for one in requests_of(house, other.number)} == {
        "Dr. Tolliver, Harbor Bone Clinic"
    }
    assert texter.number != other.number


def test_an_answer_put_right_by_nvm_gives_nothing_up(house: House) -> None:
    texter, replies = texted(
        house, START, "Bo Lindqvist", "March 9 1957", "ct chest 5/4/26 and knee xray 5/5/26, nvm skip the xray"
    )
    (request,) = requests_of(house, texter.number)
    assert (request.state, [one.study for one in request.request.studies]) == ("draft", ["CT chest"]), replies[-1]
    texter.text("nvm i will call later")
    assert not requests_of(house, texter.number)


def test_the_doctors_place_told_in_a_question_is_taken(house: House) -> None:
    told = (*WHOLE[:4], "Dr. Tolliver", "12 Raleigh Road, Chapel Hill NC 27514", "skip", "this number", "no")
    texter, replies = texted(house, *told, "is that dr tolliver at Harbor Bone Clinic? then yes", "yes")
    (request,) = requests_of(house, texter.number)
    assert request.request.recipient_name == "Dr. Tolliver, Harbor Bone Clinic", replies[-2:]


@pytest.mark.parametrize(
    "first",
    [
        "im texting for my mother. send her thyroid ultrasound from duke to lantern hill endocrinology. she can sign",
        "i have the power of attorney for my mother, send her ct from duke to lantern hill endocrinology",
        "hola escribo por mi papa, mande su ct del abdomen de duke al Dr Marlowe Whitcombe de Contentnea Kidney Care",
        "mi mama fallecio, soy albacea, mande su ct de duke al Dr Marlowe Whitcombe de Contentnea Kidney Care",
    ],
)
def test_the_first_text_asks_however_much_it_tells(house: House, first: str) -> None:
    _, (reply,) = texted(house, first)
    assert "?" in reply, reply
    assert CODE.search(reply), reply


def test_who_has_it_looked_at_twice_and_seen_by_another_wants_it_sent() -> None:
    said = "it's about my shoulder i had it looked at twice over there and the sports medicine man wants to see both"
    assert wanted(said, SHIPPED)
    assert not wanted("my shoulder hurts and i want it looked at", SHIPPED)


def test_the_link_by_voice_is_a_text_to_the_caller_with_code_and_link_alone(house: House) -> None:
    caller = called(house, *WHOLE, "yes", "text me the link")
    (request,) = requests_of(house, caller.number)
    (text,) = [one for one in house.desk.store.texts() if one.to == caller.number]
    token = re.search(r"/sign/([\w-]{22,})", text.body)
    assert token, text.body
    assert codes.shown(request.code) in text.body
    assert not re.search("Lindqvist|1957|Tolliver|chest", text.body)
    with house.desk.store.turn(house.desk.now()) as turn:
        link = turn.link(token[1])
    assert link is not None
    assert link.request_id == request.id
    assert "http" not in caller.heard


def test_a_landline_gets_the_paper_way(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release_request, "can_be_texted", lambda caller: False)
    caller = called(house, *WHOLE, "yes", "text me the link")
    assert "cannot text" in caller.heard
    assert "fax" in caller.heard
    assert not [one for one in house.desk.store.texts() if one.to == caller.number]


def test_a_withheld_number_signs_on_paper_and_is_never_remembered(house: House) -> None:
    said = {"this number": "919 555 0147", WHOLE[1]: "bo lindqvist l i n d q v i s t"}
    said[WHOLE[4]] = "doctor tolliver t o l l i v e r at harbor bone clinic 12 raleigh road chapel hill 27514"
    words = [said.get(word, word) for word in WHOLE]
    caller = called(house, *words, "yes", number="anonymous")
    assert "paper" in caller.heard
    caller.say("i will mail it")
    assert "Erwin Road" in caller.heard
    again = called(house, START, number="anonymous")
    assert "not finished" not in again.heard


@pytest.mark.parametrize("trouble", [locked, gone], ids=["locked", "gone"])
def test_with_the_store_in_trouble_nothing_is_said_to_be_kept(house: House, trouble: object) -> None:
    caller = called(house, START)
    with trouble(house):  # type: ignore[operator]
        caller.say("Bo Lindqvist")
        assert "can't save" in caller.heard
        assert "signed letter" in caller.heard
        assert "code" not in caller.heard.lower()
        assert "full name" in caller.heard.lower()
        _, replies = texted(house, START)
        assert "can't save" in replies[0]
    assert not requests_of(house, caller.number)


def test_when_the_store_is_back_the_call_goes_on_where_it_was(house: House) -> None:
    caller = called(house, START, "bo lindqvist l i n d q v i s t", "March 9 1957")
    with locked(house):
        caller.say("CT chest, May 4 2026")
        assert "can't save" in caller.heard
        assert "Which pictures" in caller.heard
        caller.say("CT chest, May 4 2026")
        assert "Which pictures" in caller.heard
    caller.say("CT chest, May 4 2026")
    assert "doctor or hospital" in caller.heard
    (request,) = requests_of(house, caller.number)
    assert request.request.patient_name == "Bo Lindqvist"
    assert request.request.studies[0].study == "CT chest"


def test_an_urgent_caller_gets_through_in_the_middle_of_it_all(house: House) -> None:
    caller = called(house, START, "Bo Lindqvist")
    with locked(house):
        caller.press("2")
    assert caller.dialled


def test_a_code_of_another_number_says_nothing(house: House) -> None:
    mine, _ = texted(house, START, "Bo Lindqvist")
    (request,) = requests_of(house, mine.number)
    _, replies = texted(house, f"my code is {codes.shown(request.code)}")
    assert "no request with that code from this number" in replies[0]
    assert "Lindqvist" not in "".join(replies)


def test_a_code_alone_leads_on(house: House) -> None:
    texter, _ = texted(house, START, "Bo Lindqvist")
    (request,) = requests_of(house, texter.number)
    caller = house.caller(texter.number).call().say(" ".join(request.code))
    assert "go on with your request" in caller.heard
    assert "Lindqvist" not in caller.heard


def test_a_code_that_is_taken_is_drawn_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    known, _ = texted(house, START, "Bo Lindqvist")
    (request,) = requests_of(house, known.number)
    drawn = iter([request.code, request.code, codes.new_code()])
    monkeypatch.setattr("bot.job.new_code", lambda: next(drawn))
    texter, replies = texted(house, START, "Ida Moss")
    (other,) = requests_of(house, texter.number)
    assert other.code != request.code
    assert codes.shown(other.code) in replies[1]


def test_a_request_that_was_signed_meanwhile_is_talked_of_no_more(house: House) -> None:
    texter, _ = texted(house, *WHOLE, "yes")
    (request,) = requests_of(house, texter.number)
    with house.desk.store.turn(house.desk.now()) as turn:
        turn.move_request(request.id, "cancelled", "desk")
    reply = texter.text("no the birthday is the tenth") or ""
    assert "date of birth" not in reply


def test_a_caller_who_hangs_up_finds_his_draft(house: House) -> None:
    caller = called(house, START, "Bo Lindqvist")
    caller.hang_up()
    again = called(house, START, number=caller.number)
    assert "not finished" in again.heard
    assert "Lindqvist" not in again.heard
    again.say(" ".join(requests_of(house, caller.number)[0].code))
    assert "date of birth" in again.heard


def test_three_silences_end_the_call_and_the_draft_stays(house: House) -> None:
    caller = called(house, START, "Bo Lindqvist")
    for _ in range(3):
        caller.silent()
    assert caller.ended
    assert "seven days" in caller.heard
    assert requests_of(house, caller.number)[0].state == "draft"


@pytest.mark.parametrize(
    "text",
    ["{}", "my code is {}", "it's {} thanks", "{} please"],
)
def test_a_code_is_found_in_what_is_written(text: str) -> None:
    for code in (codes.new_code() for _ in range(20)):
        for form in (codes.shown(code), codes.shown(code).lower(), code):
            assert code_in(text.format(form)) == code


def test_a_code_is_found_in_what_is_said() -> None:
    digits = dict(zip("34679", "three four six seven nine".split(), strict=True))
    for code in (codes.new_code() for _ in range(20)):
        assert code_in(" ".join(code).lower()) == code
        assert code_in(" ".join(digits.get(c, c) for c in code).lower()) == code
        assert code_in("it is " + " ".join(digits.get(c, c) for c in code).lower()) == code


@pytest.mark.parametrize("text", ["no the birthday is the tenth", "march 9 1957", "harold pickett", "", "new"])
def test_no_code_is_found_in_an_answer(text: str) -> None:
    assert code_in(text) == ""


@pytest.mark.parametrize(
    ("year", "words"),
    [(1957, "nineteen fifty-seven"), (2005, "two thousand five"), (2000, "two thousand"), (1905, "nineteen oh five"),
     (1900, "nineteen hundred"), (2026, "twenty twenty-six"), (2010, "twenty ten")],
)  # fmt: skip
def test_years_in_words(year: int, words: str) -> None:
    assert year_in_words(year, "en") == words
    assert year_in_words(year, "es") == str(year)


def test_dates_in_words() -> None:
    assert in_words(dt.date(1957, 3, 9), "en") == "March ninth, nineteen fifty-seven"
    assert in_words(dt.date(1957, 3, 9), "es") == "9 de marzo de 1957"
    assert date_in_words("2026-08", "en") == "August twenty twenty-six"
    assert date_in_words("2026-08", "es") == "agosto de 2026"
    assert date_in_words("last summer", "en") == "last summer"


@pytest.mark.parametrize(
    "text",
    [
        "send my MRI to my doctor at UNC", "i need my cat scan sent to the lung doctor",
        "how do i get my mri to the team dr",
        "quiero mandar una resonancia a mi ortopedista", "la radiografia de mi niño, la ocupa su pediatra",
        "I have POA for my father and his cancer dr needs his scans", "can y'all mail my x rays to the house",
    ],
)  # fmt: skip
def test_a_plain_wish_is_heard(text: str) -> None:
    assert wanted(text, SHIPPED)


@pytest.mark.parametrize(
    "text",
    [
        "I need an appointment for an MRI my doctor ordered", "where do I send the order for a CT",
        "send my bill to my house", "my doctor needs the results of my MRI", "upload my outside CT to Duke",
        "who do I call for an MRI", "fax number for MRI", "our patient needs images sent to our clinic",
        "what time does the clinic open",
    ],
)  # fmt: skip
def test_other_wishes_are_left_alone(text: str) -> None:
    assert not wanted(text, SHIPPED)
