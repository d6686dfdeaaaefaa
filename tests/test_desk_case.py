"""A clerk works requests: finds them, checks, asks, sends, takes in paper, calls back; all of it leaves its entry."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from bot import codes
from bot.release_checks import CHECKS, Check, needed, reasons
from bot.request import ReleaseRequest, StudyAsked
from bot.store import ChecksMissing, NotTheirs, StoreBusy
from desk import paper_in
from tests.letters import EXECUTOR, WHOLE
from tests.signers import NUMBER
from tests.staff import Clerk, Office, office
from tests.test_sign_papers import photo

pytestmark = pytest.mark.xdist_group("desk case")  # so that the office is opened once

ADULT = replace(WHOLE, studies=(StudyAsked("MRI right hip", "2026-08"),))
CHILD = replace(ADULT, date_of_birth=dt.date(2012, 3, 9))


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("case")) as made:
        yield made


@pytest.fixture
def clerk(here: Office) -> Clerk:
    return here.clerk()


@pytest.fixture
def other(here: Office) -> Clerk:
    return here.clerk()


@pytest.fixture
def boss(here: Office) -> Clerk:
    return here.clerk("manager")


def signed(here: Office, request: ReleaseRequest = ADULT, **more: Any) -> str:
    """A signed request; its address."""
    more = {"number": here.bureau.house.person()} | more
    visitor = here.bureau.inside(request, **more).sign(request.patient_name)
    return f"/desk/requests/{here.bureau.stored(visitor.token).id}"


def state(here: Office, address: str) -> str:
    return here.request(address.rpartition("/")[2]).state


def do(clerk: Clerk, address: str, act: str, **fields: Any) -> Clerk:
    return clerk.look(address).send(f"{address}/{act}", **fields)


def check(clerk: Clerk, address: str, *kinds: Check) -> None:
    for kind in kinds:
        do(clerk, address, "check", kind=kind, note="seen")
        assert clerk.status == 200, clerk.said


def checked(here: Office, address: str, boss: Clerk, clerk: Clerk) -> None:
    """All that any request needs, but for sending it."""
    do(clerk, address, "start")
    check(clerk, address, "identity", "match", "recipient")
    check(boss, address, "second_look", "decision")


def texts(here: Office, purpose: str) -> list[str]:
    return [text.body for text in here.bureau.house.desk.store.texts() if text.purpose == purpose]


# ------------------------------------------------------------------ sent, and what stands before it


def test_a_request_is_worked_from_signed_to_sent(here: Office, clerk: Clerk, other: Clerk) -> None:
    address = signed(here)
    assert "Signed, and in line." in clerk.look(address).said
    do(clerk, address, "start")
    assert here.request(address.rpartition("/")[2]).owner == f"staff.{clerk.name}"
    check(clerk, address, "identity", "match", "recipient")
    check(other, address, "second_look")
    do(clerk, address, "send", way="exchange")
    assert "The patient gets a text" in clerk.said
    assert state(here, address) == "sent"
    code = codes.shown(here.request(address.rpartition("/")[2]).code)
    body = next(body for body in texts(here, "desk_sent") if code in body)
    assert "Marigold" not in body
    assert "hip" not in body


@pytest.mark.parametrize("left_out", CHECKS)
@pytest.mark.parametrize("way", ["exchange", "mail", "cd", "portal"])
def test_nothing_is_sent_without_each_check(here: Office, boss: Clerk, clerk: Clerk, left_out: Check, way: str) -> None:
    address = signed(here, CHILD)
    do(clerk, address, "start")
    for kind in CHECKS:
        if kind != left_out and not (left_out == "recipient" and kind == "second_look"):
            check(boss if kind in ("second_look", "decision") else clerk, address, kind)
    assert do(boss, address, "send", way=way).status == 409
    assert "not checked" in boss.said
    assert state(here, address) == "in_progress"
    with pytest.raises(ChecksMissing) as refused, here.turn() as turn:
        turn.move_request(address.rpartition("/")[2], "sent", "staff.x")
    assert left_out in refused.value.kinds


@pytest.mark.parametrize("before", ["received", "needs_something", "came_back"])
def test_only_what_is_in_progress_is_sent(here: Office, boss: Clerk, clerk: Clerk, before: str) -> None:
    address = signed(here, CHILD)
    checked(here, address, boss, clerk)
    if before == "received":
        do(clerk, address, "undo")
    elif before == "needs_something":
        do(clerk, address, "need", note="a card")
    else:
        do(clerk, address, "send", way="cd")
        do(clerk, address, "came-back", why="rejected")
    assert state(here, address) == before
    assert do(clerk, address, "send", way="cd").status == 409
    assert state(here, address) == before


def test_a_way_that_is_none_sends_nothing(here: Office, boss: Clerk, clerk: Clerk) -> None:
    address = signed(here)
    checked(here, address, boss, clerk)
    for way in ("", "pigeon", "sent"):
        assert do(clerk, address, "send", way=way).status == 409
    assert state(here, address) == "in_progress"


def test_a_check_counts_for_what_was_told_then(here: Office, boss: Clerk, clerk: Clerk) -> None:
    address = signed(here)
    checked(here, address, boss, clerk)
    one = address.rpartition("/")[2]
    with here.turn() as turn:
        told = replace(turn.request(one).request, recipient_address="9 Other Street")
        assert turn.checks(one, told) == {}
        assert set(turn.checks_missing(one, told)) == {"identity", "match", "recipient", "second_look"}


def test_the_second_look_is_somebody_elses(here: Office, clerk: Clerk, other: Clerk) -> None:
    address = signed(here)
    do(clerk, address, "start")
    assert do(clerk, address, "check", kind="second_look", note="seen").status == 409
    check(clerk, address, "recipient")
    assert do(clerk, address, "check", kind="second_look", note="seen").status == 409
    assert "somebody else" in clerk.said
    check(other, address, "second_look")
    check(other, address, "recipient")
    with here.turn() as turn:
        one = turn.request(address.rpartition("/")[2])
        assert "second_look" in turn.checks_missing(one.id, one.request)


def test_a_managers_decision_is_no_clerks(here: Office, clerk: Clerk, boss: Clerk) -> None:
    address = signed(here, CHILD)
    do(clerk, address, "start")
    assert "The patient is under 18." in clerk.said
    assert do(clerk, address, "check", kind="decision", note="fine").status == 409
    with here.turn() as turn:
        one = turn.request(address.rpartition("/")[2])
        with pytest.raises(NotTheirs):
            turn.check(one.id, one.request, "decision", _as(clerk), "fine")
    check(boss, address, "decision")


def _as(clerk: Clerk) -> Any:
    from bot.store import SignedIn

    return SignedIn(clerk.id, clerk.name, "clerk", clerk.office.bureau.clock.now)


def test_a_connected_place_needs_no_second_look(here: Office, clerk: Clerk, boss: Clerk) -> None:
    address = signed(here, replace(ADULT, recipient_name="Harbour Clinic"))
    boss.look("/desk/places").send("/desk/places", names="Harbour  CLINIC\nOther place\n\nOther place")
    assert "2 places" in boss.said
    do(clerk, address, "start")
    check(clerk, address, "identity", "match", "recipient")
    do(clerk, address, "send", way="exchange")
    assert state(here, address) == "sent"
    boss.look("/desk/places").send("/desk/places", names="")
    assert "The list is empty" in boss.said


NOW = dt.datetime(2026, 11, 23, 15, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"date_of_birth": dt.date(2008, 11, 23)}, ("minor",)),
        ({"date_of_birth": dt.date(2008, 11, 22)}, ()),
        ({"requester": "guardian"}, ("guardian",)),
        ({"relation": "step-mother with custody"}, ("custody",)),
        ({"studies": (StudyAsked("Mamografía"),)}, ("study",)),
        ({"studies": (StudyAsked("PELVIC ultrasound"),)}, ("study",)),
        ({"studies": (StudyAsked("skeletal survey"),)}, ("study",)),
        ({"studies": (), "all_studies": True}, ("study",)),
    ],
)
def test_where_the_staff_decides(change: dict[str, Any], why: tuple[str, ...]) -> None:
    request = replace(ADULT, **change)
    assert reasons(request, NOW) == why
    assert ("decision" in needed(request, NOW, connected=True)) == bool(why)


# ------------------------------------------------------------------ what came back, what went wrong


def test_what_came_back_has_its_recipient_checked_anew(here: Office, boss: Clerk, clerk: Clerk) -> None:
    address = signed(here)
    checked(here, address, boss, clerk)
    do(clerk, address, "send", way="mail")
    assert do(clerk, address, "came-back", why="whatever").status == 409
    do(clerk, address, "came-back", why="address")
    assert state(here, address) == "came_back"
    do(clerk, address, "start")
    with here.turn() as turn:
        one = turn.request(address.rpartition("/")[2])
        assert turn.checks_missing(one.id, one.request) == ("recipient", "second_look")


def test_the_wrong_place_is_reported_once_and_for_all(here: Office, boss: Clerk, clerk: Clerk) -> None:
    address = signed(here)
    assert do(clerk, address, "wrong-place", note="early").status == 409
    checked(here, address, boss, clerk)
    do(clerk, address, "send", way="mail")
    assert do(clerk, address, "wrong-place", note="").status == 409
    do(clerk, address, "wrong-place", note="to another clinic")
    assert "privacy officer" in clerk.said
    assert "Images went to the wrong place" in boss.look("/desk").said
    assert "Images went to the wrong place" not in clerk.look("/desk").said
    assert "went to the wrong place" in boss.look("/desk/disclosures").said
    assert do(clerk, address, "undo").status == 409
    assert "wrong-place" not in {word for word in clerk.said.split() if word.startswith("un")}


def test_what_went_out_stands_in_the_accounting_and_its_file(here: Office, boss: Clerk, clerk: Clerk) -> None:
    address = signed(here, replace(ADULT, patient_name="=cmd|' /C calc'!A0", recipient_name="@SUM(A1)"))
    checked(here, address, boss, clerk)
    do(clerk, address, "send", way="portal")
    assert "@SUM(A1)" in boss.look("/desk/disclosures").said
    file = boss.client.get("/desk/disclosures.csv").get_data(as_text=True)
    assert "'=cmd" in file
    assert "'@SUM" in file
    assert not re.search(r"(^|,)\"?[=@+-]", file, re.MULTILINE)
    assert "Nothing went out" in boss.look("/desk/disclosures?first=2026-01-01&last=2026-01-02").said


# ------------------------------------------------------------------ the rest of the work


def test_one_takes_back_ones_own_last_step_for_a_while(here: Office, clerk: Clerk, other: Clerk) -> None:
    address = signed(here)
    do(clerk, address, "start")
    assert do(other, address, "undo").status == 409
    do(clerk, address, "undo")
    assert state(here, address) == "received"
    do(clerk, address, "start")
    here.later(minutes=14)
    clerk.look(address)
    here.later(minutes=2)
    assert clerk.send(f"{address}/undo").status == 409


def test_the_patient_is_asked_by_a_text_without_private_words(here: Office, clerk: Clerk) -> None:
    address = signed(here)
    do(clerk, address, "start")
    assert do(clerk, address, "need", note="", text="1").status == 409
    do(clerk, address, "need", note="Copy of Marigold's card", text="1")
    assert state(here, address) == "needs_something"
    assert "Copy of Marigold's card" in clerk.said
    body = texts(here, "desk_asked")[0]
    assert "/sign/" in body
    assert "card" not in body
    assert "Marigold" not in body
    do(clerk, address, "start")
    assert state(here, address) == "in_progress"


def test_a_new_link_and_a_silenced_number(here: Office, clerk: Clerk) -> None:
    number = here.bureau.house.person()
    token = here.bureau.link(ADULT, number=number)
    address = f"/desk/requests/{here.bureau.stored(token).id}"
    do(clerk, address, "link")
    assert texts(here, "desk_new_link")
    with here.turn() as turn:
        assert turn.link(token) is None
        turn.stop(number)
    assert "No text can go" in do(clerk, address, "link").said
    with here.turn() as turn:
        turn.start(number)
    assert do(clerk, signed(here), "link").status == 409


def test_a_request_is_given_to_who_works_here_alone(here: Office, clerk: Clerk, other: Clerk) -> None:
    address, viewer = signed(here), here.clerk("viewer")
    assert do(clerk, address, "take", to=viewer.name).status == 409
    do(clerk, address, "take", to=other.name)
    one = address.rpartition("/")[2]
    assert here.request(one).owner == f"staff.{other.name}"
    assert one in other.look("/desk?part=mine").page
    assert one not in clerk.look("/desk?part=mine").page
    do(clerk, address, "take", to="")
    assert here.request(one).owner == ""


def test_duplicates_merge_and_come_apart(here: Office, clerk: Clerk) -> None:
    one, two = signed(here), signed(here)
    code = here.request(one.rpartition("/")[2]).code
    assert "similar patient" in clerk.look(two).said
    assert do(clerk, two, "merge", code="AAA-AAAA").status == 409
    assert do(clerk, one, "merge", code=code).status == 409
    do(clerk, two, "merge", code=code)
    assert two not in clerk.look("/desk?part=unassigned").page
    do(clerk, two, "unmerge")
    assert here.request(two.rpartition("/")[2]).duplicate_of == ""


def test_a_request_ends_with_its_reason_alone(here: Office, clerk: Clerk) -> None:
    address = signed(here)
    assert do(clerk, address, "cancel", note=" ").status == 409
    do(clerk, address, "cancel", note="taken back in writing")
    assert state(here, address) == "cancelled"
    assert do(clerk, address, "undo").status == 409
    assert do(clerk, address, "start").status == 409


def test_the_letter_is_shown_and_kept(here: Office, clerk: Clerk) -> None:
    address = signed(here)
    clerk.look(address)
    picture = clerk.client.get(f"{address}/letter/1")
    assert picture.data.startswith(b"\x89PNG")
    assert clerk.client.get(f"{address}/letter").data.startswith(b"%PDF")
    for page in ("0", "2", "x", "-1", "٣"):
        assert clerk.client.get(f"{address}/letter/{page}").status_code == 404


def test_each_view_of_a_request_is_one_entry(here: Office, clerk: Clerk) -> None:
    address = signed(here)
    before = len(here.trail())
    for _ in range(25):
        clerk.client.get(address)
    seen = here.trail()[before:]
    assert seen == [("request_seen", f"staff.{clerk.name}")] * 25


def test_foreign_ids_are_all_alike(here: Office, clerk: Clerk) -> None:
    clerk.look("/desk/search")
    bodies = set()
    for at in range(60):
        answer = clerk.client.get(f"/desk/requests/{at:032x}")
        bodies.add((answer.status_code, re.sub(r'value="[0-9a-f]{64}"', "", answer.get_data(as_text=True))))
    assert len(bodies) == 1
    assert next(iter(bodies))[0] == 404


# ------------------------------------------------------------------ queue and search


def test_the_queue_puts_first_what_is_needed_first(tmp_path: Path) -> None:
    with office(tmp_path) as here:
        clerk = here.clerk()
        late, none, soon = (
            signed(
                here, replace(ADULT, needed_by=day, date_of_birth=dt.date(1950 + at, 1, 1), patient_name=f"Ada {at}ber")
            )
            for at, day in enumerate((dt.date(2026, 11, 20), None, dt.date(2026, 11, 24)))
        )
        shown = re.findall(r'id="r-(\w+)"', clerk.look("/desk").page)
        assert shown == [address.rpartition("/")[2] for address in (late, soon, none)]
        assert "was needed Fri Nov 20" in clerk.said
        assert "needed tomorrow" in clerk.said
        assert "30 days of 30 left" in clerk.said
        here.later(days=31)
        clerk = here.clerk()
        assert "1 day over 30" in clerk.look("/desk").said


def test_the_queue_is_sent_again_only_when_it_changed(here: Office, clerk: Clerk) -> None:
    address = signed(here)
    ask = re.search(r'hx-get="([^"]+)"', clerk.look("/desk").page.split('id="queue"')[1])
    assert ask
    again = ask[1].replace("&amp;", "&")
    before = len(here.trail())
    assert clerk.client.get(again).status_code == 204
    assert len(here.trail()) == before
    do(clerk, address, "start")
    assert clerk.client.get(again).status_code == 200


def test_papers_that_are_missing_have_their_part(here: Office, clerk: Clerk) -> None:
    with here.turn() as turn:
        one = turn.new_request(EXECUTOR, "mail", "en", "", codes.new_code())
        turn.move_request(one, "received", "staff.x")
    assert one in clerk.look("/desk?part=papers").page
    assert "legal papers missing" in clerk.said
    clerk.look(f"/desk/requests/{one}")
    file = (BytesIO(photo()), "testament.jpg")
    clerk.send(f"/desk/requests/{one}/scan", what="paper", name="Testament", paper=file)
    assert "Testament" in clerk.said
    assert one not in clerk.look("/desk?part=papers").page
    paper = re.search(r"/papers/\w+/1", clerk.look(f"/desk/requests/{one}").page)
    assert paper
    assert clerk.client.get(f"/desk/requests/{one}{paper[0]}").data.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "words",
    ["{code}", "{code_shown}", "{mrn}", "Quillfeather 7/4/1933", "quillfeather, ada 1933-07-04", "07/04/1933 Ada"],
)
def test_search_finds_by_reference_record_and_name_with_birth_date(here: Office, clerk: Clerk, words: str) -> None:
    request = replace(ADULT, patient_name="Ada Quillfeather", date_of_birth=dt.date(1933, 7, 4), mrn="ZZ-998877")
    one = signed(here, request).rpartition("/")[2]
    code = here.request(one).code
    clerk.look("/desk/search")
    clerk.send("/desk/search", q=words.format(code=code.lower(), code_shown=codes.shown(code), mrn="zz998877"))
    assert f'id="r-{one}"' in clerk.page
    assert clerk.answer
    assert clerk.answer.request.query_string == b""


@pytest.mark.parametrize("words", ["", "Quillfeather", "7/4/1933", "13/45/1933 Ada", "' OR 1=1 --", "%", "x" * 5000])
def test_search_by_less_finds_nobody(here: Office, clerk: Clerk, words: str) -> None:
    clerk.look("/desk/search").send("/desk/search", q=words)
    assert 'id="r-' not in clerk.page


# ------------------------------------------------------------------ paper


def form(**more: Any) -> dict[str, Any]:
    told = {"by": "fax", "patient_name": "Ada Paper", "born": "2/3/1960", "studies": "CT chest, 2025\nMRI knee"}
    return told | {"recipient_name": "Dr. Quill", "recipient_address": "1 Way\nApex", "needed": "12/4/2026"} | more


def test_a_letter_on_paper_is_in_line_with_its_scan(here: Office, clerk: Clerk) -> None:
    clerk.look("/desk/new").send("/desk/new", **form(paper=(BytesIO(photo()), "letter.jpg")))
    one = here.request(clerk.answer.request.path.rpartition("/")[2])  # type: ignore[union-attr]
    assert one.state == "received"
    assert one.signed
    assert one.signed.kind == "paper"
    assert [study.study for study in one.request.studies] == ["CT chest", "MRI knee"]
    assert one.request.needed_by == dt.date(2026, 12, 4)
    assert clerk.client.get(f"/desk/requests/{one.id}/letter/1").status_code == 200


def test_the_code_on_a_letter_finds_its_draft(here: Office, clerk: Clerk) -> None:
    token = here.bureau.link(ADULT)
    draft = here.bureau.stored(token)
    paper = (BytesIO(photo()), "letter.jpg")
    clerk.look("/desk/new").send("/desk/new", **form(code=codes.shown(draft.code), paper=paper))
    known = here.request(draft.id)
    assert (known.state, known.request.patient_name, known.request.mrn) == ("received", "Ada Paper", ADULT.mrn)
    assert here.bureau.visitor(token).look().title != ""
    clerk.look("/desk/new").send("/desk/new", **form(code=codes.shown(draft.code)))
    assert clerk.status == 409


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"patient_name": ""}, "Whose images?"), ({"born": "soon"}, "A date such as 3/9/1957."),
        ({"born": "1/1/2030"}, "A date such as 3/9/1957."), ({"needed": "x"}, "A date such as 12/4/2026."),
        ({"callback": "12"}, "A telephone number"), ({"code": "AAA-AAAA"}, "no request with this reference"),
        ({"paper": (BytesIO(b"MZ not a picture"), "x.jpg")}, "no photo and no PDF"),
    ],
)  # fmt: skip
def test_a_form_that_is_wrong_says_where_and_keeps_the_rest(
    here: Office, clerk: Clerk, change: dict[str, Any], fault: str
) -> None:
    clerk.look("/desk/new").send("/desk/new", **form(**change))
    assert clerk.status == 400
    assert fault in clerk.said
    assert "Dr. Quill" in clerk.page


def test_a_scan_without_leave_is_not_even_opened(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr("desk.paper_in.paper", opened.append)
    viewer = here.clerk("viewer").look("/desk/search")
    viewer.send("/desk/new", **form(paper=(BytesIO(photo()), "letter.jpg")))
    assert viewer.status == 403
    assert not opened


# ------------------------------------------------------------------ call-backs, texts, trail


def test_a_call_back_is_taken_tried_and_closed(here: Office, clerk: Clerk) -> None:
    with here.turn() as turn:
        ticket = turn.open_ticket("talk", "voice", "es", "+19195550147")
        turn.ticket_message(ticket, False)
    assert "Urgent caller reached nobody" in clerk.look("/desk").said
    assert "555-0147" not in clerk.look("/desk/calls").said
    address = f"/desk/calls/{ticket}"
    assert "555-0147" in clerk.look(address).said
    assert "Leave no message." in clerk.said
    assert here.trail()[-1] == ("ticket_seen", f"staff.{clerk.name}")
    do(clerk, address, "take")
    assert "It is yours." in clerk.said
    assert do(here.clerk(), address, "take").said.count("Somebody else has it already.") == 1
    assert do(clerk, address, "done").status == 409
    for _ in range(3):
        do(clerk, address, "tried")
    do(clerk, address, "done")
    assert "Nobody waits" in clerk.said
    assert clerk.look("/desk/calls/XXXXXX").status == 404


def test_a_lost_text_leads_to_the_requests_of_its_number(here: Office, clerk: Clerk) -> None:
    one = signed(here, number=NUMBER)
    store, now = here.bureau.house.desk.store, here.bureau.clock.now
    with here.turn() as turn:
        turn.queue_text(NUMBER, "words", "numbers", True, f"lost {now}")
    while (text := store.claim_text(now)) is not None:
        store.settle_text(text, "failed", fault="no_route")
    assert one
    assert "Marigold" in clerk.look("/desk/texts").said
    assert "could not be sent" in clerk.said


def test_the_trail_tells_who_saw_what(here: Office, clerk: Clerk) -> None:
    address = signed(here)
    clerk.look(address)
    auditor = here.clerk("auditor")
    assert f"staff.{clerk.name}" in auditor.look(f"/desk/trail?request={address.rpartition('/')[2]}").said
    assert "request seen" in auditor.look(f"/desk/trail?actor=staff.{clerk.name}").said
    assert "Marigold" not in auditor.look("/desk/trail").said
    assert here.bureau.house.desk.store.verify().whole


def test_a_store_in_trouble_changes_nothing(here: Office, clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    address = signed(here)
    clerk.look(address)

    def busy(*_: object) -> None:
        raise StoreBusy("test")

    with monkeypatch.context() as patch:
        patch.setattr(here.bureau.house.desk.store, "turn", busy)
        assert clerk.client.post(f"{address}/start", data={"csrf": clerk.csrf}).status_code == 503
    assert state(here, address) == "received"


# ------------------------------------------------------------------ the patient answers


def test_the_patient_reads_what_is_needed_behind_the_birth_date_and_sends_it(here: Office, clerk: Clerk) -> None:
    address = signed(here)
    do(clerk, address, "start")
    here.later(seconds=1)  # its text is the newest
    do(clerk, address, "need", note="A copy of your card", text="1")
    token = re.findall(r"/sign/(\S+)", texts(here, "desk_asked")[0])[0]
    visitor = here.bureau.visitor(token).look()
    assert "card" not in visitor.said
    visitor.send("birth", birth_month="3", birth_day="9", birth_year="1957")
    assert "A copy of your card" in visitor.said
    visitor.send("paper", paper=(BytesIO(b"MZ nothing"), "x.jpg"))
    assert visitor.status == 422
    visitor.send("paper", paper=(BytesIO(photo()), "card.jpg"))
    assert "Thank you." in visitor.said
    assert "paper came" in clerk.look("/desk").said
    assert "The patient added a paper" in clerk.look(address).said
    do(clerk, address, "start")
    assert here.bureau.visitor(token).look().title != "Something more is needed"


@pytest.mark.parametrize("channel", ["voice", "text", *paper_in.CAME_BY])
@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_request_is_signed_however_it_came(here: Office, channel: str, lang: str) -> None:
    token = here.bureau.link(ADULT, channel=channel, lang=lang)
    visitor = here.bureau.visitor(token).look()
    visitor.send("birth", birth_month="3", birth_day="9", birth_year="1957")
    visitor.send("english").sign(ADULT.patient_name)
    assert here.bureau.stored(token).state == "received", visitor.said
