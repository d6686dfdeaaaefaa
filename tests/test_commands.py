"""The operator's commands, as they are typed."""

from __future__ import annotations

import datetime as dt
import importlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result

from bot import commands
from bot.commands import checks, own_box
from bot.directory import load
from bot.directory_check import report
from bot.message import Message
from bot.sealing import Keyring
from bot.settings import Settings
from bot.store import Store
from bot.take_turn import Desk
from tests.small_directory import entry, small, write
from webhook import create_app

ROOT = Path(__file__).resolve().parent.parent
NOBODY = "http://127.0.0.1:9"
NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
CALLER = "+19195550123"
SECRET = "s" * 32


@dataclass
class Shell:
    """Types commands at one Radline whose files are in `folder`."""

    settings: Settings

    def type(self, *words: str, input: str | None = None) -> Result:
        return create_app(self.settings).test_cli_runner().invoke(args=list(words), input=input)

    @property
    def store(self) -> Store:
        desk = Desk.open(self.settings)
        desk.store.migrate()
        return desk.store


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """With the small invented directory, which is quick to read."""
    database = f"sqlite:///{tmp_path / 'radline.db'}"
    return with_directory(Shell(Settings(var=tmp_path, database_url=database, nlu_url=NOBODY, clock=NOW)), small())


@pytest.fixture
def shipped(shell: Shell) -> Shell:
    """With the directory that comes with the program."""
    return Shell(replace(shell.settings, directory=ROOT / "directory.yaml"))


def with_directory(shell: Shell, raw: dict[str, Any]) -> Shell:
    """The same Radline with this directory."""
    return Shell(replace(shell.settings, directory=write(shell.settings.var / "small.yaml", raw)))


# ------------------------------------------------------------------ all of them


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


def test_the_check_knows_our_own_number(shell: Shell) -> None:
    own = entry(small(), "night")["numbers"][0]["number"]
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
    said, code = report(path, NOW.date())
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


# ------------------------------------------------------------------ chat and say


def test_a_talk_by_text(shell: Shell) -> None:
    printed = shell.type("chat", input="what is the fax for the knee clinic\n").output
    assert "> what is the fax for the knee clinic\ndesk: " in printed
    assert "(312) 555-0165" in printed


def test_a_call_with_keys_silence_and_a_transfer(shell: Shell) -> None:
    typed = "fax for the knee clinic\n#9\n\n#2\nmaybe\nbusy\ncompleted 60\n#*\n"
    printed = shell.type("chat", "--voice", input=typed).output
    assert "312-555-0165" in printed
    assert "[texts the caller: " in printed
    assert "(312) 555-0122, then 2 after 4 s (night.emergent, try 1" in printed
    assert "> maybe\nThe line rings. Type how it ends" in printed
    assert "> busy\ndesk: " in printed


def test_silence_is_followed_to_the_end_of_the_call(shell: Shell) -> None:
    printed = shell.type("chat", "--voice", input="\n" * 20).output
    assert printed.rstrip().endswith("[hangs up]")
    assert printed.count("> ") < 12


def test_a_call_in_spanish(shell: Shell) -> None:
    printed = shell.type("chat", "--voice", "--lang", "es", input="").output
    assert "asistente" in printed


def test_stop_gets_no_answer(shell: Shell) -> None:
    assert "[no answer]" in shell.type("chat", input="STOP\n").output


def test_chat_shows_what_it_understood(shell: Shell) -> None:
    printed = shell.type("chat", "-v", input="fax for the knee clinic, my name is Zebulon Quackenbush\n").output
    assert '"knee clinic" is entry knee (exact' in printed
    assert "masked    fax for the SERVICE my name is NAME" in printed
    assert "whole turn" in printed


def test_a_talk_leaves_nothing_behind(shell: Shell, tmp_path: Path) -> None:
    shell.type("chat", "--voice", input="fax for the knee clinic\n#9\n")
    shell.type("say", "fax for the knee clinic")
    assert not (tmp_path / "radline.db").exists()
    assert shell.type("outbox", "run", "--once").output == "0 texts handled.\n"


