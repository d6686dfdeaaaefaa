"""What a clerk must have checked before images go out, and for which requests a manager decides. Pure."""

from __future__ import annotations

import datetime as dt
import unicodedata
from functools import cache
from typing import Literal, get_args

from bot.request import ReleaseRequest
from bot.tables import read_table

# identity: who asks, and how that was seen. match: two identifiers and the study. recipient: who gets it, and where.
# second_look: the recipient once more, by somebody else. decision: a manager's, where the staff decides.
Check = Literal["identity", "match", "recipient", "second_look", "decision"]
CHECKS: tuple[Check, ...] = get_args(Check)
ADULT = 18
# The same day in every time zone: nobody counts as grown up too early.
A_DAY = dt.timedelta(days=1)


def needed(request: ReleaseRequest, now: dt.datetime, connected: bool) -> tuple[Check, ...]:
    """What has to be checked before this goes out. `connected`: the recipient is on the list of connected places."""
    second: tuple[Check, ...] = () if connected else ("second_look",)
    decided: tuple[Check, ...] = ("decision",) if reasons(request, now) else ()
    return ("identity", "match", "recipient", *second, *decided)


def reasons(request: ReleaseRequest, now: dt.datetime) -> tuple[str, ...]:
    """Why a manager decides: "minor", "guardian", "custody", "study"; () where nobody has to."""
    found = {
        "minor": _minor(request.date_of_birth, (now - A_DAY).date()),
        "guardian": request.requester == "guardian",
        "custody": _names(request.relation, "relations"),
        "study": request.all_studies or any(_names(study.study, "studies") for study in request.studies),
    }
    return tuple(name for name, so in found.items() if so)


def _minor(birth: dt.date | None, today: dt.date) -> bool:
    if birth is None:
        return False
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day)) < ADULT


def _names(text: str, kind: str) -> bool:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return any(word in plain for word in _words()[kind])


@cache
def _words() -> dict[str, list[str]]:
    table: dict[str, list[str]] = read_table("desk/sensitive")
    return table
