"""One round: every side started, warmed up and asked the same, a block of turns at a time, in changing order.

All sides are up at the same time and only one is asked at a time. So what else the machine does meets all of them, and
a slow minute does not fall on one side alone.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import get_args

from bench.speed.figures import Round, Sample, Start
from bench.speed.load import Request, Wave, wave
from bench.speed.parser import Parser, parser
from bench.speed.sides import Running, Side
from bench.speed.talks import TO_THE_FORM, Asked, Caller, Kind, steps
from bench.stock import project

CALLERS = (1, 8)
BLOCK = 50
FIFTH = 5  # keys and forms need several turns a call: so many times fewer calls
PARSE = "parse"
WARM_CALLERS, WARM_PEOPLE = 4, 3_000  # from that number on nobody else's
NO_MODEL = {"keys", "form"}
TROUBLES = ("turn_not_saved", "nlu_down", "InMemoryTrackerStore")  # as the logs of our side and of Rasa name them
REPHRASED = "asked for other words"
NO_DOCUMENT = 0.01  # the share of turns without a document above which the figures would be about something else


@dataclass
class Taken:
    """What was taken so far of one side, kind and number of callers."""

    took: list[float] = field(default_factory=list)
    failed: int = 0
    wall: float = 0.0
    cpu: float = 0.0

    def add(self, done: Wave, cpu: float) -> None:
        """One wave more."""
        self.took += done.took
        self.failed += sum(not document for document in done.answers)
        self.wall += done.wall
        self.cpu += cpu


class Measured:
    """One round's talks with the running sides."""

    def __init__(self, asked: Asked) -> None:
        self._asked, self._people = asked, count()
        self.taken: dict[tuple[str, str, int], Taken] = defaultdict(Taken)
        self.rephrased = 0

    def warm(self, side: Running, kinds: Sequence[str]) -> None:
        """Turns that are not counted: the first ones build what later ones use."""
        other = Measured(self._asked)
        other._people = count(WARM_PEOPLE)
        for kind in get_args(Kind):
            if kind in kinds and kind != "ring":
                other.talk([side], kind, self._asked.warm, WARM_CALLERS)

    def all(self, sides: list[tuple[Side, Running]], bare: Parser) -> Iterator[str]:
        """Ask everything, with one caller and with eight; tells how far it is."""
        fewer = self._asked.words[::FIFTH]
        for callers in CALLERS:
            for kind, texts in (("words", self._asked.words), ("keys", fewer), ("form", fewer)):
                yield f"{kind}, {callers} at once"
                self._blocks(sides, kind, texts, callers, bare)
            yield f"urgent, {callers} at once"
            self._blocks(sides, "urgent", self._asked.urgent, callers, bare)

    def _blocks(
        self, sides: list[tuple[Side, Running]], kind: Kind, texts: list[str], callers: int, bare: Parser
    ) -> None:
        for turn, at in enumerate(range(0, len(texts), BLOCK)):
            order = [running for side, running in sides if kind in side.kinds]
            order = order[turn % len(order) :] + order[: turn % len(order)]
            self.talk(order, kind, texts[at : at + BLOCK], callers)
            if kind == "words" and callers == 1:
                self._parse(bare, texts[at : at + BLOCK])

    def talk(self, order: list[Running], kind: Kind, texts: list[str], callers: int) -> None:
        """One call for each text at each of these sides, each step a wave of its own."""
        people = [next(self._people) for _ in texts]
        for side in order:
            calls = [side.caller(person) for person in people]
            documents = self._wave(side, "ring", callers, [call.ring() for call in calls])
            if kind == "form":
                documents = self._next(side, "", callers, calls, documents, [TO_THE_FORM] * len(calls))
            for step in steps(kind, texts):
                documents = self._next(side, kind, callers, calls, documents, step)

    def _next(self, side: Running, kind: str, callers: int, calls: list[Caller], documents: list[str],
              step: list[dict[str, str]]) -> list[str]:  # fmt: skip
        asked = [call.answer(*pair) for call, *pair in zip(calls, documents, step, strict=True)]
        return self._wave(side, kind, callers, asked)

    def _wave(self, side: Running, kind: str, callers: int, requests: list[Request]) -> list[str]:
        before = side.cpu()
        done = wave(side.port, requests, callers)
        self.taken[side.name, kind, callers].add(done, side.cpu() - before)
        self.rephrased += sum(project.SORRY in document for document in done.answers)
        return done.answers

    def _parse(self, bare: Parser, texts: list[str]) -> None:
        done = bare.ask(texts)
        self.taken[PARSE, "words", 1].add(Wave(done.wall, done.took, ["parsed"] * len(texts)), done.cpu)

    def samples(self) -> list[Sample]:
        """All of it; keys and forms together too."""
        together: dict[tuple[str, str, int], Taken] = defaultdict(Taken)
        for (side, kind, callers), one in self.taken.items():
            for name in (kind, "no model") if kind in NO_MODEL else (kind,) if kind else ():
                together[side, name, callers].add(Wave(one.wall, one.took, [""] * one.failed), one.cpu)
        return [Sample.of(where, one.took, one.failed, one.wall, one.cpu) for where, one in together.items()]


def measured(which: int, sides: list[Side], asked: Asked, model: Path, folder: Path) -> Round:
    """One round. Raises SystemExit where a side fails so often that the figures would be about something else."""
    turned = sides[which % len(sides) :] + sides[: which % len(sides)]
    told = Measured(asked)
    with ExitStack() as stack:
        up = [(side, stack.enter_context(side.running(folder / side.name))) for side in turned]
        bare = stack.enter_context(parser(model))
        for side, running in up:
            told.warm(running, side.kinds)
        bare.ask(asked.warm)
        for progress in told.all(up, bare):
            print(f"round {which + 1}: {progress}", file=sys.stderr, flush=True)
        samples = told.samples()
        starts = [_start(running, told) for _, running in up]
        starts.append(Start(side=PARSE, ready=bare.ready, memory=bare.megabytes(), web_process=0.0, troubles={}))
    _refuse(samples)
    return Round(samples=samples, starts=starts)


def _start(running: Running, told: Measured) -> Start:
    log = running.log.read_text(encoding="utf-8", errors="replace")
    troubles = {name: found for name in TROUBLES if (found := len(re.findall(rf"\b{name}\b", log)))}
    if running.sign is None and told.rephrased:
        troubles[REPHRASED] = told.rephrased
    return Start(
        side=running.name, ready=round(running.ready, 2), memory=round(running.memory().whole, 1),
        web_process=round(running.web_process(), 1), troubles=troubles,
    )  # fmt: skip


def _refuse(samples: list[Sample]) -> None:
    bad = [one for one in samples if one.failed > NO_DOCUMENT * one.turns]
    if bad:
        one = bad[0]
        raise SystemExit(f"{one.side}, {one.kind}, {one.callers} at once: {one.failed} of {one.turns} got no document.")
