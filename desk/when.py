"""Times as staff read them, by the desk's own clock. Pure."""

from __future__ import annotations

import datetime as dt


def iso(told: str) -> dt.date | None:
    """A day as an address names it, "2026-12-04"; None for anything else."""
    try:
        return dt.date.fromisoformat(told)
    except ValueError:
        return None


def day(date: dt.date, today: dt.date) -> str:
    """ "today", "tomorrow", "Fri Dec 4", with the year where it is another.

    >>> day(dt.date(2026, 12, 4), dt.date(2026, 11, 23))
    'Fri Dec 4'
    """
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((date - today).days)
    return near or f"{date:%a %b} {date.day}" + (f" {date.year}" if date.year != today.year else "")


def clock(at: dt.datetime) -> str:
    """ "2:05 pm" of a local time.

    >>> clock(dt.datetime(2026, 11, 23, 14, 5))
    '2:05 pm'
    """
    return f"{at.hour % 12 or 12}:{at:%M} {'am' if at.hour < 12 else 'pm'}"


def span(start: str, end: str) -> str:
    """Opening times as written in the directory, read by people.

    >>> span("09:00", "18:30"), span("00:00", "24:00"), span("12:00", "24:00")
    ('9 am–6:30 pm', 'all day', 'noon–midnight')
    """
    return "all day" if (start, end) == ("00:00", "24:00") else f"{_wall(start)}–{_wall(end)}"


def _wall(time: str) -> str:
    hour, rest = int(time[:2]), "" if time.endswith(":00") else time[2:]
    if time in ("00:00", "12:00", "24:00"):
        return "noon" if time == "12:00" else "midnight"
    return f"{hour % 12 or 12}{rest} {'am' if hour < 12 else 'pm'}"


def minute(at: dt.datetime, today: dt.date) -> str:
    """Day and time of a local time."""
    return f"{day(at.date(), today)}, {clock(at)}"


def age(since: dt.datetime, now: dt.datetime) -> str:
    """How long ago, in the largest unit that says enough.

    >>> age(dt.datetime(2026, 11, 23, 9, 0), dt.datetime(2026, 11, 23, 9, 40))
    '40 min'
    """
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    hours, days = minutes // 60, minutes // 1440
    return f"{hours} h" if hours < 48 else f"{days} days"
