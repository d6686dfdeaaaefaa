"""The sides that are measured: how each is started, and when it is ready. All listen on this machine alone."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench.speed import control
from bench.speed.load import wave
from bench.speed.processes import Memory, family, memory, seconds
from bench.speed.talks import ACTION, Caller
from bench.stock import project
from bot.sealing import Keyring
from bot.settings import ROOT
from tests.callers import ACCOUNT, LINE, Signer
from tests.stores import postgres_server

BASE, TOKEN = "https://radline.example", "0" * 32
PATIENCE = 300.0  # seconds to become ready
GRACE = 20.0
NOBODY = 3_699  # the invented person who only asks whether a side answers
NOWHERE = "http://127.0.0.1:9"
# PostgreSQL as it comes: what is committed is on the disk.
DURABLE: Mapping[str, str] = {}
WEB = (str(ROOT / ".venv/bin/python"), "-m", "gunicorn", "--config", "bench/speed/control.conf.py")


class NotReady(Exception):
    """A side did not come up; the message says which, and where its own words are."""


@dataclass
class Running:
    """A side at work. `roots`: the processes from which all others of it come."""

    name: str
    port: int
    sign: Signer | None
    roots: list[int]
    log: Path
    ready: float = 0.0  # seconds from its start

    def caller(self, person: int) -> Caller:
        """A call to this side."""
        return Caller(person, self.sign)

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        return seconds(family(self.roots))

    def memory(self) -> Memory:
        """Megabytes now."""
        return memory(family(self.roots))

    def web_process(self) -> float:
        """Megabytes of the largest process that serves the web: gunicorn's."""
        served = [pid for pid in family(self.roots) if "gunicorn" in _command(pid)]
        return memory(served).largest


@dataclass(frozen=True)
class Program:
    """What to start: command, environment, folder."""

    command: tuple[str, ...]
    environ: dict[str, str]
    folder: Path = ROOT


Start = Callable[[ExitStack, Path, int], list[Program | int]]


