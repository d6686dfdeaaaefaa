"""The frame around every page: who may enter, one transaction, one entry in the audit trail, then the HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import structlog
from flask import Blueprint, Response, abort, request

from bot.channels.guards import Guard
from bot.settings import Settings
from bot.store import SignedIn, StoreUnavailable
from desk import page, words
from desk.answers import Answer, File, Go, Missing, Page, Unchanged
from desk.ask import Ask
from desk.came import SEE_OTHER, Came
from desk.route import Door, Route, RouteNotListed, by_rule
from desk.routes import ROUTES
from desk.site import Site
from release import incoming
from release.incoming import TooBig
from release.slow import Slow

if TYPE_CHECKING:
    from flask.blueprints import BlueprintSetupState

    from bot.take_turn import Desk

log = structlog.get_logger(__name__)
BY_RULE = by_rule(ROUTES)
SIGN_IN = "/desk/sign-in"


@dataclass(frozen=True)
class Outcome:
    """What came of a request: the answer, and who got it (None: nobody is signed in)."""

    staff: SignedIn | None
    answer: Answer


def _readable() -> None:
    """404 for an address that no store can look up: no path of ours holds a NUL."""
    if "\x00" in request.path:
        abort(404)


class DeskPages:
    """The routes of one desk, made of the table ROUTES alone."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self._site = Site.of(desk, settings)

    def blueprint(self) -> Blueprint:
        """The routes. Registering them raises RouteNotListed if there is one that the table does not have."""
        doors = Blueprint("desk", __name__)
        for (method, path), line in BY_RULE.items():
            if isinstance(line, Route):
                view: Any = partial(self._inside, line)
            elif line.when(self._site):
                view = partial(self._outside, line)
            else:
                continue
            doors.add_url_rule(path, f"{method}_{path}".replace(".", "_"), view, methods=[method])
        doors.record(listed)
        doors.before_request(_readable)
        return doors

    def _outside(self, door: Door, /, **path: str) -> Response:
        came = Came.of(self._site, request, path)
        try:
            return door.does(came)
        except (StoreUnavailable, Slow) as trouble:
            return self._busy(trouble)

    def _inside(self, route: Route, /, **path: str) -> Response:
        try:
            sent, made = self._taken_in(route) if route.prepare else (request.form, None)
            outcome = self._done(route, path, sent, made)
            if isinstance(outcome.answer, File):
                return self._file(outcome.answer)
        except TooBig:
            return self._site.outside(
                "notice", "Too big", status=413, says=f"The file is bigger than {incoming.MOST_PAPER} megabytes."
            )
        except (StoreUnavailable, Slow) as trouble:
            return self._busy(trouble)
        return self._sent(outcome) if outcome.staff else self._to_sign_in()

    def _taken_in(self, route: Route) -> tuple[Mapping[str, str], Any]:
        """Form and file of somebody who may send them, and what was made of the file."""
        site, token = self._site, self._site.cookies.session(request)
        with site.desk.store.turn(site.desk.now()) as turn:
            staff = turn.signed_in(token) if token else None
        if staff is None or staff.role not in route.roles or route.prepare is None:
            return {}, None
        sent = site.places.take_in(lambda: incoming.read(request, with_paper=True))
        return sent.form, route.prepare(site, sent.form, sent.file)

    def _done(self, route: Route, path: Mapping[str, str], sent: Mapping[str, str], made: Any) -> Outcome:
        """All of it in one transaction: who it is, whether they may, what they do, and the entry that says so."""
        site, now, token = self._site, self._site.desk.now(), self._site.cookies.session(request)
        with site.desk.store.turn(now) as turn:
            staff = turn.signed_in(token, at_work=not route.quiet) if token else None
            if staff is None:
                return Outcome(None, NOT_THERE)
            if not self._may(route, staff, token, sent):
                turn.audit("desk_refused", staff.actor, {"kind": route.event})
                return Outcome(staff, REFUSED)
            directory = site.desk.keeper.current()
            answer = route.does(Ask(site, turn, staff, now, directory, path, request.args, sent, made))
            if isinstance(answer, Missing):
                turn.audit("desk_not_there", staff.actor, {"kind": route.event})
            elif not isinstance(answer, Unchanged):
                turn.audit(route.event, staff.actor, answer.about)
        return Outcome(staff, answer)

    def _may(self, route: Route, staff: SignedIn, token: str, sent: Mapping[str, str]) -> bool:
        own = request.method in ("GET", "HEAD") or self._site.marks.holds(token, sent.get("csrf", ""))
        return own and staff.role in route.roles

    def _sent(self, outcome: Outcome) -> Response:
        answer = outcome.answer
        if isinstance(answer, Unchanged):
            return Response(status=204)
        if isinstance(answer, Go):
            done = answer.then() if answer.then else answer.done
            where = answer.to + (f"{'&' if '?' in answer.to else '?'}done={done}" if done else "")
            return Response(status=SEE_OTHER, headers={"Location": where})
        return self._page(outcome.staff, answer if isinstance(answer, Page) else NOT_THERE)

    def _file(self, answer: File) -> Response:
        """A document, made now that the transaction is over."""
        body = answer.make() if answer.quick else self._site.places.work(answer.make)
        named = f'{"inline" if answer.inline else "attachment"}; filename="{answer.name}"'
        return Response(body, mimetype=answer.kind, headers={"Content-Disposition": named})

    def _page(self, staff: SignedIn | None, shown: Page) -> Response:
        csrf = self._site.marks.mark(self._site.cookies.session(request))
        told = self._site.told(shown.title, csrf, staff)
        told |= {"menu": menu(staff), "done": words.DONE.get(request.args.get("done", ""), ""), "here": request.path}
        return page.html(shown.template, shown.status, told | dict(shown.fields))

    def _to_sign_in(self) -> Response:
        """To the door, and back to this page after it. What asked by itself is told to bring the whole page there."""
        if "HX-Request" in request.headers:
            return Response(status=401, headers={"HX-Redirect": f"{SIGN_IN}?over=1"})
        back = f"?to={quote(request.path)}" if request.method == "GET" else ""
        return Response(status=SEE_OTHER, headers={"Location": SIGN_IN + back})

    def _busy(self, trouble: Exception) -> Response:
        log.warning("desk_busy", fault=type(trouble).__name__)
        return self._site.outside("notice", "Not saved", status=503, says="Nothing was changed. Try again in a moment.")


