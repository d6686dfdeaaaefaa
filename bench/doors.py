"""The doors that an exam goes through: ours, opened here for the while, or those of a running Radline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from bench.judge import Answer, Case
from bot.commands.own_box import nlu_url
from bot.settings import Settings
from bot.take_turn import Desk
from tests import twiml_rules
from tests.callers import Caller, Signer, Texter, invented
from webhook import create_app

SPANISH = "8"


@dataclass(frozen=True)
class Reply:
    """An HTTP answer as Flask's own test client gives it."""

    status_code: int
    mimetype: str
    text: str

    def get_data(self, as_text: bool) -> str:
        """The body."""
        return self.text


class Remote:
    """Posts to a running Radline."""

    def __init__(self, base: str) -> None:
        self._http = httpx.Client(base_url=base, timeout=20, trust_env=False)

    def post(self, path: str, data: dict[str, str], headers: dict[str, str]) -> Reply:
        """Post a form."""
        answer = self._http.post(path, data=data, headers=headers)
        return Reply(answer.status_code, answer.headers.get("content-type", "").split(";")[0], answer.text)


class Doors:
    """Asks through `client`; every case is a person of its own with an invented number."""

    def __init__(self, client: Any, sign: Signer | None = None) -> None:
        self._client, self._sign, self._people = client, sign, count()

    def ask(self, case: Case, channel: str) -> Answer:
        """The answer to one case by "voice" or "sms"; a document that Twilio would refuse is a broken one."""
        number = invented(next(self._people))
        try:
            return self._call(case, number) if channel == "voice" else self._text(case, number)
        except (AssertionError, httpx.HTTPError) as fault:
            return Answer(broken=f"no valid answer: {fault}")

    def _call(self, case: Case, number: str) -> Answer:
        caller = Caller(self._client, self._sign, number).call()
        if case.lang == "es":
            caller.press(SPANISH)
        before = len(caller.dialled)
        caller.say(case.says)
        dialled = tuple(number for number, _ in caller.dialled[before:])
        links = (gather.get("action", "") for gather in caller.doc.iter("Gather"))
        return Answer(caller.heard, dialled, choice=any("expect=choice" in link for link in links))

    def _text(self, case: Case, number: str) -> Answer:
        texter = Texter(self._client, self._sign, number)
        texter.text(case.says)
        return Answer(" ".join(map(twiml_rules.words, texter.doc.iter("Body"))))


@contextmanager
def opened(environ: Mapping[str, str]) -> Iterator[Doors]:
    """The doors of BASE, or our own over a store and a box that are gone afterwards."""
    if base := environ.get("BASE", "").rstrip("/"):
        yield Doors(Remote(base), _signer(environ, base))
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        url = stack.enter_context(nlu_url(Settings.read(_own(environ, folder))))
        desk = stack.enter_context(own_desk(environ, url))
        yield Doors(create_app(desk.settings, desk).test_client())


@contextmanager
def own_desk(environ: Mapping[str, str], nlu_url: str) -> Iterator[Desk]:
    """A demo's desk over a store that is gone afterwards; it asks the box at this address."""
    with TemporaryDirectory() as folder:
        desk = Desk.open(Settings.read(_own(environ, Path(folder)) | {"NLU_URL": nlu_url}))
        try:
            desk.store.migrate()
            yield desk
        finally:
            desk.store.close()


def _own(environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    """A demo's settings, whatever the environment says of Twilio and databases."""
    kept = {name: environ[name] for name in ("CLOCK", "NLU_URL", "RADLINE_DIRECTORY") if environ.get(name)}
    return kept | {"RADLINE_VAR": str(folder)}


def _signer(environ: Mapping[str, str], base: str) -> Signer | None:
    token = environ.get("TWILIO_AUTH_TOKEN", "").split(",")[0].strip()
    if not token:
        return None
    return Signer(token, environ.get("TWILIO_ACCOUNT_SID", ""), environ.get("PUBLIC_URL", base).rstrip("/"))
