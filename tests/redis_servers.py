"""A real Redis, started by the tests, that may be killed and frozen."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.stores import _go_with_the_tests

NO_REDIS = "no redis-server on this machine"
IN_MEMORY = ["--port", "0", "--save", "", "--appendonly", "no", "--daemonize", "no"]


@dataclass
class RedisServer:
    """On a socket in a folder of its own. Ends with the tests."""

    program: str
    home: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        return self.home / "redis"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        """Start it empty, and wait until it answers."""
        command = [self.program, *IN_MEMORY, "--unixsocket", str(self.socket), "--dir", str(self.home)]
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, preexec_fn=_go_with_the_tests)
        until = time.monotonic() + 20
        while not self._answers():
            assert self.process.poll() is None, (self.home / "log").read_text()[-500:]
            assert time.monotonic() < until, "redis-server does not answer"
            time.sleep(0.02)

    def kill(self) -> None:
        if self.process:
            self._send(signal.SIGCONT)
            self.process.kill()
            self.process.wait()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It takes connections and never answers."""
        self._send(signal.SIGSTOP)
        try:
            yield
        finally:
            self._send(signal.SIGCONT)

    def _send(self, what: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            os.kill(self.process.pid, what)

    def _answers(self) -> bool:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(self.socket))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        return False


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A server of the test's own; skips where its program is missing."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip(NO_REDIS)
    server = RedisServer(program, Path(tempfile.mkdtemp(prefix="radline-redis-")))
    server.start()
    yield server
    server.kill()
    shutil.rmtree(server.home)
