"""Schedules for tests: those of the directory, and two that are harder; times in their zone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.directory import load
from bot.directory_types import Schedule

SHIPPED = load(Path(__file__).resolve().parent.parent / "directory.yaml")
ZONE = ZoneInfo("America/New_York")
NAME = {"en": "n", "es": "n"}
OFFICE = {day: [["08:00", "12:00"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
NIGHT = {
    "fri": [["22:00", "24:00"]],
    "sat": [["00:00", "03:00"], ["22:00", "24:00"]],
    "sun": [["00:00", "02:30"]],
}
EVE = {"2026-12-24": [["08:00", "12:00"]], "2026-12-25": [["10:00", "11:00"]], "2027-07-06": []}
SCHEDULES = dict(SHIPPED.file.schedules) | {
    "closed_on_holidays": Schedule.model_validate({"name": NAME, "days": OFFICE, "holidays": "closed", "dates": EVE}),
    "over_midnight": Schedule.model_validate({"name": NAME, "days": NIGHT, "holidays": "open"}),
}


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC).astimezone(ZONE)
