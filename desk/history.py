"""What happened to a request, in words; and whether its last move may be taken back. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.request import RequestState, may_move
from bot.store import RequestEvent
from desk.words import STATES, person

UNDO = dt.timedelta(minutes=15)
# What has left the house, or was ended, is not taken back: it comes back, or is made anew.
NOT_BACK = ("sent", "came_back", "cancelled", "expired")
EVENTS = {
    "request_made": "Request begun",
    "note": "Note",
    "assigned": "Took it",
    "assigned_to_other": "Given to",
    "unassigned": "Given back to all",
    "asked": "Asked the patient by text",
    "staff_told": "Five wrong birth dates at its link",
    "new_link": "New link made",
    "paper_added": "Paper added",
    "paper_came": "The patient added a paper",
    "merged": "Marked as a duplicate",
    "unmerged": "No duplicate after all",
    "wrong_place": "Went to the wrong place",
    "checked_identity": "Checked who asks",
    "checked_match": "Checked patient and study",
    "checked_recipient": "Checked the recipient",
    "checked_second_look": "Checked the recipient once more",
    "checked_decision": "Manager decided",
}


@dataclass(frozen=True, repr=False)
class Told:
    """One line of the history."""

    at: dt.datetime
    says: str
    by: str
    note: str


def told(event: RequestEvent) -> Told:
    """An event as people read it."""
    says = STATES[event.state] if event.was and event.state else EVENTS.get(event.event, event.event.replace("_", " "))  # type: ignore[index]
    note = "" if event.event == "assigned" else person(event.note)
    return Told(event.at, says, person(event.actor), note)


def undoable(events: Sequence[RequestEvent], actor: str, now: dt.datetime) -> RequestState | None:
    """The state before the last move, where this person made it just now and it may be taken back."""
    last = next((event for event in reversed(events) if event.was and event.state), None)
    if last is None or last.actor != actor or now - last.at > UNDO or last.state in NOT_BACK:
        return None
    was, state = last.was, last.state
    return was if may_move(state, was) else None  # type: ignore[arg-type, return-value]
