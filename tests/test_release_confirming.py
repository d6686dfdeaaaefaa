"""Letters and names told with "is that all correct?": each goes where it sounds like what is known, or nowhere."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.release_talk.confirming import by_a_part, mended, without_middle
from bot.release_talk.draft import Draft
from bot.release_talk.where import Where
from bot.request import ReleaseRequest

KNOWN = ReleaseRequest(
    patient_name="Barnaby Lionel Boss", recipient_name="Dr. Rule, James Bend ENT",
    recipient_address="3909 Grow Avenue, Richmond, VA 23221",
)  # fmt: skip
VOICE = Where(dt.date(2026, 11, 22), voice=True)
SPANISH = Where(dt.date(2026, 11, 22), lang="es", voice=True)


def after(said: str, known: ReleaseRequest = KNOWN, where: Where = VOICE) -> tuple[str, str, str]:
    told = mended(said, Draft(request=known), where)
    assert told is not None
    request = told.draft.request
    return request.patient_name, request.recipient_name, request.recipient_address


@pytest.mark.parametrize(("said", "name", "doctor", "address"), [
    ("the last name is v o s s", "Barnaby Lionel Voss", "Dr. Rule, James Bend ENT", "Grow"),
    ("the doctor is ruelle r u e l l e", "Barnaby Lionel Boss", "Dr. Ruelle, James Bend ENT", "Grow"),
    ("the street is g r o v e", "Barnaby Lionel Boss", "Dr. Rule, James Bend ENT", "Grove"),
    ("no it's voss v as in victor o s s and the doctor is chidinma c h i d i n m a ruelle r u e l l e",
     "Barnaby Lionel Voss", "Dr. Chidinma Ruelle, James Bend ENT", "Grow"),
    ("v o s s for me r u e l l e for him and g r o v e the street", "Barnaby Lionel Voss",
     "Dr. Ruelle, James Bend ENT", "Grove"),
])  # fmt: skip
def test_letters_go_to_what_they_sound_like(said: str, name: str, doctor: str, address: str) -> None:
    told = after(said)
    assert told[:2] == (name, doctor)
    assert told[2] == f"3909 {address} Avenue, Richmond, VA 23221"


@pytest.mark.parametrize("said", ["take off the lionel", "no middle name", "quite el lionel"])
def test_a_middle_name_is_left_out(said: str) -> None:
    told = without_middle(said, Draft(request=KNOWN))
    assert told
    assert told.draft.request.patient_name == "Barnaby Boss"


@pytest.mark.parametrize(("said", "address"), [
    ("it's thirty nine ten not thirty nine oh nine", "3910 Grow Avenue, Richmond, VA 23221"),
    ("thirty nine ten grow avenue", "3910 Grow Avenue, Richmond, VA 23221"),
    ("the house number is thirty nine ten", "3910 Grow Avenue, Richmond, VA 23221"),
    ("it's in ashland not richmond", "3909 Grow Avenue, Ashland, VA 23221"),
])  # fmt: skip
def test_a_part_of_the_address_is_heard_without_its_name(said: str, address: str) -> None:
    told = by_a_part(said, Draft(request=KNOWN), VOICE)
    assert told
    assert told.draft.request.recipient_address == address


@pytest.mark.parametrize("said", ["no it's all good", "yes that's right", "no sir", "the nineteenth"])
def test_what_tells_no_part_of_an_address_changes_none(said: str) -> None:
    assert by_a_part(said, Draft(request=KNOWN), VOICE) is None
    assert without_middle(said, Draft(request=KNOWN)) is None


def test_two_names_spelled_without_a_break_are_two() -> None:
    known = ReleaseRequest(patient_name="Ida Moss", recipient_name="Dr. Haskett, Core Sound Orthopedics")
    said = "it's doctor nakamura now beatrix nakamura n a k a m u r a b e a t r i x same place core sound orthopedics"
    assert after(said, known)[:2] == ("Ida Moss", "Dr. Beatrix Nakamura, Core Sound Orthopedics")


@pytest.mark.parametrize(("said", "name"), [
    ("el segundo nombre es xochitl x o c h i t l lo demás sí", "Herlinda Xochitl Barragán"),
    ("el apellido es barragán be a erre erre a ge a ene", "Herlinda Xochitl Barragán"),
])  # fmt: skip
def test_a_name_that_was_right_stays(said: str, name: str) -> None:
    known = ReleaseRequest(patient_name="Herlinda Xochitl Barragán", recipient_name="Dr. Moss")
    assert after(said, known, SPANISH)[0] == name


def test_the_letter_of_a_remark_is_no_letter_of_the_name() -> None:
    known = ReleaseRequest(patient_name="Fulgencio Ibarra Súñiga", recipient_name="Dr. Moss")
    said = "el apellido es ibarra i b a r r a y zúñiga con zeta z u ñ i g a lo demás está bien"
    assert after(said, known, SPANISH)[0] == "Fulgencio Ibarra Zúñiga"


def test_what_was_heard_as_two_words_is_one() -> None:
    known = ReleaseRequest(patient_name="Ida Moss", recipient_address="12 Brook Green Road, Boone, NC")
    assert after("brookgreen is one word", known)[2] == "12 Brookgreen Road, Boone, NC"


def test_a_number_of_an_address_is_no_word_to_be_spelled() -> None:
    assert after("a v e n u e", KNOWN)[2] == KNOWN.recipient_address


def test_a_name_said_once_more_changes_nothing() -> None:
    told = mended("yes boss with a b", Draft(request=KNOWN), VOICE)
    assert told is not None
    assert told.draft.request == KNOWN


@pytest.mark.parametrize("said", ["yes", "no the birthday is wrong", "k o w a l s k i", "what happens next"])
def test_what_belongs_to_nothing_known_is_left_alone(said: str) -> None:
    assert mended(said, Draft(request=KNOWN), VOICE) is None
