"""People with a link: a desk of their own, and a browser without pictures that reads its page as they would."""

from __future__ import annotations

import datetime as dt
import html
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot import codes
from bot.request import ReleaseRequest
from bot.store import StoredRequest
from tests.letters import WHOLE
from tests.whole_desk import MONDAY, House, whole_desk

NUMBER = "+19195550123"
BORN = {"birth_month": "3", "birth_day": "9", "birth_year": "1957"}
HEADING = re.compile(r"(?s)<h1\b[^>]*>(.*?)</h1>")
WRONG = {"birth_month": "3", "birth_day": "8", "birth_year": "1957"}


@dataclass(repr=False)
class Clock:
    """A clock that a test sets."""

    now: dt.datetime = MONDAY

    def __call__(self) -> dt.datetime:
        return self.now


@contextmanager
def opened(folder: Path, url: str = "", **more: Any) -> Iterator[Bureau]:
    """A desk with an empty store, on the engine of STORE or at `url`. `more` is told to `whole_desk`."""
    house = whole_desk(folder, url=url, **more)
    bureau = Bureau(house)
    try:
        yield bureau
    finally:
        house.close()


@dataclass(repr=False)
class Bureau:
    """Makes requests with links to them, and looks at what became of them."""

    house: House
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.house.desk.clock = self.clock

    def link(
        self,
        request: ReleaseRequest = WHOLE,
        lang: str = "en",
        channel: str = "voice",
        state: str = "to_sign",
        number: str = NUMBER,
    ) -> str:
        """The token of a link to a new request."""
        token, code = secrets.token_urlsafe(16), codes.new_code()
        with self.turn() as turn:
            made = turn.new_request(request, channel, lang, number, code)
            if state != "draft":
                turn.move_request(made, "to_sign", "caller")
            turn.new_link(made, token)
        return token

    def turn(self) -> Any:
        return self.house.desk.store.turn(self.clock.now)

    def stored(self, token: str) -> StoredRequest:
        with self.turn() as turn:
            link = turn.link(token, also_done=True)
            assert link
            found = turn.request(link.request_id)
        assert found
        return found

    def signed_letter(self, token: str) -> bytes | None:
        stored = self.stored(token)
        with self.turn() as turn:
            kept: bytes | None = turn.letter(stored.id)
        return kept

    def events(self, token: str) -> list[str]:
        stored = self.stored(token)
        with self.turn() as turn:
            return [event.event for event in turn.request_events(stored.id)]

    def visitor(self, token: str) -> Visitor:
        return Visitor(self.house.client.application.test_client(), token)

    def inside(self, request: ReleaseRequest = WHOLE, **more: Any) -> Visitor:
        """A visitor who told the birth date."""
        born = request.date_of_birth
        assert born
        visitor = self.visitor(self.link(request, **more))
        visitor.look()
        visitor.send("birth", birth_month=str(born.month), birth_day=str(born.day), birth_year=str(born.year))
        return visitor


class Reader:
    """Reads the page that is open as a person would."""

    answer: TestResponse | None

    @property
    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.page) if self.answer else None
        return found[1] if found else ""

    @property
    def page(self) -> str:
        assert self.answer
        return self.answer.get_data(as_text=True)

    @property
    def status(self) -> int:
        assert self.answer
        return self.answer.status_code

    @property
    def title(self) -> str:
        found = HEADING.search(self.page)
        return plain(found[1]) if found else ""

    @property
    def said(self) -> str:
        """The words of the page, as read."""
        return plain(re.sub(r"(?s)<(script|style|title)\b.*?</\1>", " ", self.page))


def plain(markup: str) -> str:
    """The words of some HTML."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


@dataclass(repr=False)
class Visitor(Reader):
    """Someone with the link open in a browser; sends what stands in the form, changed as he says."""

    client: FlaskClient
    token: str
    answer: TestResponse | None = None

    @property
    def address(self) -> str:
        return f"/sign/{self.token}"

    def look(self, query: str = "") -> Visitor:
        self.answer = self.client.get(self.address + query)
        return self

    def send(self, action: str, **fields: Any) -> Visitor:
        """Press a button; follows to the page that comes then. A field given as None is left out."""
        data = self.fields(action) | fields | {"action": action}
        sent = {name: value for name, value in data.items() if value is not None}
        self.answer = self.client.post(self.address, data=sent)
        if self.answer.status_code == 303:
            self.answer = self.client.get(self.answer.headers["Location"].partition("#")[0])
        return self

    def sign(self, name: str = "Marigold O'Mahoney-Ruiz", **fields: Any) -> Visitor:
        return self.send("sign", name=name, agree="on", **fields)

    def fields(self, action: str) -> dict[str, str]:
        """What the form with this button holds."""
        forms = [form for form in Forms.of(self.page) if action in form.buttons]
        return dict(forms[0].fields) if forms else {"csrf": self.csrf}

    @property
    def faults(self) -> str:
        """What the box of problems says."""
        found = re.search(r'(?s)<div class="problem".*?</div>', self.page)
        return plain(found[0]) if found else ""


class Forms(HTMLParser):
    """The forms of a page: fields with their values, and the buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.buttons: list[str] = []
        self.found: list[Forms] = []
        self._area = ""

    @classmethod
    def of(cls, page: str) -> list[Forms]:
        reader = cls()
        reader.feed(page)
        return reader.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Forms())
        elif self.found and tag == "button" and given.get("name") == "action":
            self.found[-1].buttons.append(given["value"])
        elif self.found and tag == "textarea":
            self._area = given["name"]
            self.found[-1].fields[self._area] = ""
        elif self.found and tag == "input" and given.get("type") != "file" and given.get("name"):
            if given.get("type") in ("radio", "checkbox") and "checked" not in given:
                return
            self.found[-1].fields[given["name"]] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.found[-1].fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            text = self.found[-1].fields[self._area]
            self.found[-1].fields[self._area] = text.removeprefix("\n")
            self._area = ""


def without(request: ReleaseRequest, **changes: Any) -> ReleaseRequest:
    return replace(request, **changes)
