"""Where understanding is for a command: the server of NLU_URL, or a box of its own for as long as it runs."""

from __future__ import annotations

import os
import re
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from urllib.parse import urlsplit

import click
import httpx

from bot.nlu_client import NluClient
from bot.settings import Settings

PATIENCE = 90.0  # seconds for Rasa to load
READY = re.compile(r"ready on (127\.0\.0\.1:\d+)")
# The box gets no keys, no tokens, no address of a database.
HARMLESS = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR")


class NoBox(Exception):
    """No box could be started; the message says why, and the mend."""


@contextmanager
def nlu_url(settings: Settings) -> Iterator[str]:
    """The address of a server that understands, where one can be had; else the address that was set.

    Without NLU_URL, and with nothing at its default, a box is started and ended again. Where that fails the
    rules and the directory's words answer alone, and stderr says so.
    """
    if settings.nlu_url != Settings().nlu_url or listens(settings.nlu_url):
        yield settings.nlu_url
        return
    try:
        with started(settings.root) as url:
            yield url
    except NoBox as why:
        click.echo(f"Without Rasa, by rules and the directory's words alone: {why}", err=True)
        yield settings.nlu_url


@contextmanager
def asking(url: str) -> Iterator[NluClient]:
    """A client for the server at this address whose connections end with the command's use of it."""
    with httpx.HTTPTransport() as transport:
        yield NluClient(url, transport=transport)


def listens(url: str) -> bool:
    """Whether a server takes connections at this address."""
    place = urlsplit(url)
    try:
        socket.create_connection((place.hostname or "", place.port or 80), timeout=1).close()
    except OSError:
        return False
    return True


def newest_model(root: Path) -> Path | None:
    """The trained model that fits the data, the tracked one first; None where it has to be trained."""
    found: Path | None = runpy.run_path(str(root / "setup/models.py"))["current"](root)
    return found


@contextmanager
def started(root: Path, model: Path | None = None) -> Iterator[str]:
    """Run a box with the model (default: the newest) and give its address. Raises NoBox."""
    process = _start(root, model or newest_model(root))
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the box ends with us
    try:
        yield f"http://{_address(process)}"
    finally:
        signal.signal(signal.SIGTERM, before)
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
        process.kill()
        process.communicate()


def _start(root: Path, model: Path | None) -> subprocess.Popen[str]:
    python = root / ".venv-nlu/bin/python"
    if model is None:
        raise NoBox("no trained model fits the data; `make train` makes one.")
    if not python.exists():
        raise NoBox("Rasa's Python is not installed; `make test` sets it up.")
    command = [str(python), "-m", "nlu.server", "--model", str(model), "--port", "0"]
    environ = {name: os.environ[name] for name in HARMLESS if name in os.environ}
    # Nothing a caller could have said is in this command line.
    return subprocess.Popen(  # noqa: S603
        command,
        cwd=root,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _address(process: subprocess.Popen[str]) -> str:
    """Wait for the box to say where it listens. Raises NoBox."""
    too_long = Timer(PATIENCE, process.kill)
    too_long.start()
    try:
        for line in process.stdout or ():
            if ready := READY.search(line):
                return ready[1]
    finally:
        too_long.cancel()
    raise NoBox("the box did not start; `make test` looks into it.")
