"""One visit to a link: whose request it is, and how far the visitor may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from bot.directory import Directory
from bot.request import UNSIGNED, ReleaseRequest
from bot.store import Link, StoredRequest, Turn
from release.session import Session
from release.words import Words

# gone: no such link any more. used: signed. thanks: signed by this visitor. asked: staff wants something more.
# gate: asks for the birth date. empty: a form that shows nothing stored. paper: too many wrong birth dates.
# open: all may be seen and signed.
Mode = Literal["gone", "used", "thanks", "asked", "gate", "empty", "paper", "open"]


@dataclass(frozen=True, repr=False)
class Visit:
    """What is known at the beginning of a request of the browser."""

    token: str
    link: Link
    stored: StoredRequest
    session: Session
    directory: Directory
    now: dt.datetime

    @property
    def mode(self) -> Mode:
        """What this visitor gets."""
        if self.stored.state in ("cancelled", "expired"):
            return "gone"
        if self.asked_for and not self.link.blocked:
            return "asked" if self.session.kind == "open" else "gate"
        if self.link.done or self.stored.signed or self.stored.state not in UNSIGNED:
            return "thanks" if self.session.kind == "open" and self.stored.signed else "used"
        if self.link.blocked:
            return "paper"
        if self.session.kind == "open":
            return "open"
        return "gate" if self.guarded else "empty"

    @property
    def asked_for(self) -> bool:
        """Whether this is a link by which staff asks for something more."""
        waits = self.stored.state == "needs_something" and self.request.date_of_birth is not None
        return waits and not self.link.done

    @property
    def guarded(self) -> bool:
        """Whether there is a birth date to compare with: one that was read back and confirmed."""
        return self.request.birth_confirmed and self.request.date_of_birth is not None

    @property
    def request(self) -> ReleaseRequest:
        """What was told so far."""
        return self.stored.request

    @property
    def today(self) -> dt.date:
        """The day at the desk."""
        return self.directory.local(self.now).date()

    @property
    def words(self) -> Words:
        """The words of the page."""
        return Words.of("sign", self.session.lang)

    @property
    def country(self) -> str:
        """Whose telephone numbers are taken."""
        return self.directory.file.country

    def further(self, session: Session) -> Visit:
        """The same visit with another session."""
        return replace(self, session=session)


def found(turn: Turn, token: str) -> tuple[Link, StoredRequest] | None:
    """The link and its request, held until the turn ends; None where there is no such link any more."""
    link = turn.link(token, also_done=True)
    stored = turn.request(link.request_id) if link else None
    # Read again: while this turn waited for the request, another may have used the link or guessed wrong.
    link = turn.link(token, also_done=True)
    return (link, stored) if link and stored else None
