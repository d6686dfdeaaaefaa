"""Who is at the page: a short cookie that says how far the visitor came, and nothing of what he told."""

from __future__ import annotations

import datetime as dt
import hmac
import re
import secrets
from dataclasses import dataclass, replace
from typing import Literal

from flask import Response

from bot.directory_types import Lang
from bot.form_marks import FormMarks, Keyed

LASTS = dt.timedelta(hours=1)  # of quiet; long enough to look for papers and take photos of them
COOKIE = re.compile(r"(new|empty|open)\.(en|es)\.([0-9]{1,12})\.([A-Za-z0-9_-]{16,32})\.([0-9a-f]{64})", re.ASCII)
Kind = Literal["new", "empty", "open"]


@dataclass(frozen=True)
class Session:
    """`kind`: "new" saw nothing yet; "empty" fills in an empty form; "open" may see what the request holds."""

    kind: Kind
    lang: Lang
    nonce: str

    def now(self, kind: Kind) -> Session:
        """The same visitor, further on; with a new nonce, so that older pages of his are of no use."""
        return replace(self, kind=kind, nonce=secrets.token_urlsafe(16))


def new(lang: str) -> Session:
    """A visitor who comes for the first time."""
    return Session("new", "es" if lang == "es" else "en", secrets.token_urlsafe(16))


class Sessions:
    """Makes and reads the cookies. `keyed` is a keyed hash (purpose, value); `secure`: only over https."""

    def __init__(self, keyed: Keyed, secure: bool) -> None:
        self._keyed, self._secure = keyed, secure
        self._marks = FormMarks(keyed, "signing form")
        self._name = "__Host-sign" if secure else "sign"

    def read(self, token: str, cookies: dict[str, str], now: dt.datetime) -> Session | None:
        """The session of this link, None where there is none, or an old, foreign or altered one."""
        found = COOKIE.fullmatch(cookies.get(self._name, ""))
        if found is None:
            return None
        kind, lang, until, nonce, mac = found.groups()
        sound = hmac.compare_digest(mac, self._mac(token, kind, lang, until, nonce))
        if not sound or int(until) < now.timestamp():
            return None
        return Session(kind, lang, nonce)  # type: ignore[arg-type]

    def give(self, answer: Response, token: str, session: Session, now: dt.datetime) -> Response:
        """Send the session with an answer; it lasts an hour from now."""
        until = str(int((now + LASTS).timestamp()))
        value = ".".join((session.kind, session.lang, until, session.nonce))
        mac = self._mac(token, session.kind, session.lang, until, session.nonce)
        answer.set_cookie(
            self._name, f"{value}.{mac}", max_age=LASTS, secure=self._secure, httponly=True, samesite="Strict"
        )
        return answer

    def csrf(self, token: str, session: Session) -> str:
        """What a form of this session carries, so that no other page can send it."""
        return self._marks.mark(f"{token} {session.nonce}")

    def holds(self, token: str, session: Session, sent: str) -> bool:
        """Whether a form was ours."""
        return self._marks.holds(f"{token} {session.nonce}", sent)

    def _mac(self, *parts: str) -> str:
        return self._keyed("signing session", " ".join(parts))
