"""A whole desk for tests that try very many things: the real doors, store and directory, and a box of one's choice.

Left out: signatures.
"""

from __future__ import annotations

import datetime as dt
import itertools
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient

from bot import nlu_client
from bot.directory import Directory, Keeper
from bot.message import Expect
from bot.nlu_client import NluClient
from bot.sealing import Keyring
from bot.settings import ROOT, Settings
from bot.store import Store
from bot.take_turn import Desk
from bot.wording import Wording
from tests.callers import Caller, Texter, invented
from tests.stores import empty_place
from webhook import create_app

NOBODY = "http://127.0.0.1:9"
MONDAY = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)  # ten in the morning at the desk


@dataclass(repr=False)
class House:
    """The desk, the doors, and people who call and text; each person has a number of their own."""

    desk: Desk
    client: FlaskClient

    def __post_init__(self) -> None:
        self._people = map(invented, itertools.count())

    @property
    def directory(self) -> Directory:
        return self.desk.keeper.current()

    def close(self) -> None:
        """Leave no file and no line open."""
        self.desk.store.close()
        self.desk.nlu.close()
        self.desk.nlu.close()

    def person(self) -> str:
        """An invented number that nobody had before."""
        return next(self._people)

    def caller(self, number: str | None = None) -> Caller:
        return Caller(self.client, number=self.person() if number is None else number)

    def midway(self, lang: str = "en", expect: Expect = "open", step: int = 1) -> Midway:
        """A caller whose greeting is over."""
        return Midway(self.client, self.person(), lang, expect, step)

    def texter(self, number: str | None = None) -> Texter:
        return Texter(self.client, number=self.person() if number is None else number)


class Midway(Caller):
    """A call that is first heard of at a later turn: of the talk before it nothing is kept."""

    def __init__(self, client: FlaskClient, number: str, lang: str, expect: str, step: int) -> None:
        super().__init__(client, number=number)
        query = urlencode({"step": step, "lang": lang, "expect": expect})
        action = f"/voice/turn?{query}"
        self._waiting = ET.Element("Gather", action=action, input="dtmf speech", numDigits="1", finishOnKey="")


def whole_desk(
    folder: Path,
    nlu: NluClient | None = None,
    keyring: Keyring | None = None,
    url: str = "",
    directory: Path | None = None,
    **more: Any,
) -> House:
    """A desk with its files in `folder`; without a box when none is given. Close it after use.

    `directory` is another department's file than the one shipped, `more` are further settings. `url` is the database;
    without it an empty one is made, see tests/stores.py.
    """
    path = directory or ROOT / "directory.yaml"
    settings = Settings(demo=True, var=folder, database_url=url or empty_place(folder), directory=path, **more)
    store = Store.open(settings.database_url, keyring or Keyring.generate())
    store.migrate()
    keeper = Keeper(path)
    desk = Desk(settings, keeper, Wording(), nlu or NluClient(NOBODY), store, lambda: MONDAY)
    return House(desk, create_app(settings, desk).test_client())


@contextmanager
def patient_clients(seconds: float = 20.0) -> Iterator[None]:
    """Boxes may take their time meanwhile: a busy machine is no fault of the talk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nlu_client, "LIMIT_SECONDS", seconds)
        yield


def awaited(caller: Caller) -> str:
    """The kind of answer that the call waits for, as its links say."""
    links = [verb.get("action", "") for verb in caller.doc.iter() if verb.tag in ("Gather", "Dial")]
    kinds = {parse_qs(urlsplit(link).query)["expect"][0] for link in links}
    assert len(kinds) == 1, f"links that disagree: {kinds}"
    return kinds.pop()


def voices(caller: Caller) -> set[str]:
    """The languages of the voices that speak, leaving out a single announcement in another one."""
    says = [say.get("language", "")[:2] for say in caller.doc.iter("Say")]
    return set(says[:1])
