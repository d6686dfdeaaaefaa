"""People of the desk: each has a browser without pictures, and knows how to press a button."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.store import StaffRole, StoredRequest
from desk import passwords
from tests.signers import HEADING, Bureau, Reader, opened

PASSWORD = "copper lantern undertow giraffe"
TITLE = re.compile(r"(?s)<title>(.*?)</title>")


@contextmanager
def office(folder: Path, **more: Any) -> Iterator[Office]:
    """A desk with nobody at it and nothing to do. Passwords are compared quickly there. `more` as for `whole_desk`."""
    with opened(folder, **more) as bureau, pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield Office(bureau)


@dataclass(repr=False)
class Office:
    """A whole desk, and the people who work there."""

    bureau: Bureau
    _hashed: str = ""

    def clerk(self, role: StaffRole = "clerk", name: str = "") -> Clerk:
        """Somebody who is signed in."""
        name, token = name or self.new_name(role), secrets.token_urlsafe(32)
        with self.turn() as turn:
            made = turn.add_staff(name, role)
            assert made, name
            turn.sign_in(made.id, token)
        return self._at_browser(made.id, name, token)

    def enrolled(self, role: StaffRole = "clerk", disabled: bool = False) -> Clerk:
        """Somebody with a password and codes, not signed in yet."""
        name = self.new_name(role)
        self._hashed = self._hashed or passwords.hashed(PASSWORD)
        seed = pyotp.random_base32()
        with self.turn() as turn:
            made = turn.add_staff(name, role)
            assert made, name
            turn.enrol_staff(made.id, self._hashed, seed, 0)
            if disabled:
                turn.disable_staff(made.id)
        return self._at_browser(made.id, name, "", seed)

    def new_name(self, begins: str = "ana") -> str:
        """A name that nobody here has."""
        return f"{begins}-{secrets.token_hex(3)}"

    def _at_browser(self, staff_id: str, name: str, token: str, seed: str = "") -> Clerk:
        client = self.bureau.house.client.application.test_client()
        if token:
            client.set_cookie("desk", token)
        return Clerk(self, client, staff_id, name, seed)

    def turn(self) -> Any:
        return self.bureau.turn()

    def later(self, **by: float) -> None:
        """Time goes on."""
        self.bureau.clock.now += dt.timedelta(**by)

    def request(self, code_or_id: str) -> StoredRequest:
        with self.turn() as turn:
            found = turn.request(code_or_id) or turn.request_by_code(code_or_id)
        assert found
        return found  # type: ignore[no-any-return]

    def trail(self) -> list[tuple[str, str]]:
        """Event and actor of every entry of the audit trail."""
        from sqlalchemy import select

        from bot.store.tables import audit

        with self.turn() as turn:
            rows = turn._work.rows(select(audit.c.event, audit.c.actor).order_by(audit.c.seq))
        return [(row.event, row.actor) for row in rows]


@dataclass(repr=False)
class Clerk(Reader):
    """Somebody at a browser. Every page that is opened is looked over."""

    office: Office
    client: FlaskClient
    id: str
    name: str
    seed: str = ""
    answer: TestResponse | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def sign_in(self, password: str = PASSWORD, code: str | None = None, **more: Any) -> Clerk:
        """By the door, as people do."""
        self.look("/desk/sign-in")
        told = {"name": self.name, "password": password, "code": self.code() if code is None else code}
        return self.send("/desk/sign-in", **(told | more))

    def code(self) -> str:
        """What the telephone shows now."""
        return pyotp.TOTP(self.seed).at(self.office.bureau.clock.now)

    def look(self, address: str) -> Clerk:
        self.answer = self.client.get(address, headers=self.headers)
        return self._followed()

    def send(self, address: str, **fields: Any) -> Clerk:
        """Press a button on the page that is open, whose mark goes with the form."""
        self.answer = self.client.post(address, data={"csrf": self.csrf} | fields, headers=self.headers)
        return self._followed()

    def _followed(self) -> Clerk:
        assert self.answer is not None
        if self.answer.status_code == 303:
            self.answer = self.client.get(self.answer.headers["Location"].partition("#")[0], headers=self.headers)
        if self.answer.mimetype == "text/html" and "<html" in self.page:
            well_made(self.page)
        return self


def well_made(page: str) -> None:
    """What holds for every page of the desk."""
    headings = HEADING.findall(page)
    assert len(headings) == 1, "a page has one h1"
    title = TITLE.search(page)
    assert title, "a page has a title"
    assert " desk" in title[1], "the title ends with the house and the word desk"
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids)), "an id stands twice"
    labels = set(re.findall(r'<label[^>]*\sfor="([^"]*)"', page))
    beside = re.sub(r"(?s)<label\b[^>]*>(?:(?!</label>).)*<input\b.*?</label>", "", page)
    for tag in re.findall(r"<(?:input|select|textarea)\b[^>]*>", beside):
        kind = re.search(r'type="(\w+)"', tag)
        name = re.search(r'\sid="([^"]*)"', tag)
        named = (name and name[1] in labels) or "aria-label" in tag or (kind and kind[1] == "hidden")
        assert named, f"without a label: {tag}"
    assert not re.search(r'\s(?:style|on\w+)="', page), "inline style or script"
    for form in re.findall(r'(?s)<form[^>]*method="post".*?</form>', page):
        assert 'name="csrf"' in form, f"a form without its mark: {form[:80]}"
