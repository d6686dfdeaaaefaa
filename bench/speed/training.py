"""How long Radline's own training takes, and which Rasa is there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.stock import project
from bot.settings import ROOT


def train(folder: Path, said: Path = ROOT / "data/nlu") -> float:
    """Seconds to mask what people said and to train on it, as `make train` does it; the model is trained.tar.gz.

    Raises SystemExit where it fails.
    """
    data, model = folder / "nlu.yml", folder / "trained.tar.gz"
    masked = (sys.executable, "-m", "bot.training_data", "--data", str(said), "--out", str(data))
    trained = (str(project.PYTHON), "-m", "nlu.train", "--data", str(data), "--out", str(model))
    started = time.monotonic()
    for command in (masked, trained):
        _run(command)
    return round(time.monotonic() - started, 1)


def _run(command: Sequence[str]) -> None:
    with subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, env=project.environ(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:  # fmt: skip
        try:
            _, told = process.communicate()
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)  # with the processes that it started, which would outlive it
            raise
    if process.returncode:
        raise SystemExit(f"Training failed: {told.decode(errors='replace')[-500:]}")


def rasa_version() -> str:
    """The version of the Rasa that is measured."""
    command = (str(project.PYTHON), "-c", "import importlib.metadata as m; print(m.version('rasa'))")
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
