"""The queue: what waits, what is due first on top."""

from __future__ import annotations

from desk.answers import Answer, Page
from desk.ask import Ask


def look(ask: Ask) -> Answer:
    """The queue."""
    return Page("queue", "Queue", {"rows": ()})
