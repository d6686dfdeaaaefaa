"""A request to release images: what the department's letter must hold, and how far it is told. Pure.

The elements are those of the patients' page: who the patient is, which studies, who gets them, a signature, and
legal papers where somebody else signs for an adult. Nothing else can hold a request back.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal, get_args

from pydantic import TypeAdapter

Requester = Literal["patient", "guardian", "power_of_attorney", "executor", "helper"]
# What the letter must hold before it can be signed, in the order in which it is asked for.
Element = Literal[
    "requester", "patient_name", "date_of_birth", "studies", "study_dates", "recipient_name", "recipient_address"
]
ELEMENTS: tuple[Element, ...] = get_args(Element)
RequestState = Literal[
    "draft", "to_sign", "received", "in_progress", "sent", "needs_something", "came_back", "cancelled", "expired"
]
REQUEST_STATES: tuple[RequestState, ...] = get_args(RequestState)
# Before its signature; while staff works it; once nothing more is to be done.
UNSIGNED: tuple[RequestState, ...] = ("draft", "to_sign")
TODO: tuple[RequestState, ...] = ("received", "in_progress", "needs_something", "came_back")
ENDED: tuple[RequestState, ...] = ("sent", "cancelled", "expired")
# Where each state may lead; whoever moves it is an actor: "caller", "patient", "desk", a clerk's name.
MOVES: dict[RequestState, tuple[RequestState, ...]] = {
    "draft": ("to_sign", "received", "cancelled", "expired"),
    "to_sign": ("received", "cancelled", "expired", "draft"),
    "received": ("in_progress", "needs_something", "cancelled"),
    "in_progress": ("sent", "needs_something", "cancelled", "received"),
    "needs_something": ("received", "in_progress", "cancelled", "expired"),
    "sent": ("came_back",),
    "came_back": ("needs_something", "in_progress", "cancelled"),
    "cancelled": (),
    "expired": (),
}
# Who signs in the patient's place; the patient himself signs for a helper.
SIGNS_FOR_ANOTHER: frozenset[Requester] = frozenset({"guardian", "power_of_attorney", "executor"})
# Of whom the page demands a copy of legal papers: those who sign for an adult.
WITH_PAPERS: frozenset[Requester] = frozenset({"power_of_attorney", "executor"})
HOME = "home"


@dataclass(frozen=True, slots=True)
class StudyAsked:
    """One examination, "MRI right hip"; `date` is ISO as far as told ("2026-08") or in the caller's words."""

    study: str
    date: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class ReleaseRequest:
    """What was told so far; "" and None are what was not. Never printed: everything here is private.

    `recipient_home`: to the patient's own home (`recipient_name` may then be ""). `callback` is E.164. `asker` is the
    name of who asks for somebody else, `relation` the patient's to him ("mother"). `deceased`: the patient has died.
    `needed_by` is the day told, `needed_words` how it was said. `no_dates`: the caller does not know when the studies
    were made; `all_studies`: all there are.
    """

    requester: Requester | None = None
    patient_name: str = ""
    date_of_birth: dt.date | None = None
    mrn: str = ""
    studies: tuple[StudyAsked, ...] = ()
    recipient_name: str = ""
    recipient_address: str = ""
    recipient_home: bool = False
    callback: str = ""
    asker: str = ""
    relation: str = ""
    deceased: bool = False
    needed_by: dt.date | None = None
    needed_words: str = ""
    no_dates: bool = False
    all_studies: bool = False
    birth_confirmed: bool = False

    def __repr__(self) -> str:
        return "<ReleaseRequest>"

    def missing(self) -> tuple[Element, ...]:
        """The elements of the page that are not told yet; () when the letter can be signed."""
        told: dict[Element, bool] = {
            "requester": self.requester is not None,
            "patient_name": bool(self.patient_name),
            "date_of_birth": self.date_of_birth is not None,
            "studies": bool(self.studies) or self.all_studies,
            "study_dates": self.no_dates or all(study.date for study in self.studies),
            "recipient_name": bool(self.recipient_name) or self.recipient_home,
            "recipient_address": bool(self.recipient_address),
        }
        return tuple(name for name in ELEMENTS if not told[name])

    @property
    def papers_needed(self) -> bool:
        """Whether a copy of legal papers must come with the letter."""
        return self.requester in WITH_PAPERS


@dataclass(frozen=True, slots=True)
class Signed:
    """How a letter was signed: `name` as typed, `request_hash` of what was shown."""

    at: dt.datetime
    kind: Literal["typed", "drawn", "paper"]
    name: str = field(repr=False)
    request_hash: str = ""


_ADAPTER: TypeAdapter[ReleaseRequest] = TypeAdapter(ReleaseRequest)


def dump(request: ReleaseRequest) -> str:
    """The request as JSON, to be sealed."""
    return _ADAPTER.dump_json(request, exclude_defaults=True).decode()


def restore(stored: str) -> ReleaseRequest:
    """The request from its JSON. Raises ValueError for what we cannot read; the message holds no values."""
    try:
        return _ADAPTER.validate_json(stored)
    except ValueError:
        fault = ValueError("a stored request that cannot be read")
    raise fault


def may_move(old: RequestState, new: RequestState) -> bool:
    """Whether a request may go from one state to another."""
    return new in MOVES[old]
