"""A desk that says what a test tells it to, over a small invented directory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from bot.alerts import Alerts
from bot.directory import Directory, load
from bot.limits import Limits
from bot.message import Message
from bot.saying import Saying
from bot.store import Answer, KeyOnAnotherRoute

HELLO = Saying(lang="en", bits=("Hello. How can I help?",), written="Hello.", step=1)
DIRECTORY = """
name: {en: Test Radiology, es: Radiología de Prueba}
timezone: America/New_York
emergency: "911"
crisis: "988"
roles: {emergent: [night_line], main: [front_desk], scheduling: [front_desk]}
schedules: {}
entries:
  - id: night_line
    kind: desk
    name: {en: Night line, es: Línea nocturna}
    numbers:
      - {purpose: fax, number: "+19195550109"}
      - {purpose: emergent, number: "+19195550102", option: "2", wait: 2.0}
    source: test
    verified: 2026-11-01
    review_by: 2027-11-01
  - id: front_desk
    kind: desk
    name: {en: Front desk, es: Recepción}
    numbers: [{purpose: phone, number: "+19195550101"}]
    source: test
    verified: 2026-11-01
    review_by: 2027-11-01
"""


def directory_file(folder: Path, text: str = DIRECTORY) -> Path:
    """Write the invented directory and return its path."""
    path = folder / "directory.yaml"
    path.write_text(text, encoding="utf-8")
    return path


class FakeKeeper:
    """Holds one directory; `fault` makes every look at it fail."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.trouble: Exception | None = None

    def current(self) -> Directory:
        if self.trouble:
            raise self.trouble
        return self.directory


class FakeDesk:
    """Answers with `says`, in order and then the last for ever, and keeps what it was asked in `heard`."""

    def __init__(self, folder: Path, *says: Saying) -> None:
        self.keeper = FakeKeeper(load(directory_file(folder)))
        self.says = list(says or (HELLO,))
        self.heard: list[Message] = []
        self.keys: list[tuple[str, ...]] = []
        self.reports: list[tuple[str, str, str, int | None]] = []
        self.trouble: Exception | None = None
        self.emergent: bool | Exception = True
        self.expired = False
        self.alerts = Alerts()
        self.limits = Limits()
        self.store = SimpleNamespace(keyed=lambda _purpose, words: words)
        self._answers: dict[str, tuple[str, Answer]] = {}

    def take(
        self,
        message: Message,
        keys: tuple[str, ...],
        route: str,
        write: Callable[[Saying], str],
        content_type: str = "text/xml",
    ) -> Answer:
        known = [self._answers[key] for key in keys if key in self._answers]
        if any(other != route for other, _ in known):
            raise KeyOnAnotherRoute
        if known:
            return Answer("", content_type, expired=True) if self.expired else known[0][1]
        self.heard.append(message)
        self.keys.append(keys)
        if self.trouble:
            raise self.trouble
        saying = self.says.pop(0) if len(self.says) > 1 else self.says[0]
        answer = Answer(write(replace(saying, step=message.step + 1)), content_type)
        self._answers |= dict.fromkeys(keys, (route, answer))
        return answer

    def text_delivered(self, text_id: str, sid: str, state: str, fault: int | None) -> None:
        if self.trouble:
            raise self.trouble
        self.reports.append((text_id, sid, state, fault))

    def now(self) -> dt.datetime:
        return dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)

    def ready(self) -> dict[str, object]:
        return {"ok": True, "directory": self.keeper.directory.version}

    def emergent_ok(self, write: object) -> bool:
        if isinstance(self.emergent, Exception):
            raise self.emergent
        return self.emergent
