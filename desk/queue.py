"""The queue: what waits, what is due first on top; urgent callers who reached nobody above all of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.inbound import whole
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
    many: int | None
    here: bool


@dataclass(frozen=True)
class Glance:
    """What the queue shows, before anything sealed is opened; `mark` changes with it."""

    part: Part
    page: int
    ids: list[str]
    more: bool
    many: Mapping[str, int]
    urgent: list[Ticket]
    mark: str


def look(ask: Ask) -> Answer:
    """One part of the queue."""
    return _page(ask, glance(ask), template="queue")


def rows(ask: Ask) -> Answer:
    """The same again for a page that is open: nothing where it shows all that there is."""
    seen = glance(ask)
    return Unchanged() if ask.query.get("mark") == seen.mark else _page(ask, seen, "queue_rows")


def tabs(ask: Ask, here: str, many: Mapping[str, int] | None = None) -> list[Tab]:
    """All parts with how many are in each; call-backs and lost texts among them."""
    of = many if many is not None else ask.turn.queue_counts(ask.staff.actor)
    found = [Tab(name, f"/desk?part={part}", of.get(part), here == part) for part, name in NAMES.items()]
    found.append(Tab("Call-backs", "/desk/calls", of["calls"], here == "calls"))
    return [*found, Tab("Texts lost", "/desk/texts", of["texts"], here == "texts")]


def glance(ask: Ask) -> Glance:
    """A look at what the address asks for. The mark turns with the hour, since ages are shown."""
    part, page = _asked(ask)
    ids, shown, more = ask.turn.queue(part, ask.staff.actor, page)
    many, waiting = ask.turn.queue_counts(ask.staff.actor), urgent(ask)
    told = f"{shown} {[(one.id, one.state) for one in waiting]} {many} {ask.now:%Y%m%d%H}"
    mark = hashlib.sha256(told.encode()).hexdigest()[:16]
    return Glance(part, page, ids, more, many, waiting, mark)


def urgent(ask: Ask) -> list[Ticket]:
    """Urgent callers who reached nobody, and wait for a call back that nobody took."""
    return ask.turn.tickets(["open"], 20)


def about(ids: list[str]) -> dict[str, str]:
    """For the audit entry: whose requests were seen."""
    return {"requests": ",".join(ids)} if ids else {}


def _asked(ask: Ask) -> tuple[Part, int]:
    told, page = ask.query.get("part", ""), ask.query.get("page", "")
    part: Part = next((one for one in PARTS if one == told), "todo")
    return part, whole(page, MOST_PAGES)


def _page(ask: Ask, seen: Glance, template: str) -> Page:
    known = ask.turn.these_requests(seen.ids)
    fields: dict[str, Any] = {
        "tabs": tabs(ask, seen.part, seen.many), "part": seen.part, "page": seen.page, "more": seen.more,
        "rows": lines(known, ask.now, ask.today, ask.turn.answered(seen.ids)),
        "urgent": seen.urgent, "mark": seen.mark, "misdirected": misdirected(ask), "works": ask.works,
    }  # fmt: skip
    return Page(template, "Queue", fields, about=about(seen.ids))


def misdirected(ask: Ask) -> list[str]:
    """Requests that went to the wrong place lately: managers and auditors see them until they are old news."""
    if ask.staff.role not in ("manager", "auditor"):
        return []
    return ask.turn.misdirected()
