"""What keeps a letter from being signed, and what is told beside it. Pure."""

from __future__ import annotations

import datetime as dt

from bot.directory import Directory
from bot.request import Element, ReleaseRequest

GROWN_UP = 18  # years
WEEKEND = 5
# Where the form asks for what is missing.
FIELDS: dict[Element, str] = {
    "requester": "requester",
    "patient_name": "patient_name",
    "date_of_birth": "birth_month",
    "studies": "study_0",
    "study_dates": "date_0",
    "recipient_name": "recipient_name",
    "recipient_address": "recipient_address",
}


def missing(request: ReleaseRequest, today: dt.date) -> dict[str, str]:
    """Field and sentence of all that the form must still be told before the letter can be signed."""
    found = {FIELDS[element]: f"missing_{element}" for element in request.missing()}
    if "date_0" in found:
        undated = next(place for place, study in enumerate(request.studies) if not study.date)
        found[f"date_{undated}"] = found.pop("date_0")
    if request.requester == "guardian" and request.date_of_birth and grown_up(request.date_of_birth, today):
        found.setdefault("requester", "missing_signer")
    return found


def papers_missing(request: ReleaseRequest, papers: int) -> bool:
    """Whether the page demands legal papers that are not there."""
    return request.papers_needed and papers == 0


def grown_up(born: dt.date, today: dt.date) -> bool:
    """Whether somebody is 18 on that day, and signs himself."""
    had_birthday = (today.month, today.day) >= (born.month, born.day)
    return today.year - born.year - (not had_birthday) >= GROWN_UP


def very_soon(day: dt.date | None, directory: Directory, now: dt.datetime) -> bool:
    """Whether it is needed today or on the next working day."""
    if day is None:
        return False
    next_day = directory.local(now) + dt.timedelta(days=1)
    while next_day.weekday() >= WEEKEND or directory.holiday(next_day):
        next_day += dt.timedelta(days=1)
    return day <= next_day.date()
