"""Writes docs/growth.md and its plots out of the curves. The same curves give the same files, byte for byte."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill

import matplotlib as mpl
from matplotlib.figure import Figure

from bench.growth.curve import ROOM, Curve, Curves
from bench.page import table
from bench.plots import STEADY, WIDE, clean
from bench.speed.figures import Spread
from bench.speed.page import cell

GREEN = "#2a6f4e"
WANTED = {"linear": "no step worse than linear", "flat": "flat", "no less": "no less with each step"}
FEW_CORES = """This machine has {cores} cores, which the callers, the balancer, the store and everything else share:
    more than {cores} processes at work cannot gain anything here, and what more of them cost shows."""
ABOUT = {
    "callers": """Whole turns, webhook to TwiML, everything on, SQLite. No words are asked twice, so that the model
        is asked each time.""",
    "entries": """Processor time. Invented entries with names that occur in no language. Half heard: one of these names
        lacks its last letter, in a sentence of five words.""",
    "requests": """On the clock, in process, no model: each answer of calls that take a request.""",
    "sentences": """`make train` on so many sentences. Up to all of our own they are every so-manieth of these; beyond,
        our own as a bad telephone recogniser hears them (`bench/noise.py`), 30 of 100 words wrong.""",
    "nlu": f"""As with callers, eight at once, two web processes; `NLU_URL` names a balancer, which leads each
        connection to the next server. {FEW_CORES}""",
    "web": f"""As with callers, eight at once, one NLU server; `WEB_CONCURRENCY` is how many. {FEW_CORES}""",
}


def page(curves: Curves) -> str:
    """The page."""
    parts = [_head(curves), *(_section(sizes, curves) for sizes in _sizes(curves))]
    return "\n".join(parts)


def write(curves: Curves, docs: Path) -> None:
    """Write the page."""
    (docs / "growth.md").write_text(page(curves), encoding="utf-8")


def _sizes(curves: Curves) -> list[str]:
    return sorted({one.size_of for one in curves.curves}, key=lambda sizes: list(ABOUT).index(key(sizes)))


def _of(sizes: str, curves: Curves) -> list[Curve]:
    return [one for one in curves.curves if one.size_of == sizes]


def _head(curves: Curves) -> str:
    return f"""# How cost grows

Made by `.venv/bin/python -m bench.growth`. Do not edit it: the next run writes it anew.

Measured on {curves.machine} with {curves.cores} cores. Each cell: the median of the rounds, and the least and the most
of them. A step is too steep where the cost grows {ROOM:g} times as fast as the size; for what should be flat, where it
grows {ROOM:g} times at all; for what should not become less, where it was {ROOM:g} times as much before.
"""


def _section(sizes: str, curves: Curves) -> str:
    found = _of(sizes, curves)
    head = (sizes, *(_title(one) for one in found))
    rows = ((f"{size:,}", *(_cell(one, size) for one in found)) for size in sorted(found[0].rounds))
    verdicts = "\n".join(f"- {one.name}: {_verdict(one)}" for one in found)
    return f"""## {sizes[0].upper()}{sizes[1:]}

{_about(sizes, found, curves.cores)}

{table(head, rows)}
{verdicts}

![What it costs with more {sizes}](growth/{key(sizes)}.svg)
"""


def _about(sizes: str, found: list[Curve], cores: int) -> str:
    """How it was measured, in lines of the page's width."""
    rounds = max(len(values) for one in found for values in one.rounds.values())
    told = ABOUT[key(sizes)].format(cores=cores)
    return fill(f"{' '.join(told.split())} Rounds: {rounds}.", 120, break_long_words=False, break_on_hyphens=False)


def _title(one: Curve) -> str:
    return f"{one.name} ({one.unit})" if one.unit else one.name


def _cell(one: Curve, size: int) -> str:
    return cell(Spread.of(one.rounds[size]) if size in one.rounds else None)


def _verdict(one: Curve) -> str:
    steep = ", ".join(f"{a:,} to {b:,}" for a, b in one.steps_too_steep())
    return f"wanted {WANTED[one.wants]}: {f'not met, {steep}' if steep else 'met'}"


def key(sizes: str) -> str:
    """What a thing that grows is called in commands and names of files: the first word."""
    return sizes.partition(" ")[0].lower()


def draw(curves: Curves, folder: Path) -> None:
    """Write one plot for each thing that grows."""
    folder.mkdir(parents=True, exist_ok=True)
    for sizes in _sizes(curves):
        path = folder / f"{key(sizes)}.svg"
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
        axes.set(xlabel=one.size_of, ylabel=one.unit, ylim=(0, None), title=one.name)
    return drawing


def _differences(one: tuple[float, ...], other: tuple[float, ...]) -> list[float]:
    return [a - b for a, b in zip(one, other, strict=True)]
