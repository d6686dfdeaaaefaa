"""Figures as SVG files, drawn by Pygal in a few milliseconds, light and dark, for a wide page and a narrow one."""

from __future__ import annotations

from typing import Literal

import pygal  # type: ignore[import-untyped]
from pygal.style import Style  # type: ignore[import-untyped]

from desk import plain_svg
from desk.figure_tables import Figure
from desk.plain_svg import Ink

Shade = Literal["light", "dark"]
Size = Literal["wide", "narrow"]
WIDTHS: dict[Size, int] = {"wide": 640, "narrow": 290}
LETTERS: dict[Size, float] = {"wide": 13.0, "narrow": 11.0}
LONGEST: dict[Size, int] = {"wide": 40, "narrow": 21}  # letters of a row's name, beside which there is room for bars
UPRIGHT, ROW, AXIS = 250, 26, 32  # heights in pixels
EVERY: dict[Size, int] = {"wide": 3, "narrow": 6}  # which hours are named
LIGHT = Ink("#ffffff", "#1a2028", "#566070", "#d9dee5", ("#14508f", "#c77700", "#5f6b7a", "#b3261e", "#7a3fb0"))
DARK = Ink("#1a2027", "#e8ecf1", "#a5b0be", "#3a4552", ("#8ab8ee", "#f2c878", "#94a1b2", "#ff9d99", "#cfaef7"))
INKS: dict[Shade, Ink] = {"light": LIGHT, "dark": DARK}


def extent(figure: Figure, size: Size) -> tuple[int, int]:
    """Width and height of its picture in pixels."""
    named = plain_svg.legend_lines(_legend(figure), WIDTHS[size], LETTERS[size])
    return WIDTHS[size], _height(figure) + plain_svg.legend_height(named)


def svg(figure: Figure, shade: Shade, size: Size) -> bytes:
    """The picture of a figure: bars, or upright columns, with a legend where there is more than one series."""
    chart = _upright(figure, size) if figure.upright else _lying(figure, size)
    made = plain_svg.Made(chart.render(), WIDTHS[size], _height(figure), LETTERS[size])
    return plain_svg.cleaned(made, figure.title, figure.says, _legend(figure), INKS[shade])


def _upright(figure: Figure, size: Size) -> pygal.Bar:
    chart = pygal.Bar(**_settings(figure, size), show_minor_x_labels=False, truncate_label=-1)
    chart.x_labels = [str(row[0]) for row in figure.drawn]
    chart.x_labels_major_every = EVERY[size]
    return _filled(chart, figure, figure.drawn)


def _lying(figure: Figure, size: Size) -> pygal.HorizontalStackedBar:
    chart = pygal.HorizontalStackedBar(**_settings(figure, size), truncate_label=LONGEST[size])
    rows = figure.drawn[::-1]  # it draws from the bottom up
    chart.x_labels = [str(row[0]) for row in rows]
    return _filled(chart, figure, rows)


def _filled(chart: pygal.Graph, figure: Figure, rows: tuple[tuple[str | int, ...], ...]) -> pygal.Graph:
    for place, name in enumerate(figure.columns[1:], 1):
        chart.add(name, [row[place] for row in rows])
    return chart


def _settings(figure: Figure, size: Size) -> dict[str, object]:
    letters = dict.fromkeys(("label_font_size", "major_label_font_size"), LETTERS[size])
    most = max((sum(int(value) for value in row[1:]) for row in figure.drawn), default=0)
    return {
        "width": WIDTHS[size], "height": _height(figure), "margin": 4, "spacing": 6, "style": Style(**letters),
        "css": [], "js": [], "show_legend": False, "explicit_size": True, "no_prefix": True, "max_scale": 6,
        "value_formatter": lambda value: f"{value:,.0f}" if value == int(value) else "",
        "range": (0, max(4, most if not figure.upright else _highest(figure))),
    }  # fmt: skip


def _highest(figure: Figure) -> int:
    return max((int(value) for row in figure.drawn for value in row[1:]), default=0)


def _height(figure: Figure) -> int:
    return UPRIGHT if figure.upright else AXIS + ROW * max(1, len(figure.drawn))


def _legend(figure: Figure) -> tuple[str, ...]:
    """The names of the series, where there is more than one."""
    return figure.columns[1:] if len(figure.columns) > 2 else ()
