"""Understanding boxes to test with: real ones, and ones with a stand-in for the model."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv-nlu/bin/python"
LONGEST = 100.0  # seconds to start or to end, on a machine that has much else to do


@dataclass
class Box:
    """A running box: where it listens, and the file with all it has printed."""

    port: int
    printed: Path

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        return httpx.request(method, f"http://127.0.0.1:{self.port}{path}", timeout=10, trust_env=False, **more)

    def parse(self, text: str) -> Any:
        answer = self.send("POST", "/model/parse", json={"text": text})
        assert answer.status_code == 200, answer.text
        return answer.json()


@contextmanager
def running(command: list[str], folder: Path) -> Iterator[Box]:
    """Start a box with its home and its temporary files in the folder, and end it after use."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder), "LOG_LEVEL": "DEBUG"}
    printed = folder / "printed.txt"
    with printed.open("wb") as output:
        process = subprocess.Popen(
            [str(PYTHON), *command], cwd=ROOT, env=environ, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield Box(port_of(process, printed), printed)
    finally:
        process.terminate()
        assert process.wait(timeout=LONGEST) == 0


def port_of(process: subprocess.Popen[bytes], printed: Path) -> int:
    end = time.monotonic() + LONGEST
    while time.monotonic() < end and process.poll() is None:
        ready = re.search(r"ready on 127\.0\.0\.1:(\d+)", printed.read_text())
        if ready:
            return int(ready[1])
        time.sleep(0.05)
    raise AssertionError(printed.read_text())


def stand_in(body: str) -> list[str]:
    """The command of a box whose model is the given body of `def parse(text)`."""
    lines = [
        "import sys, nlu.server as server",
        "def parse(text):",
        *(f"    {line}" for line in body.split("\n")),
    ]
    lines += [
        "server.load, server.name_of = lambda model: parse, str",
        "sys.argv[1:] = ['--model', 'none', '--port', '0']",
        "server.main()",
    ]
    return ["-c", "\n".join(lines)]
