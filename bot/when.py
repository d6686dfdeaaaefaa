"""The day and hour somebody asks about: "saturday", "8 pm on a tuesday", "mañana"; pure, the clock is passed in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from bot.hearing import fold, words
from bot.tables import read_table

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDDAY = dt.time(12, 0)


class Times(NamedTuple):
    """The table as patterns over folded words."""

    days: dict[str, re.Pattern[str]]
    relative: dict[str, re.Pattern[str]]
    parts: dict[str, re.Pattern[str]]
    hour: re.Pattern[str]
    am: re.Pattern[str]
    pm: re.Pattern[str]
    numbers: dict[str, int]


@cache
def table() -> Times:
    """Read data/times.yaml once."""
    raw = read_table("times")
    numbers = {str(k): int(v) for k, v in raw["hours"].items()}
    return Times(
        days={d: _any(raw["days"][d]) for d in WEEK},
        relative={name: _any(p) for name, p in raw["relative"].items()},
        parts={str(name): _any(p) for name, p in raw["parts"].items()},
        hour=_hour(raw["before_hour"], numbers),
        am=re.compile(rf"^ ?(?:a m|{_alternatives(raw['am'])})\b"),
        pm=re.compile(rf"^ ?(?:p m|{_alternatives(raw['pm'])})\b"),
        numbers=numbers,
    )


def _alternatives(phrases: Iterable[str]) -> str:
    return "|".join(sorted((" ".join(words(str(p))) for p in phrases), key=len, reverse=True))


def _any(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_alternatives(phrases)})\b")


def _hour(before: Iterable[str], numbers: Iterable[str]) -> re.Pattern[str]:
    """An hour counts after a word like "at", or with am or pm behind it: not "2 things"."""
    number = rf"(?P<h>\d{{1,2}}|{'|'.join(numbers)})(?:[: ](?P<m>[0-5]\d|thirty|fifteen))?"
    return re.compile(
        rf"\b(?P<lead>{_alternatives(before)})?\s*\b{number}\s*(?P<half>a ?m|p ?m|oclock)?\b", re.IGNORECASE
    )


def asked_about(text: str, now: dt.datetime) -> dt.datetime | None:
    """The moment a text asks about, in the zone of `now`, today or later; None where it names none."""
    plain = re.sub(r"[^a-z0-9: ]+", " ", fold(text))
    day, clock = _day(plain, now), _clock(plain)
    if day is None and clock is None:
        return None
    moment = _at(day or now.date(), clock, now, today=day in (None, now.date()))
    return moment


def _at(day: dt.date, clock: dt.time | None, now: dt.datetime, *, today: bool) -> dt.datetime:
    if clock is None:
        clock = now.timetz().replace(tzinfo=None) if today else MIDDAY
    return dt.datetime.combine(day, clock, now.tzinfo)


def _day(plain: str, now: dt.datetime) -> dt.date | None:
    times = table()
    for index, name in enumerate(WEEK):
        if times.days[name].search(plain):
            return now.date() + dt.timedelta(days=(index - now.weekday()) % 7)
    if times.relative["weekdays"].search(plain):
        return now.date() + dt.timedelta(days=(7 - now.weekday()) % 7 if now.weekday() > 4 else 0)
    if times.relative["tomorrow"].search(plain) and not re.search(r"\b(?:por|en|de|esta) la manana\b", plain):
        return now.date() + dt.timedelta(days=1)
    return now.date() if times.relative["today"].search(plain) else None


def _clock(plain: str) -> dt.time | None:
    return _said_hour(plain) or _part_of_day(plain)


def _said_hour(plain: str) -> dt.time | None:
    times = table()
    for match in times.hour.finditer(plain):
        rest = plain[match.end() :]
        half = (match["half"] or "").replace(" ", "")
        pm, am = half == "pm" or bool(times.pm.match(rest)), half == "am" or bool(times.am.match(rest))
        if not (match["lead"] or half or pm or am or match["m"]):
            continue
        hour = times.numbers.get(match["h"]) or int(match["h"]) if match["h"].isdigit() else times.numbers[match["h"]]
        if hour <= 24:
            return _time(hour, match["m"], am=am, pm=pm)
    return None


def _time(hour: int, minute: str | None, *, am: bool, pm: bool) -> dt.time:
    """The clock time meant; without am or pm a small hour is one of the afternoon."""
    minutes = {"thirty": 30, "fifteen": 15, None: 0}.get(minute)
    minutes = int(minute) if minutes is None and minute else minutes or 0
    if hour < 12 and (pm or (not am and hour < 7)):
        hour += 12
    elif hour == 12 and am:
        hour = 0
    return dt.time(hour % 24, minutes)


def _part_of_day(plain: str) -> dt.time | None:
    for clock, pattern in table().parts.items():
        if clock != "now" and pattern.search(plain):
            return dt.time.fromisoformat(clock)
    return None
