"""What was promised of speed and size, and whether a report holds it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import NamedTuple

from bench.speed.figures import Report, Spread

RADLINE, STOCK, CONTROL, PARSE = "radline", "stock", "control", "parse"
MANY = 8


class Goal(NamedTuple):
    """One goal: what was measured, the most or the least it may be, and the median's answer."""

    name: str
    found: Spread | None
    wanted: str
    unit: str
    met: bool | None


def goals(report: Report) -> Iterator[Goal]:
    """Each goal with what was found; `met` is None where it was not measured."""
    yield from _beside_stock(report)
    yield from _beside_the_limits(report)
    yield from _first_words(report)
    yield from _size(report)


def _beside_stock(report: Report) -> Iterator[Goal]:
    words, stocks = (RADLINE, "words", MANY), (STOCK, "words", MANY)
    yield _least("turns a second, eight callers, times stock Rasa's", report.ratio("rate", words, stocks), 20)
    yield _most("99 of 100 within, eight callers, share of stock Rasa's", report.ratio("p99", words, stocks), 0.1)


def _beside_the_limits(report: Report) -> Iterator[Goal]:
    for store in ("", "-postgresql"):
        title = "PostgreSQL" if store else "SQLite"
        ours, control = (f"{RADLINE}{store}", "no model", MANY), (f"{CONTROL}{store}", "no model", MANY)
        name = f"keys and form answers, turns a second, share of the control that commits, {title}"
        yield _least(name, report.ratio("rate", ours, control), 0.6)
    bare = report.ratio("rate", (RADLINE, "words", MANY), (PARSE, "words", 1))
    yield _least("words, turns a second, share of the bare parse", bare, 0.7)


def _first_words(report: Report) -> Iterator[Goal]:
    for kind, name in (("ring", "greeting"), ("urgent", "answer to an urgent caller")):
        yield _most(f"{name}: processor time", report.spread(RADLINE, kind, MANY, "cpu"), 5, "ms")
        yield _most(f"{name}: 99 of 100 within, eight callers", report.spread(RADLINE, kind, MANY, "p99"), 50, "ms")


def _size(report: Report) -> Iterator[Goal]:
    yield _most("a web process", report.start(RADLINE, "web_process"), 250, "MB")
    yield _most("memory of all processes, share of stock Rasa's", report.start_ratio("memory", RADLINE, STOCK), 1)
    yield _most("from start to ready, with a trained model", report.start(RADLINE, "ready"), 10, "s")
    training = None if report.training is None else Spread.of([report.training])
    yield _most("training", training, 120, "s")


def _least(name: str, found: Spread | None, bound: float, unit: str = "") -> Goal:
    return _goal(name, found, bound, unit, ("at least", operator.ge))


def _most(name: str, found: Spread | None, bound: float, unit: str = "") -> Goal:
    return _goal(name, found, bound, unit, ("at most", operator.le))


def _goal(
    name: str, found: Spread | None, bound: float, unit: str, side: tuple[str, Callable[[float, float], bool]]
) -> Goal:
    said, holds = side
    return Goal(name, found, f"{said} {bound:g} {unit}".strip(), unit, holds(found.median, bound) if found else None)
