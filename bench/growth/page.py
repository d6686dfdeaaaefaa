"""Writes docs/growth.md and its plots out of the curves. The same curves give the same files, byte for byte."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from bench.growth.curve import ROOM, Curve, Curves
from bench.page import table
from bench.plots import STEADY, WIDE, clean
from bench.speed.figures import Spread
from bench.speed.page import cell

GREEN = "#2a6f4e"


def page(curves: Curves) -> str:
    """The page."""
    parts = [_head(curves), *(_section(sizes, curves) for sizes in _sizes(curves))]
    return "\n".join(parts)


def write(curves: Curves, docs: Path) -> None:
    """Write the page."""
    (docs / "growth.md").write_text(page(curves), encoding="utf-8")


def _sizes(curves: Curves) -> list[str]:
    return list(dict.fromkeys(one.size_of for one in curves.curves))


def _of(sizes: str, curves: Curves) -> list[Curve]:
    return [one for one in curves.curves if one.size_of == sizes]


def _head(curves: Curves) -> str:
    found = next(iter(curves.curves[0].rounds.values()))
    return f"""# How cost grows

Made by `.venv/bin/python -m bench.growth`. Do not edit it: the next run writes it anew.

Measured on {curves.machine}. Cells are milliseconds: the median of the rounds ({len(found)}), and the
least and the most of them. A step is too steep where the cost grows {ROOM:g} times as fast as the size, or, for what
should be flat, {ROOM:g} times at all.
"""


def _section(sizes: str, curves: Curves) -> str:
    found = _of(sizes, curves)
    head = (sizes, *(one.name for one in found))
    rows = ((f"{size:,}", *(_cell(one, size) for one in found)) for size in sorted(found[0].rounds))
    verdicts = "\n".join(f"- {one.name}: {_verdict(one)}" for one in found)
    return f"""## {sizes[0].upper()}{sizes[1:]}

{table(head, rows)}
{verdicts}

![What it costs with more {sizes}](growth/{_file(sizes)}.svg)
"""


def _cell(one: Curve, size: int) -> str:
    return cell(Spread.of(one.rounds[size]) if size in one.rounds else None)


def _verdict(one: Curve) -> str:
    steep = ", ".join(f"{a:,} to {b:,}" for a, b in one.steps_too_steep())
    wanted = "flat" if one.flat else "no step worse than linear"
    return f"wanted {wanted}: {f'not met, {steep}' if steep else 'met'}"


def _file(sizes: str) -> str:
    return sizes.partition(" ")[0]


def draw(curves: Curves, folder: Path) -> None:
    """Write one plot for each thing that grows."""
    folder.mkdir(parents=True, exist_ok=True)
    for sizes in _sizes(curves):
        path = folder / f"{_file(sizes)}.svg"
        with mpl.rc_context(STEADY):
            _plot(_of(sizes, curves)).savefig(path, metadata={"Date": None, "Creator": None})
        clean(path)


def _plot(found: list[Curve]) -> Figure:
    drawing = Figure(figsize=(WIDE * 1.3, 3.4), layout="constrained")
    for axes, one in zip(drawing.subplots(1, len(found), squeeze=False)[0], found, strict=True):
        sizes, middles, least, most = zip(*one.points(), strict=True)
        reach = (_differences(middles, least), _differences(most, middles))
        axes.errorbar(sizes, middles, yerr=reach, marker="o", color=GREEN, capsize=2)
        axes.set_xscale("symlog", linthresh=max(1, min(size for size in sizes if size)))
        axes.set(xlabel=one.size_of, ylabel="ms", ylim=(0, None), title=one.name)
    return drawing


def _differences(one: tuple[float, ...], other: tuple[float, ...]) -> list[float]:
    return [a - b for a, b in zip(one, other, strict=True)]
