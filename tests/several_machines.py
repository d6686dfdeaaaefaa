"""Several web servers and understanding boxes behind balancers, as a proxy and as Twilio meet them."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import httpx

from bench.doors import Reply
from tests.killed_processes import Program
from tests.nlu_boxes import PYTHON, ROOT, stand_in

FAX = "return {'intent': {'name': 'fax', 'confidence': 0.99}, 'intent_ranking': [{'name': 'fax', 'confidence': 0.99}]}"
CONNECTS, ANSWERS = 1.0, 5.0  # seconds; Twilio waits so long, as we ask it to
ASKS = 1.0  # seconds
REPEATS = 1  # as the number's addresses say: rc=1
MOVES_ON = 3.0  # seconds in which the proxy looks for a server that takes a connection


class BoxProgram(Program):
    """An understanding box with a stand-in for the model, at one port for good."""

    def start(self) -> None:
        with self.printed.open("ab") as output:
            self.process = subprocess.Popen(
                [str(PYTHON), *self.command], cwd=ROOT, env=self.environ, stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip


def box_command(port: int) -> tuple[str, ...]:
    """The command line of such a box."""
    flag, script = stand_in(FAX)
    return flag, script.replace("'--port', '0'", f"'--port', '{port}'")


def end(program: Program, seconds: float = 40.0) -> int:
    """Ask a program to end, and wait for it; its exit code."""
    assert program.process is not None
    os.kill(program.process.pid, signal.SIGTERM)
    return program.process.wait(timeout=seconds)


def wait_for_port(port: int, seconds: float = 180.0) -> None:
    """Wait until something takes connections there."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.1)
    raise AssertionError(f"nothing listens at {port}")


def wait_until_live(port: int, seconds: float = 180.0) -> None:
    """Wait until a web server answers there."""
    wait_for_port(port, seconds)
    assert httpx.get(f"http://127.0.0.1:{port}/health/live", timeout=seconds, trust_env=False).status_code == 200


@dataclass
class Proxy:
    """Twilio, and the proxy before several web servers.

    Like the proxy it asks each server every second how it is, leaves out who does not answer, and goes to another one
    where one takes no connection. Like Twilio it delivers once more what got
    no answer. `outcomes` counts how deliveries ended: answered, answered when repeated (and why), or lost.
    """

    ports: Sequence[int]
    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def __post_init__(self) -> None:
        self._lock, self._turns = threading.Lock(), itertools.count()
        limits = httpx.Timeout(ANSWERS, connect=CONNECTS)
        # A connection of one's own for each: as after a proxy whose idle connections end before the servers' do.
        alone = httpx.Limits(max_keepalive_connections=0)
        self._http = httpx.Client(timeout=limits, trust_env=False, limits=alone)
        self._well, self._over = list(self.ports), threading.Event()
        self._asking = threading.Thread(target=self._ask)
        self._asking.start()

    def close(self) -> None:
        self._over.set()
        self._asking.join()
        self._http.close()

    def _ask(self) -> None:
        while not self._over.wait(ASKS):
            self._well = [port for port in self.ports if self._is_well(port)]

    def _is_well(self, port: int) -> bool:
        try:
            return self._http.get(f"http://127.0.0.1:{port}/health/live", timeout=ASKS).status_code == 200
        except httpx.HTTPError:
            return False

    def post(self, path: str, data: dict[str, str], headers: dict[str, str]) -> Reply:
        started = time.monotonic()
        outcome = "answered"
        for _ in range(1 + REPEATS):
            answer = self._passed_on(path, data, headers)
            if answer.status_code < 500:
                self._note(outcome, time.monotonic() - started)
                return answer
            outcome = f"answered when repeated ({answer.text})"
        self._note("lost", time.monotonic() - started)
        return answer

    def _passed_on(self, path: str, data: dict[str, str], headers: dict[str, str]) -> Reply:
        until = time.monotonic() + MOVES_ON
        while time.monotonic() < until:
            ports = self._well or self.ports
            port = ports[next(self._turns) % len(ports)]
            try:
                found = self._http.post(f"http://127.0.0.1:{port}{path}", data=data, headers=headers)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                time.sleep(0.05)
                continue
            except httpx.HTTPError as fault:
                return Reply(599, "", type(fault).__name__)
            return Reply(found.status_code, found.headers.get("content-type", "").split(";")[0], found.text)
        return Reply(599, "", "nobody took it")

    def _note(self, outcome: str, seconds: float) -> None:
        with self._lock:
            self.outcomes[outcome] += 1
            self.slowest = max(self.slowest, seconds)
