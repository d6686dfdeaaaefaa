"""The queue: what waits, what is due first on top; urgent callers who reached nobody above all of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from bot.store import Ticket
from bot.store.desk_queue import PARTS, Part
from desk.answers import Answer, Page, Unchanged
from desk.ask import Ask
from desk.rows import lines

NAMES: dict[Part, str] = {
    "todo": "To do",
    "mine": "Mine",
    "unassigned": "Nobody's",
    "papers": "Papers missing",
    "waiting": "Not signed yet",
    "done": "Done",
}
MOST_PAGES = 10_000


@dataclass(frozen=True)
class Tab:
    """A part of the queue in the row of parts."""

    name: str
    address: str
    many: int
    here: bool


def look(ask: Ask) -> Answer:
    """One part of the queue."""
    return _page(ask, *_asked(ask), template="queue")


def rows(ask: Ask) -> Answer:
    """The same again for a page that is open: nothing where it shows all that there is."""
    part, page = _asked(ask)
    return Unchanged() if ask.query.get("mark") == _mark(ask, part, page) else _page(ask, part, page, "queue_rows")


def tabs(ask: Ask, here: str) -> list[Tab]:
    """All parts with how many are in each; call-backs and lost texts among them."""
    many = ask.turn.queue_counts(ask.staff.actor)
    found = [Tab(name, f"/desk?part={part}", many[part], here == part) for part, name in NAMES.items()]
    found.append(Tab("Call-backs", "/desk/calls", many["calls"], here == "calls"))
    return [*found, Tab("Texts lost", "/desk/texts", many["texts"], here == "texts")]


def urgent(ask: Ask) -> list[Ticket]:
    """Urgent callers who reached nobody, and wait for a call back that nobody took."""
    return ask.turn.tickets(["open"], 20)


def about(ids: list[str]) -> dict[str, str]:
    """For the audit entry: whose requests were seen."""
    return {"requests": ",".join(ids)} if ids else {}


def _asked(ask: Ask) -> tuple[Part, int]:
    told, page = ask.query.get("part", ""), ask.query.get("page", "")
    part: Part = next((one for one in PARTS if one == told), "todo")
    return part, min(int(page), MOST_PAGES) if page.isascii() and page.isdigit() else 0


def _page(ask: Ask, part: Part, page: int, template: str) -> Page:
    ids, _, more = ask.turn.queue(part, ask.staff.actor, page)
    known = ask.turn.these_requests(ids)
    fields: dict[str, Any] = {
        "tabs": tabs(ask, part), "rows": lines(known, ask.now, ask.today), "part": part, "page": page, "more": more,
        "urgent": urgent(ask), "mark": _mark(ask, part, page), "misdirected": misdirected(ask),
    }  # fmt: skip
    return Page(template, "Queue", fields, about=about(ids))


def misdirected(ask: Ask) -> list[str]:
    """Requests that went to the wrong place lately: managers and auditors see them until they are old news."""
    if ask.staff.role not in ("manager", "auditor"):
        return []
    return ask.turn.misdirected()


def _mark(ask: Ask, part: Part, page: int) -> str:
    """Changes with whatever the page shows, the turn of the hour among it."""
    _, shown, _ = ask.turn.queue(part, ask.staff.actor, page)
    waiting = [(one.id, one.state) for one in urgent(ask)]
    told = f"{shown} {waiting} {ask.turn.queue_counts(ask.staff.actor)} {ask.now:%Y%m%d%H}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]
