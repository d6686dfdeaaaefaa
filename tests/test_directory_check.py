"""What `directory check`, `directory show` and the editors' schema say."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.directory import load
from bot.directory_check import one_apart, report, schema, write_schema
from bot.directory_show import calendar, show
from tests.small_directory import both, entry, small, write

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "directory.yaml"
NOW = dt.datetime(2026, 11, 22, 15, tzinfo=dt.UTC)
NINE = {
    ("+19196818354", "+19196818358"),
    ("+19196818354", "+19196818364"),
    ("+19196847130", "+19196847134"),
    ("+19196847130", "+19196847139"),
    ("+19196847134", "+19196847139"),
    ("+19196847214", "+19196847274"),
    ("+19196847214", "+19196847714"),
    ("+19196847714", "+19196847719"),
    ("+19196847848", "+19196847849"),
}


def said_of(raw: dict[str, Any], tmp_path: Path, *, own: tuple[str, ...] = ()) -> tuple[str, int]:
    return report(write(tmp_path / "d.yaml", raw), NOW, own)


def lines(text: str, *words: str) -> list[str]:
    return [line for line in text.splitlines() if all(word in line for word in words)]


def test_a_good_directory_passes_with_its_warnings() -> None:
    text, code = report(SHIPPED, NOW)
    assert code == 0
    assert "42 numbers" in text
    assert not lines(text, "FAULT")
    assert len(lines(text, "one digit")) == 9


def test_all_faults_are_printed_and_the_code_is_one(tmp_path: Path) -> None:
    raw = small()
    entry(raw, "knee")["related"] = ["elbow", "toe"]
    text, code = said_of(raw, tmp_path)
    assert code == 1
    assert len(lines(text, "FAULT", "no entry")) == 2
    assert "last good directory" in text


def test_the_nine_pairs_one_digit_apart_are_named() -> None:
    assert set(one_apart(load(SHIPPED))) == NINE


def test_two_services_with_one_number_are_named(tmp_path: Path) -> None:
    raw = small()
    raw["entries"].append(entry(raw, "knee") | {"id": "elbow", "called": {"en": ["elbow"]}})
    assert lines(said_of(raw, tmp_path)[0], "elbow and knee", "+13125550144")


def test_a_desk_may_have_a_services_number_without_a_word(tmp_path: Path) -> None:
    raw = small()
    entry(raw, "front")["numbers"][0]["number"] = "+13125550144"
    assert not lines(said_of(raw, tmp_path)[0], "+13125550144")


def test_what_is_past_its_day_is_named(tmp_path: Path) -> None:
    raw = small()
    entry(raw, "knee").update(verified="2025-11-20", review_by="2026-11-21", until="2026-11-21")
    text = said_of(raw, tmp_path)[0]
    assert lines(text, "entries.knee.review_by")
    assert lines(text, "entries.knee.until")
    entry(raw, "knee").update(review_by="2026-11-22", until="2026-11-22")
    assert not lines(said_of(raw, tmp_path)[0], "entries.knee.")


def test_holidays_nobody_knows_of_are_named(tmp_path: Path) -> None:
    raw = small()
    assert lines(said_of(raw, tmp_path)[0], "public holidays", "lead")
    raw["schedules"]["office"]["holidays"] = "open"
    assert not lines(said_of(raw, tmp_path)[0], "public holidays")


@pytest.mark.parametrize("name", ["night", "lead"])
def test_an_emergent_line_back_to_ourselves_is_a_fault(name: str, tmp_path: Path) -> None:
    raw = small()
    own = entry(raw, name)["numbers"][0]["number"]
    text, code = said_of(raw, tmp_path, own=("+13125550199", own))
    assert code == 1
    assert lines(text, "FAULT", f"entries.{name}", "our own number")
    assert said_of(raw, tmp_path, own=("+13125550199",))[1] == 0


@pytest.mark.parametrize("name", ["front", "knee"])
def test_any_line_that_a_caller_can_be_connected_to_must_not_be_ours(name: str, tmp_path: Path) -> None:
    raw = small()
    text, code = said_of(raw, tmp_path, own=(entry(raw, name)["numbers"][0]["number"],))
    assert code == 1
    assert lines(text, "FAULT", f"entries.{name}", "our own number", "where people answer")


def test_a_fax_on_our_own_number_is_no_loop(tmp_path: Path) -> None:
    raw = small()
    entry(raw, "lead")["numbers"].append({"purpose": "fax", "number": "+13125550199"})
    entry(raw, "lead")["not_given"].remove("fax")
    assert said_of(raw, tmp_path, own=("+13125550199",))[1] == 0


def test_the_check_goes_by_the_desks_own_day(tmp_path: Path) -> None:
    raw = small()
    entry(raw, "knee")["review_by"] = "2026-11-22"
    path = write(tmp_path / "d.yaml", raw)
    for hour, past in ((5, False), (6, True)):  # midnight in Chicago is six o'clock in UTC
        text = report(path, dt.datetime(2026, 11, 23, hour, tzinfo=dt.UTC))[0]
        assert bool(lines(text, "entries.knee.review_by")) == past


def test_what_is_neither_given_nor_said_to_be_missing_is_named(tmp_path: Path) -> None:
    raw = small()
    entry(raw, "knee")["not_given"] = ["hours", "email"]
    assert lines(said_of(raw, tmp_path)[0], "entries.knee", "no address, same_day, nurse_coordinator")


@pytest.mark.parametrize("word", ["Knee", "kneés", "RODILLA"])
def test_a_word_of_two_entries_is_named(word: str, tmp_path: Path) -> None:
    raw = small()
    assert not lines(said_of(raw, tmp_path)[0], "same word")
    entry(raw, "front")["called"]["es"].append(word)
    assert lines(said_of(raw, tmp_path)[0], "front and knee", "same word")


def test_a_word_of_an_entry_and_a_question_is_named(tmp_path: Path) -> None:
    raw = small()
    raw["questions"][0]["called"]["en"].append("knee")
    assert lines(said_of(raw, tmp_path)[0], "knee and question scan", "same word")


def test_a_word_that_picks_two_options_is_named(tmp_path: Path) -> None:
    raw = small()
    raw["questions"][0]["answers"] = {"knee.fax": {"en": ["plain"]}}
    assert lines(said_of(raw, tmp_path)[0], "questions.scan", '"plain"')


def test_the_command_prints_and_ends_with_the_code(tmp_path: Path) -> None:
    path = write(tmp_path / "d.yaml", small() | {"timezone": "Mars/Base"})
    command = [sys.executable, "-m", "bot.directory_check", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "d.yaml line 4: timezone" in done.stdout


def test_the_tracked_schema_is_the_schema(tmp_path: Path) -> None:
    write_schema(tmp_path / "s.json")
    assert (tmp_path / "s.json").read_text(encoding="utf-8") == schema()
    tracked = (ROOT / "directory.schema.json").read_text(encoding="utf-8")
    assert tracked == schema(), "write it anew: bot.directory_check.write_schema"


def test_the_schema_takes_the_shipped_file_and_refuses_a_misspelt_field() -> None:
    class Editor(yaml.SafeLoader):
        """Reads dates as text, as JSON Schema does in editors."""

    Editor.yaml_implicit_resolvers = {
        sign: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
        for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    raw = yaml.load(SHIPPED.read_text(encoding="utf-8"), Loader=Editor)
    checker = jsonschema.Draft202012Validator(json.loads(schema()))
    assert not list(checker.iter_errors(raw))
    raw["entries"][0]["nubmers"] = []
    assert list(checker.iter_errors(raw))


WEDNESDAY_EVENING = dt.datetime(2026, 11, 19, 1, 0, tzinfo=dt.UTC)


def test_show_tells_every_line_as_callers_hear_it() -> None:
    text = show(load(SHIPPED), WEDNESDAY_EVENING)
    assert text.startswith("Wednesday 2026-11-18 20:00 EST\n")
    assert "emergent: emergent_line; then leads_second_shift" in text
    assert "leads on shift: leads_second_shift\n" in text
    assert "Billing (closed, opens Thursday 2026-11-19 08:00)" in text
    assert "The 24-hour image line (open)\n  emergent          (919) 684-7274, press 2" in text
    assert "Nuclear medicine (hours not given)\n  appointments      (919) 684-7714, inferred" in text


def test_show_names_the_holiday_and_what_is_not_known() -> None:
    text = show(load(SHIPPED), dt.datetime(2026, 11, 26, 15, tzinfo=dt.UTC))
    assert "Thanksgiving" in text.splitlines()[0]
    assert "emergent: emergent_line; then nobody" in text
    assert "leads on shift: nobody; not given for leads_first_shift, leads_second_shift\n" in text
    assert "Medical Records (the source does not say if open now)" in text


def test_show_says_what_is_not_told_on_the_day(tmp_path: Path) -> None:
    raw = small()
    entry(raw, "knee")["until"] = "2026-11-17"
    text = show(load(write(tmp_path / "d.yaml", raw)), WEDNESDAY_EVENING)
    assert "Knee clinic (not told on this day)" in text


def test_the_calendar_has_every_schedule_on_every_day(tmp_path: Path) -> None:
    raw = small()
    raw["schedules"]["guess"] = {"name": both("guess"), "days": {"sat": []}, "times_given": False}
    text = calendar(load(write(tmp_path / "d.yaml", raw)), dt.date(2026, 12, 21))
    assert len(text.splitlines()) == 7 * 4
    assert "Fri 2026-12-25 Christmas Day" in text
    assert lines(text, "office", "08:00-12:00, 13:00-17:00")
    assert lines(text, "guess", "not given")
    assert lines(text, "late", "20:00-24:00")


@pytest.mark.parametrize(
    ("first", "line"),
    [("2026-03-06", "Sun 2026-03-08 clocks go forward"), ("2026-10-30", "Sun 2026-11-01 clocks go back")],
)
def test_the_calendar_names_the_change_of_the_clocks(first: str, line: str, tmp_path: Path) -> None:
    text = calendar(load(write(tmp_path / "d.yaml", small())), dt.date.fromisoformat(first))
    assert [each for each in text.splitlines() if "clocks" in each] == [line]
