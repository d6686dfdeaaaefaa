"""What came of sentences whose writers the model had not learned from: shares, curve, mistakes, how sure it was."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.exam import Share
from bench.figures import BINS, Bin, Point, Shares
from bot import training_data
from bot.settings import ROOT

THRESHOLDS = tuple(place / 10 for place in range(10))


class Tried(NamedTuple):
    """One sentence, as bench/held_out.py tells it."""

    writer: str
    intent: str
    found: str
    sure: float

    @property
    def right(self) -> bool:
        """Whether the best reading was the one that was meant."""
        return self.intent == self.found


class HeldOut:
    """The measurement in Rasa's Python, which runs on while other things are measured."""

    def __init__(self, process: subprocess.Popen[bytes], out: Path) -> None:
        self._process, self._out = process, out

    def tried(self) -> list[Tried]:
        """Wait for it. Raises SystemExit if it failed."""
        if self._process.wait():
            raise SystemExit("The writers could not be held out; `make writers` tells why.")
        return [Tried(*one) for one in json.loads(self._out.read_text(encoding="utf-8"))]


@contextmanager
def started(folder: Path, writers: Sequence[str]) -> Iterator[HeldOut]:
    """Mask what the training data says now, and start to hold out these writers (none named: every one)."""
    data, out = folder / "nlu.yml", folder / "tried.json"
    # The interpreter that runs, and the project's own: nothing in these lines comes from outside.
    subprocess.run([sys.executable, "-m", training_data.__name__, "--out", data], cwd=ROOT, check=True)  # noqa: S603
    command: list[str | Path] = [ROOT / ".venv-nlu/bin/python", "-m", "bench.held_out", "--data", data, "--out", out]
    command += ["--writers", *writers] if writers else []
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        yield HeldOut(process, out)
    finally:
        process.kill()
        process.wait()


def shares(tried: Sequence[Tried]) -> Shares:
    """How many readings were right, over all and by writer."""
    writers = sorted({one.writer for one in tried})
    parts = {"all": list(tried), **{f"writer.{w}": [one for one in tried if one.writer == w] for w in writers}}
    return {f"held_out.{name}.right": Share(sum(one.right for one in of), len(of)) for name, of in parts.items()}


def curve(tried: Sequence[Tried]) -> list[Point]:
    """Answered right, asked back, answered wrong, for each threshold."""
    return [_point(threshold, tried) for threshold in THRESHOLDS]


def _point(threshold: float, tried: Sequence[Tried]) -> Point:
    answered = [one for one in tried if one.sure >= threshold]
    right = sum(one.right for one in answered)
    return Point(threshold=threshold, right=right, asked=len(tried) - len(answered), wrong=len(answered) - right)


def bins(tried: Sequence[Tried]) -> list[Bin]:
    """How sure the model was, and how often it was right: ten steps, the empty ones left out."""
    steps = [[one for one in tried if min(int(one.sure * BINS), BINS - 1) == step] for step in range(BINS)]
    return [
        Bin(cases=len(of), sure=round(sum(one.sure for one in of) / len(of), 4), right=sum(one.right for one in of))
        for of in steps
        if of
    ]


def confused(tried: Sequence[Tried]) -> list[tuple[str, str, int]]:
    """Which intent was taken for which, and how often; right readings too."""
    counts = Counter((one.intent, one.found) for one in tried)
    return [(intent, found, count) for (intent, found), count in sorted(counts.items(), key=lambda c: (-c[1], c[0]))]
