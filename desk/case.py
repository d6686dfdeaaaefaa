"""One request: all that was told, its letter and papers, what was checked, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot import codes
from bot.channels.inbound import whole
from bot.release_checks import Check, needed, reasons
from bot.request import TODO, UNSIGNED, StudyAsked
from bot.store import StoredRequest, last_asked
from desk import history, pictures, rows, words
from desk.answers import Answer, File, Missing, Page
from desk.ask import WORKING, Ask

OPEN_ONES = 300
MOST_PAGES = 999
CHECKS: dict[Check, tuple[str, str]] = {
    "identity": ("Who asks", "How did you see who it is? Never by the number that called or texted."),
    "match": ("Patient and study", "Which two identifiers fit, and in which system did you find the studies?"),
    "recipient": ("Recipient", "How did you confirm name and address?"),
    "second_look": ("Recipient, second look", "Somebody else than who checked the recipient looks once more."),
    "decision": ("Manager's decision", "Why may this go out?"),
}
REASONS = {
    "minor": "The patient is under 18.",
    "guardian": "A guardian asks.",
    "custody": "Custody may be in question.",
    "study": "The studies may be sensitive, or all of them are asked for.",
}


@dataclass(frozen=True)
class Step:
    """One check on the page: done by whom and when, or still to do, and whether this person may do it."""

    kind: Check
    name: str
    asks: str
    by: str = ""
    at: Any = None
    note: str = ""
    may: bool = True


def look(ask: Ask) -> Answer:
    """The page."""
    stored = ask.turn.request(ask.path["request_id"])
    return shown(ask, stored) if stored else Missing()


def shown(ask: Ask, stored: StoredRequest, status: int = 200, fault: str = "") -> Page:
    """The page of a request, with what is wrong with what was sent just now."""
    told, letter = stored.request, ask.turn.letter(stored.id)
    events = ask.turn.request_events(stored.id)
    fields = {
        "one": stored, "line": rows.lines([stored], ask.now, ask.today)[0], "told": told, "fault": fault,
        "studies": told.studies or ((StudyAsked("All studies"),) if told.all_studies else ()),
        "missing": told.missing(), "letter_pages": pictures.pages(letter, pictures.PDF) if letter else 0,
        "papers": ask.turn.paper_names(stored.id), "steps": steps(ask, stored),
        "reasons": [REASONS[why] for why in reasons(told, ask.now)], "events": [history.told(e) for e in events],
        "asked": last_asked(events), "undo": history.undoable(events, ask.staff.actor, ask.now),
        "alike": alike(ask, stored), "colleagues": colleagues(ask), "works": ask.works,
        "todo": stored.state in TODO, "unsigned": stored.state in UNSIGNED,
    }  # fmt: skip
    return Page("case", f"Request {codes.shown(stored.code)}", fields, status, {"request": stored.id})


def steps(ask: Ask, stored: StoredRequest) -> list[Step]:
    """All checks of this request, in the order in which they are made."""
    done = ask.turn.checks(stored.id, stored.request)
    still = ask.turn.checks_missing(stored.id, stored.request)
    kinds = [kind for kind in needed(stored.request, ask.now, connected=False) if kind in done or kind in still]
    found = []
    for kind in kinds:
        name, asks = CHECKS[kind]
        if kind in done:
            by = words.person(done[kind].actor)
            found.append(Step(kind, name, asks, by, done[kind].at, done[kind].note, _may(ask, kind, done)))
        else:
            found.append(Step(kind, name, asks, may=_may(ask, kind, done)))
    return found


def alike(ask: Ask, stored: StoredRequest) -> list[rows.Line]:
    """Open requests that may be taken for this one."""
    if stored.state not in TODO:
        return []
    others = [one for one in ask.turn.requests(TODO, OPEN_ONES) if rows.similar(stored, one)]
    return rows.lines(others[:5], ask.now, ask.today)


def colleagues(ask: Ask) -> list[str]:
    """Who may be given a request."""
    return [one.name for one in ask.turn.staff() if not one.disabled and one.role in WORKING]


def letter(ask: Ask) -> Answer:
    """The signed letter, to be kept."""
    found = ask.turn.letter(ask.path["request_id"])
    stored = ask.turn.request(ask.path["request_id"]) if found else None
    if stored is None or found is None:
        return Missing()
    return File(lambda: found, pictures.PDF, f"letter-{codes.shown(stored.code)}.pdf", about={"request": stored.id})


def letter_page(ask: Ask) -> Answer:
    """A page of it as a picture."""
    found = ask.turn.letter(ask.path["request_id"])
    return _picture(ask, found, pictures.PDF)


def paper_page(ask: Ask) -> Answer:
    """A page of a legal paper as a picture."""
    paper = ask.turn.paper(ask.path["request_id"], ask.path["paper_id"])
    return _picture(ask, paper.data if paper else None, paper.kind if paper else "")


def cover(ask: Ask) -> Answer:
    """A sheet to be printed and sent along."""
    stored = ask.turn.request(ask.path["request_id"])
    if stored is None:
        return Missing()
    fields = {"one": stored, "told": stored.request, "library": _library(ask)}
    return Page("cover", f"Cover sheet {codes.shown(stored.code)}", fields, about={"request": stored.id})


def _picture(ask: Ask, data: bytes | None, kind: str) -> Answer:
    number = whole(ask.path["page"], MOST_PAGES)
    if data is None or not 1 <= number <= pictures.pages(data, kind):
        return Missing()
    about = {"request": ask.path["request_id"]}
    return File(lambda: pictures.page(data, kind, number), "image/png", "page.png", inline=True, about=about)


def _may(ask: Ask, kind: Check, done: Any) -> bool:
    if kind == "decision":
        return ask.manages
    first = done.get("recipient")
    return kind != "second_look" or (first is not None and first.actor != ask.staff.actor)


def _library(ask: Ask) -> dict[str, Any]:
    entries = ask.directory.role("images_patients")
    one = entries[0] if entries else None
    phones = [number.number for number in one.of("phone")] if one else []
    return {"name": one.name.en if one else ask.directory.file.name.en, "phones": phones}
