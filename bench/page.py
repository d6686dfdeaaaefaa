"""Writes docs/scorecard.md and the tables of docs/decisions/thresholds.md out of the figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import fill

from bench.exam import Share, wilson
from bench.figures import Figures, Point
from bench.judge import VERDICTS

RUNS = {
    "test": "test cases",
    "dev": "development cases",
    "negation": "cases with a “not”",
    "test_negated": "of the test, those with a “not”",
    "noise_0": "of the test, voice alone",
    "model_off": "test, model switched off",
}
PROMISES = ("urgent recall", "false alarms", "out of scope handled", "wrong numbers")
WAYS = {
    "images": "a hospital needs images now",
    "danger": "a person in danger (911, 988)",
    "after_procedure": "trouble after a procedure",
    "any": "any urgent answer to any of these",
    "false_alarms": "urgent answers to what is not urgent",
}
GENERATED = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->\n)", re.DOTALL)
Row = Iterable[str]


def scorecard(figures: Figures) -> str:
    """The page."""
    parts = [_head(figures), _answers(figures), _promises(figures), _parts(figures), _noise(figures)]
    parts += [_urgent(figures), _writers(figures), _sure(figures), _cost(figures)]
    return "\n".join(parts)


def thresholds(page: str, figures: Figures) -> str:
    """The page about thresholds with its generated tables filled: "alone" and "doors"."""
    tables = {"alone": _alone(figures), "doors": _doors(figures)}
    return GENERATED.sub(lambda found: f"{found[1]}\n{tables[found[2]]}\n{found[3]}", page)


def write(figures: Figures, docs: Path) -> None:
    """Write both pages."""
    (docs / "scorecard.md").write_text(scorecard(figures), encoding="utf-8")
    page = docs / "decisions/thresholds.md"
    page.write_text(thresholds(page.read_text(encoding="utf-8"), figures), encoding="utf-8")


def _head(figures: Figures) -> str:
    model = f"with the fingerprint `{figures.model[:12]}`" if figures.model else "behind `NLU_URL`, which has no name"
    counts = ", ".join(f"`{name}` {count}" for name, count in figures.files.items())
    made = f"""Made by `make scorecard`. Do not edit it: the next run writes it anew. The model is the one {model};
        the directory's version is `{figures.directory}`; the talks were at {figures.clock}."""
    read = f"""Each cell has the share, the interval that holds the truth 95 times in 100, and the number of cases.
        Right, asked, unclear and wrong are what `bench/exam.py` says. The cases and their number: {counts}.
        Nobody tunes on the test cases."""
    return f"# Scorecard\n\n{_wrapped(made)}\n\n{_wrapped(read)}\n"


def _wrapped(text: str) -> str:
    return fill(" ".join(text.split()), 120, break_long_words=False, break_on_hyphens=False)


def _answers(figures: Figures) -> str:
    rows = ((name, *_verdicts(figures, f"{run}.all")) for run, name in RUNS.items())
    return "## Whole answers, through the doors\n\n" + table(("", *VERDICTS), rows)


def _promises(figures: Figures) -> str:
    names = tuple(name.replace(" ", "_") for name in PROMISES)
    rows = ((name, *(cell(figures.shares[f"{run}.{one}"]) for one in names)) for run, name in RUNS.items())
    return f"""## What matters more than the rest

Urgent recall: urgent cases that got their route. False alarms: other cases answered with 911, 988 or the emergent line.
Wrong numbers: cases with a number that should not have been given.

{table(("", *PROMISES), rows)}"""


def _parts(figures: Figures) -> str:
    found = [(part[1], part[2]) for name in figures.shares if (part := name.split("."))[0] == "test" and len(part) == 4]
    rows = (
        (f"{table_}: {part}", *_verdicts(figures, f"test.{table_}.{part}")) for table_, part in dict.fromkeys(found)
    )
    return "## The test by kind, channel and language\n\n" + table(("", *VERDICTS), rows)


