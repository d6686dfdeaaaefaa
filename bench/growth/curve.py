"""What one thing costs at several sizes of another, and whether it grows faster than that."""

from __future__ import annotations

import statistics
from itertools import pairwise
from typing import Literal

from pydantic import BaseModel

ROOM = 1.25  # a step may cost so much more than its share before it counts: times swing from run to run


class Curve(BaseModel):
    """What was measured at each size, one value a round, in `unit` ("" where the name tells it).

    `wants`: it grows no faster than the size does, it does not grow at all, or it does not become less.
    """

    name: str
    size_of: str
    wants: Literal["linear", "flat", "no less"] = "linear"
    unit: str = "ms"
    rounds: dict[int, list[float]] = {}

    def add(self, size: int, value: float) -> None:
        """One measurement more."""
        self.rounds.setdefault(size, []).append(round(value, 3))

    def points(self) -> list[tuple[int, float, float, float]]:
        """Size, median, least and most, the smallest size first."""
        return [(size, statistics.median(found), min(found), max(found)) for size, found in sorted(self.rounds.items())]

    def steps_too_steep(self) -> list[tuple[int, int]]:
        """Steps at which it grew by more than it may, or fell, by their ends."""
        points = [(size, value) for size, value, *_ in self.points()]
        return [(one[0], other[0]) for one, other in pairwise(points) if self._too_steep(*one, *other)]

    def _too_steep(self, size: int, value: float, next_size: int, next_value: float) -> bool:
        if self.wants == "no less":
            return ROOM * next_value < value
        share = next_size / size if self.wants == "linear" and size else 1.0
        return next_value > ROOM * share * value


class Curves(BaseModel):
    """All of them, and what they were measured on."""

    machine: str = ""
    cores: int = 1
    curves: list[Curve] = []

    def put(self, found: list[Curve]) -> None:
        """These in the place of those that were measured before over the same sizes."""
        sizes = {one.size_of for one in found}
        self.curves = [*(one for one in self.curves if one.size_of not in sizes), *found]
