"""Writes docs/speed.md out of a report, and prints the same as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

from bench.page import table
from bench.speed.figures import Report, Spread
from bench.speed.goals import Goal, goals

KINDS = {
    "ring": "the call comes in",
    "words": "words that ask the model",
    "no model": "keys and form answers",
    "keys": "keys",
    "form": "form answers",
    "urgent": "urgent words",
}
ENOUGH = 5  # rounds
SHOWN = ("ring", "words", "no model", "urgent")
MET = {True: "met", False: "not met", None: "not measured"}


def page(report: Report) -> str:
    """The page."""
    parts = [_head(report), _goals(report), _turns(report), _beside(report), _size(report), _sides(report)]
    return "\n".join(parts)


def write(report: Report, docs: Path) -> None:
    """Write the page."""
    (docs / "speed.md").write_text(page(report), encoding="utf-8")


def _head(report: Report) -> str:
    about = report.about
    made = f"""Made by `make bench`. Do not edit it: the next run writes it anew. Rounds: {len(report.rounds)}, on
        {about["machine"]}, whose load was {about["load"]} before, at {about["time"]}; in each the same
        {about["utterances"]} utterances in the same order,
        from the signed request to the whole TwiML. Every side was up at the same time and one was asked at a time, a
        block of turns each, in changing order. Cells show the median of the rounds, and the least and the most of
        them. Ratios are formed in each round by itself: they travel to another machine better than times do."""
    few = "" if len(report.rounds) >= ENOUGH else "Too few rounds to rely on: the spread is not known.\n\n"
    return f"# Speed\n\n{few}{_wrapped(made)}\n"


def _goals(report: Report) -> str:
    rows = ((one.name, one.wanted, cell(one.found, one.unit), MET[one.met]) for one in goals(report))
    return "## Goals\n\n" + table(("", "wanted", "found", ""), rows)


def _turns(report: Report) -> str:
    head = ("", "callers", "turns a second", "median", "95 of 100", "99 of 100", "processor time")
    parts = [
        f"### {KINDS[kind][0].upper()}{KINDS[kind][1:]}\n\n{table(head, rows)}"
        for kind in SHOWN
        if (rows := list(_turn_rows(report, kind)))
    ]
    return "## Turns\n\nTimes in milliseconds for one turn; processor time of all processes of a side.\n\n" + "\n".join(
        parts
    )


def _turn_rows(report: Report, kind: str) -> Iterator[tuple[str, ...]]:
    for side, title in report.titles.items():
        for callers in sorted({callers for name, callers in report.kinds(side) if name == kind}):
            whats = ("rate", "p50", "p95", "p99", "cpu")
            yield title, str(callers), *(cell(report.spread(side, kind, callers, what)) for what in whats)


def _beside(report: Report) -> str:
    rows = (
        (KINDS[kind], str(callers), title, *(cell(report.ratio(what, ours, (side, kind, callers))) for what in WHATS))
        for kind in SHOWN
        for side, title in report.titles.items()
        for callers in sorted({callers for name, callers in report.kinds(side) if name == kind})
        if side not in ("radline", "parse") and (ours := ("radline", kind, callers))
    )
    head = ("", "callers", "beside", "turns a second", "median", "99 of 100", "processor time")
    return f"""## Radline on SQLite, beside each other side

Turns a second: more is better. Times: less is better. 1 is the same.

{table(head, rows)}
![Turns a second of each side](speed/rates.svg)

![Time of a turn for each side](speed/times.svg)
"""


WHATS = ("rate", "p50", "p99", "cpu")


def _size(report: Report) -> str:
    rows = (
        (title, *(cell(report.start(side, what)) for what in ("ready", "memory")), _troubles(report, side))
        for side, title in report.titles.items()
    )
    return f"""## Start and memory

From the start to the first document, all parts well: seconds. Memory: of all processes of a side after all turns, in
megabytes, what they share counted once. Troubles: turns answered without the store (`turn_not_saved`), and questions
that the model did not answer in time (`nlu_down`).

{table(("", "ready", "memory", "troubles"), rows)}
![Memory and start of each side](speed/size.svg)
"""


def _troubles(report: Report, side: str) -> str:
    return ", ".join(f"{name} {count}" for name, count in report.troubles(side).items()) or "none"


def _sides(report: Report) -> str:
    about = report.about
    stock = f"""Stock Rasa {about["rasa"]} is what `rasa init` gives, with our intents and our {about["sentences"]}
        sentences as they were written: Rasa's default pipeline and policies, a rule for each intent, a few stories,
        its own channels `twilio` and `twilio_voice`, the SQL tracker store on SQLite, and a custom action in Rasa's
        action server that looks the number up in `directory.yaml` (`bench/stock/`). It was trained for
        {about["epochs"]} epochs in place of 100, which took {about["stock_training"]} s: epochs change what it
        understands and not what a turn costs. Its sentences mark no entities, which spares it work.
        Where it is not sure enough it asks for other words, and then asks no action: its troubles tell how often. It
        checks no signature and seals nothing, for Rasa does neither, and it has no keys and no forms here."""
    control = """The control is Flask under the same gunicorn with the same settings: it checks the signature, opens one
        sealed row, writes one and commits once on the same kind of store, and gives a document of Radline's. The bare
        parse is Radline's model in a process of its own without any server, one message after the other, each once."""
    radline = """Radline is all that `make run` starts, with a Twilio account: web, understanding, sender; signatures,
        sealing, audit trail. PostgreSQL runs as it comes, with every commit on the disk. The first words of a call are
        measured apart, for stock Rasa sends "hello" through its model there. Utterances are those of the development
        cases in English, heard by voice and not urgent. The urgent ones are measured apart."""
    told = (radline, stock, control) if "stock" in report.titles else (radline, control)
    return "## What was measured\n\n" + "\n\n".join(map(_wrapped, told)) + "\n"


def _wrapped(text: str) -> str:
    return fill(" ".join(text.split()), 120, break_long_words=False, break_on_hyphens=False)


def cell(found: Spread | None, unit: str = "") -> str:
    """ "12.3 (11.8 to 13.0)"; "none" where nothing was measured."""
    if found is None:
        return "none"
    return f"{_plain(found.median)} {unit}".strip() + f" ({_plain(found.least)} to {_plain(found.most)})"


def _plain(value: float) -> str:
    """Three figures that count."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def summary(report: Report) -> str:
    """The goals, as lines to print."""
    return "\n".join(f"{MET[one.met]:<12} {_line(one)}" for one in goals(report))


def _line(one: Goal) -> str:
    return f"{one.name}: {cell(one.found, one.unit)}, wanted {one.wanted}"
