"""Invented requests to release images, and stores that hold them."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from typing import TypeVar

from bot import codes
from bot.release_checks import CHECKS, Check
from bot.request import ReleaseRequest, RequestState, Signed, StudyAsked
from bot.store import RequestEvent, SignedIn, Store, StoreBusy, StoredRequest, Turn
from tests.stores import NOW

Result = TypeVar("Result")
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
NUMBER, OTHER = "+19195550123", "+19195550147"
NAME, BIRTH, MRN = "Ximena Testperson-Núñez", dt.date(1961, 4, 5), "Q7781234"
LETTER, PICTURE, PAPER = b"%PDF-1.7 a letter \x00\xff", b"\x89PNG drawn", b"%PDF-1.7 guardian papers"
FULL = ReleaseRequest(
    requester="patient",
    patient_name=NAME,
    date_of_birth=BIRTH,
    mrn=MRN,
    studies=(StudyAsked("MRI of the right hip", "2026-08"), StudyAsked("chest x-ray", "last spring")),
    recipient_name="Dr. Quillon at Harbourview",
    recipient_address="77 Zephyr Lane, Apex, NC 27502",
    callback="+19195550188",
    needed_by=dt.date(2026, 12, 1),
    needed_words="by the first of december",
)


def made(store: Store, request: ReleaseRequest = FULL, number: str = NUMBER, now: dt.datetime = NOW) -> str:
    """A new draft; its id."""
    with store.turn(now) as turn:
        return turn.new_request(request, "voice", "en", number, codes.new_code(), "abc123")


def to_sign(store: Store, request: ReleaseRequest = FULL, now: dt.datetime = NOW, number: str = NUMBER) -> str:
    """A new request that waits for its signature; its id."""
    known = made(store, request, number, now)
    with store.turn(now) as turn:
        turn.move_request(known, "to_sign", "caller")
    return known


def linked(store: Store, request_id: str, now: dt.datetime = NOW) -> str:
    """The token of a new link."""
    token = secrets.token_urlsafe(16)
    with store.turn(now) as turn:
        turn.new_link(request_id, token)
    return token


def signature(now: dt.datetime = NOW) -> Signed:
    """Typed by the patient."""
    return Signed(now, "typed", NAME, "f" * 64)


def signed(store: Store, now: dt.datetime = NOW, request: ReleaseRequest = FULL, number: str = NUMBER) -> str:
    """A new request that is signed and in line, with one paper; its id."""
    known = to_sign(store, request, now, number)
    token = linked(store, known, now)
    with store.turn(now) as turn:
        turn.add_paper(known, "guardian of Ximena.pdf", "application/pdf", PAPER)
        assert turn.sign(known, token, signature(now), LETTER, PICTURE)
    return known


def moved(store: Store, request_id: str, *states: RequestState, now: dt.datetime = NOW) -> None:
    """Bring a request through these states, with a note each."""
    for state in states:
        with store.turn(now) as turn:
            checked(turn, request_id, *(CHECKS if state == "sent" else ()))
            turn.move_request(request_id, state, "staff.ana", f"Ximena called about {state}")


def checked(turn: Turn, request_id: str, *kinds: Check) -> None:
    """Let two people check these things of a request."""
    stored = turn.request(request_id) if kinds else None
    for kind in kinds if stored else ():
        by = SignedIn("1" * 32, "bo" if kind == "second_look" else "ana", "manager", NOW)
        turn.check(request_id, stored.request, kind, by, "seen")  # type: ignore[union-attr]


def found(store: Store, request_id: str, now: dt.datetime = NOW) -> StoredRequest | None:
    """The request as it stands."""
    with store.turn(now) as turn:
        return turn.request(request_id)


def known(store: Store, request_id: str, now: dt.datetime = NOW) -> StoredRequest:
    """The request as it stands, which is there."""
    one = found(store, request_id, now)
    assert one
    return one


def happened(store: Store, request_id: str) -> list[RequestEvent]:
    """All that happened to a request."""
    with store.turn(NOW) as turn:
        return turn.request_events(request_id)


def patiently(do: Callable[[], Result]) -> Result:
    """What it gives, tried again while others hold the store."""
    for _ in range(400):
        try:
            return do()
        except StoreBusy:
            continue
    raise AssertionError("busy for ever")
