"""The accounting of disclosures: what went out, to whom, when and by which way; also as a file for a spreadsheet."""

from __future__ import annotations

import csv
import datetime as dt
import io

from bot.store import Disclosure
from desk.answers import Answer, File, Page
from desk.ask import Ask

COLUMNS = ("date", "patient", "born", "record", "recipient", "address", "what", "way", "kind", "by")
MONTH = dt.timedelta(days=31)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def look(ask: Ask) -> Answer:
    """What went out between two days."""
    first, last = _days(ask)
    fields = {"first": first, "last": last, "rows": _between(ask, first, last)}
    return Page("accounting", "Disclosures", fields)


def table(ask: Ask) -> Answer:
    """The same as CSV."""
    first, last = _days(ask)
    rows = [[cell(told) for told in _row(ask, one)] for one in _between(ask, first, last)]
    return File(lambda: _csv(rows), "text/csv", f"disclosures-{first}-{last}.csv")


def cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _csv(rows: list[list[str]]) -> bytes:
    made = io.StringIO()
    csv.writer(made).writerows([COLUMNS, *rows])
    return made.getvalue().encode("utf-8-sig")


def _row(ask: Ask, one: Disclosure) -> list[str]:
    told = {"date": f"{ask.directory.local(one.at):%Y-%m-%d %H:%M}", "way": one.way, "kind": one.kind, "by": one.actor}
    return [(told | dict(one.facts))[name].replace("\n", ", ") for name in COLUMNS]


def _between(ask: Ask, first: dt.date, last: dt.date) -> list[Disclosure]:
    zone = ask.directory.zone
    start, end = (dt.datetime.combine(day, dt.time(), zone) for day in (first, last + dt.timedelta(days=1)))
    return ask.turn.disclosed(start, end)


def _days(ask: Ask) -> tuple[dt.date, dt.date]:
    """The days that the address names, or the last month."""
    found = []
    for name, otherwise in (("first", ask.today - MONTH), ("last", ask.today)):
        try:
            day = dt.date.fromisoformat(ask.query.get(name, ""))
        except ValueError:
            day = otherwise
        found.append(min(max(day, dt.date(2000, 1, 1)), ask.today + dt.timedelta(days=366)))
    return found[0], found[1]
