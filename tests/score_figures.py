"""Made-up figures of a scorecard."""

from __future__ import annotations

from bench.exam import Share
from bench.figures import Bin, Cost, Figures, Point
from bench.floors import Floors
from bench.judge import VERDICTS
from bench.page import PROMISES, RUNS, WAYS

NOISE = {"10%": 0.101, "25%": 0.249}


def figures(**changed: object) -> Figures:
    """Good figures, each of its own size, for all that the page and the floors name."""
    runs = [*RUNS, "noise_10", "noise_25", "noise_40", "sample", "test.kind.fax", "test.channel.voice"]
    runs += ["test.channel.sms", "test.language.en", "test.language.es"]
    shares = {}
    for place, run in enumerate(runs):
        name = run if run.count(".") else f"{run}.all"
        shares |= {
            f"{name}.{verdict}": Share((100 + place) * (verdict == "right"), 100 + place) for verdict in VERDICTS
        }
        low = ("false alarms", "wrong numbers")
        shares |= {f"{run}.{p.replace(' ', '_')}": Share(0 if p in low else 40, 40) for p in PROMISES}
    for run in (f"urgent_{name}.{how}" for name in ("dev", "test") for how in ("rule", "vote")):
        shares |= {f"{run}.{way}": Share(0 if way == "false_alarms" else 60, 60) for way in WAYS}
    shares |= {"held_out.all.right": Share(880, 900), "held_out.writer.zoe.right": Share(430, 450)}
    made = {
        "model": "f" * 64, "directory": "abc", "clock": "2026-11-24T10:00:00-05:00", "files": {"test1.yaml": 3},
        "shares": shares, "heard_wrong": NOISE,
        "confused": [("fax", "fax", 9), ("fax", "billing", 2), ("billing", "fax", 1)],
        "bins": [Bin(cases=10, sure=0.35, right=3), Bin(cases=90, sure=0.95, right=88)],
        "alone": [Point(threshold=0.0, right=90, asked=0, wrong=10), Point(threshold=0.3, right=88, asked=7, wrong=5)],
        "doors": [Point(threshold=0.3, right=91, asked=4, unclear=3, wrong=2)],
        "cost": [Cost(step="a whole turn", turns=200, median=12.3, p95=45.6)],
    }  # fmt: skip
    return Figures.model_validate(made | changed)


def all_floors() -> set[str]:
    """The names of all floors in the project's file."""
    read = Floors.read()
    return {*read.quick, *read.scorecard}
