"""The accounting of disclosures: what went out, to whom, when and by which way; also as a file for a spreadsheet."""

from __future__ import annotations

from bot.store import Disclosure
from desk import days, spreadsheet
from desk.answers import Answer, File, Page
from desk.ask import Ask

COLUMNS = ("date", "patient", "born", "record", "recipient", "address", "what", "way", "kind", "by")


def look(ask: Ask) -> Answer:
    """What went out between two days."""
    span = days.asked(ask)
    fields = {"first": span.first, "last": span.last, "rows": ask.turn.disclosed(span.start, span.end)}
    return Page("accounting", "Disclosures", fields)


def table(ask: Ask) -> Answer:
    """The same as CSV."""
    span = days.asked(ask)
    rows = [_row(ask, one) for one in ask.turn.disclosed(span.start, span.end)]
    name = f"disclosures-{span.first}-{span.last}.csv"
    return File(lambda: spreadsheet.csv_of(COLUMNS, rows), spreadsheet.CSV, name)


def _row(ask: Ask, one: Disclosure) -> list[str]:
    told = {"date": f"{ask.directory.local(one.at):%Y-%m-%d %H:%M}", "way": one.way, "kind": one.kind, "by": one.actor}
    return [(told | dict(one.facts))[name].replace("\n", ", ") for name in COLUMNS]
