"""Put a file of cases to the doors, by voice and by text, and score the answers: make exam FILE=cases.yaml

A case is an item of a YAML list:

  id: pat-001           unique
  channel: sms          voice, sms, or both. Voice is as a recogniser hears it: small letters, few stops.
  says: who do i call to set up a thyroid uptake scan
  kind: line            line, fax, hours, address, info, release, upload, person, clarify (it has to ask which
                        one), emergent (a hospital needs images now), medical_emergency (a person in danger),
                        social (hello, thanks), out_of_scope (not this desk's job)
  say: ["9195550123"]   numbers that must all be in the answer, digits alone; what is dialled counts as said
  any: []               groups of numbers; of each group one must be in the answer
  may: []               further numbers that do no harm
  also: ["option 2"]    regular expressions that must be found, without regard to capitals
  or_clarify: false     a question back, options named, is right as well
  never_words: []       regular expressions that must not be found
  lang: en              es: the caller has pressed 8 before
  why: one line for people

right    all of `say`, one of each group in `any`, all of `also`; a `clarify` case that names nothing of these
         needs a question with its options named, and with `or_clarify` such a question is right as well
wrong    a number of the directory but none of the expected ones; a number that is not in the directory; an
         urgent case without its route (the emergent line; 911 or 988); one of `never_words`; for social and
         out_of_scope a number that is neither expected nor that of scheduling or of the main line
asked    a question back, options named, where an answer was due
unclear  everything else

Below the tables stand the promises: urgent cases that got their route; other cases answered as if they were urgent
(911, 988, or the emergent line with its option); out-of-scope cases that were right; numbers that should not have
been given. Every share has the interval that holds the truth 95 times in 100.

It starts what it needs: the web side in this process with a store of its own, and an understanding box with
the newest model. With BASE (http://127.0.0.1:8000) it asks that one instead, and signs as Twilio does when
TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and PUBLIC_URL are set.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from math import sqrt
from pathlib import Path
from typing import NamedTuple

from bench import lists
from bench.doors import Doors, opened
from bench.judge import URGENT, VERDICTS, WRONG_NUMBER, Answer, Case, Judge, Route, Verdict
from bot.directory import load
from bot.settings import Settings

SURE = 1.96  # standard errors on each side: intervals that hold the truth 95 times in 100


class Outcome(NamedTuple):
    """One case through one door."""

    case: Case
    channel: str
    answer: Answer
    verdict: Verdict
    why: str
    route: Route = ""


class Share(NamedTuple):
    """How many of how many."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """0 to 1; 0 of nothing is 0."""
        return self.hits / max(self.of, 1)


def main() -> None:
    """Read the file, ask, judge, print. Ends with exit code 2 where the file is no list of cases."""
    if len(sys.argv) != 2 or not sys.argv[1]:
        raise SystemExit("Name a file of cases: make exam FILE=cases.yaml")
    cases = read(Path(sys.argv[1]))
    settings = Settings.read(os.environ)
    judge = Judge(load(settings.directory))
    with opened(os.environ) as doors:
        outcomes = list(_shown(asked(cases, doors, judge), sum(len(case.channels) for case in cases)))
    print(report(outcomes))


def read(path: Path) -> list[Case]:
    """The cases of a file. Raises SystemExit with what is wrong with it."""
    return lists.read(path, Case, "case")


def asked(cases: Iterable[Case], doors: Doors, judge: Judge) -> Iterator[Outcome]:
    """Ask each case through its doors, as a new person each time."""
    for case in cases:
        for channel in case.channels:
            answer = doors.ask(case, channel)
            yield Outcome(case, channel, answer, *judge.verdict(case, answer), judge.route(case, answer))


def report(outcomes: list[Outcome]) -> str:
    """The tables, the promises and the misses."""
    lines = [_head(), _row("all", outcomes)]
    for name, of in TABLES.items():
        lines += ["", f"by {name}"]
        parts = sorted({of(outcome) for outcome in outcomes})
        lines += [_row(part, [o for o in outcomes if of(o) == part]) for part in parts]
    lines += ["", "promises", *(f"  {name:24}{_cell(*share):>24} of {share.of}" for name, share in promises(outcomes))]
    misses = [o for verdict in ("wrong", "unclear", "asked") for o in outcomes if o.verdict == verdict]
    lines += ["", f"misses: {len(misses)}", *map(_miss, misses)]
    return "\n".join(lines)


TABLES: dict[str, Callable[[Outcome], str]] = {
    "kind": lambda outcome: outcome.case.kind,
    "channel": lambda outcome: outcome.channel,
    "language": lambda outcome: outcome.case.lang,
}


def promises(outcomes: list[Outcome]) -> Iterator[tuple[str, Share]]:
    """What matters more than the rest, each by its name."""
    urgent = [o for o in outcomes if o.case.kind in URGENT]
    calm = [o for o in outcomes if o.case.kind not in URGENT]
    outside = [o for o in outcomes if o.case.kind == "out_of_scope"]
    yield "urgent recall", Share(sum(o.route != "missed" for o in urgent), len(urgent))
    yield "false alarms", Share(sum(o.route == "false alarm" for o in calm), len(calm))
    yield "out of scope handled", Share(sum(o.verdict == "right" for o in outside), len(outside))
    yield "wrong numbers", Share(sum(o.why.startswith(WRONG_NUMBER) for o in outcomes), len(outcomes))


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The interval for a share of which `hits` of `of` were seen; (0, 1) where nothing was."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, SURE**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    reach = SURE * sqrt(share * (1 - share) / of + square / (4 * of**2)) / (1 + square / of)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _head() -> str:
    return f"{'':18}{'cases':>6}" + "".join(f"{verdict:>24}" for verdict in VERDICTS)


def _row(name: str, outcomes: list[Outcome]) -> str:
    counts = Counter(outcome.verdict for outcome in outcomes)
    cells = (_cell(counts[verdict], len(outcomes)) for verdict in VERDICTS)
    return f"  {name:16}{len(outcomes):6}" + "".join(f"{cell:>24}" for cell in cells)


def _cell(hits: int, of: int) -> str:
    low, high = wilson(hits, of)
    return f"{hits}  {hits / max(of, 1):6.1%} ({low:.0%}-{high:.0%})"


def _miss(outcome: Outcome) -> str:
    case = outcome.case
    head = f"{outcome.verdict:<8}{case.id} ({outcome.channel}, {case.kind}): {outcome.why}"
    return f"{head}\n        said:   {case.says}\n        answer: {outcome.answer.shown}"


def _shown(outcomes: Iterable[Outcome], of: int) -> Iterator[Outcome]:
    """Pass on, and tell a waiting person how far it is."""
    for place, outcome in enumerate(outcomes, start=1):
        if place % 25 == 0 or place == of:
            print(f"asked {place} of {of}", file=sys.stderr, flush=True)
        yield outcome


if __name__ == "__main__":
    main()
