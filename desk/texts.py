"""Texts that did not arrive, with the requests that were made from that number: somebody has to tell otherwise."""

from __future__ import annotations

from desk.answers import Answer, Page
from desk.ask import Ask
from desk.queue import about, tabs
from desk.rows import lines

WHY = {
    "failed": "could not be sent",
    "doubtful": "nobody knows if it went",
    "sent": "did not arrive",
    "refused": "was not taken",
}


def listed(ask: Ask) -> Answer:
    """The newest of them."""
    lost = ask.turn.lost_texts()
    found = {one.id: ask.turn.requests_from(one.to, 5) if one.to else [] for one in lost}
    seen = sorted({stored.id for known in found.values() for stored in known})[:100]
    rows = [(one, WHY.get(one.status, "did not arrive"), lines(found[one.id], ask.now, ask.today)) for one in lost]
    return Page("texts", "Texts that were lost", {"tabs": tabs(ask, "texts"), "texts": rows}, about=about(seen))
