"""Figures: what is counted, by whom it is seen, and that its pictures and tables say the same."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.endings import ENDINGS
from desk import charts, figure_tables, spreadsheet, words
from desk.figure_tables import FIGURES, Figure
from tests.staff import Clerk, Office, office
from tests.test_desk_case import ADULT, CHILD, check, do, signed

SVG = "{http://www.w3.org/2000/svg}"
FIRST, LAST = dt.date(2026, 11, 23), dt.date(2026, 12, 10)
SPAN = f"first={FIRST}&last={LAST}"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A week of calls and texts, and requests in three states. It begins on a Monday at ten."""
    with office(tmp_path_factory.mktemp("figures")) as made:
        talks(made)
        requests(made)
        yield made


def talks(made: Office) -> None:
    house = made.bureau.house
    house.caller().call().say("fax for vascular")
    house.caller().call().silent()
    for end, seconds in (("busy", 0), ("completed", 70), ("completed", 8)):
        house.caller().call().press("2").dial_ends(end, seconds)
    made.later(hours=3)
    for said in ("fax for vascular", "qwrt plok", "blorp fax", "i want a person", "a trauma is coming, images now"):
        house.texter().text(said)
    both = house.texter()
    for said in ("qwrt plok", "fax for vascular", "quiero hablar con una persona por favor"):
        both.text(said)


def requests(made: Office) -> None:
    addresses = [signed(made, ADULT) for _ in range(3)] + [signed(made, CHILD)]
    for days, address in ((0, addresses[0]), (3, addresses[1])):
        made.later(days=days)
        clerk, boss = made.clerk(), made.clerk("manager")
        do(clerk, address, "start")
        check(clerk, address, "identity", "match", "recipient")
        check(boss, address, "second_look")
        do(clerk, address, "send", way="cd")
        do(clerk, address, "came-back", why="address")
    do(made.clerk(), addresses[2], "cancel", note="no more wanted")


@pytest.fixture
def viewer(here: Office) -> Clerk:
    return here.clerk("viewer")


def table(clerk: Clerk, name: str, span: str = SPAN) -> list[list[str]]:
    """A table's CSV without its line of names."""
    answer = clerk.client.get(f"/desk/figures/{name}.csv?{span}")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))[1:]


def test_calls_and_texts_are_counted_by_the_hour_of_the_desk(viewer: Clerk) -> None:
    rows = {row[0]: row[1:] for row in table(viewer, "hours")}
    assert len(rows) == 24
    assert {hour: many for hour, many in rows.items() if many != ["0", "0"]} == {
        "10:00": ["5", "0"],
        "13:00": ["0", "8"],
    }


def test_a_talk_counts_once_by_the_most_that_came_of_it(viewer: Clerk) -> None:
    assert {row[0]: row[1:] for row in table(viewer, "talks")} == {
        "Answered without a person": ["1", "1"],
        "Sent to a person": ["0", "2"],
        "Urgent": ["3", "1"],
        "Asked back, no more": ["0", "1"],
        "Not understood": ["0", "1"],
        "Nothing was asked": ["1", "0"],
    }


def test_questions_are_counted_by_intent_and_language_with_how_they_ended(viewer: Clerk) -> None:
    assert {row[0]: row[1:] for row in table(viewer, "questions")} == {
        "a fax number": ["3", "1", "0", "0", "0"],
        "talk to a person": ["0", "0", "2", "0", "0"],
        "nothing that was understood": ["0", "0", "0", "2", "0"],
        "a key alone": ["0", "0", "0", "0", "3"],
        "a hospital needs images right now": ["0", "0", "0", "0", "1"],
    }
    assert {row[0]: row[1:] for row in table(viewer, "languages")} == {
        "English, calls": ["1", "0", "0", "0", "3"],
        "English, texts": ["2", "1", "1", "2", "1"],
        "Spanish, texts": ["0", "0", "1", "0", "0"],
    }


def test_urgent_calls_are_told_with_how_their_last_transfer_ended(viewer: Clerk) -> None:
    assert {row[0]: row[1] for row in table(viewer, "urgent") if row[1] != "0"} == {
        "Somebody answered": "1",
        "Answered for less than 30 seconds": "1",
        "Busy": "1",
        "By text: the number was told": "1",
    }


def test_requests_are_told_by_state_and_by_how_long_they_took(viewer: Clerk) -> None:
    assert {row[0]: row[1] for row in table(viewer, "requests") if row[1] != "0"} == {
        "Received": "1", "Came back": "2", "Cancelled": "1",
    }  # fmt: skip
    assert {row[0]: row[1] for row in table(viewer, "waits") if row[1] != "0"} == {"same day": "1", "2 to 3 days": "1"}


def test_other_days_hold_nothing_of_it(viewer: Clerk) -> None:
    for name in FIGURES:
        rows = table(viewer, name, "first=2026-01-01&last=2026-11-22")
        assert {value for row in rows for value in row[1:]} <= {"0"}
    assert "Nothing in these days." in viewer.look("/desk/figures?first=2026-01-01&last=2026-01-02").said


def test_all_of_it_is_there_as_one_table(viewer: Clerk) -> None:
    rows = table(viewer, "turns")
    assert ["text", "en", "fax", "asked", "1"] in rows
    assert ["voice", "en", "none", "silent", "1"] in rows
    assert sum(int(row[-1]) for row in rows) == 8 + 5 + 1 + 1 + 3 + 3


