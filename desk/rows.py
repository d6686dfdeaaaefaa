"""Requests as lines of a list: what is due, for whom, how long it has waited, and what is odd about it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from bot import codes
from bot.release_checks import reasons
from bot.request import ENDED, TODO, UNSIGNED, RequestState
from bot.store import StoredRequest
from desk import when, words

# A patient's own access, 45 CFR 164.524(b)(2). Whoever signs stands in the patient's place, so it holds for all.
MOST_DAYS = 30
SOON = 7
LONGEST = 80


@dataclass(frozen=True)
class Tone:
    """A few words and their tone: "" is calm, "quiet" no matter, "good", "wait" to be watched, "bad"."""

    says: str
    tone: str = ""


@dataclass(frozen=True, repr=False)
class Line:
    """One request in a list."""

    id: str
    code: str
    state: RequestState
    patient: str
    born: str
    what: str
    to: str
    due: Tone
    clock: Tone
    age: str
    owner: str
    flags: Sequence[Tone] = field(default=())


def lines(
    known: Sequence[StoredRequest], now: dt.datetime, today: dt.date, answered: Set[str] = frozenset()
) -> list[Line]:
    """The lines of a list; who has the same last name or birth date as another in it is marked.

    `answered`: the ids of those who sent a paper after they were asked.
    """
    return [_line(one, now, today, _similar(one, known), one.id in answered) for one in known]


def similar(one: StoredRequest, other: StoredRequest) -> bool:
    """Whether two requests may be taken for each other: the same last name, or the same birth date."""
    a, b = one.request, other.request
    if one.id == other.id or one.duplicate_of == other.id or other.duplicate_of == one.id:
        return False
    same_day = a.date_of_birth is not None and a.date_of_birth == b.date_of_birth
    return same_day or (bool(_last(a.patient_name)) and _last(a.patient_name) == _last(b.patient_name))


def due(one: StoredRequest, today: dt.date) -> Tone:
    """By when it is needed, in words."""
    needed = one.request.needed_by
    if needed is None or one.state in ENDED:
        return Tone("")
    days = (needed - today).days
    said = f"needed {when.day(needed, today)}"
    if days < 0:
        return Tone(f"was {said}", "bad")
    return Tone(said, "bad" if days <= 1 else "wait" if days <= SOON else "")


def clock(one: StoredRequest, now: dt.datetime) -> Tone:
    """How much is left of the 30 days, in words."""
    if one.state not in TODO:
        return Tone("")
    left = MOST_DAYS - (now - begun(one)).days
    if left < 0:
        return Tone(f"{words.plural(-left, 'day')} over {MOST_DAYS}", "bad")
    return Tone(
        f"{words.plural(left, 'day')} of {MOST_DAYS} left", "bad" if left <= 2 else "wait" if left <= SOON else ""
    )


def begun(one: StoredRequest) -> dt.datetime:
    """Since when it waits for us: since it was signed."""
    return one.signed.at if one.signed else one.created_at


def what(one: StoredRequest) -> str:
    """The studies, shortened."""
    told = one.request
    said = ", ".join(study.study for study in told.studies) or ("all studies" if told.all_studies else "")
    return said if len(said) <= LONGEST else said[: LONGEST - 1].rstrip() + "…"


def _line(one: StoredRequest, now: dt.datetime, today: dt.date, alike: bool, answered: bool) -> Line:
    told = one.request
    born = f"{told.date_of_birth:%m/%d/%Y}" if told.date_of_birth else ""
    to = "the patient's home" if told.recipient_home else told.recipient_name
    return Line(
        one.id, codes.shown(one.code) if one.code else "unreadable", one.state,
        told.patient_name or "no name yet", born, what(one), to[:LONGEST], due(one, today), clock(one, now),
        when.age(begun(one), now),
        words.person(one.owner), flags(one, now, alike, answered),
    )  # fmt: skip


def flags(one: StoredRequest, now: dt.datetime, alike: bool = False, answered: bool = False) -> list[Tone]:
    """What staff should see before anything else."""
    open_ = one.state not in ENDED
    found = {
        Tone("cannot be opened", "bad"): one.damaged,
        Tone("legal papers missing", "wait"): open_ and one.request.papers_needed and not one.papers,
        Tone("staff decides", "wait"): open_ and bool(reasons(one.request, now)),
        Tone("paper came", "good"): answered and one.state == "needs_something",
        Tone("similar patient", "wait"): open_ and alike,
        Tone("wrong birth dates at its link", "bad"): one.staff_told and one.state in UNSIGNED,
        Tone("duplicate"): bool(one.duplicate_of),
    }
    return [tone for tone, so in found.items() if so]


def _similar(one: StoredRequest, known: Sequence[StoredRequest]) -> bool:
    return one.state in TODO and any(similar(one, other) for other in known if other.state in TODO)


def _last(name: str) -> str:
    return name.split()[-1].casefold() if name.split() else ""
