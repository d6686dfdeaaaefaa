"""What is said while something is broken, and what must come of it."""

from __future__ import annotations

from pathlib import Path

from bot.directory import load
from bot.settings import ROOT
from bot.tables import read_yaml
from tests import read_back
from tests.callers import Caller

_SAID: dict[str, list[str]] = read_yaml(Path(__file__).with_name("phrases.yaml"))
HURRIED = [*_SAID["en"], *_SAID["es"]]
DANGER = _SAID["danger"]
SHIPPED = load(ROOT / "directory.yaml")
(LINE,) = SHIPPED.role("emergent")[0].of("emergent")
URGENT = (LINE.number, LINE.option)


def through(caller: Caller) -> bool:
    """Whether the 24/7 line is dialled, once, with its option pressed."""
    return [(number, keys.lstrip("w")) for number, keys in caller.dialled] == [URGENT]


def told(reply: str | None) -> bool:
    """Whether a text leads to the 24/7 line, and names it before any other number."""
    numbers = [one.number for one in read_back.written(reply or "")]
    return numbers[:1] == [LINE.number]
