"""Measure how cost grows, and write docs/growth.md with its plots: python -m bench.growth (a quarter of an hour)

Three things grow: callers at once (1 to 64), entries of the directory (15 to 2,000), requests stored (0 to 100,000).
"""

from __future__ import annotations

import argparse
import logging
import os
import platform
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from bench.growth import page, steps
from bench.growth.curve import Curve, Curves
from bench.speed.talks import asked, heard
from bot.settings import ROOT

DOCS, KEPT = ROOT / "docs", ROOT / "var/growth.json"


def main() -> None:
    """Measure, or take curves measured before; keep, write and draw them. Exit code 1 where a step is too steep."""
    wish = _wish()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that all that was started ends with us
    curves = Curves.model_validate_json(wish.curves.read_text("utf-8")) if wish.curves else _measured(wish)
    page.write(curves, DOCS)
    page.draw(curves, DOCS / "growth")
    steep = [f"{one.name}: from {a} to {b}" for one in curves.curves for a, b in one.steps_too_steep()]
    print(f"{DOCS / 'growth.md'} is written.")
    if steep:
        raise SystemExit("Grows too fast:\n" + "\n".join(steep))


def _wish() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--few", type=int, default=128, help="utterances for each number of callers")
    arguments.add_argument("--curves", type=Path, help=f"write the page of these, as kept in {KEPT.name}, again")
    return arguments.parse_args()


def _measured(wish: argparse.Namespace) -> Curves:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    machine = f"{platform.system()} {platform.machine()} with {os.cpu_count()} cores"
    curves = Curves(machine=machine, curves=list(_all(wish)))
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(curves.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return curves


def _all(wish: argparse.Namespace) -> Iterator[Curve]:
    said = asked(wish.few, 0, heard())
    (ROOT / "var").mkdir(exist_ok=True)
    with TemporaryDirectory(dir=ROOT / "var") as folder:
        for found in (
            steps.callers(said, wish.rounds, Path(folder)),
            steps.directory(said, wish.rounds, Path(folder)),
            steps.requests(wish.rounds),
        ):
            for curve in found:
                print(f"measured: {curve.name}, by {curve.size_of}", file=sys.stderr, flush=True)
                yield curve


if __name__ == "__main__":
    main()
