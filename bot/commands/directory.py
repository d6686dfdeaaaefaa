"""`directory`: check the file, show what callers hear, start another department's file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click
from flask.cli import AppGroup

from bot.commands.directory_back import back
from bot.commands.new_directory import new
from bot.commands.tools import tools
from bot.directory import Directory, DirectoryBroken, load
from bot.directory_check import report
from bot.directory_show import calendar, show

command = AppGroup("directory", help="Check directory.yaml, show it, or start another department's.")
command.add_command(new)
command.add_command(back)


@command.command("check")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.pass_context
def check(context: click.Context, file: Path | None) -> None:
    """Name every fault of FILE (default: the file in use) with its mend; exit code 1 if there is one."""
    found = tools()
    text, code = report(file or found.settings.directory, found.now(), [found.settings.twilio_from])
    click.echo(text, nl=False)
    context.exit(code)


@command.command("show")
@click.option("--at", metavar="TIME", help="A time such as 2026-11-27T20:00; without a zone, the desk's own.")
@click.option("--week", metavar="[DATE]", is_flag=False, flag_value="", help="Seven days of every schedule, instead.")
def show_(at: str | None, week: str | None) -> None:
    """Print what callers would hear of each line, and who takes an emergent caller."""
    directory = _directory()
    when = _time(at, directory) if at else directory.local(tools().now())
    if week is None:
        click.echo(show(directory, when), nl=False)
    else:
        click.echo(calendar(directory, _day(week) if week else when.date()), nl=False)


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
    """A time in the desk's zone; one that the clock change leaves out becomes the one that clocks then show."""
    try:
        time = dt.datetime.fromisoformat(given)
    except ValueError:
        raise click.BadParameter("write the time as 2026-11-27T20:00", param_hint="--at") from None
    aware = time if time.tzinfo else time.replace(tzinfo=directory.zone)
    return directory.local(aware.astimezone(dt.UTC))


def _day(given: str) -> dt.date:
    try:
        return dt.date.fromisoformat(given)
    except ValueError:
        raise click.BadParameter("write the day as 2026-11-27", param_hint="--week") from None
