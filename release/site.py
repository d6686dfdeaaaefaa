"""What every step of the signing page needs: the desk, the sessions, the places for slow work."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response

from bot import codes
from bot.request import ReleaseRequest
from release.letter import letter
from release.page import Pages
from release.session import Sessions
from release.slow import Places
from release.visit import Visit, found
from release.words import Words

if TYPE_CHECKING:
    from bot.take_turn import Desk

TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}", re.ASCII)
SEE_OTHER = 303


@dataclass(frozen=True)
class Site:
    """Built once for a desk; thread-safe."""

    desk: Desk
    sessions: Sessions
    places: Places

    def pages(self, visit: Visit) -> Pages:
        """The pages of a visitor, in his languages, with the mark that his forms carry."""
        csrf = self.sessions.csrf(visit.token, visit.session)
        return Pages(visit.words, visit.directory, f"/sign/{visit.token}", csrf)

    def pages_for_nobody(self, token: str) -> Pages:
        """The pages where it is not known who asks: in English and Spanish."""
        here = f"/sign/{token}" if TOKEN.fullmatch(token) else ""
        return Pages(Words.of("sign", "es"), self.desk.keeper.current(), here)

    def with_cookie(self, visit: Visit, answer: Response) -> Response:
        """The answer, and the session for another hour."""
        return self.sessions.give(answer, visit.token, visit.session, visit.now)

    def back(self, visit: Visit, query: str = "") -> Response:
        """To the page as it is now; so that going back, or loading again, sends nothing twice."""
        where = {"Location": f"/sign/{visit.token}{query}"}
        return self.with_cookie(visit, Response(status=SEE_OTHER, headers=where))

    def unsigned(self, visit: Visit, told: ReleaseRequest) -> Response:
        """A letter to be signed by hand."""
        code, lang, count = visit.stored.code, visit.session.lang, visit.stored.papers
        made = self.places.work(lambda: letter(told, code, visit.directory, lang, visit.now, papers=count))
        return download(made, code)

    def signed(self, visit: Visit) -> Response:
        """The letter as it was signed."""
        with self.desk.store.turn(visit.now) as turn:
            kept = turn.letter(visit.stored.id) if found(turn, visit.token) else None
        return download(kept, visit.stored.code) if kept else self.back(visit)


def download(pdf: bytes, code: str) -> Response:
    """A letter to be kept; its name tells no more than the code."""
    named = f'attachment; filename="letter-{codes.shown(code)}.pdf"'
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": named})
