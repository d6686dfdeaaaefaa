"""`directory`: check the file, show what callers hear, start another department's file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click
from flask.cli import AppGroup

from bot.commands.new_directory import new
from bot.commands.tools import tools
from bot.directory import Directory, DirectoryBroken, load
from bot.directory_check import report
from bot.directory_show import calendar, show

command = AppGroup("directory", help="Check directory.yaml, show it, or start another department's.")
command.add_command(new)


@command.command("check")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.pass_context
def check(context: click.Context, file: Path | None) -> None:
    """Name every fault of FILE (default: the file in use) with its mend; exit code 1 if there is one."""
    found = tools()
    own = [found.settings.twilio_from] if found.settings.twilio_from else []
    text, code = report(file or found.settings.directory, found.now().date(), own)
    click.echo(text, nl=False)
    context.exit(code)


@command.command("show")
@click.option("--at", metavar="TIME", help="A time such as 2026-11-27T20:00; without a zone, the desk's own.")
@click.option("--week", is_flag=True, help="The opening times of seven days from then on, instead.")
def show_(at: str | None, week: bool) -> None:
    """Print what callers would hear of each line, and who takes an emergent caller."""
    directory = _directory()
    when = _time(at, directory) if at else directory.local(tools().now())
    click.echo(calendar(directory, when.date()) if week else show(directory, when), nl=False)


def _directory() -> Directory:
    """The version in use. A broken file does not count while an older one is still used."""
    found = tools()
    if found.desk:
        return found.desk.keeper.current()
    try:
        return load(found.settings.directory)
    except DirectoryBroken:
        sentence = "The directory has faults: `flask --app webhook directory check` names them."
        raise click.ClickException(sentence) from None


def _time(given: str, directory: Directory) -> dt.datetime:
    try:
        time = dt.datetime.fromisoformat(given)
    except ValueError:
        raise click.BadParameter("write the time as 2026-11-27T20:00", param_hint="--at") from None
    return directory.local(time) if time.tzinfo else time.replace(tzinfo=directory.zone)
