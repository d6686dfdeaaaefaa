"""Pages of tests/conversations: talks written as data.

    now: 2026-11-23T10:00         the wall clock of the directory's own zone
    directory: lakeside.yaml      of tests/directories; left out: the shipped directory.yaml
    nlu: dead                     left out: the box with the trained model
    caller: anonymous             as Twilio gives From; left out: an invented mobile
    turns:                        one deed each, then what must come of it
      - call:                     may be left out before the first deed of a call;
        hears: [automated]        also `presses`, `silent: true`, `dial_ends: [status, seconds]`, `texts`,
      - says: fax for vascular    and `picture: caption`
        understood: fax           the intent; a list where two needs were heard
        hears: [fax]              fragments, in this order; numbers as 919-555-0100 and 911
        not: [appointments]       fragments that must not come
        numbers: [9195550100]     all the numbers told, and no other
    leaves: [urgent: images]      what is left in the store beside the talk; left out: nothing

More to expect: `reads` (a text's reply; null: there is none), `exactly` (the whole reply), `dials: [number, keys]`,
`ends: true`, `lang: es` (the voice), `slow: true`, `waits: 30` (seconds). `at: 2026-11-23T11:00` moves the clock.
Left by a talk: `text: [numbers]`, `stopped`, `urgent` or `urgent: kind`, and `request: {state: draft, ...}` with the
facts that are to be looked at. CODE in what is said or written is the code of the newest request, spelled for a call.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.tables import read_yaml

HOME = Path(__file__).resolve().parent
PERSON = "+19195550123"
DEEDS = {
    "call": type(None), "says": str, "presses": str, "silent": bool, "dial_ends": list, "texts": str, "picture": str,
}  # fmt: skip
WANTED = {
    "understood": (str, list), "hears": list, "reads": (list, type(None)), "exactly": str, "not": list, "numbers": list,
    "dials": list, "ends": bool, "lang": str, "slow": bool, "waits": int, "at": str,
}  # fmt: skip
PAGE = {"now": str, "directory": str, "nlu": str, "caller": str, "turns": list, "leaves": list}


@dataclass(frozen=True)
class Turn:
    """One deed of a caller or texter, and what must come of it."""

    deed: str
    what: Any
    wanted: dict[str, Any]

    def __str__(self) -> str:
        return self.deed if self.what is None else f"{self.deed}: {self.what}"


@dataclass(frozen=True)
class Page:
    """One talk."""

    name: str
    now: dt.datetime
    turns: tuple[Turn, ...]
    directory: Path
    nlu: str = "up"
    caller: str = PERSON
    leaves: list[Any] = field(default_factory=list)


def read(path: Path) -> Page:
    """The page in a file; AssertionError names what is wrong with it."""
    return page(read_yaml(path), f"{path.parent.name}/{path.stem}")


def page(raw: dict[str, Any], name: str) -> Page:
    """A page from its raw data."""
    _check(raw, PAGE, name)
    own = raw.get("directory")
    return Page(
        name=name,
        now=dt.datetime.fromisoformat(raw["now"]),
        turns=tuple(_turn(one, f"{name}, turn {n}") for n, one in enumerate(raw["turns"], 1)),
        directory=HOME / "directories" / own if own else HOME.parent / "directory.yaml",
        nlu=raw.get("nlu", "up"),
        caller=raw.get("caller", PERSON),
        leaves=raw.get("leaves", []),
    )


def _turn(raw: dict[str, Any], where: str) -> Turn:
    _check(raw, {**DEEDS, **WANTED}, where)
    deeds = [name for name in raw if name in DEEDS]
    assert len(deeds) == 1, f"{where}: one deed a turn, not {deeds}"
    return Turn(deeds[0], raw[deeds[0]], {k: v for k, v in raw.items() if k in WANTED})


def _check(raw: dict[str, Any], known: dict[str, Any], where: str) -> None:
    for name, value in raw.items():
        assert name in known, f"{where}: unknown word {name}"
        assert isinstance(value, known[name]), f"{where}: {name} cannot be {value!r} (quote it?)"