def test_say_tells_all(shell: Shell) -> None:
    printed = shell.type("say", "fax for the knee clinic").output
    assert {line.split()[0] for line in printed.splitlines() if line} >= {
        "urgency", "intent", "about", "mention", "masked", "language", "spoken", "written",
    }  # fmt: skip
    assert "masked    fax for the SERVICE" in printed
    assert "312-555-0165" in printed
    assert "(312) 555-0165" in printed


def test_say_tells_what_would_be_dialled(shell: Shell) -> None:
    printed = shell.type("say", "trauma", "transfer", "en", "route,", "we", "need", "the", "images", "now").output
    assert "urgency   images" in printed
    assert "dials     the emergent line: (312) 555-0122" in printed


@pytest.mark.parametrize("words", [[], [""], ["  "]])
def test_say_wants_words(shell: Shell, words: list[str]) -> None:
    done = shell.type("say", *words)
    assert done.exit_code == 2
    assert "make say TEXT=" in done.output


def test_hostile_words_do_no_harm(shell: Shell) -> None:
    words = "--help'\"; {{ 7*7 }} \x1b[31m \U0001f4a9 " * 20
    assert shell.type("say", "--", words).exit_code == 0
    assert shell.type("chat", input=f"{words}\n").exit_code == 0


# ------------------------------------------------------------------ a box of one's own


@pytest.fixture
def stand_in(tmp_path: Path, nlu: str) -> Path:
    """A project whose Rasa is a script: it says where it listens, notes its end, and the model is fresh."""
    python = tmp_path / "project/.venv-nlu/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(
        f"#!{sys.executable}\nimport os, signal, sys, time\n"
        f"open({str(tmp_path / 'environ')!r}, 'w').write(repr(dict(os.environ)))\n"
        f"signal.signal(signal.SIGTERM, lambda *_: (open({str(tmp_path / 'ended')!r}, 'w'), sys.exit(0)))\n"
        f"print('noise')\nprint('understanding box ready on {nlu.removeprefix('http://')}', flush=True)\n"
        "time.sleep(60)\n"
    )
    python.chmod(0o755)
    models = tmp_path / "project/setup/models.py"
    models.parent.mkdir()
    models.write_text("def current(root):\n    return root / 'm.tar.gz'\n")
    return tmp_path / "project"


