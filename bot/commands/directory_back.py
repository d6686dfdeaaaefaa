"""`directory back`: the version of the directory before the newest change that the desk wrote."""

from __future__ import annotations

from collections.abc import Mapping

import click
from flask.cli import with_appcontext

from bot.commands.tools import Tools, tools
from bot.directory_file import DirectoryFile, EditedSince, NothingEarlier, NotWritten, Written
from bot.store import StoreUnavailable

SINCE = (
    "Somebody edited the file by hand since the desk last wrote it, and going back would undo that too."
    " Look at it, then add --anyway."
)
WHY: Mapping[str, str] = {"full": "the disk is full", "not_allowed": "it may not be written", "other": "it failed"}


@click.command("back")
@with_appcontext
@click.option("--anyway", is_flag=True, help="Also where somebody edited the file by hand since.")
def back(anyway: bool) -> None:
    """Take back the newest change that the desk wrote into the directory, and tell what that undid."""
    found = tools()
    try:
        done = DirectoryFile.of(found.settings.directory, found.settings.var).back(anyway)
    except NothingEarlier:
        raise click.ClickException("There is nothing to go back to: the desk keeps no earlier version.") from None
    except EditedSince:
        raise click.ClickException(SINCE) from None
    except NotWritten as trouble:
        raise click.ClickException(f"Nothing was changed: {WHY[trouble.why]}.") from None
    click.echo(f"{found.settings.directory.name} is version {done.version} again; {done.earlier} is undone:")
    for entry, fields in done.differing.items():
        click.echo(f"  {entry}: {', '.join(fields)}")
    click.echo("Running processes take it within seconds. The undone version is kept beside the earlier ones.")
    if not _noted(found, done):
        click.echo("The store is in trouble, so this does not stand in the audit trail.", err=True)


def _noted(found: Tools, done: Written) -> bool:
    """Tell the trail, if it can be told: going back must not wait for a database."""
    if found.desk is None:
        return False
    try:
        with found.desk.store.turn(found.now()) as turn:
            turn.audit("directory_back", "operator", {"version": done.version, "before": done.earlier})
    except StoreUnavailable:
        return False
    return True
