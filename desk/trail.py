"""The audit trail, for those who look after it: what was done, by whom, to which request."""

from __future__ import annotations

import json
import re
from typing import Any

from desk.answers import Answer, Page
from desk.ask import ID, Ask

ACTOR = re.compile(r"[a-z][a-z0-9_.-]{0,63}", re.ASCII)
SHOWN = 100


def look(ask: Ask) -> Answer:
    """The newest entries, or those before a place in the trail; of one actor or request where one is given."""
    actor, request = ask.query.get("actor", ""), ask.query.get("request", "")
    actor, request = actor if ACTOR.fullmatch(actor) else "", request if ID.fullmatch(request) else ""
    before = ask.query.get("before", "")
    place = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else 0
    rows = ask.turn.trail(place, actor, request, SHOWN)
    entries = [(row, _detail(row.detail)) for row in rows]
    last = rows[-1].seq if len(rows) == SHOWN else 0
    fields = {"entries": entries, "actor": actor, "request": request, "before": last}
    return Page("trail", "Audit trail", fields, about={"request": request} if request else {})


def _detail(text: str) -> list[tuple[str, Any]]:
    told = json.loads(text)
    return [(name, value if len(str(value)) <= 40 else f"{str(value)[:32]}…") for name, value in told.items()]
