"""What staff do with a request: take it, check it, ask, send, bring it further. Each leads back to its page."""

from __future__ import annotations

from collections.abc import Callable

from bot import codes
from bot.release_checks import CHECKS
from bot.request import UNSIGNED, RequestState
from bot.store import WAYS, ChecksMissing, IllegalMove, NotTheirs, SendingWay, StoredRequest
from desk import case, history, tell
from desk.answers import Answer, Go, Missing
from desk.ask import Ask

LONGEST_NOTE = 1000
CAME_BACK = {"rejected": "The place rejected it", "not_opened": "It was not opened", "address": "The address was wrong"}
STARTS: tuple[RequestState, ...] = ("received", "needs_something", "came_back")
SAY_WHY = "Write a few words: the next person reads only this."


class Refused(Exception):
    """What was sent cannot be done; the sentence says why."""


def _acts(do: Callable[[Ask, StoredRequest], str]) -> Callable[[Ask], Answer]:
    """A change of a request: back to its page with the sentence that `do` names, or the page with what is wrong."""

    def act(ask: Ask) -> Answer:
        stored = ask.turn.request(ask.path["request_id"])
        if stored is None:
            return Missing()
        try:
            done = do(ask, stored)
        except (Refused, NotTheirs, IllegalMove) as refused:
            return case.shown(ask, stored, 409, _sentence(refused))
        return Go(f"/desk/requests/{stored.id}", done, {"request": stored.id})

    return act


@_acts
def take(ask: Ask, stored: StoredRequest) -> str:
    """Give it to oneself, to a colleague or to nobody."""
    name = ask.told("to")
    if name and name not in case.colleagues(ask):
        raise Refused("There is nobody of this name who works requests.")
    ask.turn.assign(stored.id, f"staff.{name}" if name else "", ask.staff.actor)
    return "taken" if f"staff.{name}" == ask.staff.actor else "given"


@_acts
def start(ask: Ask, stored: StoredRequest) -> str:
    """Begin, or go on with what is here now."""
    if stored.state not in STARTS:
        raise IllegalMove(stored.state, "in_progress")
    ask.turn.move_request(stored.id, "in_progress", ask.staff.actor, ask.told("note", LONGEST_NOTE))
    if not stored.owner:
        ask.turn.assign(stored.id, ask.staff.actor, ask.staff.actor)
    return "started"


@_acts
def note(ask: Ask, stored: StoredRequest) -> str:
    """Write something down."""
    ask.turn.note(stored.id, ask.staff.actor, _words(ask))
    return "noted"


@_acts
def check(ask: Ask, stored: StoredRequest) -> str:
    """Say how something was checked."""
    kind = next((one for one in CHECKS if one == ask.told("kind")), None)
    if kind is None or stored.state != "in_progress":
        raise Refused("Begin with the request first, then check.")
    ask.turn.check(stored.id, stored.request, kind, ask.staff, _words(ask))
    return "checked"


@_acts
def need(ask: Ask, stored: StoredRequest) -> str:
    """Something is missing: the patient gets a text with a link, and staff's words stay behind it."""
    words = _words(ask)
    ask.turn.move_request(stored.id, "needs_something", ask.staff.actor, words)
    if not ask.told("text"):
        return "needs"
    return "asked" if tell.ask_patient(ask, stored) else "asked_not"


@_acts
def send(ask: Ask, stored: StoredRequest) -> str:
    """It went out. The store refuses that as long as a check is missing."""
    way: SendingWay | None = next((one for one in WAYS if one == ask.told("way")), None)
    if way is None:
        raise Refused("Say by which way it went.")
    ask.turn.move_request(stored.id, "sent", ask.staff.actor, f"by {way}")
    ask.turn.disclose(stored.id, stored.request, "sent", way, ask.staff.actor)
    return "sent" if tell.sent(ask, stored) else "sent_untold"


@_acts
def came_back(ask: Ask, stored: StoredRequest) -> str:
    """It came back: the recipient has to be checked anew."""
    why = CAME_BACK.get(ask.told("why"))
    if why is None:
        raise Refused("Say why it came back.")
    ask.turn.move_request(stored.id, "came_back", ask.staff.actor, why)
    ask.turn.disclose(stored.id, stored.request, "came_back", _way(ask, stored), ask.staff.actor)
    return "came_back"


@_acts
def wrong_place(ask: Ask, stored: StoredRequest) -> str:
    """It went to the wrong place: those on watch are told at once, and nobody takes that back."""
    if stored.state not in ("sent", "came_back"):
        raise Refused("Only what was sent can have gone to the wrong place.")
    ask.turn.note(stored.id, ask.staff.actor, _words(ask), "wrong_place")
    ask.turn.disclose(stored.id, stored.request, "wrong_place", _way(ask, stored), ask.staff.actor)
    tell.watch(ask, stored)
    return "wrong_place"


@_acts
def cancel(ask: Ask, stored: StoredRequest) -> str:
    """End it, with the reason."""
    ask.turn.move_request(stored.id, "cancelled", ask.staff.actor, _words(ask))
    return "cancelled"


@_acts
def undo(ask: Ask, stored: StoredRequest) -> str:
    """Take one's own last move back."""
    back = history.undoable(ask.turn.request_events(stored.id), ask.staff.actor, ask.now)
    if back is None:
        raise Refused("There is nothing that you could take back.")
    ask.turn.move_request(stored.id, back, ask.staff.actor, "taken back")
    return "undone"


@_acts
def link(ask: Ask, stored: StoredRequest) -> str:
    """A new link to sign by; the count of wrong birth dates begins anew."""
    if stored.state not in UNSIGNED:
        raise Refused("It is signed already.")
    return "link" if tell.sign_link(ask, stored) else "link_not"


@_acts
def merge(ask: Ask, stored: StoredRequest) -> str:
    """The same as another one: it leaves the queue."""
    other = ask.turn.request_by_code(codes.typed(ask.told("code")))
    if other is None or other.id == stored.id or other.duplicate_of:
        raise Refused("Type the reference of the other request, which stays in the queue.")
    ask.turn.duplicate(stored.id, other.id, ask.staff.actor)
    return "merged"


@_acts
def unmerge(ask: Ask, stored: StoredRequest) -> str:
    """No duplicate after all."""
    ask.turn.duplicate(stored.id, "", ask.staff.actor)
    return "unmerged"


def _words(ask: Ask) -> str:
    words = ask.told("note", LONGEST_NOTE)
    if not words:
        raise Refused(SAY_WHY)
    return words


def _way(ask: Ask, stored: StoredRequest) -> SendingWay:
    """By which way it went last."""
    known = ask.turn.disclosed(stored.created_at, ask.now, stored.id)
    return next((one.way for one in reversed(known) if one.kind == "sent"), WAYS[0])


def _sentence(refused: Exception) -> str:
    if isinstance(refused, Refused):
        return str(refused)
    if isinstance(refused, NotTheirs):
        return f"This has to be done by {refused}."
    if isinstance(refused, ChecksMissing):
        return "Not yet: " + ", ".join(case.CHECKS[kind][0].lower() for kind in refused.kinds) + " not checked."
    return "Somebody was faster: the request is in another state now."
