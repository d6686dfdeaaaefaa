"""A web process builds what understanding needs before it takes calls, once, and starts even if that fails."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bot import take_turn
from bot.directory import load
from bot.emergency import rules_at
from bot.mentions import lexicon_of
from bot.nlu_client import NluClient
from bot.read_ahead import read_ahead
from bot.sealing import Keyring
from bot.settings import ROOT, Settings
from bot.take_turn import Desk, understanding
from tests.whole_desk import NOBODY
from webhook import app


@pytest.fixture(autouse=True)
def _demo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("PUBLIC_URL", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM", "DATABASE_URL", "DATA_KEYS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RADLINE_VAR", str(tmp_path))
    monkeypatch.setenv("NLU_URL", NOBODY)


def test_many_at_once_build_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[int] = []
    known = take_turn.Understanding

    def slowly(*arguments: Any) -> Any:
        built.append(1)
        time.sleep(0.2)
        return known(*arguments)

    monkeypatch.setattr(take_turn, "Understanding", slowly)
    directory, nlu = load(ROOT / "directory.yaml"), NluClient(NOBODY)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: understanding(directory, nlu), range(8)))
    nlu.close()
    assert len(built) == 1
    assert len(set(map(id, found))) == 1


def test_it_is_built_before_the_first_call(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[int] = []
    known = take_turn.Understanding

    def counted(*arguments: Any) -> Any:
        built.append(1)
        return known(*arguments)

    monkeypatch.setattr(take_turn, "Understanding", counted)
    made = app()
    assert built == [1]
    made.test_client().post("/voice/turn?step=1&lang=en&expect=open", data={"SpeechResult": "fax for vascular"})
    assert built == [1]


def test_a_fault_of_the_warming_keeps_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Desk) -> None:
        raise ValueError("cold")

    monkeypatch.setattr(Desk, "warm", broken)
    assert "<Dial" in app().test_client().post("/voice/turn?step=1", data={"Digits": "2"}).get_data(as_text=True)


def test_what_all_processes_read_is_read_once_for_them() -> None:
    read_ahead(ROOT / "directory.yaml")
    tables = (lexicon_of, rules_at)
    before = [table.cache_info().misses for table in tables]
    made = app()
    assert [table.cache_info().misses for table in tables] == before, "a web process read for itself what was there"
    assert made.extensions["tools"].desk.keeper.current() is load(ROOT / "directory.yaml")


@pytest.mark.parametrize("content", [b"no directory", None])
def test_what_cannot_be_read_ahead_keeps_no_server_from_starting(
    content: bytes | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content:
        (tmp_path / "directory.yaml").write_bytes(content)
    monkeypatch.setenv("RADLINE_DIRECTORY", str(tmp_path / "directory.yaml"))
    runpy.run_path(str(ROOT / "deploy/gunicorn.conf.py"))["when_ready"](None)
    assert capsys.readouterr().err == "not read ahead: DirectoryBroken\n"


AHEAD = """
import os, runpy, sys, threading
server = runpy.run_path("deploy/gunicorn.conf.py")
server["when_ready"](None)
places = [f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd")]
held = [os.readlink(place) for place in places if os.path.lexists(place)]
assert not [path for path in held if "socket:" in path or ".db" in path], held
assert {*server["PROGRAM"], "bot.mentions"} <= {*sys.modules}
assert not {"prometheus_client", "redis", "spacy.cli.download", "zxcvbn"} & {*sys.modules}
assert threading.active_count() == 1
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_reading_ahead_opens_no_counter_no_store_and_no_line(tmp_path: Path) -> None:
    environ = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", AHEAD], cwd=ROOT, env=environ, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert not [*tmp_path.iterdir()]


def test_web_processes_that_start_together_have_the_same_keys(tmp_path: Path) -> None:
    together = 8
    for number in range(40):
        place, start = tmp_path / str(number), threading.Barrier(together)
        place.mkdir()
        with ThreadPoolExecutor(together) as crowd:
            found = [crowd.submit(_keys_of, place, start) for _ in range(together)]
            assert len({one.result().secret_text() for one in found}) == 1
        assert [path.name for path in place.iterdir()] == ["demo-keys"]
        assert (place / "demo-keys").stat().st_mode & 0o777 == 0o600


def _keys_of(place: Path, start: threading.Barrier) -> Keyring:
    start.wait()
    return take_turn._keys(Settings(demo=True, var=place))
