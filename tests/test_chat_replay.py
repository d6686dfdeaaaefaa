"""Recorded talks: kept without what is private, played again, and compared with what is answered now."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.commands import replay as replaying
from simulator import talks
from simulator.document import Reply
from simulator.talks import TalkBroken
from tests.shells import NOW, Shell, full, with_directory
from tests.small_directory import small

PRIVATE = ["Zebulon Quackenbush", "March 9 1957"]
REQUEST = ["please send my images to my new doctor", "taken at duke", "i am the patient", *PRIVATE, "all of them"]
FAX = "what is the fax for the knee clinic"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "talk.yaml"


def kept(shell: Shell, file: Path, *options: str, said: list[str]) -> Any:
    done = shell.type("chat", *options, "--save", str(file), input="".join(f"{line}\n" for line in said))
    assert done.exit_code == 0, done.output
    return yaml.safe_load(file.read_text())


def test_a_talk_is_kept_and_played_again(shell: Shell, file: Path) -> None:
    page = kept(shell, file, said=[FAX, "thank you"])
    assert page["channel"] == "text"
    assert page["at"].startswith("2026-11-23T")
    assert "(312) 555-0165" in page["turns"][0]["reply"]
    again = shell.type("chat", "--replay", str(file))
    assert again.exit_code == 0
    assert again.stdout.startswith("2 turns, all as recorded; directory ")


def test_a_call_with_keys_transfers_texts_and_its_end(shell: Shell, file: Path) -> None:
    said = ["fax for the knee clinic", "#9", "", "#2", "busy", "completed 60"] + [""] * 20
    page = kept(shell, file, "--voice", "--caller", "+12015550145", said=said)
    turns = page["turns"]
    assert turns[0]["call"] is True
    assert any("sent" in turn for turn in turns)
    assert any(turn.get("dials") == [["+13125550122", "2"]] for turn in turns)
    assert {"busy"} <= {turn["dial_ends"][0] for turn in turns if "dial_ends" in turn}
    assert turns[-1]["ends"] is True
    assert shell.type("chat", "--replay", str(file)).exit_code == 0


def test_a_changed_directory_shows(shell: Shell, file: Path) -> None:
    kept(shell, file, said=[FAX, "thank you"])
    raw = small()
    text = yaml.safe_dump(raw).replace("+13125550165", "+13125550166")
    changed = with_directory(shell, yaml.safe_load(text))
    again = changed.type("chat", "--replay", str(file))
    assert again.exit_code == 1
    assert f"turn 1, texts: {FAX}" in again.stdout
    assert "was: " in again.stdout
    assert "(312) 555-0165" in again.stdout
    assert "(312) 555-0166" in again.stdout
    assert "2 turns, 1 differ; directory " in again.stdout


def test_a_replay_stands_at_the_hour_of_the_talk(shell: Shell, file: Path) -> None:
    page = kept(shell, file, "--voice", said=["#2", "busy"])
    assert page["turns"][-1]["dials"] == [["+13125550133", ""]]  # whoever is on shift at that hour
    sunday = Shell(replace(shell.settings, clock=NOW - dt.timedelta(hours=33)))
    assert sunday.type("chat", "--replay", str(file)).exit_code == 0
    moved = yaml.safe_load(file.read_text()) | {"at": "2026-11-22T00:00:00-06:00"}
    file.write_text(yaml.safe_dump(moved))
    assert sunday.type("chat", "--replay", str(file)).exit_code == 1


@pytest.mark.parametrize("voice", [True, False])
def test_private_answers_are_left_out_and_end_the_replay(shipped: Shell, file: Path, voice: bool) -> None:
    page = kept(shipped, file, *(["--voice"] if voice else []), said=REQUEST)
    for secret in (*PRIVATE, "Zebulon", "1957", "nineteen"):
        assert secret.casefold() not in file.read_text().casefold()
    assert any(turn.get("left_out") for turn in page["turns"])
    again = shipped.type("chat", "--replay", str(file))
    assert again.exit_code == 0
    assert "a private answer was left out" in again.stdout


def test_what_is_private_in_an_open_question_is_masked(shell: Shell, file: Path) -> None:
    page = kept(shell, file, said=["fax for the knee clinic, my name is Zebulon Quackenbush, born 3/9/1957"])
    assert page["turns"][0]["texts"] == "fax for the knee clinic, my name is namemask, born datemask"
    assert shell.type("chat", "--replay", str(file)).exit_code == 0


@pytest.mark.parametrize("voice", [True, False])
def test_an_invented_talk_is_kept_whole_and_codes_and_links_do_not_differ(
    shipped: Shell, file: Path, voice: bool
) -> None:
    kept(shipped, file, "--invented", *(["--voice"] if voice else []), said=REQUEST)
    assert PRIVATE[0] in file.read_text()
    again = shipped.type("chat", "--replay", str(file))
    assert again.exit_code == 0, again.stdout
    assert "left out" not in again.stdout
    assert "CODE" in file.read_text()


def test_outside_a_demo_nothing_private_is_kept(shell: Shell, file: Path) -> None:
    done = full(shell).type("chat", "--invented", "--save", str(file), input="")
    assert done.exit_code == 2
    assert "for a demo" in done.output
    assert not file.exists()


def test_codes_and_links_have_names() -> None:
    said = "Your code is A, C, D, E, F, G, H. Write ACD-EFHJ or open http://127.0.0.1:8000/sign/abcdefghijklmnopqrstuv."
    assert talks.steady(said.replace("G", "J")) == "Your code is CODE. Write CODE or open LINK."


def test_a_talk_that_takes_another_way_is_told(shell: Shell, file: Path) -> None:
    page = kept(shell, file, "--voice", said=[FAX])
    page["turns"].append({"dial_ends": ["busy", 0]})
    file.write_text(yaml.safe_dump(page))
    again = shell.type("chat", "--replay", str(file))
    assert again.exit_code == 1
    assert "this can no longer be done here" in again.stdout


@pytest.mark.parametrize(
    "page", ["", "[1", "radline_talk: 2", "a: !!python/object/apply:os.system [ls]", "radline_talk: 1\nturns: []"]
)
def test_a_file_that_is_no_talk_is_refused(shell: Shell, file: Path, page: str) -> None:
    file.write_text(page)
    done = shell.type("chat", "--replay", str(file))
    assert done.exit_code == 1
    assert "is no recorded talk" in done.output


def test_a_missing_file_is_refused(shell: Shell, file: Path) -> None:
    assert "cannot be read" in shell.type("chat", "--replay", str(file)).output


@pytest.mark.parametrize("number", ["+19196842711", "9195550123", "x"])
def test_a_caller_who_may_be_somebody_is_refused(shell: Shell, number: str) -> None:
    assert shell.type("chat", "--caller", number, input="").exit_code == 2


def test_a_withheld_caller_is_not_texted(shell: Shell, file: Path) -> None:
    page = kept(shell, file, "--voice", "--caller", "withheld", said=["fax for the knee clinic", "#9"])
    assert page["caller"] == "withheld"
    assert not any("sent" in turn for turn in page["turns"])


def test_every_difference_is_told() -> None:
    was = talks.turn({"says": "x"}, "open", Reply("One", (("+12015550102", "2"),)))
    now = talks.turn({"says": "x"}, "open", Reply("Two", ends=True), ("a text",))
    found = {one.what for one in replaying._differing(1, was, now)}
    assert found == {"answers, ", "dials, ", "ends the call, ", "texts, "}


def test_the_fault_of_a_page_quotes_nothing_of_it() -> None:
    with pytest.raises(TalkBroken) as fault:
        talks.read("radline_talk: 1\nchannel: Zebulon\n")
    assert "Zebulon" not in str(fault.value)


def test_keys_of_a_field_are_typed_as_one(shipped: Shell, file: Path) -> None:
    page = kept(shipped, file, "--voice", "--invented", said=[*REQUEST[:3], PRIVATE[0], "#03091957#"])
    assert page["turns"][-1]["presses"] == "03091957"


def test_the_strip_of_a_private_answer_shows_nothing(shipped: Shell) -> None:
    printed = shipped.type("chat", "-v", input="".join(f"{line}\n" for line in REQUEST)).stdout
    shown = "\n".join(line for line in printed.splitlines() if line.startswith("    ") and ":" not in line[:30])
    assert "private   not shown" in printed
    assert "zebulon" not in shown.casefold()
