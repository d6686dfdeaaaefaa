"""The figures of `make bench`: what each round measured, and what the rounds say together."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator
from math import ceil
from pathlib import Path

from pydantic import BaseModel


class Sample(BaseModel):
    """What one side took for one kind of turn in one round. `callers` at once; times in milliseconds.

    `cpu`: processor time of all the side's processes for a turn. `failed`: turns without a document.
    """

    side: str
    kind: str
    callers: int
    turns: int
    failed: int
    wall: float  # seconds
    p50: float
    p95: float
    p99: float
    cpu: float

    @property
    def rate(self) -> float:
        """Turns in a second."""
        return self.turns / self.wall

    @classmethod
    def of(cls, where: tuple[str, str, int], took: list[float], failed: int, wall: float, processor: float) -> Sample:
        """Of the seconds that each turn took."""
        side, kind, callers = where
        times = {f"p{share}": round(1000 * percentile(took, share), 3) for share in (50, 95, 99)}
        cpu = round(1000 * processor / len(took), 3)
        return cls(side=side, kind=kind, callers=callers, turns=len(took), failed=failed, wall=wall, cpu=cpu, **times)


class Start(BaseModel):
    """How a side came up in one round, and what it held after all turns: seconds and megabytes."""

    side: str
    ready: float
    memory: float
    web_process: float
    troubles: dict[str, int]


class Round(BaseModel):
    """One round."""

    samples: list[Sample]
    starts: list[Start]


class Spread(BaseModel):
    """The median of the rounds, and the least and the most of them."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        """Of one value a round, at least one."""
        found = list(values)
        return cls(median=statistics.median(found), least=min(found), most=max(found))


class Report(BaseModel):
    """All that `make bench` measured. `about` says on what and with what."""

    about: dict[str, str]
    titles: dict[str, str]
    rounds: list[Round]
    training: float | None = None  # seconds of Radline's own

    @classmethod
    def read(cls, path: Path) -> Report:
        """The report that `write` wrote."""
        return cls.model_validate_json(path.read_text(encoding="utf-8"))

    def write(self, path: Path) -> None:
        """Keep the report, to make the same page of it again."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")

    def spread(self, side: str, kind: str, callers: int, what: str) -> Spread | None:
        """Of "rate", "p50", "p95", "p99" or "cpu"; None where it was not measured."""
        return _spread(getattr(one, what) for one in self._samples(side, kind, callers))

    def start(self, side: str, what: str) -> Spread | None:
        """Of "ready", "memory" or "web_process"."""
        return _spread(getattr(one, what) for turn in self.rounds for one in turn.starts if one.side == side)

    def ratio(self, what: str, over: tuple[str, str, int], under: tuple[str, str, int]) -> Spread | None:
        """Of two sides, kinds or callers, formed in each round by itself."""
        pairs = (self._pair(turn, over, under) for turn in self.rounds)
        found = ((getattr(one, what), getattr(two, what)) for one, two in filter(None, pairs))
        return _spread(mine / theirs for mine, theirs in found if theirs)  # the clock of processors ticks slowly

    def start_ratio(self, what: str, over: str, under: str) -> Spread | None:
        """Of two sides' starts, formed in each round by itself."""
        found = [{one.side: getattr(one, what) for one in turn.starts} for turn in self.rounds]
        return _spread(one[over] / one[under] for one in found if over in one and one.get(under))

    def kinds(self, side: str) -> list[tuple[str, int]]:
        """What was measured of a side: kinds and numbers of callers."""
        found = ((one.kind, one.callers) for turn in self.rounds for one in turn.samples if one.side == side)
        return list(dict.fromkeys(found))

    def troubles(self, side: str) -> dict[str, int]:
        """What went wrong in all rounds, by its name."""
        total: dict[str, int] = {}
        for turn in self.rounds:
            for one in turn.starts:
                for name, count in one.troubles.items() if one.side == side else ():
                    total[name] = total.get(name, 0) + count
        return total

    def _samples(self, side: str, kind: str, callers: int) -> Iterator[Sample]:
        found = (sample_of(turn, side, kind, callers) for turn in self.rounds)
        return (one for one in found if one)

    @staticmethod
    def _pair(turn: Round, over: tuple[str, str, int], under: tuple[str, str, int]) -> tuple[Sample, Sample] | None:
        one, two = sample_of(turn, *over), sample_of(turn, *under)
        return (one, two) if one and two else None


def sample_of(turn: Round, side: str, kind: str, callers: int) -> Sample | None:
    """What one round measured of this."""
    wanted = side, kind, callers
    return next((one for one in turn.samples if (one.side, one.kind, one.callers) == wanted), None)


def percentile(values: Iterable[float], share: int) -> float:
    """The value that `share` in a hundred do not exceed: one that was measured, not one between two."""
    ordered = sorted(values)
    return ordered[max(1, ceil(share / 100 * len(ordered))) - 1]


def _spread(values: Iterable[float]) -> Spread | None:
    found = list(values)
    return Spread.of(found) if found else None
