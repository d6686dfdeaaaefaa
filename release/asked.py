"""What staff asks for once a request is signed: in their words, behind the birth date, with a place for a paper."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response

from bot.store import last_asked
from release import papers
from release.acts import ADDED, LONGEST_NAME, Act, drawn_anew, refusal
from release.incoming import MOST_PAPER, Incoming
from release.page import Fault, Pages, Wrong, address
from release.plain import line, lines
from release.site import Site
from release.visit import Mode, Visit, found


def look(site: Site, pages: Pages, visit: Visit, wrong: Wrong | None = None, thanks: bool = False) -> Response:
    """The page."""
    with site.desk.store.turn(visit.now) as turn:
        events = turn.request_events(visit.stored.id)
    return pages.show(
        "asked", "asked_title", 422 if wrong else 200, wrong or Wrong(), asked=lines(last_asked(events)), thanks=thanks,
        papers=visit.stored.papers, most=MOST_PAPER, most_pages=papers.MOST_PAGES, script=address("sign.js"),
    )  # fmt: skip


def paper(site: Site, visit: Visit, pages: Pages, sent: Incoming) -> Response:
    """Add a photo or PDF of it, drawn anew."""
    try:
        kind, made = drawn_anew(site, visit, sent)
    except papers.PaperRefused as refused:
        return look(site, pages, visit, Wrong((Fault(refusal(pages.words, refused.why), "paper"),)))
    with site.desk.store.turn(visit.now) as turn:
        known = found(turn, visit.token)
        if known and known[1].state == "needs_something" and known[1].papers < papers.MOST_PAPERS:
            turn.add_paper(visit.stored.id, line(sent.name)[:LONGEST_NAME], kind, made)
            turn.note(visit.stored.id, "patient", "", "paper_came")
    return site.back(visit, ADDED)


ACTS: Mapping[Mode, Mapping[str, Act]] = {"asked": {"paper": paper}}
