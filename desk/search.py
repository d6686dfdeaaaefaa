"""Search: by reference, by record number, or by name with birth date. It lists all that fits and opens none."""

from __future__ import annotations

import datetime as dt
import re

from bot import codes
from bot.store import StoredRequest
from desk.answers import Answer, Page
from desk.ask import Ask
from desk.queue import about
from desk.rows import lines

MOST = 50
DATES = (
    re.compile(r"(?P<m>\d{1,2})[/.-](?P<d>\d{1,2})[/.-](?P<y>\d{4})", re.ASCII),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})", re.ASCII),
)
EMPTY = "Type a reference such as ABC-DEFG, a record number, or a name with a birth date: Ruiz 3/9/1957."


def search(ask: Ask) -> Answer:
    """What was typed is sent in the form, never in the address."""
    typed = ask.told("q")
    known = found(ask, typed)
    fields = {"q": typed, "rows": lines(known, ask.now, ask.today), "hint": EMPTY, "full": len(known) == MOST}
    return Page("search", "Search", fields, about=about([one.id for one in known]))


def look(ask: Ask) -> Answer:
    """The page before anything was typed."""
    return Page("search", "Search", {"q": "", "rows": (), "hint": EMPTY, "full": False})


def found(ask: Ask, typed: str) -> list[StoredRequest]:
    """All requests that fit, each once."""
    hits: list[StoredRequest] = []
    code = codes.typed(typed)
    if code:
        one = ask.turn.request_by_code(code)
        hits += [one] if one else []
    name, birth = parted(typed)
    if birth and name:
        hits += ask.turn.requests_of_person(name, birth, MOST)
    elif any(c.isdigit() for c in typed) and not birth:
        hits += ask.turn.requests_of_record(typed, MOST)
    return list({one.id: one for one in hits}.values())[:MOST]


def parted(typed: str) -> tuple[str, dt.date | None]:
    """Name and birth date of what was typed, month first.

    >>> parted("Ruiz, Marigold 3/9/1957")
    ('Ruiz, Marigold', datetime.date(1957, 3, 9))
    """
    for shape in DATES:
        if told := shape.search(typed):
            try:
                birth = dt.date(int(told["y"]), int(told["m"]), int(told["d"]))
            except ValueError:
                continue
            return " ".join((typed[: told.start()] + " " + typed[told.end() :]).split()).strip(" ,"), birth
    return typed, None
