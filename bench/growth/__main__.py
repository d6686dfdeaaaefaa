"""Measure how cost grows, and write docs/growth.md with its plots: python -m bench.growth (half an hour)

Six things grow: callers at once (1 to 64), entries of the directory (15 to 2,000), requests stored (0 to 100,000),
sentences to learn from (1,000 to 50,000), NLU servers (1 to 4), web processes (1 to 4). `--only` measures some of them
and keeps the others as they were measured before.
"""

from __future__ import annotations

import argparse
import logging
import os
import platform
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import structlog

from bench.growth import page, sentences, steps, turns
from bench.growth.curve import Curve, Curves
from bench.speed.talks import asked, heard
from bot.settings import ROOT

DOCS, KEPT = ROOT / "docs", ROOT / "var/growth.json"
ALL = 1_000_000  # more utterances than there are


class Wish(NamedTuple):
    """What is measured, and how long."""

    words: list[str]
    rounds: int
    few: int


STEPS: dict[str, Callable[[Wish, Path], Iterator[Curve]]] = {
    "callers": lambda wish, folder: turns.callers(*wish, folder),
    "entries": lambda wish, folder: steps.directory(*wish, folder),
    "requests": lambda wish, _: steps.requests(wish.rounds),
    "sentences": lambda _, folder: sentences.training(folder),
    "nlu": lambda wish, folder: turns.servers(*wish, folder),
    "web": lambda wish, folder: turns.processes(*wish, folder),
}


def main() -> None:
    """Measure, or take curves measured before; keep, write and draw them. Exit code 1 where a step is too steep."""
    wish = _wish()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that all that was started ends with us
    curves = _read(wish.curves) if wish.curves else _measured(wish)
    page.write(curves, DOCS)
    page.draw(curves, DOCS / "growth")
    steep = [f"{one.name}: from {a} to {b}" for one in curves.curves for a, b in one.steps_too_steep()]
    print(f"{DOCS / 'growth.md'} is written.")
    if steep:
        raise SystemExit("Too steep:\n" + "\n".join(steep))


def _wish() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    arguments.add_argument("--only", nargs="+", choices=STEPS, metavar="NAME", help=f"of {', '.join(STEPS)}")
    arguments.add_argument("--rounds", type=int, default=3, help="of all but training, which has one")
    arguments.add_argument("--few", type=int, default=128, help="utterances of each size and round, at most")
    arguments.add_argument("--curves", type=Path, help=f"write the page of these, as kept in {KEPT.name}, again")
    return arguments.parse_args()


def _read(path: Path) -> Curves:
    return Curves.model_validate_json(path.read_text("utf-8"))


def _measured(asked_for: argparse.Namespace) -> Curves:
    """What was measured is kept after each step: one that fails takes nothing with it."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    curves = _before() if asked_for.only else Curves()
    curves.machine, curves.cores = f"{platform.system()} {platform.machine()}", os.cpu_count() or 1
    wish = Wish(asked(ALL, 0, heard()).words, asked_for.rounds, asked_for.few)
    KEPT.parent.mkdir(exist_ok=True)
    for name in asked_for.only or STEPS:
        with TemporaryDirectory(dir=KEPT.parent) as folder:
            curves.put(list(STEPS[name](wish, Path(folder))))
        KEPT.write_text(curves.model_dump_json(indent=1) + "\n", encoding="utf-8")
        print(f"measured: {name}", file=sys.stderr, flush=True)
    return curves


def _before() -> Curves:
    return _read(KEPT) if KEPT.exists() else Curves()


if __name__ == "__main__":
    main()
