"""Plays the pages of tests/conversations at the real doors, signed, with the trained model.

Everything is as in production but three things: the clock stands where the page says, every talk has a
database of its own, and the box may take its time (a busy machine is no fault of the talk).
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from bot import nlu_client
from bot.codes import shown
from bot.directory import Keeper
from bot.nlu_client import NluClient
from bot.settings import Settings
from bot.store import Store, StoredRequest
from bot.take_turn import Desk
from bot.wording import Wording
from tests import spoken_digits, twiml_rules
from tests.callers import ACCOUNT, LINE, Caller, Signer, Texter
from tests.conversation_pages import Page, Turn
from tests.stores import Blank
from webhook import create_app

BASE, TOKEN = "https://radline.example", "a token of the tests"
NOBODY = "http://127.0.0.1:9"
PATIENCE = 20.0
TWO_SEGMENTS = 306
WITHHELD = ("anonymous", "+266696687")  # as it is, and spelled on the keypad
NEVER_SAID = ("emergent",)
NO_STORE: Any = None
ZIP = re.compile(r"(?<!\d )\b\d(?: \d){4}\b(?! \d)")


@dataclass
class FrontDesk:
    """Plays pages, each on a fresh store; keeps what is slow to build."""

    clients: dict[str, NluClient]
    blank: Blank
    wording: Wording = field(default_factory=Wording)
    doors: dict[tuple[Path, str], tuple[Desk, FlaskClient]] = field(default_factory=dict)

    @classmethod
    def open(cls, nlu_url: str, folder: Path) -> FrontDesk:
        """A desk that asks the box at `nlu_url`; `folder` holds an empty store to be copied."""
        blank = Blank.made(folder)
        with _patience():
            return cls({"up": NluClient(nlu_url), "dead": NluClient(NOBODY)}, blank)

    def close(self) -> None:
        """Leave no line open."""
        for client in self.clients.values():
            client.close()

    def play(self, page: Page) -> None:
        """Play a page; a failure names the page, the turn and the words."""
        with self.blank.copied() as store, _patience():
            _Talk(page, store, *self._door(page)).play()

    def _door(self, page: Page) -> tuple[Desk, FlaskClient]:
        """The web side over the page's directory, and its desk."""
        key = page.directory, page.nlu
        if key not in self.doors:
            settings = Settings(
                public_url=BASE, account_sid=ACCOUNT, auth_tokens=(TOKEN,), twilio_from=LINE, demo=False,
                directory=page.directory,
            )  # fmt: skip
            desk = Desk(settings, Keeper(page.directory), self.wording, self.clients[page.nlu], NO_STORE, _no_clock)
            self.doors[key] = desk, create_app(settings, desk).test_client()
        return self.doors[key]


def _no_clock() -> dt.datetime:
    raise AssertionError("a page brings its own clock")


@contextmanager
def _patience() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nlu_client, "LIMIT_SECONDS", PATIENCE)
        yield


