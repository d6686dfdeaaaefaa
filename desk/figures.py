"""Figures over some days: what was asked and what came of it, requests, urgent calls. Each as picture, table and CSV.

They are counted without a word that anybody said.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.store import Span
from desk import charts, days, spreadsheet
from desk.answers import Answer, File, Missing, Page
from desk.ask import Ask
from desk.charts import Shade, Size
from desk.figure_tables import FIGURES, TABLES, Days, heads

SVG = "image/svg+xml"
SPANS = (("7 days", 6), ("30 days", 29), ("a year", 364))
SHADES: tuple[Shade, ...] = ("light", "dark")
SIZES: tuple[Size, ...] = ("wide", "narrow")


def look(ask: Ask) -> Answer:
    """The page; its pictures are asked for one by one."""
    span = days.asked(ask)
    known = Days(ask.turn, span)
    figures = [make(known) for make in FIGURES.values()]
    fields: dict[str, Any] = {
        "first": span.first, "last": span.last, "figures": figures, "heads": heads(figures),
        "spans": [(says, ask.today - dt.timedelta(days=back), ask.today) for says, back in SPANS],
        "sizes": {figure.name: {size: charts.extent(figure, size) for size in SIZES} for figure in figures},
        "since": ask.turn.counted_since(),
    }  # fmt: skip
    return Page("figures", "Figures", fields, about=_about(span))


def picture(ask: Ask) -> Answer:
    """One picture as a file of its own."""
    span, make = days.asked(ask), FIGURES.get(ask.path["name"])
    if make is None:
        return Missing()
    figure = make(Days(ask.turn, span))
    shade = next((one for one in SHADES if one == ask.query.get("shade")), SHADES[0])
    size = next((one for one in SIZES if one == ask.query.get("size")), SIZES[0])
    return File(lambda: charts.svg(figure, shade, size), SVG, f"{figure.name}.svg", True, True, {"kind": figure.name})


def table(ask: Ask) -> Answer:
    """One table as CSV."""
    span, make = days.asked(ask), TABLES.get(ask.path["name"])
    if make is None:
        return Missing()
    figure = make(Days(ask.turn, span))
    name = f"{figure.name}-{span.first}-{span.last}.csv"
    rows = figure.rows
    return File(lambda: spreadsheet.csv_of(figure.columns, rows), spreadsheet.CSV, name, about=_about(span))


def _about(span: Span) -> dict[str, str]:
    return {"first": span.first.isoformat(), "last": span.last.isoformat()}
