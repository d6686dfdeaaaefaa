"""Call-backs: who waits, since when, and the words to say when somebody answers."""

from __future__ import annotations

import re

from bot.store import Ticket
from desk.answers import Answer, Go, Missing, Page
from desk.ask import Ask
from desk.queue import tabs

TICKET = re.compile(r"[A-Z0-9]{4,16}", re.ASCII)
MOST = 100
ENOUGH = 3  # attempts, after which it may be closed without having reached anybody


def listed(ask: Ask) -> Answer:
    """All that wait, and those that were taken; no numbers."""
    waiting = ask.turn.tickets(["open", "taken"], MOST)
    late = {one.id for one in waiting if one.due_at < ask.now}
    return Page("calls", "Call-backs", {"tabs": tabs(ask, "calls"), "calls": waiting, "late": late, "works": ask.works})


def look(ask: Ask) -> Answer:
    """One of them with its number: so it is written down that it was seen."""
    one = _ticket(ask)
    return _page(ask, one) if one else Missing()


def take(ask: Ask) -> Answer:
    """It is mine."""
    one = _ticket(ask)
    if one is None:
        return Missing()
    taken = ask.turn.take_ticket(one.id, ask.staff.name)
    return Go(f"/desk/calls/{one.id}", "call_taken" if taken else "call_gone", {"ticket": one.id})


def tried(ask: Ask) -> Answer:
    """Nobody answered."""
    one = _ticket(ask)
    if one is None or not ask.turn.ticket_tried(one.id):
        return Missing()
    return Go(f"/desk/calls/{one.id}", "call_tried", {"ticket": one.id})


def done(ask: Ask) -> Answer:
    """Somebody was reached; or three times nobody."""
    one = _ticket(ask)
    if one is None:
        return Missing()
    if not ask.told("reached") and one.attempts < ENOUGH:
        return _page(ask, one, 409, f"Nobody was reached: try {ENOUGH} times before it is closed.")
    ask.turn.ticket_done(one.id)
    return Go(
        "/desk/calls", "call_done", {"ticket": one.id, "outcome": "reached" if ask.told("reached") else "not_reached"}
    )


def _ticket(ask: Ask) -> Ticket | None:
    told = ask.path["ticket"]
    return ask.turn.ticket(told) if TICKET.fullmatch(told) else None


def _page(ask: Ask, one: Ticket, status: int = 200, fault: str = "") -> Page:
    fields = {"one": one, "late": one.due_at < ask.now, "fault": fault, "works": ask.works}
    return Page("call", f"Call back {one.id}", fields | {"enough": ENOUGH}, status, {"ticket": one.id})
