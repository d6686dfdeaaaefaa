"""Figures that must not fall: bench/floors.yaml names each with its floor and its tolerance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import ceil, floor
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from bench.exam import Share
from bench.figures import Shares

PATH = Path(__file__).with_name("floors.yaml")
Part = Literal["quick", "scorecard"]
Value = Annotated[float, Field(ge=0, le=1)]
LINE = re.compile(r"^(  (\S+): \{)(least|most): ([\d.]+)", re.MULTILINE)
STEPS = 1000  # a floor is written with three digits, on the lenient side


class Strict(BaseModel):
    """A misspelt name is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Floor(Strict):
    """One figure's floor: `least` for what should be high, `most` for what should be low; one of the two."""

    least: Value | None = None
    most: Value | None = None
    tolerance: str

    @model_validator(mode="after")
    def _one_of_two(self) -> Floor:
        if (self.least is None) == (self.most is None):
            raise ValueError("a floor is either least or most")
        return self


class Floors(Strict):
    """All floors, and what each named tolerance allows."""

    tolerances: dict[str, Value]
    quick: dict[str, Floor]
    scorecard: dict[str, Floor]

    @model_validator(mode="after")
    def _tolerances_are_there(self) -> Floors:
        named = {one.tolerance for one in (*self.quick.values(), *self.scorecard.values())}
        if strange := named - self.tolerances.keys():
            raise ValueError(f"no such tolerance: {', '.join(sorted(strange))}")
        return self

    @classmethod
    def read(cls, path: Path = PATH) -> Floors:
        """Read the file. Raises pydantic.ValidationError for a faulty one."""
        return cls.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))

    def fallen(self, shares: Shares, parts: tuple[Part, ...]) -> list[str]:
        """A line for each figure that fell below its floor, or that is missing."""
        floors = {name: one for part in parts for name, one in getattr(self, part).items()}
        return [line for name, one in floors.items() for line in self._fallen(name, one, shares.get(name))]

    def _fallen(self, name: str, one: Floor, share: Share | None) -> Iterator[str]:
        if share is None or not share.of:
            yield f"{name}: was not measured"
            return
        room, value = self.tolerances[one.tolerance], share.value
        told = f"{name}: {share.hits} of {share.of} are {value:.3f}"
        if one.least is not None and value < one.least - room:
            yield f"{told}, floor {one.least:.3f} less {room:.3f} ({one.tolerance})"
        if one.most is not None and value > one.most + room:
            yield f"{told}, at most {one.most:.3f} and {room:.3f} ({one.tolerance})"


def lifted(text: str, shares: Shares) -> str:
    """The file with each floor at its figure, where that is better than the floor; nothing else changes."""
    return LINE.sub(lambda line: _lifted(line, shares), text)


def _lifted(line: re.Match[str], shares: Shares) -> str:
    start, name, side, old = line.groups()
    if name not in shares or not shares[name].of:
        return line[0]
    value = shares[name].value * STEPS
    new = max(float(old), floor(value) / STEPS) if side == "least" else min(float(old), ceil(value) / STEPS)
    return f"{start}{side}: {new:.3f}"
