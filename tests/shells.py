"""A Radline at whose prompt tests type commands, and a stand-in for Rasa.

The program is loaded only when a test asks for it: most tests do without.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import Result

from bot.settings import Settings
from tests.small_directory import small, write
from tests.stores import empty_place

if TYPE_CHECKING:
    from bot.store import Store

ROOT = Path(__file__).resolve().parent.parent
NOBODY = "http://127.0.0.1:9"
NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
CALLER = "+19195550123"
SECRET = "s" * 32


@dataclass
class Shell:
    """Types commands at one Radline. `store` is its store, ready for use."""

    settings: Settings

    def type(self, *words: str, input: str | None = None) -> Result:
        from webhook import create_app

        return create_app(self.settings).test_cli_runner().invoke(args=list(words), input=input)

    @property
    def store(self) -> Store:
        from bot.take_turn import Desk

        desk = Desk.open(self.settings)
        desk.store.migrate()
        return desk.store


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """With the small invented directory, which is quick to read."""
    settings = Settings(var=tmp_path, database_url=empty_place(tmp_path), nlu_url=NOBODY, clock=NOW)
    return with_directory(Shell(settings), small())


@pytest.fixture
def shipped(shell: Shell) -> Shell:
    """With the directory that comes with the program."""
    return Shell(replace(shell.settings, directory=ROOT / "directory.yaml"))


def with_directory(shell: Shell, raw: dict[str, Any]) -> Shell:
    """The same Radline with this directory."""
    return Shell(replace(shell.settings, directory=write(shell.settings.var / "small.yaml", raw)))


def queue(shell: Shell, at: dt.datetime = NOW) -> None:
    with shell.store.turn(at) as turn:
        turn.queue_text(CALLER, "Fax (919) 555-0165.", "numbers", True, "once")


def full(shell: Shell) -> Shell:
    """The same Radline with full settings."""
    own = {"public_url": "https://radline.example", "account_sid": "AC1", "auth_tokens": (SECRET,)}
    line = {"twilio_from": "+19195550199", "twilio_api_base": NOBODY}  # no test asks the real Twilio
    return Shell(replace(shell.settings, demo=False, clock=None, **own, **line))


class Rasa(BaseHTTPRequestHandler):
    """Answers as stock Rasa does."""

    def do_GET(self) -> None:
        self._answer({"version": "3.6.21", "minimum_compatible_version": "3.5.0"})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer({"intent_ranking": [{"name": "fax", "confidence": 0.9}]})

    def _answer(self, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def nlu() -> Iterator[str]:
    """The address of a stand-in for Rasa."""
    server = HTTPServer(("127.0.0.1", 0), Rasa)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def well(shell: Shell, nlu: str, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A Radline where all is well."""
    from bot.commands import check_box

    monkeypatch.setattr(check_box, "newest_model", lambda root: root / "models/radline.tar.gz")
    healthy = Shell(replace(shell.settings, nlu_url=nlu, clock=None))
    healthy.store.close()
    return healthy


def wrongs(printed: str) -> list[str]:
    """What `doctor` printed as wrong or urgent."""
    return [line.split()[1] for line in printed.splitlines() if line.startswith(("WRONG", "URGENT"))]
