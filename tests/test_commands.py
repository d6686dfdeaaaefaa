"""The operator's commands, as they are typed: what holds for all, the directory, the outbox, purge."""

from __future__ import annotations

import datetime as dt
import importlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result

from bot import commands
from bot.directory import load
from bot.directory_check import report
from tests.shells import CALLER, NOW, ROOT, Shell, full, queue, with_directory
from tests.small_directory import entry, small, write
from webhook import create_app


def test_they_are_listed_with_a_sentence_each(shell: Shell) -> None:
    printed = shell.type("--help").output
    assert all(name in printed and sentence in printed for name, sentence in commands.SENTENCES.items())


@pytest.mark.parametrize("name", commands.SENTENCES)
def test_each_explains_itself(shell: Shell, name: str) -> None:
    done = shell.type(name, "--help")
    assert done.exit_code == 0
    assert "Usage:" in done.output


def test_a_broken_command_keeps_nobody_out(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(commands, "import_module", broken)
    app = create_app(shell.settings)
    assert app.test_client().get("/health/live").status_code == 200
    assert isinstance(app.test_cli_runner().invoke(args=["doctor"]).exception, ImportError)


@pytest.mark.parametrize("words", [["chat"], ["say", "fax"], ["outbox", "list"], ["outbox", "run"], ["purge"]])
def test_without_a_desk_they_say_why(shell: Shell, words: list[str]) -> None:
    shut = Shell(replace(shell.settings, fault="Set TWILIO_FROM too."))
    done = shut.type(*words)
    assert done.exit_code == 1
    assert "Set TWILIO_FROM too." in done.output
    assert "doctor" in done.output


@pytest.mark.parametrize("words", [["outbox", "list"], ["purge"]])
def test_a_store_in_trouble_is_told_in_a_sentence(shell: Shell, words: list[str]) -> None:
    done = shell.type(*words)
    assert done.exit_code == 1
    assert done.output.startswith("Error: The store cannot be used now")
    assert "Traceback" not in done.output


def test_what_is_logged_stays_out_of_the_output(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flask", "--app", "webhook", "directory", "show", "--at", "2026-11-18T20:00"]
    directory = write(tmp_path / "d.yaml", small())
    environ = {"PATH": os.environ["PATH"], "RADLINE_VAR": str(tmp_path), "RADLINE_DIRECTORY": str(directory)}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.startswith("Wednesday 2026-11-18 20:00 CST\n")
    assert "directory_loaded" in done.stderr


def test_the_commands_stand_above_the_talk() -> None:
    """Nothing that answers a caller may need a command."""
    for path in (ROOT / "bot").rglob("*.py"):
        if "commands" not in path.parts:
            assert "bot.commands" not in path.read_text(encoding="utf-8"), path


def test_every_command_has_a_module_of_its_name() -> None:
    for name in commands.SENTENCES:
        assert importlib.import_module(f"bot.commands.{name}").command.name in (name, "command")


# ------------------------------------------------------------------ directory


def test_a_good_directory_passes(shipped: Shell) -> None:
    done = shipped.type("directory", "check")
    assert done.exit_code == 0
    assert "0 faults" in done.output


def test_a_broken_directory_ends_with_code_one_and_every_fault(shell: Shell) -> None:
    done = with_directory(shell, small() | {"timezone": "Mars/Base", "country": "XX"}).type("directory", "check")
    assert done.exit_code == 1
    assert done.output.count("FAULT") == 2


def test_another_file_can_be_checked(shell: Shell, tmp_path: Path) -> None:
    path = write(tmp_path / "other.yaml", small() | {"timezone": "Mars/Base"})
    assert shell.type("directory", "check", str(path)).exit_code == 1


@pytest.mark.parametrize("line", ["night", "lead", "front"])
def test_the_check_knows_our_own_number(shell: Shell, line: str) -> None:
    own = entry(small(), line)["numbers"][0]["number"]
    done = Shell(replace(shell.settings, twilio_from=own)).type("directory", "check")
    assert done.exit_code == 1
    assert "our own number" in done.output


@pytest.mark.parametrize("at", ["2026-11-18T19:00", "2026-11-19T01:00+00:00", "2026-11-18 19:00"])
def test_show_takes_a_time_in_any_zone(shell: Shell, at: str) -> None:
    printed = shell.type("directory", "show", "--at", at).output
    assert printed.startswith("Wednesday 2026-11-18 19:00 CST\n")
    assert "Front desk (closed, opens Monday 2026-11-23 08:00)" in printed


def test_show_is_of_now_by_the_desks_clock(shell: Shell) -> None:
    assert shell.type("directory", "show").output.startswith("Monday 2026-11-23 09:00 CST\n")


def test_show_prints_the_week(shell: Shell) -> None:
    printed = shell.type("directory", "show", "--week", "--at", "2026-11-26T12:00").output
    assert "Thu 2026-11-26 Thanksgiving" in printed.splitlines()[0]
    assert printed.count("office") == 7


def test_show_prints_the_week_of_a_day(shell: Shell) -> None:
    printed = shell.type("directory", "show", "--week", "2026-12-21").output
    assert printed.startswith("Mon 2026-12-21\n  office")
    assert "Fri 2026-12-25 Christmas Day" in printed
    assert "2026-12-28" not in printed
    wrong = shell.type("directory", "show", "--week", "christmas")
    assert wrong.exit_code == 2
    assert "2026-11-27" in wrong.output


def test_show_says_how_to_write_a_time(shell: Shell) -> None:
    done = shell.type("directory", "show", "--at", "tuesday")
    assert done.exit_code == 2
    assert "2026-11-27T20:00" in done.output


def test_after_a_broken_edit_show_tells_of_the_version_in_use(shell: Shell, tmp_path: Path) -> None:
    version = load(shell.settings.directory).version
    assert shell.type("directory", "show").exit_code == 0
    shell.settings.directory.write_text("entries: [", encoding="utf-8")
    assert f"version {version}" in shell.type("directory", "show").output
    (tmp_path / "directory.last-good.yaml").unlink()
    done = shell.type("directory", "show")
    assert done.exit_code == 1
    assert "directory check" in done.output


NEW = {
    "--name": 'St. Mary\'s "Imaging": Northside #2',
    "--timezone": "America/Chicago",
    "--main": "(312) 555-0101",
    "--scheduling": "312.555.0144",
    "--emergent": "+1 312 555 0122",
    "--emergent-key": "2",
}


def new(shell: Shell, path: Path, **changed: str) -> Result:
    options = NEW | {f"--{name.replace('_', '-')}": value for name, value in changed.items()}
    return shell.type("directory", "new", str(path), *(word for pair in options.items() for word in pair))


def test_a_new_directory_passes_the_check(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    assert new(shell, path).exit_code == 0
    said, code = report(path, NOW)
    assert code == 0
    assert "0 faults, 1 warnings" in said, said
    assert load(path).file.name.en == NEW["--name"]
    assert load(path).numbers == {"+13125550101", "+13125550144", "+13125550122"}
    assert sum(line.lstrip().startswith("#") for line in path.read_text("utf-8").splitlines()) > 15


def test_a_new_directory_can_be_talked_with(shell: Shell, tmp_path: Path) -> None:
    new(shell, tmp_path / "new.yaml")
    other = Shell(replace(shell.settings, directory=tmp_path / "new.yaml"))
    printed = other.type("chat", input="appointment for an ultrasound\ntrauma transfer, push the images now\n").output
    assert "(312) 555-0144" in printed
    assert "(312) 555-0122" in printed


def test_a_new_directory_asks_for_what_is_missing(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    typed = "Hilltop\nAmerica/Denver\n12\n3035550101\n3035550102\n3035550103\n"
    done = shell.type("directory", "new", str(path), input=typed)
    assert done.exit_code == 0, done.output
    assert "Error" in done.output, "twelve is no number"
    assert load(path).file.timezone == "America/Denver"
    assert {n.option for e in load(path).entries for n in e.numbers} == {None}


@pytest.mark.parametrize(
    ("changed", "told"),
    [({"timezone": "Mars"}, "America/New_York"), ({"main": "0800"}, "--main"), ({"name": "a\u2019s"}, "Not written")],
)
def test_a_wrong_answer_writes_nothing(shell: Shell, tmp_path: Path, changed: dict[str, str], told: str) -> None:
    done = new(shell, tmp_path / "new.yaml", **changed)
    assert done.exit_code != 0
    assert told in done.output
    assert not (tmp_path / "new.yaml").exists()


def test_a_new_directory_replaces_no_file(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    path.write_text("precious")
    done = new(shell, path)
    assert done.exit_code == 1
    assert path.read_text() == "precious"
    assert new(shell, tmp_path / "none" / "new.yaml").exit_code == 1


def test_the_template_is_yaml_with_every_number_in_its_place(shell: Shell, tmp_path: Path) -> None:
    new(shell, tmp_path / "new.yaml")
    raw = yaml.safe_load((tmp_path / "new.yaml").read_text(encoding="utf-8"))
    found = {entry["id"]: entry["numbers"][0]["number"] for entry in raw["entries"]}
    assert found == {"scheduling": "+13125550144", "main_desk": "+13125550101", "night_line": "+13125550122"}


# ------------------------------------------------------------------ outbox and purge


def test_in_a_demo_texts_are_shown_and_listed_whole(shell: Shell) -> None:
    queue(shell)
    assert "queued" in shell.type("outbox", "list").output
    assert shell.type("outbox", "run", "--once").output == "1 texts handled.\n"
    printed = shell.type("outbox", "list", "--status", "shown").output
    assert CALLER in printed
    assert "Fax (919) 555-0165." in printed
    assert shell.type("outbox", "list", "--status", "failed").output == "No texts.\n"


def test_otherwise_the_list_shows_neither_words_nor_numbers(shell: Shell) -> None:
    queue(shell)
    printed = full(shell).type("outbox", "list").output
    assert "to …23" in printed
    assert CALLER not in printed
    assert "555-0165" not in printed


def test_the_outbox_makes_its_tables(shell: Shell) -> None:
    assert shell.type("outbox", "run", "--once").exit_code == 0
    assert shell.type("outbox", "list").output == "No texts.\n"


def test_the_sender_works_until_it_is_told_to_end(shell: Shell) -> None:
    queue(shell, dt.datetime(2026, 1, 5, tzinfo=dt.UTC))
    with sender(shell) as process:
        assert process.stdout
        assert b"at work" in process.stdout.readline()
        wait_until(lambda: "shown" in shell.type("outbox", "list").output)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0


@contextmanager
def sender(shell: Shell) -> Iterator[subprocess.Popen[bytes]]:
    """The sender as a process of its own, over the same store."""
    environ = {"PATH": os.environ["PATH"], "RADLINE_VAR": str(shell.settings.var)}
    environ |= {"RADLINE_DIRECTORY": str(shell.settings.directory), "PYTHONUNBUFFERED": "1"}
    environ |= {"DATABASE_URL": shell.settings.database_url}
    command = [sys.executable, "-m", "flask", "--app", "webhook", "outbox", "run"]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(600):
        if true():
            return
        threading.Event().wait(0.1)
    raise AssertionError("it did not come")


def test_purge_tells_what_it_took_away(shell: Shell) -> None:
    with shell.store.turn(NOW - dt.timedelta(days=2)) as turn:
        turn.audit("turn", "caller", {}, None)
    queue(shell)
    done = shell.type("purge")
    assert done.exit_code == 0
    assert "      0 texts deleted\n" in done.output
    later = Shell(replace(shell.settings, clock=NOW + dt.timedelta(days=31)))
    later.type("outbox", "run", "--once")
    assert "      1 texts deleted\n" in later.type("purge").output