def test_the_page_says_the_same_in_words_and_tables(viewer: Clerk) -> None:
    viewer.look(f"/desk/figures?{SPAN}")
    assert "Calls 5 Texts 8 Answered without a person 20%" in viewer.said
    for name in FIGURES:
        for row in table(viewer, name):
            assert f"{row[0]} {' '.join(row[1:])}" in viewer.said
    assert viewer.page.count("<img") == len(FIGURES)
    assert re.findall(r'alt="([^"]*)"', viewer.page)[0].startswith("Calls and texts by hour. Calls: 5. Texts: 8.")


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("how", ["", "&shade=dark", "&size=narrow", "&shade=dark&size=narrow", "&shade=x&size=%00"])
def test_a_picture_is_a_file_of_its_own_that_our_policy_lets_through(viewer: Clerk, name: str, how: str) -> None:
    answer = viewer.client.get(f"/desk/figures/{name}.svg?{SPAN}{how}")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    root = ET.fromstring(answer.data)
    assert {part.tag.removeprefix(SVG) for part in root.iter()} <= {"svg", "title", "desc", "g", "rect", "path", "text"}
    assert not any({"style", "class"} & part.attrib.keys() for part in root.iter())
    assert not re.search(rb"\bon\w+=|href|javascript|url\(", answer.data)
    title, says = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert says is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {says.get('id')}"
    assert title.text
    assert says.text


def test_the_page_leaves_the_room_that_its_pictures_take(viewer: Clerk) -> None:
    viewer.look(f"/desk/figures?{SPAN}")
    for name in FIGURES:
        found = re.search(rf'src="(/desk/figures/{name}\.svg[^"]*)"[^>]*width="(\d+)" height="(\d+)"', viewer.page)
        assert found
        root = ET.fromstring(viewer.client.get(found[1].replace("&amp;", "&")).data)
        assert (root.get("width"), root.get("height")) == (found[2], found[3])


@pytest.mark.parametrize("address", ["x.svg", "x.csv", "turns.svg", "hours.png", "%00.svg"])
def test_what_is_no_figure_is_not_there(viewer: Clerk, address: str) -> None:
    assert viewer.client.get(f"/desk/figures/{address}").status_code == 404


@pytest.mark.parametrize(
    "span", ["first=x&last=y", "first=2026-12-01&last=2026-01-01", "first=0001-01-01&last=9999-12-31"]
)
def test_days_that_make_no_sense_break_nothing(viewer: Clerk, span: str) -> None:
    assert viewer.look(f"/desk/figures?{span}").status == 200


def test_pictures_keep_no_session_alive(here: Office, viewer: Clerk) -> None:
    here.later(minutes=14)
    assert viewer.client.get(f"/desk/figures/hours.svg?{SPAN}").status_code == 200
    here.later(minutes=2)
    assert viewer.client.get("/desk/figures").status_code == 303


def test_no_cell_is_a_formula_and_quotes_hold() -> None:
    hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", 'a "b", c', "two\nlines", "plain", "'=quoted"]
    file = spreadsheet.csv_of(["=name"], [[one] for one in hostile]).decode("utf-8-sig")
    (name,), *rows = list(csv.reader(io.StringIO(file, newline="")))
    assert name == "'=name"
    assert [row[0].removeprefix("'") for row in rows] == [one.removeprefix("'") for one in hostile]
    assert not any(row[0].startswith(spreadsheet.FORMULA) for row in rows)
    assert spreadsheet.csv_of(["n"], [[-3]]).endswith(b"-3\r\n")  # a number of ours is a number


def test_a_table_as_large_as_it_may_be_is_drawn() -> None:
    rows = tuple((f"row {at}", *(at * 1000 for _ in range(5))) for at in range(60))
    figure = Figure("x", "X", "x", ("what", "a", "b", "c", "d", "e"), rows)
    for size in charts.WIDTHS:
        root = ET.fromstring(charts.svg(figure, "light", size))
        assert (int(root.get("width", "")), int(root.get("height", ""))) == charts.extent(figure, size)


def test_every_ending_is_told_somewhere() -> None:
    assert set(words.ENDINGS) == set(ENDINGS)
    assert set(ENDINGS) == {*figure_tables.ASKED, "begun", "silent", "dialled", "form"}


def test_figures_are_forgotten_after_a_year_and_a_month(tmp_path: Path) -> None:
    with office(tmp_path) as made:
        made.bureau.house.texter().text("qwrt plok")
        store, now = made.bureau.house.desk.store, made.bureau.clock.now
        assert store.purge(now + dt.timedelta(days=399))["desk figures forgotten"] == 0
        assert store.purge(now + dt.timedelta(days=400))["desk figures forgotten"] == 1


def test_the_last_hour_of_a_day_is_the_departments(tmp_path: Path) -> None:
    """Half past eleven in the evening there is the next day in UTC."""
    with office(tmp_path) as made:
        made.bureau.clock.now = dt.datetime(2026, 11, 24, 4, 30, tzinfo=dt.UTC)
        made.bureau.house.texter().text("qwrt plok")
        rows = table(made.clerk(), "hours", "first=2026-11-23&last=2026-11-23")
    assert rows[23] == ["23:00", "0", "1"]
