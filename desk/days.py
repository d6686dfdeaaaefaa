"""The days that an address asks for, as the desk counts them."""

from __future__ import annotations

import datetime as dt

from bot.store import Span
from desk import when
from desk.ask import Ask

MONTH = dt.timedelta(days=31)
FIRST = dt.date(2000, 1, 1)
AHEAD = dt.timedelta(days=366)


def asked(ask: Ask, back: dt.timedelta = MONTH) -> Span:
    """From `first` to `last` of the address, both included; where one is missing or no day, up to today."""
    first, last = (_day(ask, name, otherwise) for name, otherwise in (("first", ask.today - back), ("last", ask.today)))
    zone = ask.directory.zone
    start, end = (dt.datetime.combine(day, dt.time(), zone) for day in (first, last + dt.timedelta(days=1)))
    return Span(first, last, start, end)


def _day(ask: Ask, name: str, otherwise: dt.date) -> dt.date:
    day = when.iso(ask.query.get(name, "")) or otherwise
    return min(max(day, FIRST), ask.today + AHEAD)
