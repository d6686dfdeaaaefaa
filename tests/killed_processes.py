"""The real programs over a real database: web side and sender in processes of their own, to be killed with -9."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx

from bench.callers_doors import Line
from bench.doors import Reply
from bot.sealing import Keyring
from tests import twilio_api
from tests.callers import ACCOUNT, Signer
from tests.nlu_boxes import ROOT
from tests.test_run import free_port
from tests.twilio_api import OURS, TOKEN, Requests, Twilio

BASE = "https://radline.example"
PATIENCE = 120.0  # seconds within which somebody who delivers again gets an answer
WEB = ("-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "webhook:app()")
SENDER = ("-m", "flask", "--app", "webhook", "outbox", "run")
HARMLESS = ("PATH", "HOME", "LANG", "TMPDIR")


class SlowTwilio(Twilio):
    """Takes texts and lists them; it thinks for a moment before and after, so that a sender may die meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.RequestHandlerClass = _Slow
        self.lock, self.chance, self.asked = threading.Lock(), random.Random(1), 0

    def take(self, form: dict[str, list[str]]) -> dict[str, Any]:
        """Take a text as Twilio does, whether or not the sender still listens."""
        with self.lock:
            now = format_datetime(dt.datetime.now(dt.UTC))
            sid = f"SM{len(self.messages):032x}"
            told = {name.lower(): values[0] for name, values in form.items()}
            self.messages.insert(0, {"sid": sid, "date_created": now, "status": "queued", **told})
            return self.messages[0]


class _Slow(Requests):
    server: SlowTwilio

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.asked += 1
        time.sleep(self.server.chance.random() * 0.3)
        taken = self.server.take(twilio_api.parse_qs(body))
        time.sleep(self.server.chance.random() * 0.3)
        with suppress(OSError):
            self.write(201, json.dumps(taken))


@contextmanager
def slow_twilio() -> Iterator[SlowTwilio]:
    """It listens for as long as the block lasts."""
    server = SlowTwilio()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Program:
    """A program that is started again whenever it is dead; `kills` counts."""

    command: tuple[str, ...]
    environ: dict[str, str]
    printed: Path
    process: subprocess.Popen[bytes] | None = None
    kills: int = 0

    def start(self) -> None:
        with self.printed.open("ab") as output:
            command = [sys.executable, *self.command]
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environ, stdout=output, stderr=output, start_new_session=True
            )

    def kill(self) -> None:
        """The whole group, at once."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.kills += 1

    def close(self) -> None:
        """End it for good."""
        self.kill()


@dataclass
class LoadedProgram(Program):
    """A program that is loaded once, tests/loaded_programs.py; each start is a new process of what is loaded.

    `process` is the one that loads, `child` the one that works and is killed.
    """

    child: int = 0

    def start(self) -> None:
        if self.process is None:
            with self.printed.open("ab") as output:
                pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": output}
                command = [sys.executable, *self.command]
                self.process = subprocess.Popen(command, cwd=ROOT, env=self.environ, start_new_session=True, **pipes)
        assert self.process.stdin is not None
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()
        self.child = int(self._line())

    def kill(self) -> None:
        if self.child:
            with suppress(ProcessLookupError):
                os.killpg(self.child, signal.SIGKILL)
            self._line()
            self.child = 0
            self.kills += 1

    def close(self) -> None:
        super().close()
        if self.process is not None:
            self.process.communicate()

    def _line(self) -> bytes:
        assert self.process is not None
        assert self.process.stdout is not None
        return self.process.stdout.readline()


@dataclass
class Programs:
    """Both, with their settings, and the way in; `loaded`: so that each start costs little."""

    folder: Path
    url: str
    twilio: SlowTwilio
    nlu_url: str
    keyring: Keyring = field(default_factory=Keyring.generate)
    port: int = field(default_factory=free_port)
    loaded: bool = False

    def __post_init__(self) -> None:
        self.way = Again(f"http://127.0.0.1:{self.port}")
        self.web = self._program("web", WEB)
        self.sender = self._program("sender", SENDER)

    def _program(self, name: str, command: tuple[str, ...]) -> Program:
        printed = self.folder / f"{name}.txt"
        if self.loaded:
            return LoadedProgram(("-m", "tests.loaded_programs", name), self.environ, printed)
        return Program(command, self.environ, printed)

    @property
    def environ(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in HARMLESS if name in os.environ}
        return kept | {
            "PUBLIC_URL": BASE,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": OURS,
            "TWILIO_API_BASE": self.twilio.url,
            "DATABASE_URL": self.url,
            "DATA_KEYS": self.keyring.secret_text(),
            "NLU_URL": self.nlu_url,
            "RADLINE_VAR": str(self.folder / "var"),
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
        }

    def line(self) -> Line:
        """For a player of callers: whatever is not answered is delivered again."""
        return Line(self.way, Signer(TOKEN, ACCOUNT, BASE), list, lambda _: False)

    def close(self) -> None:
        """End everything."""
        self.web.close()
        self.sender.close()
        self.way.close()

    def run(self, *words: str) -> str:
        """One of the operator's commands."""
        command = [sys.executable, "-m", "flask", "--app", "webhook", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environ, check=True, capture_output=True, text=True)
        return done.stdout


class Again:
    """Delivers the same until there is an answer, as one who does not give up; `answers` counts."""

    def __init__(self, base: str) -> None:
        self._http = httpx.Client(base_url=base, timeout=30, trust_env=False)
        self._lock = threading.Lock()
        self.answers = 0

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def post(self, path: str, data: dict[str, str], headers: dict[str, str]) -> Reply:
        end = time.monotonic() + PATIENCE
        while True:
            answer = self._once(path, data, headers)
            if answer.status_code == 200 or time.monotonic() > end:
                return answer
            time.sleep(0.1)

    def _once(self, path: str, data: dict[str, str], headers: dict[str, str]) -> Reply:
        try:
            answer = self._http.post(path, data=data, headers=headers)
        except httpx.HTTPError:
            return Reply(599, "", "")
        with self._lock:
            self.answers += 1
        return Reply(answer.status_code, answer.headers.get("content-type", "").split(";")[0], answer.text)


@contextmanager
def killing(program: Program, done: Callable[[], int], chance: random.Random, most: int) -> Iterator[None]:
    """Kill and start again while the block lasts, each time after 1 to `most` more things are `done`, and a moment.

    Not by the clock alone: on a busy machine a program would die before it did anything.
    """
    over = threading.Event()
    program.start()

    def kill() -> None:
        while not over.is_set():
            enough = done() + chance.randint(1, most)
            while done() < enough and not over.wait(0.01):
                pass
            over.wait(chance.random() * 0.4)
            program.kill()
            program.start()

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
