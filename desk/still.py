"""Asked by every open page once in a while: is the session still there, and for how long."""

from __future__ import annotations

import datetime as dt

from desk.answers import Answer, Page, Unchanged
from desk.ask import Ask

WARNED = dt.timedelta(minutes=2)


def look(ask: Ask) -> Answer:
    """Nothing, until the end is near; then a notice with a button that goes on."""
    left = ask.staff.ends_at - ask.now
    return Unchanged() if left > WARNED else Page("still", "Still there?", {"seconds": int(left.total_seconds())})


def go_on(ask: Ask) -> Answer:
    """The person is there. Asking was enough: this route is not quiet."""
    return Page("still", "Still there?", {"seconds": 0})
