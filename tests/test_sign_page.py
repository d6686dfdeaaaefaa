"""The signing page, from the link to the thanks: what it asks, what it shows to whom, and what is signed in the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.request import ELEMENTS, Element, ReleaseRequest, StudyAsked
from release.letter import request_hash
from release.words import table
from tests.letters import EXECUTOR, WHOLE, flat
from tests.signers import BORN, WRONG, Bureau, Visitor, opened
from tests.test_letter import WITHOUT

pytestmark = pytest.mark.xdist_group("sign page")  # so that the bureau is opened once

PHONE = "(919) 684-7860"
PRIVATE = ("Marigold", "Mahoney", "D0012345", "MRI right hip", "Ada Example", "101 Example", "555-0123", "1957")
LINE = "Your request is in line. The images have not been sent yet."


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    with opened(tmp_path_factory.mktemp("signing")) as bureau:
        yield bureau


@pytest.fixture(autouse=True)
def on_monday(bureau: Bureau) -> Iterator[None]:
    now = bureau.clock.now
    yield
    bureau.clock.now = now


def nothing_private(visitor: Visitor) -> bool:
    return not any(word in visitor.page for word in PRIVATE)


# ------------------------------------------------------------------ the gate


def test_the_whole_way_from_link_to_thanks(bureau: Bureau) -> None:
    visitor = bureau.visitor(bureau.link()).look()
    assert visitor.title == "Your image request"
    assert nothing_private(visitor)
    visitor.send("birth", **BORN)
    assert visitor.title == "Read and sign your letter"
    assert all(word in visitor.page for word in ("Marigold", "D0012345", "MRI right hip, August 2026"))
    assert "Nothing is sent until you sign" in visitor.said
    visitor.sign()
    assert LINE in visitor.said
    stored = bureau.stored(visitor.token)
    assert stored.state == "received"
    assert stored.signed
    assert (stored.signed.kind, stored.signed.name) == ("typed", WHOLE.patient_name)
    assert stored.signed.at == bureau.clock.now


def test_a_program_that_looks_at_the_link_uses_nothing_up(bureau: Bureau) -> None:
    token = bureau.link()
    for _ in range(20):
        robot = bureau.visitor(token)
        assert nothing_private(robot.look())
        head = robot.client.head(robot.address)
        assert (head.status_code, head.data) == (200, b"")
    with bureau.turn() as turn:
        link = turn.link(token)
    assert link
    assert (link.misses, link.blocked, link.done) == (0, False, False)
    assert bureau.events(token) == ["request_made", "request_moved"]
    assert bureau.visitor(token).look().send("birth", **BORN).title == "Read and sign your letter"


def test_a_wrong_birth_date_opens_nothing(bureau: Bureau) -> None:
    visitor = bureau.visitor(bureau.link()).look().send("birth", **WRONG)
    assert visitor.status == 422
    assert "not the date of birth" in visitor.faults
    assert PHONE not in visitor.faults
    assert nothing_private(visitor)
    visitor.send("birth", **WRONG)
    assert f"call {PHONE}" in visitor.faults
    assert visitor.look().title == "Your image request"


@pytest.mark.parametrize(
    "told",
    [{"birth_month": "13"}, {"birth_year": "57"}, {"birth_day": ""}, {"birth_month": "March"}, {"birth_year": "2057"},
     {"birth_year": "1857"}, {"birth_month": "", "birth_day": "", "birth_year": ""}, {"birth_day": "٣"}],
)  # fmt: skip
def test_what_is_no_date_is_no_wrong_guess(bureau: Bureau, told: dict[str, str]) -> None:
    visitor = bureau.visitor(bureau.link()).look().send("birth", **(BORN | told))
    assert visitor.status == 422
    assert visitor.faults
    with bureau.turn() as turn:
        assert turn.link(visitor.token).misses == 0


def test_after_five_wrong_dates_there_is_the_paper_way_and_staff_know(bureau: Bureau) -> None:
    visitor = bureau.visitor(bureau.link()).look()
    for _ in range(5):
        visitor.send("birth", **WRONG)
    assert "cannot sign any more" in visitor.said
    assert nothing_private(visitor)
    assert bureau.events(visitor.token)[-1] == "staff_told"
    assert visitor.send("birth", **BORN).fields("letter")["patient_name"] == ""
    visitor.client.post(
        visitor.address, data={"action": "sign", "csrf": visitor.csrf, "name": "Ann Lee", "agree": "on"}
    )
    visitor.client.post(visitor.address, data={"action": "save", "csrf": visitor.csrf, "patient_name": "Ann Lee"})
    assert bureau.stored(visitor.token).request == WHOLE
    assert bureau.stored(visitor.token).state == "to_sign"
    visitor.send("letter", patient_name="Ann Lee", study_0="CT head", requester="patient", **BORN)
    letter = flat(visitor.answer.data if visitor.answer else b"")
    assert "Full name Ann Lee" in letter
    assert "Sign and date it by hand" in letter
    assert not any(word in letter for word in PRIVATE if word != "1957")


def test_who_passed_before_may_not_sign_after_five_wrong_dates(bureau: Bureau) -> None:
    inside = bureau.inside()
    guesser = bureau.visitor(inside.token).look()
    for _ in range(5):
        guesser.send("birth", **WRONG)
    inside.sign()
    assert bureau.stored(inside.token).state == "to_sign"
    assert nothing_private(inside.look())


def test_a_birth_date_that_nobody_confirmed_opens_an_empty_form(bureau: Bureau) -> None:
    token = bureau.link(replace(WHOLE, birth_confirmed=False, needed_by=None, needed_words="planted words"))
    visitor = bureau.visitor(token).look()
    assert "we do not show what you told us before" in visitor.said
    assert nothing_private(visitor)
    visitor.send("save", requester="patient", patient_name="Ann Lee", study_0="CT head", date_0="2024", **BORN)
    assert "These are still missing" in visitor.faults
    assert not any(word in visitor.page for word in PRIVATE if word != "1957")
    visitor.send("save", recipient="home", recipient_address="1 Example Way, Shelby, NC")
    assert visitor.title == "Read and sign your letter"
    assert not any(word in visitor.page for word in PRIVATE if word != "1957")
    visitor.sign("Ann Lee")
    assert LINE in visitor.said
    kept = bureau.stored(token).request
    assert (kept.patient_name, kept.mrn, kept.callback, kept.needed_words) == ("Ann Lee", "", "", "")


def test_a_link_without_any_request_told_yet_can_be_filled_in(bureau: Bureau) -> None:
    visitor = bureau.visitor(bureau.link(ReleaseRequest(), channel="text", state="draft")).look()
    assert visitor.title == "Your image request"
    visitor.send(
        "save", requester="patient", patient_name="Ann Lee", study_0="CT head", no_dates="on",
        recipient_name="Dr. B", recipient_address="2 Example Way", **BORN,
    )  # fmt: skip
    assert LINE in visitor.sign("Ann Lee").said


# ------------------------------------------------------------------ links that do not work


@pytest.mark.parametrize("token", ["short", "x" * 22, "x" * 65, "%00" * 10, "..%2f..%2fetc", "a b" * 9])
def test_no_link_is_a_kind_page_with_a_number(bureau: Bureau, token: str) -> None:
    answer = bureau.house.client.get(f"/sign/{token}")
    assert answer.status_code in (404, 410)
    if answer.status_code == 410:
        assert PHONE in answer.get_data(as_text=True)
        assert "does not work any more" in answer.get_data(as_text=True)


def test_an_old_link_does_not_work_any_more(bureau: Bureau) -> None:
    visitor = bureau.inside()
    bureau.clock.now += dt.timedelta(hours=73)
    assert visitor.look().status == 410
    assert PHONE in visitor.said
    assert nothing_private(visitor)


def test_a_cancelled_request_is_gone(bureau: Bureau) -> None:
    visitor = bureau.inside()
    with bureau.turn() as turn:
        turn.move_request(turn.link(visitor.token).request_id, "cancelled", "caller")
    assert visitor.look().status == 410
    assert nothing_private(visitor)


def test_a_newer_link_takes_the_place_of_this_one(bureau: Bureau) -> None:
    visitor = bureau.inside()
    with bureau.turn() as turn:
        turn.new_link(turn.link(visitor.token).request_id, "n" * 22)
    assert visitor.look().status == 410


def test_who_comes_after_the_signature_sees_no_more_than_that_it_is_signed(bureau: Bureau) -> None:
    signer = bureau.inside().sign()
    other = bureau.visitor(signer.token).look()
    assert other.title == "This request is signed"
    assert nothing_private(other)
    assert other.client.get(f"{other.address}/letter").status_code == 303
    assert LINE in signer.look().said


def test_the_door_stays_shut_for_another_link(bureau: Bureau) -> None:
    one, other = bureau.inside(), bureau.visitor(bureau.link(replace(WHOLE, patient_name="Ann Lee"))).look()
    other.client = one.client
    assert other.look().title == "Your image request"
    assert "Ann Lee" not in other.page
    answer = one.client.post(other.address, data=one.fields("sign") | {"action": "sign", "name": "X Y", "agree": "on"})
    assert answer.status_code == 403


def test_after_an_hour_of_quiet_the_birth_date_is_asked_again(bureau: Bureau) -> None:
    visitor = bureau.inside()
    bureau.clock.now += dt.timedelta(minutes=61)
    assert visitor.send("sign", name="Ann Lee", agree="on").status == 403
    assert nothing_private(visitor)
    assert visitor.look().title == "Your image request"
    assert bureau.stored(visitor.token).state == "to_sign"


# ------------------------------------------------------------------ the form


@pytest.mark.parametrize("element", ELEMENTS)
def test_every_element_that_is_missing_is_named_and_nothing_is_signed_without_it(
    bureau: Bureau, element: Element
) -> None:
    poorer = replace(WHOLE, **WITHOUT[element])
    born = element != "date_of_birth"
    visitor = bureau.inside() if not born else bureau.inside(poorer)
    if not born:
        with bureau.turn() as turn:
            turn.save_request(turn.link(visitor.token).request_id, poorer)
        visitor.look()
        assert visitor.title == "Read and sign your letter" or "date of birth" in visitor.said
    assert table("sign", "en")[f"missing_{element}"] in visitor.faults
    shown = request_hash(poorer, bureau.stored(visitor.token).code, bureau.house.directory, "en")
    visitor.send("sign", name="Ann Lee", agree="on", shown=shown, csrf=visitor.csrf)
    assert bureau.stored(visitor.token).state == "to_sign"
    assert table("sign", "en")[f"missing_{element}"] in visitor.faults


def test_what_is_missing_is_linked_to_its_field(bureau: Bureau) -> None:
    visitor = bureau.inside(replace(WHOLE, patient_name="", recipient_address=""))
    for field in ("patient_name", "recipient_address"):
        assert f'<a href="#{field}">' in visitor.page
        assert f'id="{field}"' in visitor.page
        assert f'id="{field}-fault"' in visitor.page


def test_all_fields_can_be_corrected(bureau: Bureau) -> None:
    visitor = bureau.inside().look("?change=1")
    visitor.send(
        "save", requester="guardian", asker="Linus Ruiz", relation="daughter", patient_name="Zoë Núñez",
        birth_month="1", birth_day="29", birth_year="2016", mrn="", study_0="X-ray left wrist", date_0="August 3, 2026",
        study_1="", date_1="", study_2="MRI knee", date_2="some day in may", recipient="home",
        recipient_address="1 Example Way\n\nShelby, NC 28150", callback="919 555 0177", needed_by="2026-12-24",
    )  # fmt: skip
    assert visitor.title == "Read and sign your letter"
    assert bureau.stored(visitor.token).request == ReleaseRequest(
        requester="guardian", asker="Linus Ruiz", relation="daughter", patient_name="Zoë Núñez",
        date_of_birth=dt.date(2016, 1, 29), studies=(StudyAsked("X-ray left wrist", "2026-08-03"),
        StudyAsked("MRI knee", "some day in may")), recipient_home=True,
        recipient_address="1 Example Way\nShelby, NC 28150", callback="+19195550177",
        needed_by=dt.date(2026, 12, 24), birth_confirmed=True,
    )  # fmt: skip


def test_saving_without_a_change_changes_nothing(bureau: Bureau) -> None:
    request = replace(WHOLE, needed_words="in two weeks", studies=(*WHOLE.studies, StudyAsked("CT", "2019")))
    visitor = bureau.inside(request).look("?change=1").send("save")
    assert visitor.title == "Read and sign your letter"
    assert bureau.stored(visitor.token).request == request


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"birth_month": "2", "birth_day": "30"}, "wrong_date"),
        ({"birth_year": "2030"}, "wrong_future"),
        ({"birth_year": "1801"}, "wrong_past"),
        ({"callback": "12"}, "wrong_callback"),
        ({"needed_by": "2026-11-01"}, "wrong_needed_by"),
        ({"needed_by": "soon"}, "wrong_needed_by"),
        ({"patient_name": "x" * 121}, "wrong_long"),
        ({"study_2": "", "date_2": "2019"}, "wrong_study"),
    ],
)
def test_what_cannot_be_taken_is_said_and_kept_in_its_field(
    bureau: Bureau, fields: dict[str, str], sentence: str
) -> None:
    visitor = bureau.inside().look("?change=1").send("save", **fields)
    assert visitor.status == 422
    assert table("sign", "en")[sentence] in visitor.faults
    assert visitor.fields("save") | fields == visitor.fields("save")
    assert bureau.stored(visitor.token).request == WHOLE


def test_letters_that_cannot_be_printed_are_named(bureau: Bureau) -> None:
    visitor = bureau.inside().look("?change=1").send("save", patient_name="Ann 😀 Lee")
    assert "We cannot print 😀." in visitor.faults


def test_one_more_study_keeps_what_is_typed_and_stores_nothing(bureau: Bureau) -> None:
    visitor = bureau.inside().look("?change=1").send("add", study_2="PET scan", patient_name="Typed Now")
    assert visitor.fields("save")["study_2"] == "PET scan"
    assert visitor.fields("save")["study_3"] == ""
    assert visitor.fields("save")["patient_name"] == "Typed Now"
    assert bureau.stored(visitor.token).request == WHOLE
    for rows in ("9999999", "-1", "x", "24"):
        assert visitor.send("add", rows=rows).fields("save")["rows"] in ("3", "24")


def test_a_grown_up_patient_signs_himself(bureau: Bureau) -> None:
    visitor = bureau.inside(replace(WHOLE, requester="guardian", date_of_birth=dt.date(2008, 11, 23)))
    assert "18 or older" in visitor.faults
    child = bureau.inside(replace(WHOLE, requester="guardian", date_of_birth=dt.date(2008, 11, 24)))
    assert child.title == "Read and sign your letter"
    assert LINE in child.sign("Linus Ruiz").said


def test_a_helper_hands_the_telephone_over(bureau: Bureau) -> None:
    visitor = bureau.inside(replace(WHOLE, requester="helper", asker="Linus Ruiz"))
    assert "hand over the telephone now. I am the patient." in visitor.said


# ------------------------------------------------------------------ the signature


def test_the_letter_kept_is_the_letter_shown(bureau: Bureau) -> None:
    visitor = bureau.inside()
    shown = visitor.fields("sign")["shown"]
    stored = bureau.stored(visitor.token)
    assert shown == request_hash(WHOLE, stored.code, bureau.house.directory, "en")
    visitor.sign()
    letter = bureau.signed_letter(visitor.token)
    assert letter
    assert shown in flat(letter).replace(" ", "")
    assert "Signed by Marigold O'Mahoney-Ruiz" in flat(letter)
    assert "November 23, 2026, 10:00:00 AM EST" in flat(letter)
    assert "Asked for by telephone call" in flat(letter)
    signed = bureau.stored(visitor.token).signed
    assert signed
    assert signed.request_hash == shown
    copy = visitor.client.get(f"{visitor.address}/letter")
    assert copy.data == letter
    assert copy.mimetype == "application/pdf"
    assert copy.headers["Cache-Control"] == "no-store"


def test_what_changed_after_it_was_shown_is_shown_again_before_it_is_signed(bureau: Bureau) -> None:
    visitor = bureau.inside()
    other = replace(WHOLE, recipient_name="Dr. Other")
    with bureau.turn() as turn:
        turn.save_request(turn.link(visitor.token).request_id, other)
    visitor.sign()
    assert "changed meanwhile" in visitor.faults
    assert "Dr. Other" in visitor.said
    assert bureau.stored(visitor.token).state == "to_sign"
    assert LINE in visitor.sign().said


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"name": ""}, "sign_no_name"), ({"name": "  .1 "}, "sign_no_name"), ({"agree": None}, "sign_not_agreed"),
     ({"name": "x" * 121}, "wrong_long"), ({"drawing": "data:image/png;base64,AAAA"}, "sign_drawing"),
     ({"drawing": "http://evil.example/x.png"}, "sign_drawing"), ({"shown": "0" * 64}, "sign_changed")],
)  # fmt: skip
def test_without_name_and_will_nothing_is_signed(bureau: Bureau, fields: dict[str, Any], sentence: str) -> None:
    visitor = bureau.inside().send("sign", **({"name": "Ann Lee", "agree": "on"} | fields))
    assert visitor.status == 422
    assert table("sign", "en")[sentence] in visitor.faults
    assert bureau.stored(visitor.token).state == "to_sign"


def test_an_executor_cannot_sign_without_papers(bureau: Bureau) -> None:
    visitor = bureau.inside(EXECUTOR)
    assert "The patient has died." in visitor.said
    visitor.sign("Linus Ruiz")
    assert table("sign", "en")["missing_papers"] in visitor.faults
    assert bureau.stored(visitor.token).state == "to_sign"


def test_the_letter_can_be_printed_and_signed_by_hand(bureau: Bureau) -> None:
    visitor = bureau.inside()
    for way in ("Fax: (919) 684-7139", "2301 Erwin Road", "DUHSImageLibrary@duke.edu"):
        assert way in visitor.said
    letter = visitor.client.get(f"{visitor.address}/letter")
    assert "Sign and date it by hand" in flat(letter.data)
    assert WHOLE.patient_name in flat(letter.data)
    outside = bureau.visitor(visitor.token).look()
    assert outside.client.get(f"{outside.address}/letter").status_code == 303


def test_soon_needed_images_are_worth_a_call(bureau: Bureau) -> None:
    for day, soon in ((dt.date(2026, 11, 24), True), (dt.date(2026, 11, 25), False)):
        visitor = bureau.inside(replace(WHOLE, needed_by=day)).sign()
        assert ("very soon" in visitor.said) is soon
    bureau.clock.now = dt.datetime(2026, 11, 25, 15, tzinfo=dt.UTC)  # the day before Thanksgiving
    assert "very soon" in bureau.inside(replace(WHOLE, needed_by=dt.date(2026, 11, 27))).sign().said


# ------------------------------------------------------------------ Spanish


def test_spanish_stands_beside_english_and_a_person_helps_to_sign(bureau: Bureau) -> None:
    visitor = bureau.visitor(bureau.link(lang="es")).look()
    assert "Your image request Su solicitud de imágenes" in visitor.title
    assert 'lang="es"' in visitor.page
    visitor.send("birth", **BORN)
    assert "9 de marzo de 1957" in visitor.said
    assert "Spanish interpreter, please" in visitor.said
    assert PHONE in visitor.said
    assert 'value="sign"' not in visitor.page
    visitor.client.post(
        visitor.address, data={"action": "sign", "csrf": visitor.csrf, "name": "Ann Lee", "agree": "on"}
    )
    assert bureau.stored(visitor.token).state == "to_sign"


def test_who_reads_english_may_sign_in_english(bureau: Bureau) -> None:
    visitor = bureau.inside(lang="es").send("english")
    assert "solicitud" not in visitor.said
    assert LINE in visitor.sign().said
    letter = bureau.signed_letter(visitor.token)
    assert letter
    assert "marzo" not in flat(letter)


def test_once_an_interpreter_has_read_it_spanish_is_signed(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    reviewed: Any = {"by": "An interpreter", "on": dt.date(2026, 11, 1)}
    monkeypatch.setitem(table("letter", "es"), "reviewed", reviewed)  # type: ignore[arg-type]
    visitor = bureau.inside(lang="es")
    assert "He leído la carta, y quiero firmarla." in visitor.said
    visitor.sign()
    assert "Las imágenes todavía no se han enviado." in visitor.said
    letter = bureau.signed_letter(visitor.token)
    assert letter
    assert "9 de marzo de 1957" in flat(letter)


def test_nothing_on_any_page_says_too_much() -> None:
    """Nobody is called verified, and nothing is done, complete or approved."""
    for lang, words in (("en", ("verified", "approved", "complete", "done")), ("es", ("verificad", "aprobad"))):
        for key, sentence in table("sign", lang).items():  # type: ignore[arg-type]
            assert not any(word in sentence.lower() for word in words), key
