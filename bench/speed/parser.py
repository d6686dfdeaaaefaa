"""The bare parse as a side: a program that reads texts and tells how long each took (bench/speed/parse.py)."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.speed.processes import memory
from bench.stock import project
from bot.masking import load_masker
from bot.settings import ROOT


class Parsed(NamedTuple):
    """Seconds of each text, from first to last, and of processor time."""

    took: list[float]
    wall: float
    cpu: float


class Parser:
    """Asks the program; the words are masked before, as the web side does it."""

    def __init__(self, process: subprocess.Popen[str], ready: float) -> None:
        self._process, self.ready = process, ready
        self._mask = load_masker(ROOT / "directory.yaml")

    def ask(self, texts: Sequence[str]) -> Parsed:
        """What each text took."""
        told = json.loads(self._line(json.dumps([self._mask(text) for text in texts])))
        return Parsed(told["took"], told["wall"], told["cpu"])

    def megabytes(self) -> float:
        """What the program holds now."""
        return memory([self._process.pid]).whole

    def _line(self, line: str) -> str:
        if self._process.stdin is None or self._process.stdout is None:
            return "{}"
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()


@contextmanager
def parser(model: Path) -> Iterator[Parser]:
    """The program with this model, loaded; it ends with the block."""
    command = [str(project.PYTHON), "-m", "bench.speed.parse", "--model", str(model)]
    started = time.monotonic()
    with subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, env=project.environ(), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        if process.stdout is None or process.stdout.readline() != "ready\n":
            raise SystemExit("The bare parse did not start: make test looks into the model.")
        try:
            yield Parser(process, time.monotonic() - started)
        finally:
            process.terminate()