class _Talk:
    """One page being played."""

    def __init__(self, page: Page, store: Store, desk: Desk, client: FlaskClient) -> None:
        self.page, self.store, self.client = page, store, client
        self.directory = desk.keeper.current()
        self.zone = ZoneInfo(self.directory.file.timezone)
        self.now = page.now
        desk.store, desk.clock = store, self.clock
        self.settled = desk.afterwards.settled
        self.signer = Signer(TOKEN, ACCOUNT, BASE)
        self.texter = Texter(self.client, self.signer, page.caller)
        self.caller: Caller | None = None

    def clock(self) -> dt.datetime:
        """The page's time, aware."""
        return self.now.replace(tzinfo=self.zone).astimezone(dt.UTC)

    def play(self) -> None:
        for number, turn in enumerate(self.page.turns, 1):
            answer = _Answer()
            try:
                self._do(turn, answer)
                self._look(turn.wanted, answer)
            except AssertionError as wrong:
                where = f"{self.page.name}, turn {number}, {turn}"
                raise AssertionError(f"{where}\n  {wrong}\n  the answer: {answer.words}") from None
        left = self._left()
        wanted = [_row(one) for one in self.page.leaves]
        assert _fits(left, wanted), f"{self.page.name}\n  leaves {left}\n  wanted {wanted}"

    def _do(self, turn: Turn, answer: _Answer) -> None:
        if isinstance(turn.what, str) and "CODE" in turn.what:
            code = self._newest_code()
            turn = replace(turn, what=turn.what.replace("CODE", code if turn.deed == "texts" else " ".join(code)))
        self.now = dt.datetime.fromisoformat(turn.wanted.get("at", self.now.isoformat()))
        if turn.deed in ("texts", "picture"):
            answer.written = True
            answer.silent = (text := self.texter.text(turn.what, int(turn.deed == "picture"))) is None
            answer.doc, answer.words = self.texter.doc, spoken_digits.joined(text or "")
            assert len(text or "") <= TWO_SEGMENTS, "longer than two segments"
            return
        if turn.deed == "call" or not self.caller:
            self.caller = Caller(self.client, self.signer, self.page.caller).call()
        before = len(self.caller.dialled)
        caller = self._act(self.caller, turn)
        answer.doc, answer.ended = caller.doc, caller.ended
        answer.words = spoken_digits.joined(self._with_codes(caller.heard))
        self._shown(caller)
        answer.dialled = [(number, keys.lstrip("w")) for number, keys in caller.dialled[before:]]

    def _shown(self, caller: Caller) -> None:
        """Whoever is dialled sees the caller's own number; ours where it is withheld."""
        known = self.page.caller if self.page.caller not in WITHHELD else LINE
        for dial in caller.doc.iter("Dial"):
            assert dial.get("callerId") == known, f"dialled as {dial.get('callerId')}"

    @staticmethod
    def _act(caller: Caller, turn: Turn) -> Caller:
        if turn.deed == "says":
            return caller.say(turn.what)
        if turn.deed == "presses":
            return caller.press(turn.what)
        if turn.deed == "dial_ends":
            return caller.dial_ends(*turn.what)
        return caller.silent() if turn.deed == "silent" else caller

    def _look(self, wanted: dict[str, Any], answer: _Answer) -> None:
        found = spoken_digits.told(answer.words)
        known = {number.removeprefix("+1") for number in self.directory.numbers}
        # A caller hears his own number once, when he gave it to be reached at.
        known |= {self.page.caller.removeprefix("+1")} if not answer.written else set()
        assert set(found) <= known, f"numbers outside the directory: {set(found) - known}"
        _never_said(answer.words)
        if "understood" in wanted:
            names = [wanted["understood"]] if isinstance(wanted["understood"], str) else wanted["understood"]
            assert self._understood() == names, f"understood {self._understood()}, not {names}"
        if "numbers" in wanted:
            numbers = [str(number) for number in wanted["numbers"]]
            assert sorted(found) == sorted(numbers), f"told {found}, wanted {numbers}"
        dialled = [(number.removeprefix("+1"), keys) for number, keys in answer.dialled]
        want = [(str(wanted["dials"][0]), "".join(wanted["dials"][1:]))] if "dials" in wanted else []
        assert dialled == want, f"dialled {dialled}, wanted {want}"
        assert answer.ended == wanted.get("ends", False), "the call " + ("ended" if answer.ended else "goes on")
        assert answer.silent == ("reads" in wanted and wanted["reads"] is None), "a reply, or none"
        _words(wanted, answer.words)
        _voice(wanted, answer)

    def _requests(self) -> list[StoredRequest]:
        with self.store.turn(self.clock()) as turn:
            return sorted(turn.requests(), key=lambda one: one.created_at)

    def _with_codes(self, heard: str) -> str:
        """The words with codes and zip codes as they are written: the figures in them are no numbers."""
        for one in self._requests():
            heard = heard.replace(", ".join(one.code), shown(one.code))
        return ZIP.sub(lambda match: match[0].replace(" ", ""), heard)

    def _newest_code(self) -> str:
        return self._requests()[-1].code

    def _understood(self) -> list[str]:
        detail = self._audit()[-1][1]
        kind = detail.get("kind", "none")
        return [kind] if kind != "none" else detail.get("intents", "").split(",")

    def _audit(self) -> list[tuple[str, dict[str, str]]]:
        assert self.settled(), "an urgent turn that is not kept"
        with self.store._engine.connect() as reader:
            rows = reader.execute(sa.text("SELECT event, detail FROM audit ORDER BY seq")).all()
        return [(event, json.loads(detail)) for event, detail in rows]

    def _left(self) -> list[tuple[str, Any]]:
        """What the talk left behind: texts, a stop, records of urgent turns."""
        left: list[tuple[str, Any]] = []
        for text in self.store.texts():
            assert text.to == self.page.caller, "a text to somebody else"
            left.append(("text", tuple(sorted(spoken_digits.told(text.body)))))
        if self.page.caller not in WITHHELD:
            with self.store.turn(self.clock()) as turn:
                left += [("stopped", None)] if turn.stopped(self.page.caller) else []
        left += [("request", _facts(one)) for one in self._requests()]
        return left + [("urgent", detail.get("kind")) for event, detail in self._audit() if event == "urgent"]


