"""The two cookies of the desk: the session, and which browser this is."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from dataclasses import dataclass

from flask import Request, Response

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
BROWSER_KEPT = dt.timedelta(days=90)


def new_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Cookies:
    """`secure`: over https alone, as everywhere but in a demo."""

    secure: bool

    def session(self, request: Request) -> str:
        """The token of the session, "" for none."""
        return self._read(request, "desk")

    def browser(self, request: Request) -> str:
        """Which browser this is, "" for one that was never here."""
        return self._read(request, "desk-browser")

    def give_session(self, answer: Response, token: str) -> Response:
        """Signed in: until the browser closes or the session is over, whichever comes first."""
        return self._give(answer, "desk", token, None)

    def give_browser(self, answer: Response, token: str) -> Response:
        """Know this browser again."""
        return self._give(answer, "desk-browser", token, BROWSER_KEPT)

    def give_for_a_while(self, answer: Response, plain: str, value: str, seconds: int) -> None:
        """Something that has to come along when another site sends the browser back to us."""
        options = {"secure": self.secure, "httponly": True, "samesite": "Lax"}
        answer.set_cookie(self.name(plain), value, max_age=seconds, **options)  # type: ignore[arg-type]

    def plain(self, request: Request, plain: str) -> str:
        """Such a cookie as it was sent."""
        return request.cookies.get(self.name(plain), "")

    def take_session(self, answer: Response) -> Response:
        """Signed out; the browser forgets the pages that it kept as well."""
        answer.delete_cookie(self.name("desk"), secure=self.secure, httponly=True, samesite="Strict")
        answer.headers["Clear-Site-Data"] = '"cache"'
        return answer

    def name(self, plain: str) -> str:
        """A name that only this host may set, where there is https."""
        return f"__Host-{plain}" if self.secure else plain

    def _read(self, request: Request, plain: str) -> str:
        value = request.cookies.get(self.name(plain), "")
        return value if TOKEN.fullmatch(value) else ""

    def _give(self, answer: Response, plain: str, token: str, kept: dt.timedelta | None) -> Response:
        answer.set_cookie(self.name(plain), token, max_age=kept, secure=self.secure, httponly=True, samesite="Strict")
        return answer
