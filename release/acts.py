"""What a visitor of the signing page does before he signs: tell the birth date, fill in the form, add papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import Response

from bot.request import ReleaseRequest
from bot.store.links import MOST_MISSES
from release import form, papers, steps
from release.form import Faults
from release.incoming import MEGABYTE, MOST_PAPER, Incoming
from release.page import Fault, Pages, Wrong
from release.plain import line
from release.signature import sign
from release.site import Site
from release.visit import Mode, Visit, found
from release.words import Pair, Words

Act = Callable[[Site, Visit, Pages, Incoming], Response]
LONGEST_NAME = 120
ADDED = "?added=1#papers"


def birth(site: Site, visit: Visit, pages: Pages, sent: Incoming) -> Response:
    """Compare the birth date; what is no date is no wrong guess."""
    faults = Faults()
    told = form.birth(sent.form, visit.today, faults)
    if told is None:
        fault = faults.found.get(form.BIRTH[0], "wrong_date")
        return steps.gate(pages, sent.form, fault, visit.link.misses)
    with site.desk.store.turn(visit.now) as turn:
        known = found(turn, visit.token)
        if known is None or known[0].blocked or known[0].done:
            return site.back(visit)
        right = told == known[1].request.date_of_birth
        misses = known[0].misses if right else turn.link_missed(visit.token)
        if right:
            turn.audit("signing_page_opened", "patient", {"request": known[1].id, "channel": "web"})
    if right:
        return site.back(visit.further(visit.session.now("open")))
    return site.back(visit) if misses >= MOST_MISSES else steps.gate(pages, {}, "gate_wrong", misses)


def add(site: Site, visit: Visit, pages: Pages, sent: Incoming) -> Response:
    """One more line for a study; nothing is stored."""
    rows = str(min(form.rows_of(sent.form) + 1, form.MOST_STUDIES))
    return steps.fill_in(pages, visit, form.sent(sent.form | {"rows": rows}))


def save(site: Site, visit: Visit, pages: Pages, sent: Incoming) -> Response:
    """Store what the form tells. An empty form takes nothing over from before: then all of it is the visitor's own."""
    told, faults = _told(visit, sent)
    wrong = steps.unfit(pages.words, faults)
    if wrong:
        return steps.fill_in(pages, visit, form.sent(sent.form), wrong)
    event = "request_completed" if visit.mode == "open" else "request_filled_in_unknown"
    with site.desk.store.turn(visit.now) as turn:
        known = found(turn, visit.token)
        kept = known is not None and not known[0].blocked and turn.save_request(visit.stored.id, told)
        if kept:
            turn.audit(event, "patient", {"request": visit.stored.id, "channel": "web"})
    first = kept and visit.mode != "open"
    return site.back(visit.further(visit.session.now("open")) if first else visit)


def english(site: Site, visit: Visit, pages: Pages, sent: Incoming) -> Response:
    """From here on in English alone: what is signed is then what was read."""
    return site.back(visit.further(replace(visit.session, lang="en")))


def paper(site: Site, visit: Visit, pages: Pages, sent: Incoming) -> Response:
    """Add a photo or PDF of a legal paper, drawn anew."""
    try:
        kind, made = drawn_anew(site, visit, sent)
    except papers.PaperRefused as refused:
        return steps.review(pages, visit, Wrong((Fault(refusal(pages.words, refused.why), "paper"),)))
    with site.desk.store.turn(visit.now) as turn:
        known = found(turn, visit.token)
        if known and not known[0].done and known[1].papers < papers.MOST_PAPERS:
            turn.add_paper(visit.stored.id, line(sent.name)[:LONGEST_NAME], kind, made)
    return site.back(visit, ADDED)


def on_paper(site: Site, visit: Visit, pages: Pages, sent: Incoming) -> Response:
    """A letter of what was filled in just now; nothing is stored, and nothing stored is shown."""
    told, faults = _told(visit, sent)
    wrong = steps.unfit(pages.words, faults)
    return steps.fill_in(pages, visit, form.sent(sent.form), wrong) if wrong else site.unsigned(visit, told)


# What a visitor may do, by how far he may see.
ACTS: Mapping[Mode, Mapping[str, Act]] = {
    "gate": {"birth": birth},
    "empty": {"save": save, "add": add},
    "paper": {"letter": on_paper, "add": add},
    "open": {"save": save, "add": add, "paper": paper, "english": english, "sign": sign},
}


def _told(visit: Visit, sent: Incoming) -> tuple[ReleaseRequest, Faults]:
    before = visit.request if visit.mode == "open" else ReleaseRequest()
    return form.request_of(sent.form, before, visit.words, visit.country, visit.today)


def drawn_anew(site: Site, visit: Visit, sent: Incoming) -> tuple[str, bytes]:
    """The paper that was sent, as it may be kept, with its media type. Raises PaperRefused and Slow."""
    if visit.stored.papers >= papers.MOST_PAPERS:
        raise papers.PaperRefused("paper_many")
    if len(sent.file) > MOST_PAPER * MEGABYTE:
        raise papers.PaperRefused("paper_big")
    return site.places.work(lambda: papers.paper(sent.file))


def refusal(words: Words, why: str) -> Pair:
    """Why a paper was not taken."""
    told = {"paper_big": {"most": str(MOST_PAPER)}, "paper_pages": {"pages": str(papers.MOST_PAGES)}}
    return words.both(why, **told.get(why, {}))
