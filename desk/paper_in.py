"""A request that came on paper, by e-mail, at the counter or by telephone; and the scan of a letter signed by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from bot import codes
from bot.phone_numbers import e164
from bot.request import UNSIGNED, ReleaseRequest, Requester, Signed, StudyAsked
from bot.store import CodeTaken, StoredRequest
from desk import case, pictures
from desk.answers import Answer, Go, Missing, Page
from desk.ask import Ask
from desk.search import parted
from desk.site import Site
from release.incoming import MOST_PAPER
from release.papers import MOST_PAGES, PaperRefused, paper
from release.plain import line, lines

CAME_BY = {
    "fax": "fax",
    "mail": "mail",
    "email": "e-mail",
    "mychart": "MyChart",
    "counter": "counter",
    "phone": "telephone",
}
ASKS: dict[Requester, str] = {
    "patient": "the patient",
    "guardian": "a parent or guardian",
    "power_of_attorney": "a power of attorney",
    "executor": "an executor",
    "helper": "somebody who helps",
}
MOST_DRAWS = 5
REFUSALS = {
    "paper_none": "Choose a file.",
    "paper_kind": "This is no photo and no PDF.",
    "paper_broken": "The file is damaged.",
    "paper_locked": "The PDF has a password.",
    "paper_pages": f"The PDF has more than {MOST_PAGES} pages.",
    "paper_heavy": "The file is too big, or takes too long to open.",
    "paper_big": f"The file is bigger than {MOST_PAPER} megabytes.",
}


@dataclass(frozen=True)
class Scan:
    """A file that was drawn anew, or the sentence that says why not; neither: none was sent."""

    kind: str = ""
    data: bytes = b""
    fault: str = ""


def prepare(site: Site, form: Mapping[str, str], file: bytes) -> Scan:
    """Draw the file anew, before anything is stored."""
    if not file:
        return Scan()
    try:
        kind, made = site.places.work(lambda: paper(file))
    except PaperRefused as refused:
        return Scan(fault=REFUSALS.get(refused.why, REFUSALS["paper_broken"]))
    return Scan(kind, made)


def look(ask: Ask) -> Answer:
    """The empty form."""
    return _form(ask, {})


def add(ask: Ask) -> Answer:
    """A new request of what stands on the paper; with its scan it is signed and in line."""
    told, faults = _told(ask)
    scan: Scan = ask.made
    if scan.fault:
        faults["paper"] = scan.fault
    known = ask.turn.request_by_code(codes.typed(ask.told("code"))) if ask.told("code") else None
    if ask.told("code") and known is None:
        faults["code"] = "There is no request with this reference."
    if faults:
        return _form(ask, ask.form, 400, faults)
    if known:
        return _with_draft(ask, known, told, scan)
    made = _made(ask, told)
    _sign(ask, made, told.patient_name, scan)
    return Go(f"/desk/requests/{made}", "made", {"request": made})


def scanned(ask: Ask) -> Answer:
    """A scan for a request that is there: the signed letter of a draft, or one more legal paper."""
    stored, scan = ask.turn.request(ask.path["request_id"]), ask.made
    if stored is None:
        return Missing()
    if scan.fault or not scan.data:
        return case.shown(ask, stored, 400, scan.fault or REFUSALS["paper_none"])
    if stored.state in UNSIGNED and ask.told("what") == "letter":
        _sign(ask, stored.id, stored.request.patient_name, scan)
        return Go(f"/desk/requests/{stored.id}", "signed", {"request": stored.id})
    ask.turn.add_paper(stored.id, line(ask.told("name"))[:120] or "scan", scan.kind, scan.data)
    ask.turn.note(stored.id, ask.staff.actor, "", "paper_added")
    return Go(f"/desk/requests/{stored.id}", "paper", {"request": stored.id})


def _with_draft(ask: Ask, known: StoredRequest, told: ReleaseRequest, scan: Scan) -> Answer:
    """The letter's code found its draft: what stands on the paper is what was signed."""
    if known.state not in UNSIGNED:
        return case.shown(ask, known, 409, "This request is signed already: add the scan here.")
    before = known.request
    ask.turn.save_request(
        known.id, replace(told, callback=told.callback or before.callback, mrn=told.mrn or before.mrn)
    )
    _sign(ask, known.id, told.patient_name, scan)
    return Go(f"/desk/requests/{known.id}", "made", {"request": known.id})


def _sign(ask: Ask, request_id: str, name: str, scan: Scan) -> None:
    if scan.data:
        ask.turn.sign_on_paper(
            request_id, Signed(ask.now, "paper", name), pictures.pdf(scan.data, scan.kind), ask.staff.actor
        )


def _made(ask: Ask, told: ReleaseRequest) -> str:
    by = next((one for one in CAME_BY if one == ask.told("by")), "mail")
    for _ in range(MOST_DRAWS):
        try:
            return ask.turn.new_request(told, by, "en", "", codes.new_code(), ask.directory.version)
        except CodeTaken:
            continue
    raise CodeTaken


def _told(ask: Ask) -> tuple[ReleaseRequest, dict[str, str]]:
    """What stands in the form, and what is wrong with it."""
    faults: dict[str, str] = {}
    name, birth = line(ask.told("patient_name", 120)), parted(ask.told("born"))[1]
    if not name:
        faults["patient_name"] = "Whose images?"
    if birth is None or birth > ask.today:
        faults["born"] = "A date such as 3/9/1957."
    needed = parted(ask.told("needed"))[1]
    if ask.told("needed") and needed is None:
        faults["needed"] = "A date such as 12/4/2026."
    number = e164(ask.told("callback"), ask.directory.file.country) if ask.told("callback") else ""
    if ask.told("callback") and not number:
        faults["callback"] = "A telephone number with its area code."
    return _request(ask, name, birth, needed, number), faults


def _request(ask: Ask, name: str, birth: dt.date | None, needed: dt.date | None, number: str) -> ReleaseRequest:
    studies = tuple(StudyAsked(*_study(one)) for one in lines(ask.told("studies", 2000)))
    return ReleaseRequest(
        requester=next((one for one in get_args(Requester) if one == ask.told("requester")), "patient"),
        patient_name=name, date_of_birth=birth, mrn=line(ask.told("mrn", 40)), studies=studies[:20],
        all_studies=not studies, recipient_name=line(ask.told("recipient_name", 200)), no_dates=True,
        recipient_address="\n".join(lines(ask.told("recipient_address", 500))), needed_by=needed, callback=number,
        recipient_home=bool(ask.told("home")), birth_confirmed=True, asker=line(ask.told("asker", 120)),
    )  # fmt: skip


def _study(text: str) -> tuple[str, str]:
    """A line such as "MRI right hip, 2026-08": study and date."""
    study, _, date = text.partition(",")
    return study.strip()[:200], date.strip()[:60]


def _form(ask: Ask, form: Mapping[str, str], status: int = 200, faults: Mapping[str, str] | None = None) -> Page:
    fields: dict[str, Any] = {"form": form, "wrong": faults or {}, "by": CAME_BY, "asks": ASKS}
    return Page("paper_in", "New request", fields, status)
