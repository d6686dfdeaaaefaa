"""`purge`: what is kept past its time goes, in small steps that may be cut off and run again."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from bot.commands.tools import store_in_words, tools


@click.command()
@with_appcontext
def command() -> None:
    """Take away what is kept past its time. The sender does it every hour by itself."""
    desk = tools().open_desk()
    with store_in_words():
        for what, count in desk.store.purge(desk.now(), desk.settings.request_years).items():
            click.echo(f"{count:7} {what}")
