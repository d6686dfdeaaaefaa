"""Words of the staff's pages that more than one of them uses. English: staff pages are no sentences for callers."""

from __future__ import annotations

from bot.request import RequestState
from bot.store import StaffRole

STATES: dict[RequestState, str] = {
    "draft": "Draft",
    "to_sign": "To sign",
    "received": "Received",
    "in_progress": "In progress",
    "needs_something": "Needs something",
    "sent": "Sent",
    "came_back": "Came back",
    "cancelled": "Cancelled",
    "expired": "Expired",
}
ROLES: dict[StaffRole, str] = {
    "viewer": "sees, changes nothing",
    "clerk": "works the requests",
    "manager": "decides, and keeps this list",
    "auditor": "reads what happened",
}
# What a page begins with after something was done. The address of the page names one of them, and nothing else.
DONE = {
    "role": "The role is changed, and their sessions have ended.",
    "disabled": "They are shut out, and their sessions have ended.",
    "enabled": "They may sign in again.",
}


def state(name: RequestState) -> str:
    """A state as people read it."""
    return STATES[name]


def plural(many: int, one: str, more: str = "") -> str:
    """ "1 day", "2 days"."""
    return f"{many} {one if many == 1 else more or one + 's'}"
