"""Writes the table of docs/decisions/which-classifier.md out of what came of each way: bench/classifiers.py."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.classifiers_diet import DIETS
from bench.classifiers_figures import Gain, agreeing, alone, figures, multiplied, pooled
from bench.classifiers_results import Cost, Tried
from bench.classifiers_ways import WAYS

SHIPPED = "both_svm"
HEAD = (
    "",
    "right",
    "more than shipped",
    "writers it is better with",
    "urgent found",
    "more than shipped",
    "out of scope found",
    "Brier",
    "wrong when a tenth is asked",
    "ms a sentence",
    "MB",
    "s to train",
)
GENERATED = re.compile(r"(<!-- generated: every (\d+) -->\n).*?(<!-- end -->\n)", re.DOTALL)


class Vote(NamedTuple):
    """Two ways that vote: what it is called, how they do it, and which they are."""

    title: str
    vote: Callable[[Tried, Tried], Tried]
    first: str
    second: str


VOTES = (
    Vote("words and pieces × encoder, both by regression", multiplied, "counts_regression", "encoder_regression"),
    Vote("shipped × neighbours", multiplied, SHIPPED, "neighbours"),
    Vote("shipped × logistic regression", multiplied, SHIPPED, "both_regression"),
    Vote("shipped × neural net, 128 hidden", multiplied, SHIPPED, "both_net"),
    Vote("shipped × neural net, 32 hidden", multiplied, SHIPPED, "both_small_net"),
    Vote("shipped, asks sooner where the neighbours disagree", agreeing, SHIPPED, "neighbours"),
    Vote("shipped, asks sooner where the neural net disagrees", agreeing, SHIPPED, "both_net"),
)
TITLES = {**{name: way.title for name, way in WAYS.items()}, **DIETS}


def write(kept: Path, page: Path) -> None:
    """Fill the tables of the page from all that is kept in a folder, by how many sentences were left out."""
    written = GENERATED.sub(lambda found: f"{found[1]}\n{table(kept / found[2])}\n{found[3]}", page.read_text("utf-8"))
    page.write_text(written, "utf-8")


def table(kept: Path) -> str:
    """A row for each way that was tried."""
    parts = defaultdict(list)
    for path in sorted(kept.glob("*.npz")):
        one = Tried.read(path)
        parts[one.way].append(one)
    lines = [HEAD, ("---",) * len(HEAD), *rows(parts)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def rows(parts: dict[str, list[Tried]]) -> Iterator[Iterable[str]]:
    """A row for each way that was tried, then one for each vote of two."""
    for name, title in TITLES.items():
        if of := parts.get(name):
            yield row(title, alone(_all(of)), _of_splits(parts[SHIPPED], of))
    for vote in VOTES:
        if vote.first in parts and vote.second in parts:
            yield row(vote.title, _voted(vote, parts), _all(parts[SHIPPED]))


def _all(of: list[Tried]) -> Tried:
    """All splits of a way: its costs are the medians of theirs."""
    costs = np.array([list(vars(one.cost).values()) for one in of])
    return replace(pooled(of), cost=Cost(*np.median(costs, axis=0)))


def _of_splits(shipped: list[Tried], of: list[Tried]) -> Tried:
    """What is shipped, on the splits that a way was tried on."""
    numbers = {one.split for one in of}
    return pooled([one for one in shipped if one.split in numbers])


def _voted(vote: Vote, parts: dict[str, list[Tried]]) -> Tried:
    """Features are made once for both."""
    one, other = _all(parts[vote.first]), _all(parts[vote.second])
    cost = Cost(
        counting=max(one.cost.counting, other.cost.counting),
        encoding=max(one.cost.encoding, other.cost.encoding),
        telling=one.cost.telling + other.cost.telling,
        model=one.cost.model + other.cost.model,
        lists=max(one.cost.lists, other.cost.lists),
        seconds=one.cost.seconds + other.cost.seconds,
    )
    return replace(vote.vote(one, other), cost=cost)


def row(title: str, one: Tried, shipped: Tried) -> Iterable[str]:
    """One line of the table."""
    of, cost = figures(one, alone(shipped)), one.cost
    same = one.way == SHIPPED and not any(of.gain)
    yield from (title, percent(of.right), against(of.gain), "" if same else "{} of {}".format(*of.better))
    yield from (percent(of.urgent), against(of.urgent_gain), percent(of.out_of_scope))
    yield from (f"{of.brier:.3f}", percent(of.wrong), f"{cost.counting + cost.encoding + cost.telling:.1f}")
    yield from (f"{(cost.model + cost.lists) / 1e6:.1f}", f"{cost.seconds:.0f}")


def against(gain: Gain) -> str:
    """ "+0.5 (+0.3 to +0.7)", in hundredths; "" where nothing differs."""
    more, low, high = (f"{100 * share:+.1f}".replace("-", "−") for share in gain)
    return f"{more} ({low} to {high})" if any(gain) else ""


def percent(share: float) -> str:
    """ "87.8 %"."""
    return f"{100 * share:.1f} %"
