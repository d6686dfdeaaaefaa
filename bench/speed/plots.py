"""The plots of docs/speed.md as SVG. The same report gives the same files, byte for byte."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.plots import STEADY, WIDE, clean
from bench.speed.figures import Report, Spread

MANY = 8
GREEN, GREY, GOLD, RED = "#2a6f4e", "#8a8f98", "#c9a227", "#b3261e"
COLOURS = {"radline": GREEN, "radline-postgresql": GREEN, "stock": RED, "parse": GOLD}


def draw(report: Report, folder: Path) -> None:
    """Write every plot into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, plot in {"rates": rates, "times": times, "size": size}.items():
        with mpl.rc_context(STEADY):
            plot(report).savefig(folder / f"{name}.svg", metadata={"Date": None, "Creator": None})
        clean(folder / f"{name}.svg")


def rates(report: Report) -> Figure:
    """Turns a second with eight callers: words, and keys and form answers."""
    drawing = Figure(figsize=(WIDE * 1.3, 3.4), layout="constrained")
    for axes, kind, title in zip(
        drawing.subplots(1, 2), ("words", "no model"), ("words", "keys and forms"), strict=True
    ):
        found = {side: report.spread(side, kind, MANY, "rate") for side in report.titles}
        _bars(axes, report, found | _bare(report, kind), "log")
        axes.set(xlabel=f"turns a second, eight callers: {title}")
    return drawing


def _bare(report: Report, kind: str) -> dict[str, Spread | None]:
    return {"parse": report.spread("parse", kind, 1, "rate")}


def times(report: Report) -> Figure:
    """What half of the turns took at most, and 99 of 100: words, one caller and eight."""
    drawing = Figure(figsize=(WIDE * 1.3, 3.4), layout="constrained")
    for axes, callers in zip(drawing.subplots(1, 2), (1, MANY), strict=True):
        found = {side: report.spread(side, "words", callers, "p50") for side in report.titles}
        _bars(axes, report, found, "log")
        marks = {side: report.spread(side, "words", callers, "p99") for side in report.titles}
        shown = [(place, one.median) for place, one in enumerate(_there(found, marks)) if one]
        axes.plot([value for _, value in shown], [place for place, _ in shown], "k|", markersize=12, label="99 of 100")
        axes.set(xlabel=f"ms a turn in words, callers: {callers}")
        axes.legend(frameon=False)
    return drawing


def _there(found: dict[str, Spread | None], marks: dict[str, Spread | None]) -> list[Spread | None]:
    return [marks[side] for side, one in found.items() if one]


def size(report: Report) -> Figure:
    """Megabytes, and seconds to be ready."""
    drawing = Figure(figsize=(WIDE * 1.3, 3.4), layout="constrained")
    labels = {"memory": "MB, all processes", "ready": "s from start to ready"}
    for axes, (what, label) in zip(drawing.subplots(1, 2), labels.items(), strict=True):
        _bars(axes, report, {side: report.start(side, what) for side in report.titles}, "linear")
        axes.set(xlabel=label)
    return drawing


def _bars(axes: Axes, report: Report, found: dict[str, Spread | None], scale: str) -> None:
    """One bar a side; the line on it goes from the least round to the most."""
    there = {side: one for side, one in found.items() if one}
    if there:
        axes.set_xscale(scale)
    places = range(len(there))
    values = [one.median for one in there.values()]
    reach = ([one.median - one.least for one in there.values()], [one.most - one.median for one in there.values()])
    colours = [COLOURS.get(side, GREY) for side in there]
    axes.barh(places, values, xerr=reach, color=colours, error_kw={"linewidth": 1}, height=0.7)
    axes.set_yticks(places, [report.titles[side] for side in there])
    axes.invert_yaxis()
