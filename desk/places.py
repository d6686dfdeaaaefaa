"""The places that are connected for sending. A recipient who is not among them gets a second look."""

from __future__ import annotations

from desk.answers import Answer, Go, Page
from desk.ask import Ask
from release.plain import lines

MOST = 2000


def look(ask: Ask) -> Answer:
    """The list, and when it was imported."""
    return Page("places", "Connected places", {"places": ask.turn.connected_places(), "may": ask.manages})


def replace(ask: Ask) -> Answer:
    """A whole new list, one place in each line."""
    names = [one[:200] for one in lines(ask.told("names", 60_000))][:MOST]
    ask.turn.set_connected_places(names, ask.staff.actor)
    return Go("/desk/places", "places", {"tries": str(min(len(names), 999))})