def test_a_box_is_started_and_ended(
    shell: Shell, stand_in: Path, nlu: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_KEYS", SECRET)
    monkeypatch.setattr(own_box, "listens", lambda url: False)
    settings = replace(shell.settings, root=stand_in, nlu_url=Settings().nlu_url)
    with own_box.nlu_url(settings) as url:
        assert url == nlu
        assert not (tmp_path / "ended").exists()
    assert (tmp_path / "ended").exists()
    assert SECRET not in (tmp_path / "environ").read_text()


def test_a_box_ends_with_a_command_that_is_ended(stand_in: Path, tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit), own_box.started(stand_in):
        signal.raise_signal(signal.SIGTERM)
    assert (tmp_path / "ended").exists()
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize("missing", ["model", "python", "start"])
def test_without_a_box_the_words_answer_alone(
    shell: Shell, stand_in: Path, missing: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(own_box, "listens", lambda url: False)
    if missing == "model":
        (stand_in / "setup/models.py").write_text("def current(root):\n    return None\n")
    elif missing == "python":
        (stand_in / ".venv-nlu/bin/python").unlink()
    else:
        (stand_in / ".venv-nlu/bin/python").write_text("#!/bin/sh\nexit 3\n")
    with own_box.nlu_url(replace(shell.settings, root=stand_in, nlu_url=Settings().nlu_url)) as url:
        assert url == Settings().nlu_url
    assert "Without Rasa" in capfd.readouterr().err


def test_a_server_that_was_named_is_used(shell: Shell) -> None:
    with own_box.nlu_url(shell.settings) as url:
        assert url == NOBODY


# ------------------------------------------------------------------ outbox and purge


def queue(shell: Shell, at: dt.datetime = NOW) -> None:
    with shell.store.turn(at) as turn:
        turn.queue_text(CALLER, "Fax (919) 555-0165.", "numbers", True, "once")


def full(shell: Shell) -> Shell:
    """The same Radline with full settings."""
    own = {"public_url": "https://radline.example", "account_sid": "AC1", "auth_tokens": (SECRET,)}
    return Shell(replace(shell.settings, demo=False, twilio_from="+19195550199", clock=None, **own))


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
        assert process.wait(timeout=10) == 0


@contextmanager
def sender(shell: Shell) -> Iterator[subprocess.Popen[bytes]]:
    """The sender as a process of its own, over the same store."""
    environ = {"PATH": os.environ["PATH"], "RADLINE_VAR": str(shell.settings.var)}
    environ |= {"RADLINE_DIRECTORY": str(shell.settings.directory), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "flask", "--app", "webhook", "outbox", "run"]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(100):
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


# ------------------------------------------------------------------ doctor


class Rasa(BaseHTTPRequestHandler):
    """Answers as stock Rasa does."""

    def do_GET(self) -> None:
        self._answer({"version": "3.6.21", "minimum_compatible_version": "3.5.0"})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer({"intent_ranking": [{"name": "fax", "confidence": 0.9}]})

    def _answer(self, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def nlu() -> Iterator[str]:
    """The address of a stand-in for Rasa."""
    server = HTTPServer(("127.0.0.1", 0), Rasa)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def well(shell: Shell, nlu: str, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A Radline where all is well."""
    monkeypatch.setattr(checks, "newest_model", lambda root: root / "models/radline.tar.gz")
    healthy = Shell(replace(shell.settings, nlu_url=nlu, clock=None))
    healthy.store.close()
    return healthy


def wrongs(printed: str) -> list[str]:
    return [line.split()[1] for line in printed.splitlines() if line.startswith("WRONG")]


def test_doctor_is_content_where_all_is_well(well: Shell) -> None:
    done = well.type("doctor")
    assert wrongs(done.output) == []
    assert done.exit_code == 0, done.output
    for part in ("settings", "data keys", "directory", "emergent", "store", "model", "nlu"):
        assert f"ok     {part}" in done.output
    assert "Rasa 3.6.21" in done.output
    assert "Mon 17:00 to Mon 08:00: nobody" in done.output
    assert len(done.output.splitlines()) < 50


def broken_directory(well: Shell) -> Settings:
    return with_directory(well, small() | {"timezone": "Mars"}).settings


def loop(well: Shell) -> Settings:
    return replace(well.settings, twilio_from=entry(small(), "night")["numbers"][0]["number"])


def other_keys(well: Shell) -> Settings:
    return replace(well.settings, data_keys=Keyring.generate().secret_text())


def lost_database(well: Shell) -> Settings:
    (well.settings.var / "radline.db").unlink()
    return well.settings


def empty_database(well: Shell) -> Settings:
    lost_database(well)
    (well.settings.var / "radline.db").touch()
    return well.settings


def late_text(well: Shell) -> Settings:
    queue(well)
    return replace(well.settings, clock=NOW + dt.timedelta(hours=1))


@pytest.mark.parametrize(
    ("ill", "part", "mend"),
    [
        (lambda well: replace(well.settings, fault="Set DATA_KEYS too."), "settings", "docs/settings.md"),
        (lambda well: replace(well.settings, data_keys="k1:short"), "data", "32 bytes"),
        (broken_directory, "directory", "America/New_York"),
        (loop, "directory", "another number"),
        (lost_database, "store", "backup"),
        (empty_database, "store", "outbox run"),
        (other_keys, "store", "DATA_KEYS"),
        (lambda well: replace(well.settings, database_url="postgresql://u:pw@127.0.0.1:9/n"), "store", "database runs"),
        (late_text, "texts", "outbox run"),
        (lambda well: replace(well.settings, nlu_url=NOBODY), "nlu", "NLU_URL"),
    ],
)
def test_doctor_names_what_is_wrong_and_the_mend(
    well: Shell, ill: Callable[[Shell], Settings], part: str, mend: str
) -> None:
    done = Shell(ill(well)).type("doctor")
    assert done.exit_code == 1
    assert part in wrongs(done.output), done.output
    told = done.output[done.output.index(f"WRONG  {part}") :]
    assert mend in told
    assert "What to do: " in told


def test_doctor_names_a_stale_model(well: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "newest_model", lambda root: None)
    done = well.type("doctor")
    assert wrongs(done.output) == ["model"]
    assert "make train" in done.output


def test_doctor_looks_whether_a_box_could_start(well: Shell, nlu: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "listens", lambda url: False)
    monkeypatch.setattr(checks, "started", lambda root: nullcontext(nlu))
    unnamed = Shell(replace(well.settings, nlu_url=Settings().nlu_url))
    assert "ok     nlu" in unnamed.type("doctor").output

    def none(root: Path) -> Any:
        raise own_box.NoBox("no trained model fits the data.")

    monkeypatch.setattr(checks, "started", none)
    assert wrongs(unnamed.type("doctor").output) == ["nlu"]


def test_doctor_keeps_to_a_page_with_the_shipped_directory(well: Shell) -> None:
    done = Shell(replace(well.settings, directory=ROOT / "directory.yaml")).type("doctor")
    assert done.exit_code == 0
    assert "Mon 23:30 to Tue 09:00: nobody" in done.output
    assert len(done.output.splitlines()) < 50


def test_doctor_asks_for_a_look_where_nothing_is_broken(well: Shell) -> None:
    raw = small()
    entry(raw, "knee")["review_by"] = "2026-01-06"
    done = with_directory(well, raw).type("doctor")
    assert done.exit_code == 0
    assert "look   review      1 entries are past `review_by`." in done.output
    assert "knee" in done.output


def test_a_check_that_fails_hides_no_other(well: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(found: object) -> Any:
        raise RuntimeError(CALLER)

    monkeypatch.setitem(checks.CHECKS, "store", broken)
    done = well.type("doctor")
    assert wrongs(done.output) == ["store"]
    assert "RuntimeError" in done.output
    assert CALLER not in done.output
    assert "ok     nlu" in done.output


def test_doctor_tells_no_secret(well: Shell) -> None:
    keys = Keyring.generate().secret_text()
    url = f"postgresql://radline:{SECRET}@127.0.0.1:9/radline"
    printed = Shell(replace(full(well).settings, data_keys=keys, database_url=url)).type("doctor").output
    assert SECRET not in printed
    assert keys.partition(":")[2] not in printed
    assert "https://radline.example" in printed


def test_the_commands_stand_above_the_talk() -> None:
    """Nothing that answers a caller may need a command."""
    for path in (ROOT / "bot").rglob("*.py"):
        if "commands" not in path.parts:
            assert "bot.commands" not in path.read_text(encoding="utf-8"), path


def test_every_command_has_a_module_of_its_name() -> None:
    for name in commands.SENTENCES:
        assert importlib.import_module(f"bot.commands.{name}").command.name in (name, "command")


def test_the_message_of_a_talk_has_no_place_in_a_text(shell: Shell) -> None:
    from bot.commands.talk import Talk, apart

    with apart(Desk.open(shell.settings), NOBODY) as desk:
        talk = Talk(desk, "text")
        talk.take(talk.message("words", "hello"))
        assert talk.message("words", "hello") == Message("text", "words", "hello", caller=talk.message("words").caller)


def test_the_template_is_yaml_with_every_number_in_its_place(shell: Shell, tmp_path: Path) -> None:
    new(shell, tmp_path / "new.yaml")
    raw = yaml.safe_load((tmp_path / "new.yaml").read_text(encoding="utf-8"))
    found = {entry["id"]: entry["numbers"][0]["number"] for entry in raw["entries"]}
    assert found == {"scheduling": "+13125550144", "main_desk": "+13125550101", "night_line": "+13125550122"}
