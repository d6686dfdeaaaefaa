"""`doctor`: one page on what is well, what needs a look, and what is wrong, each with its mend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click
from flask.cli import with_appcontext

from bot.commands.checks import CHECKS
from bot.commands.findings import Finding
from bot.commands.tools import Tools, tools

COLOURS = {"ok": "green", "look": "yellow", "WRONG": "red"}


@click.command()
@click.pass_context
@with_appcontext
def command(context: click.Context) -> None:
    """Tell on one page what is wrong, and how to mend it; exit code 1 if something is."""
    found = tools()
    findings = []
    for finding in examined(found):
        findings.append(finding)
        _print(finding)
    wrong = sum(finding.state == "WRONG" for finding in findings)
    looks = sum(finding.state == "look" for finding in findings)
    click.echo(f"\n{wrong} wrong, {looks} to look at.")
    context.exit(1 if wrong else 0)


def examined(found: Tools) -> Iterator[Finding]:
    """Every check's findings. A check that fails is a finding of its own."""
    for name, check in CHECKS.items():
        try:
            yield from check(found)
        except Exception as fault:  # one broken part must not hide the others
            mend = "Mend the others first; if it stays, report it."
            yield Finding("WRONG", name, f"This could not be looked at ({type(fault).__name__}).", mend)


def _print(finding: Finding) -> None:
    state = click.style(f"{finding.state:<5}", fg=COLOURS[finding.state])
    click.echo(f"{state}  {finding.about:<11} {finding.what}")
    for line in _indented((*finding.more, *([f"What to do: {finding.mend}"] if finding.mend else []))):
        click.echo(line)


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (" " * 19 + line for line in lines)
