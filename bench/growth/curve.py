"""What one thing costs at several sizes of another, and whether it grows faster than that."""

from __future__ import annotations

import statistics
from itertools import pairwise

from pydantic import BaseModel

ROOM = 1.25  # a step may cost so much more than its share before it counts: times swing from run to run


class Curve(BaseModel):
    """Milliseconds at each size, one a round. `flat`: it must not grow at all."""

    name: str
    size_of: str
    flat: bool = False
    rounds: dict[int, list[float]] = {}

    def add(self, size: int, value: float) -> None:
        """One measurement more."""
        self.rounds.setdefault(size, []).append(round(value, 3))

    def points(self) -> list[tuple[int, float, float, float]]:
        """Size, median, least and most, the smallest size first."""
        return [(size, statistics.median(found), min(found), max(found)) for size, found in sorted(self.rounds.items())]

    def steps_too_steep(self) -> list[tuple[int, int]]:
        """Steps at which the cost grew by more than the size did (for a flat one: grew), by their ends."""
        return [
            (one[0], other[0])
            for one, other in pairwise(self.points())
            if other[1] > ROOM * one[1] * (1.0 if self.flat or not one[0] else other[0] / one[0])
        ]


class Curves(BaseModel):
    """All of them, and what they were measured on."""

    machine: str
    curves: list[Curve]
