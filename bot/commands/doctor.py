"""`doctor`: one page on what is wrong, what needs a look, and what is well, each with its mend, the worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from textwrap import wrap

import click
from flask.cli import with_appcontext

from bot.commands.checks import CHECKS
from bot.commands.findings import Finding, State
from bot.commands.tools import Tools, tools

COLOURS: dict[State, str] = {"URGENT": "red", "WRONG": "red", "look": "yellow", "ok": "green"}
WORST_FIRST = tuple(COLOURS)
WIDE = 100  # signs of a further line; what is to be typed is never broken
AT_ONCE = "Callers are the worse for what is urgent: mend it now."
TODAY = "Callers are served; mend what is wrong today."


@click.command()
@click.pass_context
@with_appcontext
def command(context: click.Context) -> None:
    """Tell on one page what is wrong, and how to mend it; exit code 2 for what is urgent, 1 for what is wrong."""
    findings = sorted(examined(tools()), key=lambda one: WORST_FIRST.index(one.state))
    for finding in findings:
        _print(finding)
    many = Counter(finding.state for finding in findings)
    advice = AT_ONCE if many["URGENT"] else TODAY if many["WRONG"] else ""
    click.echo(f"\n{many['URGENT']} urgent, {many['WRONG']} wrong, {many['look']} to look at. {advice}".rstrip())
    context.exit(2 if many["URGENT"] else 1 if many["WRONG"] else 0)


def examined(found: Tools) -> Iterator[Finding]:
    """Every check's findings. A check that fails is a finding of its own."""
    for name, check in CHECKS.items():
        try:
            yield from check(found)
        except Exception as fault:  # one broken part must not hide the others
            mend = "Mend the others first; if it stays, report it."
            yield Finding("WRONG", name, f"This could not be looked at ({type(fault).__name__}).", mend)


def _print(finding: Finding) -> None:
    state = click.style(f"{finding.state:<6}", fg=COLOURS[finding.state])
    click.echo(f"{state} {finding.about:<11} {finding.what}")
    more = [part for line in finding.more for part in wrap(line, WIDE, subsequent_indent="  ", break_on_hyphens=False)]
    for line in _indented((*more, *([f"What to do: {finding.mend}"] if finding.mend else []))):
        click.echo(line)


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (" " * 19 + line for line in lines)