REFUSED = Page("notice", "Not allowed", {"says": "Your role does not include this, or the page was too old."}, 403)
NOT_THERE = Page("notice", "Not found", {"says": "There is nothing at this address."}, 404)


def menu(staff: SignedIn | None) -> list[tuple[str, str, str]]:
    """Name, address and key of each page in the menu that this person may see."""
    inside = [line for line in ROUTES if isinstance(line, Route) and line.menu]
    return [(line.menu, line.path, line.key) for line in inside if staff and staff.role in line.roles]


def by_role() -> Guard:
    """Lets in what stands in the table ROUTES; who it is, and whether they may, each route's frame looks at."""

    def check() -> Response | None:
        rule = request.url_rule.rule if request.url_rule else ""
        method = "GET" if request.method == "HEAD" else request.method
        return None if (method, rule) in BY_RULE else abort(404)

    return Guard("by_role", check)


def listed(state: BlueprintSetupState) -> None:
    """Raises RouteNotListed for a route of the desk that is not in the table."""
    for rule in state.app.url_map.iter_rules():
        ours = rule.endpoint.startswith("desk.") or rule.rule.startswith("/desk")
        for method in (rule.methods or set()) - {"HEAD"} if ours else ():
            if (method, rule.rule) not in BY_RULE:
                raise RouteNotListed(f"{method} {rule.rule}")
