"""Prints what a turn costs, first on the clock (bench/cost.py), then in processor time: make writers

The clock also counts what other programs on the machine do meanwhile; processor time counts only ours.
"""

from __future__ import annotations

import os
import time
from contextlib import closing, suppress
from pathlib import Path

from bench import cost
from bench.figures import Cost
from bench.judge import Case
from bench.measure import model_box
from bench.patient import Patient
from bench.runs import Runs, cases
from bot import emergency
from bot.message import Message
from bot.take_turn import understanding


def main() -> None:
    """Measure and print."""
    runs, asked = Runs(os.environ), cases("test*.yaml")
    with model_box(os.environ) as url:
        print(table(cost.measured(runs, asked, url)))
        print(processor(runs, asked, url))


def table(costs: list[Cost]) -> str:
    """One line a step; the ratio is of its median to that of the first step, measured in the same run."""
    lines = [f"{'':20}{'turns':>6}{'median':>11}{'95 of 100':>13}{'ratio':>8}"]
    lines += [_line(one, costs[0].median) for one in costs]
    return "\n".join(lines)


def _line(one: Cost, first: float) -> str:
    ratio = f"{one.median / first:8.1f}" if first else f"{'-':>8}"
    return f"{one.step:20}{one.turns:6}{one.median:8.1f} ms{one.p95:10.1f} ms{ratio}"


def processor(runs: Runs, asked: list[Case], url: str) -> str:
    """What understanding costs in processor time: this side's, and that of the box if it was started here."""
    some = asked[:: max(1, len(asked) // cost.TURNS)][: cost.TURNS]
    with closing(Patient(url)) as patient, runs.desk(patient) as desk:
        understand = understanding(desk.keeper.current(), patient)
        rules = emergency.rules_at(understand.directory.file.house_names)
        here, there = time.process_time(), _of_children()
        for text in (case.says for case in some):
            understand.meaning(Message("text", "words", text), desk.now(), emergency.hear(text, rules=rules))
        here, there = time.process_time() - here, _of_children() - there
    each = [1000 * seconds / len(some) for seconds in (here, there)]
    box = f"{each[1]:.1f} ms in the box" if there else "the box was not started here"
    return f"processor time of understanding, mean of {len(some)} turns: {each[0]:.1f} ms on the web side, {box}"


def _of_children() -> float:
    """Seconds of processor time that the processes started by this one have used; 0 where nothing tells it."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it may have ended meanwhile
            fields = path.read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12]) if int(fields[1]) == os.getpid() else 0
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