@dataclass
class _Answer:
    """What came back: a call's document or a text."""

    words: str = ""
    written: bool = False
    doc: Any = None
    dialled: list[tuple[str, str]] = field(default_factory=list)
    ended: bool = False
    silent: bool = False


def _never_said(words: str) -> None:
    said = [word for word in NEVER_SAID if word in words.casefold().split()]
    assert not said, f"never to be said to a caller: {said}"


def _words(wanted: dict[str, Any], words: str) -> None:
    """The fragments wanted stand in this order, and the unwanted ones nowhere."""
    if "exactly" in wanted:
        assert words == wanted["exactly"], f"not exactly: {wanted['exactly']}"
    said, at = words.casefold(), 0
    for fragment in wanted.get("hears") or wanted.get("reads") or ():
        place = said.find(str(fragment).casefold(), at)
        assert place >= 0, f"not there, or not in this place: {fragment}"
        at = place + len(str(fragment))
    for fragment in wanted.get("not", ()):
        assert str(fragment).casefold() not in said, f"there, and must not be: {fragment}"


def _voice(wanted: dict[str, Any], answer: _Answer) -> None:
    """The language of the voice, its pace, and how long it waits."""
    if "lang" in wanted:
        spoken = [say.get("language", "") for say in answer.doc.iter("Say") if twiml_rules.words(say)]
        assert spoken[0][:2] == wanted["lang"], f"the voice speaks {spoken[0]}"
    if "slow" in wanted:
        slow = any(p.get("rate") == "80%" for p in answer.doc.iter("prosody"))
        assert slow == wanted["slow"], "slow" if slow else "not slow"
    if "waits" in wanted:
        waits = [int(g.get("timeout", "5")) for g in answer.doc.iter("Gather")]
        assert max(waits) == wanted["waits"], f"waits {waits}"


def _facts(one: StoredRequest) -> dict[str, str]:
    """What a stored request tells, as words; what was not told is left out."""
    told = {field.name: getattr(one.request, field.name) for field in fields(one.request)}
    studies = "; ".join(f"{study.study}, {study.date}".rstrip(", ") for study in one.request.studies)
    kept = {name: str(value) for name, value in told.items() if value} | ({"studies": studies} if studies else {})
    return {"state": one.state, **kept}


def _row(one: Any) -> tuple[str, Any]:
    """A row wanted: `urgent` alone is of any kind."""
    if isinstance(one, str):
        return one, None
    ((name, what),) = one.items()
    return name, tuple(sorted(map(str, what))) if isinstance(what, list) else what


def _fits(left: list[tuple[str, Any]], wanted: list[tuple[str, Any]]) -> bool:
    """Texts may stand in any order, records in their own."""
    left, wanted = (sorted(rows, key=lambda row: row if row[0] == "text" else ("u",)) for rows in (left, wanted))
    return len(left) == len(wanted) and all(
        name == want and (which is None or what == which or (name == "request" and which.items() <= what.items()))
        for (name, what), (want, which) in zip(left, wanted, strict=True)
    )
