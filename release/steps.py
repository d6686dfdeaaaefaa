"""What each step of the signing page shows: the gate, the form, the letter to be signed, the thanks."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response

from bot import codes
from bot.request import SIGNS_FOR_ANOTHER, ReleaseRequest
from release import form
from release.form import Faults, Values
from release.incoming import MOST_PAPER
from release.page import Fault, Pages, Wrong, address, mailing, phone
from release.papers import MOST_PAGES
from release.rules import missing, papers_missing, very_soon
from release.sheet import image_library, sheet
from release.visit import Visit
from release.words import Pair, Words, may_sign

BEFORE_CALLING = 2  # wrong birth dates
GONE = 410
TOO_MANY = 429
UNFIT = 422  # what was sent cannot be taken as it is


def gate(pages: Pages, sent: Mapping[str, str] | None = None, fault: str = "", misses: int = 0) -> Response:
    """Ask for the birth date; nothing of the request is shown."""
    words = pages.words
    faults = [Fault(words.both(fault), form.BIRTH[0])] if fault else []
    if misses >= BEFORE_CALLING:
        faults.append(Fault(words.both("gate_call", number=_shown(pages))))
    values = {name: (sent or {}).get(name, "")[:4] for name in form.BIRTH}
    return pages.show("gate", "gate_title", UNFIT if fault else 200, Wrong(tuple(faults)), values=values)


def fill_in(pages: Pages, visit: Visit, values: Values | None = None, wrong: Wrong | None = None) -> Response:
    """The form: with what is stored only for a visitor who may see it."""
    words, may_see = pages.words, visit.mode == "open"
    shown = values or form.filled(visit.request if may_see else ReleaseRequest(), words)
    lead = {"open": "form_lead", "paper": "form_lead_paper"}.get(visit.mode, "form_lead_empty")
    return pages.show(
        "form",
        "form_title",
        UNFIT if wrong and values else 200,
        wrong or Wrong(),
        lead=words.both(lead),
        values=shown,
        requesters=[(one, words.both(f"requester_{one}")) for one in form.REQUESTERS],
        go=words.both("form_paper" if visit.mode == "paper" else "form_go"),
        action="letter" if visit.mode == "paper" else "save",
    )


def review(
    pages: Pages, visit: Visit, wrong: Wrong | None = None, sent: Mapping[str, str] | None = None, thanks: str = ""
) -> Response:
    """The letter as it will be signed, papers, the signature, and the way on paper."""
    words, request, told = pages.words, visit.request, sent or {}
    made = sheet(request, visit.stored.code, visit.directory, visit.session.lang, visit.stored.papers)
    return pages.show(
        "review",
        "review_title",
        UNFIT if wrong else 200,
        wrong or Wrong(),
        sheet=made.content,
        hash=made.hash,
        pdf=f"{pages.here}/letter",
        papers=visit.stored.papers if request.requester in SIGNS_FOR_ANOTHER else None,
        sheet_requester=request.requester,
        may_sign=may_sign(visit.session.lang),
        speaker=not may_sign(visit.session.lang),
        signs_as=words.both(f"sign_{request.requester}"),
        name=told.get("name", "")[:120],
        agreed=bool(told.get("agree")),
        ways=mailing(visit.directory, words),
        most=MOST_PAPER,
        most_pages=MOST_PAGES,
        thanks=words.both(thanks) if thanks else None,
        script=address("sign.js"),
    )


def thanks(pages: Pages, visit: Visit) -> Response:
    """It is signed: what comes next, and a copy."""
    library = image_library(visit.directory)
    return pages.show(
        "thanks",
        "thanks_title",
        soon=very_soon(visit.request.needed_by, visit.directory, visit.now),
        code=codes.shown(visit.stored.code),
        library={lang: (library.said or library.name)[lang] for lang in pages.words.langs},
        pdf=f"{pages.here}/letter",
    )


def used(pages: Pages) -> Response:
    """Somebody signed with this link before."""
    return pages.notice("used", 200, [pages.words.both("used_lead"), *_new_link(pages)])


def gone(pages: Pages) -> Response:
    """There is no such link, or not any more: which of both is not told."""
    return pages.notice("gone", GONE, [pages.words.both("gone_lead"), *_new_link(pages)])


def busy(pages: Pages, status: int = 503) -> Response:
    """The store, or the machine, is in trouble, or somebody tries links."""
    return pages.notice("busy", status, [pages.words.both("busy_lead")], back=bool(pages.here))


def no_cookie(pages: Pages) -> Response:
    """A form that is not of this visitor's page."""
    return pages.notice("cookies", 403, [pages.words.both("cookies_lead")], back=bool(pages.here))


def too_big(pages: Pages) -> Response:
    """More was sent than may be."""
    return pages.notice("big", 413, [pages.words.both("big_lead", most=str(MOST_PAPER))], back=True)


def incomplete(pages: Pages, visit: Visit) -> Wrong | None:
    """What the form must still be told, in words; None for nothing."""
    found = missing(visit.request, visit.today)
    faults = tuple(Fault(pages.words.both(sentence), at) for at, sentence in found.items())
    return Wrong(faults, pages.words.both("missing_heading")) if faults else None


def without_papers(words: Words, visit: Visit) -> list[Fault]:
    """That papers are missing, where they are demanded."""
    missed = papers_missing(visit.request, visit.stored.papers)
    return [Fault(words.both("missing_papers"), "paper")] if missed else []


def unfit(words: Words, faults: Faults) -> Wrong | None:
    """What cannot be taken as it was written; None for nothing."""
    made = tuple(Fault(_named(words, faults, at), at) for at in faults.found)
    return Wrong(made) if made else None


def _named(words: Words, faults: Faults, at: str) -> Pair:
    letters = faults.letters[at]
    return words.both(faults.found[at], letters=letters) if letters else words.both(faults.found[at])


def _new_link(pages: Pages) -> list[Pair]:
    return [pages.words.both("gone_call", number=_shown(pages))] if _shown(pages) else []


def _shown(pages: Pages) -> str:
    found = phone(pages.directory)
    return found["shown"] if found else ""
