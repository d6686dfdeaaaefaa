"""The plots of the scorecard as SVG. The same figures give the same files, byte for byte."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.exam import wilson
from bench.figures import BINS, Figures, Point

MOST_INTENTS = 14
WIDE, HIGH = 7.0, 4.2  # inches
# Letters as letters, and names of parts that do not change from run to run.
STEADY: dict[Any, Any] = {"svg.hashsalt": "scorecard", "svg.fonttype": "none", "font.size": 9}
COLOURS = {"right": "#2a6f4e", "asked": "#c9a227", "unclear": "#8a8f98", "wrong": "#b3261e"}
LINES = {"right": "-", "asked": "--", "unclear": ":", "wrong": "-."}


def draw(figures: Figures, folder: Path) -> None:
    """Write every plot into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, plot in PLOTS.items():
        with mpl.rc_context(STEADY):
            drawing = plot(figures)
            drawing.savefig(folder / f"{name}.svg", metadata={"Date": None, "Creator": None})
        clean(folder / f"{name}.svg")


def clean(path: Path) -> None:
    """Take the blanks off the ends of lines."""
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(map(str.rstrip, lines)) + "\n", encoding="utf-8")


def confusion(figures: Figures) -> Figure:
    """The intents that are taken for others most often: a row is what was meant, a column what was understood."""
    names = _most_confused(figures)
    counts = {(meant, found): count for meant, found, count in figures.confused}
    of = Counter[str]()
    for meant, _, count in figures.confused:
        of[meant] += count
    shares = [[counts.get((meant, found), 0) / of[meant] for found in names] for meant in names]
    drawing, axes = _sheet(WIDE, WIDE)
    axes.pcolormesh(shares, cmap="Greens", vmin=0, vmax=1, edgecolors="#dddddd", linewidth=0.5)
    for row, meant in enumerate(names):
        for column, found in enumerate(names):
            if count := counts.get((meant, found), 0):
                colour = "white" if shares[row][column] > 0.5 else "black"
                axes.text(column + 0.5, row + 0.5, str(count), ha="center", va="center", color=colour, fontsize=7)
    middles = [place + 0.5 for place in range(len(names))]
    axes.set_xticks(middles, names, rotation=60, ha="right")
    axes.set_yticks(middles, names)
    axes.invert_yaxis()
    axes.set(xlabel="understood as", ylabel="meant")
    return drawing


def _most_confused(figures: Figures) -> list[str]:
    lost = Counter[str]()
    for meant, found, count in figures.confused:
        if meant != found:
            lost[meant] += count
            lost[found] += count
    return sorted(sorted(lost, key=lambda name: (-lost[name], name))[:MOST_INTENTS])


def reliability(figures: Figures) -> Figure:
    """How sure the model was, and how often it was right."""
    drawing, axes = _sheet(HIGH * 1.2, HIGH)
    axes.plot([0, 1], [0, 1], color="#8a8f98", linestyle=":", label="as sure as right")
    sure = [one.sure for one in figures.bins]
    right = [one.right / one.cases for one in figures.bins]
    ends = [wilson(one.right, one.cases) for one in figures.bins]
    reach = ([r - low for r, (low, _) in zip(right, ends, strict=True)],
             [high - r for r, (_, high) in zip(right, ends, strict=True)])  # fmt: skip
    axes.errorbar(sure, right, yerr=reach, marker="o", color=COLOURS["right"], capsize=2, label="measured")
    axes.set(xlabel=f"how sure the model was ({BINS} steps)", ylabel="share that was right", xlim=(0, 1), ylim=(0, 1))
    axes.legend(frameon=False)
    return drawing


def thresholds(figures: Figures) -> Figure:
    """What comes of each threshold: the model alone, and whole answers."""
    drawing = Figure(figsize=(WIDE * 1.3, HIGH), layout="constrained")
    alone, doors = drawing.subplots(1, 2)
    _curve(alone, figures.alone, ("right", "asked", "wrong"), "The model alone, writers not met before")
    _curve(doors, figures.doors, ("right", "asked", "unclear", "wrong"), "Whole answers, development cases")
    return drawing


def _curve(axes: Axes, points: list[Point], verdicts: tuple[str, ...], title: str) -> None:
    places = [point.threshold for point in points]
    for verdict in verdicts:
        shares = [getattr(point, verdict) / point.of for point in points]
        axes.plot(places, shares, color=COLOURS[verdict], linestyle=LINES[verdict], marker=".", label=verdict)
    axes.set(xlabel="threshold", ylabel="share of the cases", ylim=(0, 1), title=title)
    axes.legend(frameon=False)


def noise(figures: Figures) -> Figure:
    """What comes of words that are heard wrongly."""
    drawing, axes = _sheet(WIDE, HIGH)
    rates = [0.0, *(100 * rate for rate in figures.heard_wrong.values())]
    runs = ["noise_0", *(f"noise_{name.removesuffix('%')}" for name in figures.heard_wrong)]
    for verdict, colour in COLOURS.items():
        shares = [figures.shares[f"{run}.all.{verdict}"].value for run in runs]
        axes.plot(rates, shares, color=colour, linestyle=LINES[verdict], marker="o", label=verdict)
    caught = [figures.shares[f"{run}.urgent_recall"].value for run in runs]
    axes.plot(rates, caught, color="black", marker="s", label="urgent recall")
    axes.set(xlabel="words heard wrongly, in 100", ylabel="share of the cases", ylim=(0, 1))
    axes.legend(frameon=False)
    return drawing


def _sheet(wide: float, high: float) -> tuple[Figure, Axes]:
    drawing = Figure(figsize=(wide, high), layout="constrained")
    return drawing, drawing.subplots()


PLOTS: dict[str, Callable[[Figures], Figure]] = {
    "confusion": confusion,
    "noise": noise,
    "reliability": reliability,
    "thresholds": thresholds,
}
