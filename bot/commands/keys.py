"""`keys rotate`: what older keys sealed is sealed with the current one."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from bot.commands.tools import store_in_words, tools

command = AppGroup("keys", help="Seal what is stored with the current key.")
UNREADABLE = "{} values open with none of DATA_KEYS, or were changed; they stay as they are."
STILL_WRITTEN = (
    "{} more came meanwhile: some process still has the older keys. Start everything again, then run this again."
)


@command.command("rotate")
@click.pass_context
def rotate(context: click.Context) -> None:
    """Seal everything with the first of DATA_KEYS, while callers are answered. May be cut off and run again."""
    found = tools()
    store = found.open_desk().store
    with store_in_words("What was sealed anew stays so; run it again."):
        first, second = store.rotate(), store.rotate()
        with store.turn(found.now()) as turn:
            turn.audit("keys_rotated", "staff")
    for name, count in first.resealed.items():
        click.echo(f"{count:7} {name}")
    late = sum(second.resealed.values())
    told = [UNREADABLE.format(second.unreadable)] * bool(second.unreadable) + [STILL_WRITTEN.format(late)] * bool(late)
    for sentence in told:
        click.echo(sentence, err=True)
    if not told:
        click.echo("All is sealed with the current key.")
    context.exit(1 if told else 0)
