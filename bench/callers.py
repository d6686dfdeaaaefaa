"""Play callers who want images released, to the end of their talk, and compare what is stored: make callers FILE=…

bench/callers_file.py explains the file. Each caller reads the reply's words alone, decides by plain patterns
(bench/callers_questions.yaml) what is asked, and says the next answer of that list. To a question that no list covers
he says yes (taken here?), no (needed by a certain day?) or shrugs; --odd has him say something else.

A caller passes when as many requests are stored as wanted, in a state beyond draft, and every field holds what is
true: a null was never told and may not be there; a vague date may stand in the caller's words; a middle name may be
missing if he never told it. Where nothing is to be submitted, no such request may be stored. A talk that goes round
in a circle fails.

It starts what it needs, each caller at a store of his own; with CLOCK the day of it all is fixed. With BASE
(http://127.0.0.1:8000) it calls that one instead: there no time passes before "[next day]", and the stored requests
come from the command in EXPORT (default: `flask --app webhook requests export --json` over the same settings).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import get_args

from bench.callers_doors import Lines, opened
from bench.callers_file import Person, read
from bench.callers_judge import FIELDS, Verdict, judge
from bench.callers_mind import Manner, Odd, ReadBack, Resume
from bench.callers_play import play


def main(arguments: list[str] | None = None) -> int:
    """Read, play, judge, print; 0 where everyone passes, 1 where not. Raises SystemExit for files with faults."""
    chosen = _parser().parse_args(arguments)
    people = [person for path in chosen.files for person in read(path)]
    people = [person for person in people if not chosen.only or person.id in chosen.only]
    manner = Manner(chosen.odd, chosen.read_back, chosen.resume)
    with opened(os.environ) as lines:
        verdicts = [_shown(one, chosen.show) for one in played(people, lines, manner)]
    print(report(verdicts))
    return 0 if verdicts and all(one.passed for one in verdicts) else 1


def played(people: Iterable[Person], lines: Lines, manner: Manner) -> Iterator[Verdict]:
    """Play each caller through his doors, and judge."""
    for person in people:
        for channel in person.channels:
            with lines() as line:
                verdict = judge(play(person, channel, line, manner))
            yield verdict


def report(verdicts: list[Verdict]) -> str:
    """The totals: by channel, by end, by field."""
    lines = ["", _row("all", verdicts)]
    groups: tuple[tuple[str, Callable[[Verdict], str]], ...] = (
        ("channel", lambda one: one.played.channel),
        ("end", lambda one: one.played.person.end),
    )
    for title, of in groups:
        lines += [f"by {title}"]
        lines += [_row(part, [one for one in verdicts if of(one) == part]) for part in sorted({*map(of, verdicts)})]
    compared = [wrongs for one in verdicts for wrongs in one.fields]
    lines += ["by field"]
    lines += [_share(name, sum(not one[name] for one in compared), len(compared)) for name in FIELDS]
    loops = [one.played.person.id for one in verdicts if one.played.end == "loop"]
    return "\n".join([*lines, f"loops: {', '.join(loops) or 'none'}"])


def transcript(verdict: Verdict) -> str:
    """The talk, and what was stored."""
    lines = [f"    {who}: {words}" for who, words in verdict.played.turns]
    lines += [f"    ended: {verdict.played.end} {verdict.played.why}".rstrip()]
    lines += [f"    note: {note}" for note in verdict.played.notes]
    return "\n".join([*lines, *(f"    stored: {one}" for one in verdict.played.stored)])


def _shown(verdict: Verdict, show: str) -> Verdict:
    person = verdict.played.person
    head = "pass" if verdict.passed else "FAIL"
    print(f"{head}  {person.id} ({verdict.played.channel}, {person.end})", flush=True)
    for reason in verdict.reasons:
        print(f"      {reason}")
    if show == "all" or (show == "failed" and not verdict.passed):
        print(transcript(verdict))
    return verdict


def _row(name: str, verdicts: list[Verdict]) -> str:
    return _share(name, sum(one.passed for one in verdicts), len(verdicts))


def _share(name: str, good: int, of: int) -> str:
    return f"  {name:20}{good:5} of {of}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make callers", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("files", nargs="+", type=Path, help="files of callers")
    parser.add_argument("--show", choices=("none", "failed", "all"), default="none", help="whose talks to print")
    parser.add_argument("--only", nargs="*", help="ids of callers")
    parser.add_argument("--odd", choices=get_args(Odd), help="said to every question that no list covers")
    parser.add_argument("--read-back", choices=get_args(ReadBack), default="list", help="how one answer is confirmed")
    parser.add_argument("--resume", choices=get_args(Resume), default="code", help="what goes on after a long pause")
    return parser


if __name__ == "__main__":
    sys.exit(main())
