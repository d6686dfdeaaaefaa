"""Record numbers, telephone numbers, days, words that steer, and who asks."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest

from bot.fields.control import Control, control
from bot.fields.in_passing import in_passing
from bot.fields.needed import needed_by
from bot.fields.reach import reach
from bot.fields.record import record_number
from bot.fields.who import Who, who_asks
from tests.release import table

TODAY = dt.date(2026, 11, 22)
CALLER = "+19105550177"
TABLE = table("others")


@pytest.mark.parametrize(("said", "wanted"), TABLE["record"].items())
def test_record_numbers(said: str, wanted: str) -> None:
    heard = record_number(said)
    assert (heard.value or f"- {heard.why}") == wanted


def test_a_record_number_may_be_left_out_but_not_half_told() -> None:
    assert record_number("i don't know").missing == ()
    assert record_number("skip").missing == ()
    assert record_number("12").missing == ("record_number",)


@pytest.mark.parametrize(("said", "wanted"), TABLE["reach"].items())
def test_telephone_numbers(said: str, wanted: str) -> None:
    heard = reach(said, CALLER)
    assert (heard.value or f"- {heard.why}") == wanted
    assert heard.same == (wanted == CALLER)


def test_seven_digits_wait_for_their_area_code() -> None:
    heard = reach("555-0123", CALLER)
    assert (heard.value, heard.missing) == (None, ("area_code",))
    assert reach("nine one nine", CALLER, before=heard).value == "+19195550123"


def test_a_withheld_number_cannot_be_called_back() -> None:
    assert reach("this number", "").why == "withheld"


def test_extension_and_second_number() -> None:
    heard = reach("919-555-0123 ext 12 or 919-555-0145", CALLER)
    assert (heard.value, heard.extension, heard.others) == ("+19195550123", "12", ("+19195550145",))


@pytest.mark.parametrize(("said", "wanted"), TABLE["needed"].items())
def test_needed_by(said: str, wanted: str) -> None:
    heard = needed_by(said, TODAY)
    assert (str(heard.value) if heard.value else heard.pace or f"- {heard.why}") == wanted


@pytest.mark.parametrize(("said", "wanted"), TABLE["control"].items())
def test_words_that_steer(said: str, wanted: str) -> None:
    assert control(said).value == wanted


def test_every_word_that_steers_is_met() -> None:
    assert set(TABLE["control"].values()) == set(get_args(Control))


def test_what_is_said_besides() -> None:
    assert (control("no, the ninth").rest, control("no, the ninth").alone) == ("the ninth", False)
    assert control("that's wrong it's the tenth").rest == "it's the tenth"
    assert control("yes please").alone
    assert control("what's your fax?").rest == "what's your fax?"


@pytest.mark.parametrize(("said", "wanted"), TABLE["who"].items())
def test_who_asks(said: str, wanted: str) -> None:
    heard = who_asks(said)
    assert ", ".join([heard.value or f"- {heard.why}", *(heard.missing if heard.value else ())]) == wanted


def test_everyone_who_may_ask_is_met() -> None:
    assert {wanted.split(",")[0] for wanted in TABLE["who"].values() if wanted[0] != "-"} == set(get_args(Who))


def test_the_dead_are_known() -> None:
    assert who_asks("my late husband").deceased
    assert who_asks("i'm the executor, my mother passed away").deceased
    assert not who_asks("my husband").deceased


def test_a_first_message_tells_several_things() -> None:
    told = in_passing(
        "hi this is mary jones born march ninth fifty seven i need my knee mri from last march sent to"
        " dr smith at lakeside ortho 12 oak street cary by friday",
        TODAY,
    )
    assert (told.who.value, told.name.value, str(told.birth.value)) == ("patient", "Mary Jones", "1957-03-09")
    assert [(s.study, s.date) for s in told.studies.value] == [("MRI knee", "last march")]
    assert told.recipient.value is not None
    assert told.recipient.value.name == "Dr. Smith, Lakeside Ortho"
    assert told.needed.value == dt.date(2026, 11, 27)


@pytest.mark.parametrize(
    "said",
    ["i want my xrays sent to my podiatrist", "how do i get my images", "lakeside ortho wants my scans", "hello"],
)
def test_a_first_message_is_not_taken_for_answers(said: str) -> None:
    told = in_passing(said, TODAY)
    assert (told.name.value, told.birth.value, told.record.value, told.recipient.value) == (None,) * 4


@pytest.mark.parametrize(
    "said",
    [
        "send my mri to a stroke center in danville va", "send my ct to some cancer clinic out at the coast",
        "send my xray to another hospital up in virginia", "mandar mi resonancia a un centro de dolor en cary",
    ],
)  # fmt: skip
def test_one_of_many_places_is_no_name(said: str) -> None:
    assert in_passing(said, TODAY).recipient.value is None


@pytest.mark.parametrize(
    "said",
    [
        "MY XRAY. MY WIFE IS ALSO A PATIENT BUT THIS IS NOT ABOUT HER", "i want my ct, my sister goes there too",
        "my mri please, my mother had hers done there", "quiero mi resonancia, mi esposa tambien es paciente",
        "me again",
    ],
)  # fmt: skip
def test_a_relative_who_is_only_compared_with(said: str) -> None:
    assert who_asks(said).value == "patient"


@pytest.mark.parametrize("said", ["not for me, for my wife", "my husband needs his mri sent too"])
def test_a_relative_who_is_the_patient(said: str) -> None:
    assert who_asks(said).value == "helper"


def test_a_power_of_attorney_that_was() -> None:
    assert who_asks("i was my mother's power of attorney").value == "helper"
    assert who_asks("i was given power of attorney for my mother").value == "power_of_attorney"


def test_relation_and_age() -> None:
    heard = who_asks("it's for my 7 year old son")
    assert (heard.relation, heard.age) == ("son", 7)
