"""The keeper of the running programs, tried with small stand-ins."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import models
import run

ROOT = Path(__file__).resolve().parent.parent
WEB = """
import http.server, sys
class Alive(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health/live" else 404)
        self.end_headers()
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Alive).serve_forever()
"""
SLEEPS = "import time; print('awake', flush=True); time.sleep(60)"
DIES = "import sys; print('dying', flush=True); sys.exit(3)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPS}"
KEEPER = """
import asyncio, json, os, signal, sys
import run
wanted = [run.Program(n, (sys.executable, "-c", *c), dict(os.environ)) for n, *c in json.loads(sys.argv[1])]
async def main():
    keeper = run.Keeper(wanted, pauses=(0.05, 0.1), grace=1.0)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, keeper.stop.set)
    await keeper.run(int(sys.argv[2]))
asyncio.run(main())
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Kept:
    """A running keeper and what it has printed."""

    def __init__(self, process: subprocess.Popen[bytes], printed: Path) -> None:
        self.process, self._printed = process, printed

    def lines(self) -> list[str]:
        return self._printed.read_text().splitlines()

    def waits_for(self, line: str, times: int = 1) -> None:
        end = time.monotonic() + 10
        while time.monotonic() < end:
            if sum(one.startswith(line) for one in self.lines()) >= times:
                return
            time.sleep(0.02)
        raise AssertionError(f"{line!r} did not come: {self.lines()}")


@contextmanager
def keeping(folder: Path, port: int, *programs: tuple[str, ...]) -> Iterator[Kept]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "setup")}
    command = [sys.executable, "-c", KEEPER, json.dumps(programs), str(port)]
    with (folder / "printed.txt").open("wb") as output:
        process = subprocess.Popen(command, env=environ, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield Kept(process, folder / "printed.txt")
    finally:
        process.kill()
        process.wait()


def test_the_address_is_told_once_it_answers(tmp_path: Path) -> None:
    port = free_port()
    late = "import time; time.sleep(0.4)\n" + WEB
    with keeping(tmp_path, port, ("web", late, str(port))) as kept:
        kept.waits_for(f"radline | Radline answers at http://127.0.0.1:{port} ")
        assert run.answers(port)


def test_a_program_that_dies_is_started_again(tmp_path: Path) -> None:
    with keeping(tmp_path, free_port(), ("web", SLEEPS), ("sender", DIES)) as kept:
        kept.waits_for("radline | sender ended (exit code 3); it starts again in 0.05 s")
        kept.waits_for("radline | sender ended (exit code 3); it starts again in 0.1 s", times=2)
        kept.waits_for("sender  | dying", times=3)
        assert kept.lines().count("web     | awake") == 1


def test_a_killed_program_is_started_again(tmp_path: Path) -> None:
    own = "import os, time; print('pid', os.getpid(), flush=True); time.sleep(60)"
    with keeping(tmp_path, free_port(), ("nlu", own)) as kept:
        kept.waits_for("nlu     | pid")
        os.kill(int(kept.lines()[0].split()[-1]), signal.SIGKILL)
        kept.waits_for("radline | nlu ended (killed by SIGKILL)")
        kept.waits_for("nlu     | pid", times=2)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_all_end_when_it_is_told_to_end(tmp_path: Path, number: signal.Signals) -> None:
    port = free_port()
    with keeping(tmp_path, port, ("web", WEB, str(port)), ("sender", DEAF), ("nlu", DIES)) as kept:
        kept.waits_for("radline | Radline answers")
        kept.waits_for("sender  | awake")
        kept.process.send_signal(number)
        assert kept.process.wait(timeout=10) == 0
    assert not run.answers(port)


def test_each_has_time_to_say_farewell(tmp_path: Path) -> None:
    polite = f"import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit('farewell')); {SLEEPS}"
    with keeping(tmp_path, free_port(), ("web", polite), ("sender", polite)) as kept:
        kept.waits_for("web     | awake")
        kept.waits_for("sender  | awake")
        kept.process.terminate()
        kept.process.wait(timeout=10)
    assert kept.lines()[-3:] == ["radline | stopping", "sender  | farewell", "web     | farewell"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends the children of a killed parent")
def test_none_outlives_a_killed_keeper(tmp_path: Path) -> None:
    port = free_port()
    with keeping(tmp_path, port, ("web", WEB, str(port))) as kept:
        kept.waits_for("radline | Radline answers")
        kept.process.kill()
        end = time.monotonic() + 5
        while run.answers(port) and time.monotonic() < end:
            time.sleep(0.02)
    assert not run.answers(port)


def test_a_line_without_end_stops_nothing(tmp_path: Path) -> None:
    endless = f"import time; print('x' * {run.LONGEST_LINE * 3}); print('after', flush=True); time.sleep(60)"
    with keeping(tmp_path, free_port(), ("web", endless)) as kept:
        kept.waits_for("web     | after")


def test_a_taken_port_is_told_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        with pytest.raises(run.NotStarted, match=f"Port {port} is taken"):
            run.wanted_port({"PORT": port})


@pytest.mark.parametrize("wish", ["0", "65536", "-1", "eight", "²"])
def test_what_is_no_port_is_refused(wish: str) -> None:
    with pytest.raises(run.NotStarted, match="no port"):
        run.wanted_port({"PORT": wish})


def test_an_empty_wish_is_none() -> None:
    with contextlib.suppress(run.NotStarted):  # another program may have it
        assert run.wanted_port({"PORT": ""}) == 8000


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "current", lambda: Path("models/radline.tar.gz"))


@pytest.mark.usefixtures("trained")
def test_the_box_is_told_no_secret() -> None:
    secret = {"DATA_KEYS": "k", "TWILIO_AUTH_TOKEN": "t", "DATABASE_URL": "d", "NLU_URL": "", "PATH": "/bin"}
    box, web, sender = run.programs(8000, secret)
    assert box.environ.keys() <= {"PATH", "PYTHONUNBUFFERED"}
    port = box.command[box.command.index("--port") + 1]
    assert web.environ["NLU_URL"] == f"http://127.0.0.1:{port}"
    assert web.environ["DATA_KEYS"] == sender.environ["DATA_KEYS"] == "k"


def test_with_another_box_named_none_is_started() -> None:
    started = run.programs(8000, {"NLU_URL": "http://127.0.0.1:5005"})
    assert [one.name for one in started] == ["web", "sender"]
    assert started[0].environ["NLU_URL"] == "http://127.0.0.1:5005"


def test_without_a_model_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "current", lambda: None)
    with pytest.raises(run.NotStarted, match="make run"):
        run.programs(8000, {})
