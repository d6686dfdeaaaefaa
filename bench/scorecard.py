"""Measure everything and write docs/scorecard.md: make scorecard

It takes about ten minutes on two cores. It ends with exit code 1 where a figure fell below its floor
(bench/floors.yaml); the page is written all the same. WRITERS="ada bo" holds out these writers only.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from pathlib import Path

import structlog

from bench import floors, measure, page, plots
from bench.figures import Figures
from bot.settings import ROOT

DOCS, KEPT = ROOT / "docs", ROOT / "var/scorecard.json"


def main() -> None:
    """Measure, or take figures measured before; keep, write and draw them; hold them against the floors."""
    wish = _wish()
    figures = Figures.read(wish.figures) if wish.figures else _measured(wish.writers)
    page.write(figures, DOCS)
    plots.draw(figures, DOCS / "scorecard")
    if wish.raise_floors:
        floors.PATH.write_text(floors.lifted(floors.PATH.read_text(encoding="utf-8"), figures.shares), "utf-8")
    fallen = floors.Floors.read(floors.PATH).fallen(figures.shares, ("quick", "scorecard"))
    print(f"{DOCS / 'scorecard.md'} is written.")
    if fallen:
        raise SystemExit("Figures fell:\n" + "\n".join(fallen))


def _wish() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--figures", type=Path, help=f"write the page of these, as kept in {KEPT.name}, again")
    arguments.add_argument("--writers", nargs="+", default=[], help="hold out these writers only")
    arguments.add_argument("--raise-floors", action="store_true", help="lift each floor to its figure")
    return arguments.parse_args()


def _measured(writers: list[str]) -> Figures:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    started = time.monotonic()
    figures = measure.all_of(os.environ, writers)
    figures.write(KEPT)
    print(f"measured in {(time.monotonic() - started) / 60:.1f} minutes", file=sys.stderr)
    return figures


if __name__ == "__main__":
    main()
