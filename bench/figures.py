"""The figures of a scorecard: what was counted, of how many, under which name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import BaseModel

from bench.exam import TABLES, Outcome, Share, promises
from bench.judge import VERDICTS

Shares = dict[str, Share]
BINS = 10


class Point(BaseModel):
    """What comes of one threshold, in cases."""

    threshold: float
    right: int
    asked: int
    unclear: int = 0
    wrong: int

    @property
    def of(self) -> int:
        """All cases."""
        return self.right + self.asked + self.unclear + self.wrong


class Bin(BaseModel):
    """Sentences of which the model was about equally sure: how many, how sure on average, how many right."""

    cases: int
    sure: float
    right: int


class Cost(BaseModel):
    """What one step took, in milliseconds; 95 of 100 took no longer than `p95`."""

    step: str
    turns: int
    median: float
    p95: float


class Figures(BaseModel):
    """All that a scorecard shows.

    `shares` by name, as "test.kind.fax.right". `model` is the fingerprint, `clock` the time that the talks were at.
    `heard_wrong` is the word error rate that was measured for each wished one. `confused` counts (meant, taken for).
    """

    model: str
    directory: str
    clock: str
    files: dict[str, int]
    shares: Shares
    heard_wrong: dict[str, float]
    confused: list[tuple[str, str, int]]
    bins: list[Bin]
    alone: list[Point]
    doors: list[Point]
    cost: list[Cost]

    @classmethod
    def read(cls, path: Path) -> Figures:
        """The figures that `write` wrote."""
        return cls.model_validate_json(path.read_text(encoding="utf-8"))

    def write(self, path: Path) -> None:
        """Keep the figures, to make the same page of them again."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")


def tally(run: str, outcomes: Sequence[Outcome]) -> Shares:
    """The verdicts and promises of one run, over all and by kind, channel and language."""
    shares = _verdicts(f"{run}.all", outcomes)
    for table, of in TABLES.items():
        for part in sorted(set(map(of, outcomes))):
            shares |= _verdicts(f"{run}.{table}.{part}", [o for o in outcomes if of(o) == part])
    return shares | {f"{run}.{name.replace(' ', '_')}": share for name, share in promises(list(outcomes))}


def _verdicts(name: str, outcomes: Sequence[Outcome]) -> Shares:
    counts = Counter(outcome.verdict for outcome in outcomes)
    return {f"{name}.{verdict}": Share(counts[verdict], len(outcomes)) for verdict in VERDICTS}


def point(threshold: float, outcomes: Iterable[Outcome]) -> Point:
    """One threshold's point of the curve through the doors."""
    counts = Counter(outcome.verdict for outcome in outcomes)
    return Point(threshold=threshold, **{verdict: counts[verdict] for verdict in VERDICTS})
