"""The doors that callers come through: ours, each caller at a store of its own, or those of a running Radline."""

from __future__ import annotations

import datetime as dt
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.doors import Remote, _own, _signer
from bench.patient import Patient
from bot.commands.own_box import listens, nlu_url
from bot.sealing import Keyring
from bot.settings import Settings
from bot.store import Store
from bot.take_turn import Desk
from tests.callers import Signer
from webhook import create_app

EXPORT = ("requests", "export", "--json")
# A store in memory, where there is such a place, spares the disk many writes.
QUICK = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
Stored = list[dict[str, Any]]


class NoExport(Exception):
    """What is stored cannot be read; the message says why."""


@dataclass(frozen=True)
class Line:
    """The way in for one caller. `stored`: all requests there are; `later`: let time pass, False where it cannot."""

    client: Any
    sign: Signer | None
    stored: Callable[[], Stored]
    later: Callable[[dt.timedelta], bool]


Lines = Callable[[], AbstractContextManager[Line]]


class Clock:
    """The desk's time: that of the environment's CLOCK, or of the machine, and later when it is told so."""

    def __init__(self, start: dt.datetime) -> None:
        self._now = start

    def now(self) -> dt.datetime:
        """The time, aware."""
        return self._now

    def later(self, by: dt.timedelta) -> bool:
        """Let time pass."""
        self._now += by
        return True


@contextmanager
def opened(environ: Mapping[str, str]) -> Iterator[Lines]:
    """Lines to the Radline at BASE, or to our own over stores and a box that are gone afterwards."""
    if base := environ.get("BASE", "").rstrip("/"):
        line = Line(Remote(base), _signer(environ, base), lambda: _exported(environ), lambda _: False)
        yield lambda: _always(line)
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(dir=QUICK)))
        settings = Settings.read(_own(environ, folder))
        url = stack.enter_context(nlu_url(settings))
        yield own_lines(_desk(settings, url), folder)


def own_lines(desk: Desk, folder: Path) -> Lines:
    """Lines to this desk: each is a day of its own, with an empty store under `folder`."""
    app, start, keyring = create_app(desk.settings, desk), desk.now(), Keyring.generate()
    blank = folder / "blank.db"
    _store(blank, keyring, new=True).close()

    def stored() -> Stored:
        done = app.test_cli_runner().invoke(args=list(EXPORT))
        if done.exit_code:
            raise NoExport(f"{' '.join(EXPORT)} ended with {done.exit_code}: {done.output.strip()[-200:]}")
        return _read(done.stdout)

    @contextmanager
    def line() -> Iterator[Line]:
        clock = Clock(start)
        with TemporaryDirectory(dir=folder) as own:
            desk.store = _store(Path(shutil.copy(blank, own)), keyring)
            desk.clock = clock.now
            yield Line(app.test_client(), None, stored, clock.later)
            desk.afterwards.settled()
            desk.store.close()

    return line


def _desk(settings: Settings, url: str) -> Desk:
    """A demo's desk; where a box listens at the address, it is waited for, however busy the machine."""
    desk = Desk.open(settings)
    desk.store.close()
    if listens(url):
        desk.nlu.close()
        desk.nlu = Patient(url)
    return desk


def _store(path: Path, keyring: Keyring, new: bool = False) -> Store:
    store = Store.open(f"sqlite:///{path}", keyring)
    if new:
        store.migrate()
    return store


@contextmanager
def _always(line: Line) -> Iterator[Line]:
    yield line


def _exported(environ: Mapping[str, str]) -> Stored:
    """What the command of EXPORT prints, by default that of this program over the same settings."""
    command = shlex.split(environ.get("EXPORT", "")) or [sys.executable, "-m", "flask", "--app", "webhook", *EXPORT]
    done = subprocess.run(command, capture_output=True, text=True, env=dict(environ), check=False)  # noqa: S603
    if done.returncode:
        raise NoExport(f"{command[-3:]} ended with {done.returncode}: {done.stderr.strip()[-200:]}")
    return _read(done.stdout)


def _read(printed: str) -> Stored:
    try:
        stored = json.loads(printed)
    except ValueError:
        raise NoExport("what the export prints is no JSON") from None
    if not isinstance(stored, list):
        raise NoExport("what the export prints is no list")
    return stored
