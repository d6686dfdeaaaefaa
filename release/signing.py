"""The signing page: whoever has the link may come, and sees nothing private before telling the birth date.

To look changes nothing, since programs look at links too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog
from flask import Blueprint, Response, request

from bot.settings import Settings
from bot.store import StoreUnavailable
from release import asked, incoming, page, steps
from release.acts import ACTS
from release.guessing import Guessing
from release.incoming import Incoming
from release.letter import LetterNotSet
from release.page import Pages
from release.session import Session, Sessions, new
from release.site import TOKEN, Site
from release.slow import Places, Slow
from release.visit import Visit, found

if TYPE_CHECKING:
    from bot.take_turn import Desk

log = structlog.get_logger(__name__)


class SigningPage:
    """The routes of one desk."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        sessions = Sessions(lambda purpose, value: desk.store.keyed(purpose, value), secure=not settings.demo)
        self._site = Site(desk, sessions, Places(settings.threads))
        self._guessing = Guessing(desk)

    def blueprint(self) -> Blueprint:
        """The routes: open to whoever has the link, which is looked at inside."""
        doors = Blueprint("signing", __name__)
        doors.get("/sign/<token>")(self.look)
        doors.post("/sign/<token>")(self.act)
        doors.get("/sign/<token>/letter")(self.letter)
        doors.get("/sign-files/<version>/<name>")(page.FILES.file)
        return doors

    def look(self, token: str) -> Response:
        """The page as it is now for this visitor."""
        return self._safely(token, lambda visit: self._site.with_cookie(visit, self._step(visit)))

    def act(self, token: str) -> Response:
        """One form was sent: a birth date, the fields, a paper, the signature."""
        return self._safely(token, self._done)

    def letter(self, token: str) -> Response:
        """The letter as PDF: the signed one, or the one to be signed by hand."""
        return self._safely(token, self._letter)

    def _safely(self, token: str, do: Callable[[Visit], Response]) -> Response:
        """Every trouble has a page, and none of them tells more than that there is trouble."""
        now = self._site.desk.now()
        if self._guessing.too_much(request, now):
            return steps.busy(self._site.pages_for_nobody(token), steps.TOO_MANY)
        try:
            visit = self._visit(token)
            if visit is None:
                self._guessing.missed(request, now)
            return do(visit) if visit else steps.gone(self._site.pages_for_nobody(token))
        except (StoreUnavailable, LetterNotSet, Slow) as trouble:
            log.warning("signing_page_busy", fault=type(trouble).__name__)
            return steps.busy(self._site.pages_for_nobody(token))

    def _visit(self, token: str) -> Visit | None:
        if not TOKEN.fullmatch(token):
            return None
        desk = self._site.desk
        now, directory = desk.now(), desk.keeper.current()
        with desk.store.turn(now) as turn:
            known = found(turn, token)
        if known is None:
            return None
        session = self._site.sessions.read(token, request.cookies, now) or new(known[1].lang)
        return Visit(token, *known, session, directory, now)

    def _step(self, visit: Visit) -> Response:
        """What this visitor sees now."""
        pages = self._site.pages(visit)
        steps_: dict[str, Callable[[], Response]] = {
            "gone": lambda: steps.gone(pages),
            "used": lambda: steps.used(pages),
            "thanks": lambda: steps.thanks(pages, visit),
            "asked": lambda: asked.look(self._site, pages, visit, thanks=bool(request.args.get("added"))),
            "gate": lambda: steps.gate(pages),
            "open": lambda: _to_be_signed(pages, visit),
        }
        return steps_.get(visit.mode, lambda: steps.fill_in(pages, visit))()

    def _letter(self, visit: Visit) -> Response:
        if visit.mode == "thanks":
            return self._site.signed(visit)
        return self._site.unsigned(visit, visit.request) if visit.mode == "open" else self._site.back(visit)

    def _done(self, visit: Visit) -> Response:
        """Only a form of this visitor's own page counts, and only what he may do now."""
        pages, session = self._site.pages(visit), self._session(visit)
        if session is None:
            return steps.no_cookie(pages)
        try:
            sent = self._sent(visit)
        except incoming.TooBig:
            return steps.too_big(pages)
        if not self._site.sessions.holds(visit.token, session, sent.form.get("csrf", "")):
            return steps.no_cookie(pages)
        act = {**ACTS, **asked.ACTS}.get(visit.mode, {}).get(sent.form.get("action", ""))
        return act(self._site, visit, pages, sent) if act else self._site.back(visit)

    def _session(self, visit: Visit) -> Session | None:
        return self._site.sessions.read(visit.token, request.cookies, visit.now)

    def _sent(self, visit: Visit) -> Incoming:
        """The form. Only who may see the request may send papers, and few at once."""
        if visit.mode not in ("open", "asked") or (request.content_length or 0) <= incoming.MOST_WORDS:
            return incoming.read(request, with_paper=False)
        return self._site.places.take_in(lambda: incoming.read(request, with_paper=True))


def _to_be_signed(pages: Pages, visit: Visit) -> Response:
    """The form where something is missing or to be changed, else the letter."""
    lacking = steps.incomplete(pages, visit)
    if lacking or request.args.get("change"):
        return steps.fill_in(pages, visit, wrong=lacking)
    return steps.review(pages, visit, thanks="papers_thanks" if request.args.get("added") else "")
