"""Somebody at the door: not signed in yet, known by browser and address alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Request, Response

from bot.channels.came_from import address
from bot.store import From, Turn
from desk.cookies import new_token
from desk.site import Site

SEE_OTHER = 303


@dataclass(frozen=True, repr=False)
class Came:
    """`browser` is the cookie that the browser has, or a new one that every answer gives it."""

    site: Site
    request: Request
    now: dt.datetime
    browser: str
    path: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, site: Site, request: Request, path: Mapping[str, str]) -> Came:
        """Whoever sends this."""
        return cls(site, request, site.desk.now(), site.cookies.browser(request) or new_token(), path)

    @property
    def form(self) -> Mapping[str, str]:
        """What was sent."""
        return self.request.form

    @property
    def own_form(self) -> bool:
        """Whether the form is one that this browser got from us."""
        sent = self.form.get("csrf", "")
        return bool(self.site.cookies.browser(self.request)) and self.site.marks.holds(self._whose, sent)

    @property
    def place(self) -> From:
        """For counting tries."""
        return From(address(self.request), self.browser)

    def turn(self) -> Any:
        """A transaction: `with came.turn() as turn`."""
        return self.site.desk.store.turn(self.now)

    def show(self, template: str, title: str, status: int = 200, **fields: Any) -> Response:
        """A page, with forms that this browser may send."""
        csrf = self.site.marks.mark(self._whose)
        return self.known(self.site.outside(template, title, csrf, status, **fields))

    def enter(self, turn: Turn, staff_id: str, name: str, how: str) -> str:
        """Begin a session, in the turn that found who it is; its token, new for every session."""
        token = new_token()
        turn.sign_in(staff_id, token)
        turn.audit("desk_signed_in", f"staff.{name}", {"kind": how})
        return token

    def inside(self, token: str, to: str = "/desk") -> Response:
        """Signed in: to the pages."""
        answer = Response(status=SEE_OTHER, headers={"Location": to})
        return self.site.cookies.give_session(self.known(answer), token)

    def known(self, answer: Response) -> Response:
        """The answer, with the cookie by which this browser is known again."""
        return self.site.cookies.give_browser(answer, self.browser)

    @property
    def _whose(self) -> str:
        return f"browser {self.browser}"
