"""Every fault kind, broken once: it is refused, with its place and its mend."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.directory import DirectoryBroken, load
from bot.directory_types import DirectoryFile
from tests.small_directory import entry, small, write

Change = Callable[[dict[str, Any]], object]


def put(*way: str | int, value: object) -> Change:
    """Write a value at a place of the raw directory; an entry is found by its id."""

    def change(raw: dict[str, Any]) -> None:
        at: Any = raw
        for step in way[:-1]:
            at = entry(raw, str(step)[1:]) if str(step).startswith("@") else at[step]
        at[way[-1]] = value

    return change


def times(*spans: list[str]) -> Change:
    return put("schedules", "office", "days", "mon", value=[list(span) for span in spans])


def knee(*way: str | int, value: object) -> Change:
    return put("@knee", *way, value=value)


def question(*way: str | int, value: object) -> Change:
    return put("questions", 0, *way, value=value)


LONG = {"en": "a" * 281, "es": "a"}
CURLY = {"en": "don\u2019t", "es": "no"}
PHONE = {"en": "Call 312 555-0199.", "es": "Llame."}
PHONE_ES = {"en": "Call.", "es": "Llame al (312) 555-0199."}

# name: the change, where the fault must stand, what it must say, what must mend it
FAULTS: dict[str, tuple[Change, str, str, str]] = {
    "number_as_spoken": (
        knee("numbers", 0, "number", value="(312) 555-0144"),
        "knee.numbers.1.number",
        "+ and digits",
        "",
    ),
    "number_too_short": (
        knee("numbers", 0, "number", value="+1312555014"),
        "knee.numbers.1.number",
        "digits",
        "",
    ),
    "unknown_purpose": (knee("numbers", 0, "purpose", value="faxx"), "knee.numbers.1.purpose", "", "'fax'"),
    "unknown_kind": (knee("kind", value="office"), "entries.knee.kind", "", "'service'"),
    "misspelt_field": (knee("relatd", value=[]), "entries.knee.relatd", "not permitted", "`related`"),
    "strange_field": (knee("zzz", value="1"), "entries.knee.zzz", "not permitted", "Remove"),
    "missing_field": (lambda raw: entry(raw, "knee").pop("source"), "entries.knee.source", "required", "Add"),
    "missing_language": (knee("name", value={"en": "Knee"}), "entries.knee.name.es", "required", "Add"),
    "empty_words": (knee("name", "es", value=""), "entries.knee.name.es", "", "Write some words"),
    "odd_id": (knee("id", value="Knee Clinic"), "id", "pattern", "fits"),
    "odd_date": (knee("verified", value="5 Jan"), "entries.knee.verified", "date", "2026-11-22"),
    "odd_option": (knee("numbers", 0, "option", value="two"), "option", "pattern", "fits"),
    "odd_clock": (times(["8am", "17:00"]), "schedules.office.days.mon", "pattern", "fits"),
    "odd_day": (put("schedules", "office", "days", "monday", value=[]), "schedules.office.days", "", "'mon'"),
    "list_wanted": (knee("related", value="front"), "entries.knee.related", "tuple", "list"),
    "one_option": (question("options", value=["front"]), "questions.scan.options", "at least 2", "Add more"),
    "closes_first": (times(["17:00", "08:00"]), "schedules.office.days.mon", "closes before", "24:00"),
    "overlap": (
        times(["08:00", "12:00"], ["11:00", "17:00"]),
        "schedules.office.days.mon",
        "overlap",
        "in order",
    ),
    "day_without_times": (times(), "schedules.office.days.mon", "no times", "times_given"),
    "odd_override": (
        put("schedules", "office", "dates", value={"2026-12-24": [["12:00", "08:00"]]}),
        "dates.2026-12-24",
        "closes before",
        "",
    ),
    "unknown_zone": (put("timezone", value="Mars/Base"), "timezone", "no such time zone", "America/New_York"),
    "unknown_country": (put("country", value="ZZ"), "country", "holidays", "US"),
    "entry_twice": (
        lambda raw: raw["entries"].append(dict(entry(raw, "knee"))),
        "entries.knee.id",
        "taken",
        "own id",
    ),
    "question_twice": (
        lambda raw: raw["questions"].append(raw["questions"][0]),
        "questions.scan.id",
        "taken",
        "own id",
    ),
    "fact_twice": (
        lambda raw: entry(raw, "knee")["facts"].append(entry(raw, "knee")["facts"][0]),
        "knee.facts.shoes.id",
        "taken",
        "",
    ),
    "job_for_nobody": (put("roles", "emergent", value=[]), "roles", "emergent", "Add"),
    "job_left_out": (lambda raw: raw["roles"].pop("main"), "roles", "main", "Add"),
    "job_for_a_stranger": (put("roles", "billing", value=["cash"]), "roles.billing.1", "no entry", "Correct"),
    "emergent_without_number": (put("@night", "numbers", value=[]), "roles.emergent.1", "no number", "Give"),
    "unknown_backup": (put("emergent_backup", value=["nobody"]), "emergent_backup.1", "no entry", "Correct"),
    "unknown_related": (knee("related", value=["elbow"]), "entries.knee.related.1", "no entry", "Correct"),
    "unknown_confused": (knee("confused_with", value=["elbow"]), "knee.confused_with.1", "no entry", ""),
    "unknown_schedule": (put("@front", "hours", value="nights"), "entries.front.hours", "no schedule", "add"),
    "unknown_number_schedule": (
        knee("numbers", 1, "hours", value="x"),
        "knee.numbers.2.hours",
        "no schedule",
        "",
    ),
    "unknown_option": (question("options", value=["front", "elbow"]), "scan.options.2", "no entry", ""),
    "option_without_number": (
        question("options", value=["front", "knee.advice"]),
        "scan.options.2",
        "no such number",
        "",
    ),
    "name_of_no_option": (
        question("names", value={"lead": {"en": "a", "es": "a"}}),
        "scan.names.lead",
        "no option",
        "",
    ),
    "picks_of_no_option": (
        question("picks", value={"lead": {"en": ["a"]}}),
        "scan.picks.lead",
        "no option",
        "",
    ),
    "answers_of_no_option": (
        question("answers", value={"lead": {"en": ["a"]}}),
        "scan.answers.lead",
        "no option",
        "",
    ),
    "given_and_not_given": (
        knee("not_given", value=["fax"]),
        "entries.knee.not_given.1",
        "gives fax",
        "Remove",
    ),
    "hours_and_not_given": (
        put("@front", "not_given", value=["hours"]),
        "front.not_given.1",
        "gives hours",
        "",
    ),
    "street_and_not_given": (
        lambda raw: entry(raw, "knee").update(address={"lines": ["1 Elm St"], "use": "visit"}, not_given=["street"]),
        "knee.not_given.1",
        "gives street",
        "",
    ),
    "review_before_verified": (knee("review_by", value="2025-01-01"), "knee.review_by", "before", "Correct"),
    "until_before_from": (
        lambda raw: entry(raw, "knee").update({"from": "2026-05-01", "until": "2026-04-01"}),
        "knee.until",
        "before",
        "",
    ),
    "tell_too_long": (knee("tell", value=LONG), "entries.knee.tell.en", "280", "shorter"),
    "tell_not_for_texts": (knee("tell", value=CURLY), "entries.knee.tell.en", "text message", "as typed"),
    "number_in_words": (knee("tell", value=PHONE), "entries.knee.tell.en", "phone number", "`numbers`"),
    "number_in_spanish_words": (knee("before", value=PHONE_ES), "entries.knee.before.es", "phone number", ""),
    "number_in_a_fact": (
        knee("facts", 0, "tell", value=PHONE),
        "knee.facts.shoes.tell.en",
        "phone number",
        "",
    ),
    "question_too_long": (question("ask", value=LONG), "questions.scan.ask.en", "280", ""),
}


def faults(path: Path) -> list[str]:
    with pytest.raises(DirectoryBroken) as broken:
        load(path)
    return [str(fault) for fault in broken.value.faults]


def test_the_small_clinic_is_good(tmp_path: Path) -> None:
    assert load(write(tmp_path / "d.yaml", small())).has("knee")


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_place_and_mend(name: str, tmp_path: Path) -> None:
    change, place, what, mend = FAULTS[name]
    raw = small()
    change(raw)
    found = faults(write(tmp_path / "directory.yaml", raw))
    fitting = [f for f in found if place in f.split(": ", 2)[1] and what in f and mend in f]
    assert fitting, found
    assert fitting[0].startswith("directory.yaml line ")


def test_all_faults_are_named_at_once_also_beside_a_misshapen_entry(tmp_path: Path) -> None:
    raw = small()
    entry(raw, "front")["kind"] = "sofa"
    entry(raw, "knee")["related"] = ["elbow", "front"]
    raw["roles"]["billing"] = ["cash"]
    raw["timezone"] = "Mars/Base"
    found = faults(write(tmp_path / "d.yaml", raw))
    assert len(found) == 4, found


def test_the_line_is_the_line_of_the_fault(tmp_path: Path) -> None:
    raw = small()
    entry(raw, "knee")["review_by"] = "soon"
    path = write(tmp_path / "d.yaml", raw)
    lines = path.read_text(encoding="utf-8").splitlines()
    line = int(faults(path)[0].split()[2].rstrip(":"))
    assert lines[line - 1].strip() == "review_by: soon"


def test_a_field_written_twice_is_a_fault(tmp_path: Path) -> None:
    path = write(tmp_path / "d.yaml", small())
    path.write_text(path.read_text(encoding="utf-8") + "crisis: '999'\n", encoding="utf-8")
    assert any("written twice" in fault for fault in faults(path))


@pytest.mark.parametrize("text", ["", "just words", "- a list", "name: [", "name: \x07", "\x00"])
def test_what_is_no_directory_is_refused_in_plain_words(text: str, tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(text, encoding="utf-8")
    assert len(faults(path)) == 1


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_bytes(b"\xff\xfe\xff name: \x80")
    assert faults(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in faults(tmp_path / "none.yaml")[0]


def test_words_that_yaml_would_turn_into_something_else_stay_words(tmp_path: Path) -> None:
    path = write(tmp_path / "d.yaml", small())
    words = r"\1- no\n\1- 18:30\n\1- on\n\1- 0123"
    text = re.sub(r"( +)- front desk", words, path.read_text(encoding="utf-8"))
    path.write_text(text.replace("'+13125550101'", "+13125550101"), encoding="utf-8")
    front = load(path).entry("front")
    assert front.called.en == ("no", "18:30", "on", "0123")
    assert front.numbers[0].number == "+13125550101"


def test_the_shipped_file_reads_the_same_in_any_yaml_reader() -> None:
    text = (Path(__file__).resolve().parent.parent / "directory.yaml").read_text(encoding="utf-8")
    plain = DirectoryFile.model_validate(yaml.load(text, Loader=yaml.BaseLoader))
    assert DirectoryFile.model_validate(yaml.load(text, Loader=yaml.CSafeLoader)) == plain