def _noise(figures: Figures) -> str:
    rates = {"noise_0": 0.0} | {f"noise_{r.removesuffix('%')}": seen for r, seen in figures.heard_wrong.items()}
    rows = (
        (f"{rate:.1%}", *_verdicts(figures, f"{run}.all"), cell(figures.shares[f"{run}.urgent_recall"]),
         cell(figures.shares[f"{run}.wrong_numbers"]))
        for run, rate in rates.items()
    )  # fmt: skip
    return f"""## Words heard wrongly

The test's voice cases as a bad recogniser hears them (`bench/noise.py`): words lost, doubled, cut, joined, and taken
for others that sound alike. The first column is the word error rate that was measured.

{table(("words heard wrongly", *VERDICTS, "urgent recall", "wrong numbers"), rows)}
![Right, asked, unclear and wrong over the word error rate](scorecard/noise.svg)
"""


def _urgent(figures: Figures) -> str:
    runs = [f"urgent_{name}.{how}" for name in ("test", "dev") for how in ("rule", "vote")]
    head = ("", "test, rule alone", "test, with the model", "development, rule alone", "development, with the model")
    rows = ((name, *(cell(figures.shares[f"{run}.{way}"]) for run in runs)) for way, name in WAYS.items())
    return f"""## The emergency rule

The rule alone, and with the model's vote where the rule does not act. Sentences of their own.

{table(head, rows)}"""


def _writers(figures: Figures) -> str:
    writers = [name for name in figures.shares if name.startswith("held_out.")]
    rows = ((name.split(".")[-2], cell(figures.shares[name])) for name in writers)
    return f"""## The model alone, on writers it has not learned from

Each writer's training sentences, read by a model that learned from all the others. It tells what to expect of callers.

{table(("writer", "right"), rows)}
The intents most often taken for one another, in sentences. A row is what was meant, a column what was understood.

![Which intent was taken for which](scorecard/confusion.svg)
"""


def _sure(figures: Figures) -> str:
    rows = ((f"{one.sure:.2f}", cell(Share(one.right, one.cases))) for one in figures.bins)
    return f"""## How sure, how right

Where the model says 0.70, seven of ten should be right. The same sentences as above.

{table(("sure, on average", "right"), rows)}
![How often the model was right, over how sure it was](scorecard/reliability.svg)

What comes of each threshold; the tables are in [thresholds](decisions/thresholds.md).

![Right, asked and wrong over the threshold](scorecard/thresholds.svg)
"""


def _cost(figures: Figures) -> str:
    rows = ((c.step, str(c.turns), f"{c.median:.1f} ms", f"{c.p95:.1f} ms") for c in figures.cost)
    return f"""## What a turn costs

Measured in this run, one turn after the other, on the machine that made this page. It changes from run to run.

{table(("", "turns", "median", "95 of 100 within"), rows)}"""


def _alone(figures: Figures) -> str:
    rows = ((f"{p.threshold:.2f}", *_counted(p, ("right", "asked", "wrong"))) for p in figures.alone)
    return table(("Threshold", "Right", "Asked", "Wrong"), rows)


def _doors(figures: Figures) -> str:
    rows = ((f"{p.threshold:.2f}", *_counted(p, VERDICTS)) for p in figures.doors)
    return table(("`SURE`", *map(str.capitalize, VERDICTS)), rows)


def _counted(point: Point, verdicts: Iterable[str]) -> Iterator[str]:
    return (cell(Share(getattr(point, verdict), point.of)) for verdict in verdicts)


def _verdicts(figures: Figures, name: str) -> Iterator[str]:
    return (cell(figures.shares[f"{name}.{verdict}"]) for verdict in VERDICTS)


def cell(share: Share) -> str:
    """ "94.6 % (91.7–96.5), 350"; "none" where there was no case."""
    if not share.of:
        return "none"
    low, high = wilson(*share)
    return f"{100 * share.value:.1f} % ({100 * low:.1f}–{100 * high:.1f}), {share.of}"


def table(head: Row, rows: Iterable[Row]) -> str:
    """A table in Markdown."""
    titles = tuple(head)
    lines = [titles, ("---",) * len(titles), *map(tuple, rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
