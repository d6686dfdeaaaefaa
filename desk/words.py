"""Words of the staff's pages that more than one of them uses. English: staff pages are no sentences for callers."""

from __future__ import annotations

from bot.directory_types import Purpose
from bot.endings import Dial, Ending
from bot.message import Channel
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
    "taken": "It is yours.",
    "given": "It was given on.",
    "started": "In progress, and yours.",
    "noted": "The note is kept.",
    "checked": "The check is kept, with your name.",
    "needs": "It waits for what is missing. Nobody was texted.",
    "asked": "It waits for what is missing, and the patient gets a text with a link.",
    "asked_not": "It waits for what is missing. No text can go to this patient: call or write.",
    "sent": "Sent. The patient gets a text that says so.",
    "sent_untold": "Sent. No text can go to this patient.",
    "came_back": "It came back. The recipient has to be checked anew.",
    "wrong_place": "Written down, and those on watch are told. Tell a manager and the privacy officer now.",
    "cancelled": "The request has ended.",
    "undone": "Taken back.",
    "link": "A new link was made, and goes to the patient by text.",
    "link_not": "No text can go to this patient. Send the letter on paper, or take the signature in by scan.",
    "merged": "Marked as a duplicate: it left the queue.",
    "unmerged": "It is back in the queue.",
    "made": "The request is here. Its reference stands on top.",
    "signed": "The signed letter is kept, and the request is in line.",
    "paper": "The paper is kept.",
    "call_taken": "It is yours. Please call now.",
    "call_gone": "Somebody else has it already.",
    "call_tried": "Written down.",
    "call_done": "The call-back is closed.",
    "places": "The new list counts from now on.",
    "meant": "Kept, to be handed out. This is the next one.",
    "meant_last": "Kept, to be handed out. That was the last one.",
    "nothing": "Put aside. This is the next one.",
    "nothing_last": "Put aside. That was the last one.",
    "again": "Taken back: say anew what was meant.",
    "handed_out": "Handed out. Fetch the files here, and send them to those who keep the program.",
    "handed_none": "There is nothing to hand out.",
    "proposed": "The change is proposed. Another person, a manager, has to agree before anything changes.",
    "change_approved": "Approved. It is not in the file yet: hand the diff to whoever keeps the file.",
    "change_refused": "Refused. Nothing was changed.",
    "change_withdrawn": "Withdrawn. Nothing was changed.",
    "change_written": "Approved, and written. Callers hear it within seconds.",
    "change_full": "Approved, but not written: the disk is full. The file stands as it was. Make room, then write it.",
    "change_not_allowed": "Approved, but not written: this machine may not write the file. It stands as it was.",
    "change_other": "Approved, but not written: the file could not be written. It stands as it was.",
    "change_gone": "Approved, but not written: the entry was changed by others in this moment. Look at it again.",
}


TONES: dict[RequestState, str] = {
    "needs_something": "wait",
    "came_back": "bad",
    "sent": "good",
    "in_progress": "busy",
    "received": "new",
}
CHANNELS = {"voice": "by telephone", "text": "by text", "fax": "by fax", "mail": "by mail", "email": "by e-mail"}
CHANNELS |= {"mychart": "by MyChart", "counter": "at the counter", "phone": "by telephone, written down here"}
TALKS: dict[Channel, str] = {"voice": "calls", "text": "texts"}

# What a turn came to, as staff read it.
ENDINGS: dict[Ending, str] = {
    "begun": "call came in",
    "silent": "nothing was said",
    "dialled": "a transfer ended",
    "form": "answered a question of the request",
    "answered": "answered",
    "asked": "asked back",
    "missed": "not understood",
    "person": "sent to a person",
    "urgent": "urgent",
}
DIALLED: dict[Dial, str] = {
    "taken": "Somebody answered",
    "short": "Answered for less than 30 seconds",
    "busy": "Busy",
    "no-answer": "No answer",
    "failed": "Failed",
    "canceled": "Caller hung up",
}
NO_INTENT = {"keys": "a key alone", "none": "nothing that was understood"}
LANGS = {"en": "English", "es": "Spanish"}
PURPOSES: dict[Purpose, str] = {
    "appointments": "appointments",
    "same_day": "same day",
    "nurse_coordinator": "nurse coordinator",
    "advice": "advice",
    "fax": "fax",
    "phone": "telephone",
    "toll_free": "toll-free",
    "emergent": "day and night",
}


def state(name: RequestState) -> str:
    """A state as people read it."""
    return STATES[name]


def person(actor: str) -> str:
    """Somebody of the desk, "staff.ana", by the name alone."""
    return actor.removeprefix("staff.")


def plural(many: int, one: str, more: str = "") -> str:
    """ "1 day", "2 days"."""
    return f"{many} {one if many == 1 else more or one + 's'}"
