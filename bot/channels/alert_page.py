"""The page of an alert's link: what is waited for, a form for a name, and the number for whoever took it."""

from __future__ import annotations

import jinja2
from flask import Response

from bot.alerts import LONGEST_NAME, filled
from bot.phone_numbers import national
from bot.settings import ROOT
from bot.store import Ticket

# Nothing but our own form; the address holds the key, so it is told to nobody.
POLICY = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
PAGES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(ROOT / "replies"), autoescape=True, undefined=jinja2.StrictUndefined
)


def shown(ticket: Ticket | None, desk: str, mine: bool) -> Response:
    """The page of a ticket, None where the link leads nowhere; `mine`: the number is for this reader."""
    if ticket is None:
        return _page(404, said=[filled("page_gone")])
    if ticket.state == "open":
        return _page(200, said=[filled("page_open", ticket=ticket.id)], form=True)
    said = [filled("page_taken", ticket=ticket.id, name=ticket.taken_by)]
    return _page(200, said=said + (_number(ticket, desk) if mine else []))


def failed() -> Response:
    """The page when the store is in trouble: the form stays."""
    return _page(503, said=[filled("page_failed")], form=True)


def _number(ticket: Ticket, desk: str) -> list[str]:
    if not ticket.number:
        return [filled("page_no_number")]
    message = filled("page_message", desk=desk) if ticket.message else filled("page_no_message")
    return [f"{filled('page_number')} {national(ticket.number)}", message]


def _page(status: int, said: list[str], form: bool = False) -> Response:
    labels = {name: filled(f"page_{name}") for name in ("title", "name", "accept")}
    words = PAGES.get_template("alert_page.html").render(said=said, form=form, most=LONGEST_NAME, **labels)
    return Response(words, status, mimetype="text/html", headers={"Content-Security-Policy": POLICY})