@dataclass(frozen=True)
class Side:
    """One side. `start` gives the programs to run on a port, and processes that run already."""

    name: str
    title: str
    start: Start
    signed: bool = True
    model: bool = True  # whether it thinks
    health: str = ""
    kinds: tuple[str, ...] = field(default=("ring", "words", "keys", "form", "urgent"))

    @contextmanager
    def running(self, folder: Path) -> Iterator[Running]:
        """The side, ready; it ends with the block. Raises NotReady."""
        folder.mkdir()
        log = folder / "log"
        with ExitStack() as stack:
            port = free_port()
            started = time.monotonic()
            roots = [
                one if isinstance(one, int) else stack.enter_context(_process(one, log)).pid
                for one in self.start(stack, folder, port)
            ]
            sign = Signer(TOKEN, ACCOUNT, BASE) if self.signed else None
            found = Running(self.name, port, sign, roots, log)
            self._wait(found, started)
            found.ready = time.monotonic() - started
            yield found

    def _wait(self, found: Running, started: float) -> None:
        while time.monotonic() < started + PATIENCE:
            if _listens(found.port) and self._well(found.port) and _answers(found):
                return
            time.sleep(0.05)
        raise NotReady(f"{self.name} did not become ready: {found.log.read_text(errors='replace')[-1500:]}")

    def _well(self, port: int) -> bool:
        try:
            return not self.health or httpx.get(f"http://127.0.0.1:{port}{self.health}", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False


def _answers(found: Running) -> bool:
    document = wave(found.port, [found.caller(NOBODY).ring()], 1).answers[0]
    return bool(ACTION.search(document))


def sides(stock: Path, documents: Path) -> list[Side]:
    """All of them. `stock`: the trained project; `documents`: what the controls answer with (control.py)."""
    return [
        radline(),
        Side("radline-postgresql", "Radline, PostgreSQL", _radline(_postgresql), health="/health/ready"),
        Side("stock", "stock Rasa", _stock(stock), signed=False, kinds=("ring", "words")),
        Side("control", "control that commits, SQLite", _control(documents, _sqlite), model=False),
        Side("control-postgresql", "control that commits, PostgreSQL", _control(documents, _postgresql), model=False),
        Side("control-bare", "control without a store", _control(documents, None), model=False),
    ]


def radline(**settings: str) -> Side:
    """Ours on SQLite, with these settings besides."""
    return Side("radline", "Radline, SQLite", _radline(_sqlite, **settings), health="/health/ready")


Store = Callable[[ExitStack, Path], tuple[str, list[Program | int]]]


def _sqlite(_stack: ExitStack, folder: Path) -> tuple[str, list[Program | int]]:
    return f"sqlite:///{folder / 'store.db'}", []


def _postgresql(stack: ExitStack, _folder: Path) -> tuple[str, list[Program | int]]:
    server = stack.enter_context(postgres_server(DURABLE))
    pid = int((server.home / "data/postmaster.pid").read_text(encoding="ascii").splitlines()[0])
    return server.new_database(), [pid]


def _radline(store: Store, **others: str) -> Start:
    """All that `make run` starts, with a Twilio account: nothing is switched off. `others`: settings besides."""

    def start(stack: ExitStack, folder: Path, port: int) -> list[Program | int]:
        url, running = store(stack, folder)
        settings = {
            "PORT": str(port), "RADLINE_VAR": str(folder / "var"), "DATABASE_URL": url, "PUBLIC_URL": BASE,
            "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_FROM": LINE,
            "TWILIO_API_BASE": NOWHERE, "DATA_KEYS": Keyring.generate().secret_text(),
        }  # fmt: skip
        return [*running, Program((sys.executable, "setup/run.py"), _environ() | settings | others)]

    return start


def _stock(made: Path) -> Start:
    """Rasa's server and its action server."""

    def start(_stack: ExitStack, folder: Path, port: int) -> list[Program | int]:
        actions_port = free_port()
        about = {
            "credentials.yml": project.credentials(),
            "endpoints.yml": project.endpoints(folder / "talks.db", actions_port),
        }
        for name, content in about.items():
            (folder / name).write_text(json.dumps(content), encoding="utf-8")  # JSON is YAML too
        rasa = (str(project.PYTHON), "-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(port))
        files = ("--credentials", "credentials.yml", "--endpoints", "endpoints.yml")
        server = (*rasa, *files, "--model", str(made / "models/stock.tar.gz"))
        actions = (str(project.PYTHON), "-m", "rasa_sdk", "--actions", "actions", "--port", str(actions_port))
        place = Path(project.__file__).parent
        return [Program(actions, project.environ(), place), Program(server, project.environ(), folder)]

    return start


def _control(documents: Path, store: Store | None) -> Start:
    """The same gunicorn with the same settings around an app that does not think."""

    def start(stack: ExitStack, folder: Path, port: int) -> list[Program | int]:
        url, others = store(stack, folder) if store else ("", [])
        told = {"documents": str(documents), "store": url, "keys": Keyring.generate().secret_text()}
        told |= {"base": BASE, "token": TOKEN, "account": ACCOUNT}
        control.prepare(told)
        command = (*WEB, "--bind", f"127.0.0.1:{port}", "bench.speed.control:app()")
        return [*others, Program(command, _environ() | {control.TOLD: json.dumps(told)})]

    return start


def _environ() -> dict[str, str]:
    kept = {name: os.environ[name] for name in project.HARMLESS if name in os.environ}
    return kept | {name: os.environ[name] for name in ("WEB_CONCURRENCY", "WEB_THREADS") if name in os.environ}


@contextmanager
def _process(program: Program, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603
            program.command, cwd=program.folder, env=program.environ, stdin=subprocess.DEVNULL,
            stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        mine = family([process.pid])
        process.terminate()
        try:
            process.wait(timeout=GRACE)
        except subprocess.TimeoutExpired:
            for pid in mine:
                os.kill(pid, signal.SIGKILL)
            process.wait()


def free_port() -> int:
    """A port of this machine that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
