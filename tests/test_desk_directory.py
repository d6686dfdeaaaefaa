"""The directory's pages: as callers hear it, and changes that two people agree on."""

from __future__ import annotations

import datetime as dt
import difflib
import errno
import os
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import directory_file
from bot.directory import load
from bot.directory_edit import edit_of, edited, known
from bot.directory_file import DirectoryFile
from desk import directory_form, hours_form
from release.slow import Slow
from tests.forms import fields
from tests.hostile_words import HOSTILE, OTHERS
from tests.staff import Clerk, Office, office
from tests.whole_desk import ROOT
from webhook import create_app

JUNIPER = ROOT / "tests/directories/juniper.yaml"
BILLS = "/desk/directory/entries/bills"
CHANGE = re.compile(r"/desk/directory/changes/[0-9a-f]{32}")


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The shipped directory, to be looked at."""
    with office(tmp_path_factory.mktemp("shipped")) as made:
        yield made


@dataclass(repr=False)
class Place:
    """A desk with a small directory of its own, and two who work there."""

    office: Office
    path: Path
    clerk: Clerk
    boss: Clerk

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def entry(self, name: str) -> Any:
        return known(self.path.read_bytes())[name]

    def typed(self, entry: str = "bills", by: Clerk | None = None, do: str = "propose", **told: str) -> Clerk:
        """Open the form of an entry, type, and press a button."""
        clerk, address = by or self.clerk, f"/desk/directory/entries/{entry}/edit"
        form = fields(clerk.look(address).page, "entry-form")
        return clerk.send(address, **{**form, "do": do, **told})

    def proposed(self, entry: str = "bills", by: Clerk | None = None, **told: str) -> str:
        """The address of a proposed change."""
        clerk = self.typed(entry, by, **(told or {"said_en": "The bill desk", "said_es": "Las cuentas"}))
        assert "is proposed" in clerk.said, clerk.said[:1500]
        found = CHANGE.search(clerk.page)
        assert found
        return found[0]

    def approve(self, change: str, by: Clerk | None = None) -> Clerk:
        clerk = by or self.boss
        clerk.look(change)
        return clerk.send(f"{change}/approve", change=change[-32:])


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    yield from at_place(tmp_path)


@pytest.fixture
def writing(tmp_path: Path) -> Iterator[Place]:
    """Where the desk alone writes the file."""
    yield from at_place(tmp_path, directory_writable=True)


def at_place(folder: Path, **more: Any) -> Iterator[Place]:
    path = folder / "directory.yaml"
    path.write_text(JUNIPER.read_text(encoding="utf-8"), encoding="utf-8")
    with office(folder, directory=path, **more) as made:
        yield Place(made, path, made.clerk(), made.clerk("manager"))


def differing(before: str, after: str) -> list[str]:
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in found if line[0] in "+-" and line[:3] not in ("---", "+++")]


# ------------------------------------------------------------------ as callers hear it


def test_every_entry_is_there_with_its_lines_and_opens(here: Office) -> None:
    viewer = here.clerk("viewer")
    viewer.look("/desk/directory")
    page = viewer.said
    for entry in here.bureau.house.directory.entries:
        assert entry.name.en in page
        viewer.look(f"/desk/directory/entries/{entry.id}")
        assert viewer.title == entry.name.en
        assert all(number.number[-4:] in viewer.said for number in entry.numbers)


def test_what_the_page_says_is_what_callers_read(here: Office) -> None:
    viewer, house = here.clerk("viewer"), here.bureau.house
    pages = {lang: viewer.look(f"/desk/directory/heard?lang={lang}").said for lang in ("en", "es")}
    for lang, words in (
        ("en", "vascular intervention"),
        ("en", "billing"),
        ("es", "hola, el número de procedimientos vasculares por favor"),
    ):
        told = house.texter().text(words)
        assert told
        assert " ".join(told.split()) in pages[lang]


@pytest.mark.parametrize(
    ("at", "alone", "lead"),
    [
        ("2026-11-23T10:00", False, "first shift"),
        ("2026-11-23T20:00", False, "second shift"),
        ("2026-11-24T03:00", True, ""),
        ("2026-11-26T10:00", True, ""),
    ],
)
def test_who_answers_at_a_time(here: Office, at: str, alone: bool, lead: str) -> None:
    viewer = here.clerk("viewer").look(f"/desk/directory?at={at}")
    who = viewer.said.partition("Exams")[0]
    assert ("Nobody is sure to answer second" in who) == alone
    assert lead in who


def test_the_clock_of_the_desk_counts(here: Office) -> None:
    viewer = here.clerk("viewer")
    assert "open until today, 5:00 pm" in viewer.look("/desk/directory").said
    assert "opens Mon Nov 30" in viewer.look("/desk/directory?at=2026-11-27T20:00").said


def test_the_week_shows_hours_holidays_and_nights_without_a_second(here: Office) -> None:
    viewer = here.clerk("viewer").look("/desk/directory/week")
    for words in ("Thanksgiving Day", "8 am–5 pm", "midnight–9 am, 11:30 pm–midnight", "Nobody sure to answer second"):
        assert words in viewer.said
    assert "Christmas Day" in viewer.look("/desk/directory/week?first=2026-12-21").said
    assert "clocks go forward" in viewer.look("/desk/directory/week?first=2027-03-08").said


@pytest.mark.parametrize(
    "query", ["at=x", "at=9999-12-31T23:59", "at=2026-11-27T20:00Z", "first=0001-01-01", "first=x"]
)
def test_no_query_breaks_a_page(here: Office, query: str) -> None:
    viewer = here.clerk("viewer")
    assert viewer.look(f"/desk/directory?{query}").status == 200
    assert viewer.look(f"/desk/directory/week?{query}").status == 200


def test_what_needs_a_look_is_named_and_leads_to_its_entry(place: Place) -> None:
    assert "(602) 555-0187" not in place.clerk.look("/desk/directory/check").said
    text = place.text.replace("+16025550176", "+16025550186")
    place.path.write_text(text, encoding="utf-8")
    place.office.bureau.house.desk.keeper._looked = -100.0
    page = place.clerk.look("/desk/directory/check")
    assert "Their numbers differ in one digit: (602) 555-0186, (602) 555-0187." in page.said
    assert 'href="/desk/directory/entries/on_call"' in page.page
    place.office.later(days=400)
    boss = place.office.clerk("manager")
    assert "The day to look again is past." in boss.look("/desk/directory/check").said


def test_a_broken_file_is_told_with_its_faults(place: Place) -> None:
    place.path.write_text(place.text.replace("+16025550176", "602"), encoding="utf-8")
    place.office.bureau.house.desk.keeper._looked = -100.0
    assert "the last good version goes on" in place.clerk.look("/desk/directory").said
    assert "entries.bills.numbers.1.number" in place.clerk.look("/desk/directory/check").said
    place.path.write_text("entries: [", encoding="utf-8")
    assert place.clerk.look(f"{BILLS}/edit").title == "Not now"
    assert place.clerk.look("/desk/directory/changes").status == 200


# ------------------------------------------------------------------ a change is proposed


@pytest.mark.parametrize("path", [ROOT / "directory.yaml", JUNIPER], ids=["shipped", "juniper"])
def test_a_form_that_nobody_touched_changes_nothing(path: Path) -> None:
    for there in known(path.read_bytes()).values():
        assert directory_form.typed(directory_form.filled(there), there, "US").fields == {}


def test_nothing_typed_is_no_change(place: Place) -> None:
    assert place.typed().status == 400
    assert "Nothing is changed yet." in place.clerk.said
    assert place.typed(name_en="  Billing \n").status == 400


def test_only_checking_keeps_nothing_and_tells_what_callers_would_hear(place: Place) -> None:
    clerk = place.typed(do="look", **{"number-0-number": "602 555 0186"})
    assert clerk.status == 200
    for words in ("The check finds no fault", "602-555-0186", "differ in one digit", "Nothing is kept yet"):
        assert words in clerk.said
    assert "Nobody proposed a change yet" in clerk.look("/desk/directory/changes").said


BROKEN = {
    "name_en": ({"name_en": ""}, "Write some words here."),
    "name_es": ({"name_es": " "}, "Write some words here."),
    "tell_en": ({"tell_en": "Call 602 555 0111", "tell_es": "x"}, "A phone number stands in the words."),
    "tell_es": ({"tell_en": "x"}, "Write some words here."),
    "before_en": ({"before_en": "x" * 300, "before_es": "x"}, "longer than 280"),
    "said_en": ({"said_en": "“Bills”", "said_es": "x"}, "one text message cannot hold"),
    "number-0-number": ({"number-0-number": "555"}, "Write it with its area code."),
    "number-1-number": ({"number-1-number": "+999", "number-1-purpose": "phone"}, "no whole telephone number"),
    "number-1-purpose": ({"number-1-number": "(602) 555-0113"}, "Choose what the number is for."),
    "number-0-option": ({"number-0-option": "two"}, "Only the keys to press"),
    "number-0-wait": ({"number-0-wait": "99"}, "Seconds, from 0 to 30."),
    "number-0-hours": ({"number-0-hours": "never"}, "There is no schedule with this name."),
    "number-0-audience": ({"number-0-audience": "kings"}, "Choose who may have it."),
    "hours": ({"hours": "never"}, "There is no schedule with this name."),
    "not_given": ({"hours": "office"}, "But the entry gives hours."),
    "source": ({"source": ""}, "Add this field."),
    "verified": ({"verified": "yesterday"}, "A date is needed."),
    "review_by": ({"review_by": "2020-01-01"}, "before the day of `verified`"),
    "until": ({"from": "2026-12-01", "until": "2026-11-01"}, "before the day of `from`"),
    "address_use": ({"address_lines": "1 Road", "address_use": "swim", "not_given-address": ""}, "Use one of"),
}  # fmt: skip


@pytest.mark.parametrize("field", BROKEN)
def test_a_broken_edit_is_refused_with_words_beside_its_field(place: Place, field: str) -> None:
    told, says = BROKEN[field]
    before = place.text
    clerk = place.typed(**told)
    assert clerk.status == 400
    fault = re.search(rf'(?s)id="{field}-fault" role="alert">(.*?)</p>', clerk.page)
    assert fault, clerk.said[:800]
    assert says in fault[1]
    shown = fields(clerk.page, "entry-form")
    assert all(shown[name] == value for name, value in told.items() if value and name in TYPED)
    assert "Nobody proposed a change yet" in clerk.look("/desk/directory/changes").said
    assert place.text == before


def test_a_fault_elsewhere_in_the_file_is_told_on_top(place: Place) -> None:
    clerk = place.typed("on_call", **{"number-0-number": ""})
    assert clerk.status == 400
    assert "This entry has no number. Give it one." in clerk.said


def test_a_line_that_leads_back_to_us_is_refused(tmp_path: Path) -> None:
    for place in at_place(tmp_path, twilio_from="+16025550199"):
        clerk = place.typed(**{"number-0-number": "(602) 555-0199"})
        assert clerk.status == 400
        assert "leads back to our own number" in clerk.said


def test_who_opened_the_form_before_another_changed_the_entry_is_told_so(place: Place) -> None:
    form = fields(place.clerk.look(f"{BILLS}/edit").page, "entry-form")
    place.path.write_text(place.text.replace("{en: Billing, es", "{en: Bills, es"), encoding="utf-8")
    clerk = place.clerk.send(f"{BILLS}/edit", **{**form, "do": "propose", "said_en": "x", "said_es": "y"})
    assert clerk.status == 409
    assert "Somebody changed this entry meanwhile." in clerk.said
    assert fields(clerk.page, "entry-form")["said_en"] == "x"


def test_an_entry_that_is_not_there_has_no_page(place: Place) -> None:
    for address in ("/desk/directory/entries/nobody", "/desk/directory/entries/nobody/edit"):
        assert place.clerk.look(address).status == 404
    form = fields(place.clerk.look(f"{BILLS}/edit").page, "entry-form")
    for more in ({"name": "nobody"}, {"name": "front"}, {"part": "schedules"}, {"seen": ""}):
        assert place.clerk.send(f"{BILLS}/edit", **{**form, "do": "propose", **more}).status in (404, 409)


# ------------------------------------------------------------------ hours


HOURS = "/desk/directory/hours/office/edit"


@pytest.mark.parametrize("path", [ROOT / "directory.yaml", JUNIPER], ids=["shipped", "juniper"])
def test_a_form_of_hours_that_nobody_touched_changes_nothing(path: Path) -> None:
    for there in known(path.read_bytes(), "schedules").values():
        assert hours_form.typed(hours_form.filled(there), there).fields == {}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("8 am–12:30 pm, 1:30 pm–5 pm", [["08:00", "12:30"], ["13:30", "17:00"]]),
        ("08:00-17:00", [["08:00", "17:00"]]),
        ("8:15 a.m. to noon and 1 p.m. - 4 p.m.", [["08:15", "12:00"], ["13:00", "16:00"]]),
        ("9 PM to midnight", [["21:00", "24:00"]]),
        ("midnight–4 am", [["00:00", "04:00"]]),
        ("12 pm–12:30 pm", [["12:00", "12:30"]]),
        ("all day", [["00:00", "24:00"]]),
        ("not given", []),
        ("closed", None),
        ("", None),
    ],
)
def test_times_are_read_as_people_write_them(said: str, meant: Any) -> None:
    assert hours_form.times(said) == meant


def test_hours_are_changed_by_two_people_too(writing: Place) -> None:
    before = writing.text
    form = fields(writing.clerk.look(HOURS).page, "entry-form")
    told = {"day-fri": "", "day-sat": "9 am-noon", "dates": "2026-12-24 closed\n2026-12-31: 8 am–noon"}
    writing.clerk.send(HOURS, **{**form, "do": "propose", **told})
    change = CHANGE.search(writing.clerk.page)
    assert change, writing.clerk.said[:900]
    for words in ("Hours: office hours", "fri 7:30 am–noon", "sat 9 am–noon", "2026-12-31 8 am–noon"):
        assert words in writing.clerk.said
    assert "written" in writing.approve(change[0]).said
    assert differing(before, writing.text) == [
        '-      fri: [["07:30", "12:00"]]',
        '+      sat: [["09:00", "12:00"]]',
        "-    dates: {2026-12-24: []}",
        '+    dates: {2026-12-24: [], 2026-12-31: [["08:00", "12:00"]]}',
    ]
    assert "office: days, dates" in command(writing, "back").output
    assert writing.text == before


@pytest.mark.parametrize(
    ("field", "told", "says"),
    [
        ("day-mon", "early", "Write times as 8 am"),
        ("day-mon", "1-5 pm", "Write times as 8 am"),
        ("day-mon", "25:00-26:00", "Write times as 8 am"),
        ("day-mon", "5 pm-8 am", "It closes before it opens."),
        ("day-tue", "8 am-noon, 11 am-1 pm", "overlap"),
        ("day-wed", "not given", "This day has no times."),
        ("name_es", "", "Write some words here."),
        ("holidays", "perhaps", "Use one of"),
        ("dates", "Christmas closed", "Write each on a line of its own"),
        ("dates", "2026-12-24 later", "Write each on a line of its own"),
    ],
)
def test_hours_that_cannot_be_are_refused_beside_their_field(place: Place, field: str, told: str, says: str) -> None:
    form = fields(place.clerk.look(HOURS).page, "entry-form")
    clerk = place.clerk.send(HOURS, **{**form, "do": "propose", field: told})
    fault = re.search(rf'(?s)id="{field}-fault" role="alert">(.*?)</p>', clerk.page)
    assert fault, clerk.said[:900]
    assert says in fault[1]
    assert clerk.status == 400


def test_hours_of_another_name_have_no_page(place: Place) -> None:
    assert place.clerk.look("/desk/directory/hours/never/edit").status == 404
    form = fields(place.clerk.look(HOURS).page, "entry-form")
    assert place.clerk.send(HOURS, **{**form, "name": "always"}).status in (404, 409)


# ------------------------------------------------------------------ another one decides


def test_nothing_changes_before_a_second_person_agrees(place: Place) -> None:
    before = place.text
    change = place.proposed(by=place.boss)
    place.boss.look(change)
    assert "another one than you" in place.boss.said
    assert "/approve" not in place.boss.page
    place.boss.send(f"{change}/approve", change=change[-32:])
    assert (place.boss.status, "nobody approves a change of their own" in place.boss.said) == (403, True)
    place.boss.send(f"{change}/refuse", answer="no")
    assert place.boss.status == 403
    place.clerk.look(change)
    assert place.clerk.send(f"{change}/approve", change=change[-32:]).status == 403
    assert "waits for a second person" in place.clerk.look(change).said
    other = place.office.clerk("manager")
    assert "Approved. It is not in the file yet" in place.approve(change, other).said
    assert place.text == before


def test_one_is_decided_once(place: Place) -> None:
    change = place.proposed()
    assert place.boss.look(change).send(f"{change}/refuse", answer="").status == 400
    assert "Refused." in place.boss.send(f"{change}/refuse", answer="Callers know the old name").said
    assert "Callers know the old name" in place.clerk.look(change).said
    assert place.boss.send(f"{change}/approve", change=change[-32:]).status == 409
    assert place.clerk.look(change).send(f"{change}/withdraw").status == 409
    assert place.clerk.look("/desk/directory/changes").said.count("refused") == 1


def test_only_who_proposed_it_withdraws_it(place: Place) -> None:
    change = place.proposed()
    assert place.boss.look(change).send(f"{change}/withdraw").status == 403
    assert "Withdrawn." in place.clerk.look(change).send(f"{change}/withdraw").said
    assert place.approve(change).status == 409


def test_the_tab_of_changes_says_how_many_wait(place: Place) -> None:
    def tab() -> str:
        return place.boss.look("/desk/directory").said.partition("To look at ")[2].partition(" Who answers")[0]

    assert tab() == "Changes"
    change = place.proposed()
    with place.office.turn() as turn:
        for _ in range(100):
            turn.propose_change({"name": "bills", "part": "entries"}, "staff.ana")
    assert tab() == "Changes 101"
    place.clerk.send(f"{change}/withdraw")
    assert tab() == "Changes 100"


def test_an_approval_of_one_does_not_count_for_another(place: Place) -> None:
    one, other = place.proposed(), place.proposed("front", email="front@juniper.example", **{"not_given-email": ""})
    place.boss.look(one)
    assert place.boss.send(f"{one}/approve", change=other[-32:]).status == 404
    assert place.boss.send(f"{one}/approve").status == 404


def test_the_diff_is_taken_by_git_and_changes_only_what_was_proposed(place: Place, tmp_path: Path) -> None:
    before = place.text
    change = place.proposed(
        review_by="2028-01-02", called_en="billing\nbilling office\nthe bill", email="bills@juniper.example",
        **{"number-1-number": "(602) 555-0177", "number-1-purpose": "fax", "not_given-fax": "", "not_given-email": ""},
    )  # fmt: skip
    diff = place.clerk.client.get(f"{change}/diff")
    assert diff.headers["Content-Disposition"].startswith("attachment")
    (tmp_path / "change.diff").write_bytes(diff.data)
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    subprocess.run(["git", "apply", "change.diff"], cwd=tmp_path, check=True, env=environment)
    assert differing(before, place.text) == [
        '-    called: {en: [billing, billing office], es: [facturación]}',
        '-    numbers: [{purpose: phone, number: "+16025550176"}]',
        '-    not_given: [fax, hours, email, address]',
        '+    called: {en: [billing, billing office, the bill], es: [facturación]}',
        '+    numbers: [{purpose: phone, number: "+16025550176"}, {purpose: fax, number: "+16025550177"}]',
        '+    email: bills@juniper.example',
        '+    not_given: [hours, address]',
        '-    review_by: 2027-10-01',
        '+    review_by: 2028-01-02',
    ]  # fmt: skip
    assert "stands in the directory" not in place.clerk.look(change).said
    assert "in the directory" in place.clerk.said


def test_a_proposal_that_no_longer_applies_is_said_so(place: Place) -> None:
    change, other = place.proposed(), place.proposed("front", review_by="2028-01-02")
    edited = place.text.replace(
        "{en: Billing, es: Facturación}", "{en: Billing, es: Facturación}\n    said: {en: a, es: b}"
    )
    place.path.write_text(edited, encoding="utf-8")
    assert "no longer applies" in place.clerk.look("/desk/directory/changes").said
    place.boss.look(change)
    assert "/approve" not in place.boss.page
    place.boss.send(f"{change}/approve", change=change[-32:])
    assert (place.boss.status, "It no longer applies" in place.boss.said) == (409, True)
    assert "Approved." in place.approve(other).said, "what was changed elsewhere is in nobody's way"


def test_a_change_that_would_break_the_file_of_now_is_refused(place: Place) -> None:
    change = place.proposed(hours="office", **{"not_given-hours": ""})
    place.path.write_text(place.text.replace("office", "workdays"), encoding="utf-8")
    place.approve(change)
    assert place.boss.status == 409
    assert "There is no schedule with this name." in place.boss.said


def test_each_view_and_each_change_is_one_entry_of_the_trail(place: Place) -> None:
    begun = len(place.office.trail())
    change = place.proposed()
    place.clerk.client.get(f"{change}/diff")
    place.approve(change)
    events = [event for event, _ in place.office.trail()[begun:]]
    assert events == [
        "desk_entry_opened", "desk_change_typed", "desk_change_seen", "desk_change_handed_out", "desk_change_seen",
        "desk_change_approved", "desk_change_seen",
    ]  # fmt: skip


# ------------------------------------------------------------------ where the desk writes the file


def test_what_two_agreed_on_is_written_and_heard_and_one_command_goes_back(writing: Place) -> None:
    before = writing.text
    os.chmod(writing.path, 0o640)
    assert "Approved, and written." in writing.approve(writing.proposed()).said
    assert differing(before, writing.text) == ["+    said: {en: The bill desk, es: Las cuentas}"]
    assert writing.path.stat().st_mode & 0o777 == 0o640
    assert load(writing.path).entry("bills").said
    keeper = writing.office.bureau.house.desk.keeper
    keeper._looked = -100.0
    assert "The bill desk" in writing.clerk.look("/desk/directory/heard").said
    assert ("directory_written", f"staff.{writing.boss.name}") in writing.office.trail()
    back = command(writing, "back")
    assert back.exit_code == 0
    assert "bills: said" in back.output
    assert writing.text == before
    assert writing.office.trail()[-1] == ("directory_back", "operator")
    again = command(writing, "back")
    assert (again.exit_code, "keeps no earlier version" in again.output) == (1, True)


def command(place: Place, *words: str) -> Any:
    desk = place.office.bureau.house.desk
    return create_app(desk.settings, desk).test_cli_runner().invoke(args=["directory", *words])


def test_back_goes_one_change_at_a_time_and_what_was_taken_back_can_be_written_again(writing: Place) -> None:
    texts = [writing.text]
    changes = [writing.proposed(review_by="2028-01-01")]
    writing.approve(changes[0])
    texts.append(writing.text)
    writing.office.later(minutes=1)
    changes.append(writing.proposed("front", review_by="2028-01-02"))
    writing.approve(changes[1])
    assert command(writing, "back").exit_code == 0
    assert writing.text == texts[1]
    assert command(writing, "back").exit_code == 0
    assert writing.text == texts[0]
    assert "taken back" in writing.boss.look(changes[0]).said
    assert "written" in writing.boss.send(f"{changes[0]}/write").said
    assert writing.text == texts[1]


def test_back_does_not_undo_what_somebody_wrote_by_hand_unasked(writing: Place) -> None:
    before = writing.text
    writing.approve(writing.proposed())
    writing.path.write_text(writing.text + "# by hand\n", encoding="utf-8")
    refused = command(writing, "back")
    assert (refused.exit_code, "by hand" in refused.output) == (1, True)
    assert writing.text.endswith("# by hand\n")
    assert command(writing, "back", "--anyway").exit_code == 0
    assert writing.text == before


@pytest.mark.parametrize("when", [1, 3], ids=["earlier", "file"])
@pytest.mark.parametrize(
    ("number", "says"),
    [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "may not write the file"), (errno.EIO, "could not be written")],
)
def test_a_file_that_cannot_be_written_stands_as_it_was(
    writing: Place, monkeypatch: pytest.MonkeyPatch, number: int, says: str, when: int
) -> None:
    before, change, calls = writing.text, writing.proposed(), [0]

    def refuses(_: int) -> None:
        calls[0] += 1
        if calls[0] == when:
            raise OSError(number, "no")

    with monkeypatch.context() as patch:
        patch.setattr(directory_file.os, "fsync", refuses)
        writing.approve(change)
    assert says in writing.boss.said
    assert "Approved, but not written" in writing.boss.said
    assert writing.text == before
    assert not [one for one in writing.path.parent.rglob("*") if ".yaml." in one.name]
    assert "keeps no earlier version" in command(writing, "back").output
    assert "Approved, and written." in writing.boss.send(f"{change}/write").said
    assert writing.text != before


def test_too_much_to_do_at_once_is_said_and_loses_nothing(writing: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    change, before = writing.proposed(), writing.text

    def busy(*_: object) -> None:
        raise Slow

    with monkeypatch.context() as patch:
        patch.setattr(DirectoryFile, "write", busy)
        assert "Approved, but not written" in writing.approve(change).said
    assert writing.text == before
    assert "written" in writing.boss.send(f"{change}/write").said


def test_where_the_desk_does_not_write_nothing_is_written(place: Place) -> None:
    change, before = place.proposed(), place.text
    place.approve(change)
    assert "hand the diff to whoever keeps the file" in place.boss.said
    assert place.boss.send(f"{change}/write").status == 404
    assert place.text == before
    assert not (place.path.parent / "directory-earlier").exists()


def test_what_is_not_approved_is_not_written(writing: Place) -> None:
    change = writing.proposed()
    writing.boss.look(change)
    assert writing.boss.send(f"{change}/write").status == 404


def test_two_writers_at_once_lose_nothing(writing: Place) -> None:
    """Each reads what the other wrote: both changes are there."""
    file = DirectoryFile.of(writing.path, writing.path.parent)
    now = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)

    def add(place: int) -> None:
        file.write(lambda data: data + b"# %d\n" % place, now + dt.timedelta(seconds=place))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(16)))
    assert sorted(re.findall(r"^# (\d+)$", writing.text, re.MULTILINE), key=int) == [str(n) for n in range(16)]


def test_a_link_to_the_file_stays_one(writing: Place) -> None:
    real = writing.path.rename(writing.path.with_name("real.yaml"))
    writing.path.symlink_to(real)
    writing.approve(writing.proposed())
    assert writing.path.is_symlink()
    assert "The bill desk" in real.read_text(encoding="utf-8")


# ------------------------------------------------------------------ hostile words

TYPED = [
    "name_en", "name_es", "said_en", "said_es", "tell_en", "tell_es", "before_en", "before_es", "patients_en",
    "patients_es", "offices_en", "offices_es", "called_en", "called_es", "email", "source", "address_lines", "why",
]  # fmt: skip


@pytest.mark.parametrize("words", [*OTHERS, *HOSTILE[len(OTHERS) :: 97]])
def test_hostile_words_in_every_field_stay_words(words: str) -> None:
    """As a form they change what they say and nothing else, and what the file holds then is what was typed."""
    data = JUNIPER.read_bytes()
    there = known(data)["bills"]
    form = directory_form.filled(there) | dict.fromkeys(TYPED, words)
    said = directory_form.typed(form, there, "US").fields
    after = known(edited(data, edit_of("bills", there, said)))
    assert {**after, "bills": None} == {**known(data), "bills": None}
    assert all(after["bills"].get(name) == value for name, value in said.items())


@pytest.mark.parametrize("words", OTHERS[::3])
def test_hostile_words_are_shown_as_words(place: Place, words: str) -> None:
    """The page of the form, of the proposal, and the list."""
    clerk = place.typed(**dict.fromkeys(TYPED, words), **{"not_given-email": "", "not_given-address": ""})
    for _ in range(2):
        assert clerk.status in (200, 400)
        assert "<script>alert" not in clerk.page.replace("&lt;script&gt;alert", "")
        clerk.look("/desk/directory/changes")


def test_an_entry_with_other_letters_is_changed_too(place: Place) -> None:
    change = place.proposed(tell_en='Ask Zoe: it\'s #1, "the best".', tell_es="¿Y qué? Sí: 'así' #1")
    place.approve(change)
    diff = place.clerk.client.get(f"{change}/diff").get_data(as_text=True)
    added = "\n".join(line[1:] for line in diff.splitlines() if line[0] == "+" and line[1] != "+")
    assert yaml.safe_load(added)["tell"] == {"en": 'Ask Zoe: it\'s #1, "the best".', "es": "¿Y qué? Sí: 'así' #1"}
