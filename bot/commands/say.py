"""`say`: everything Radline makes of some words, spoken to it and written to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import click
from flask.cli import with_appcontext

from bot.commands import shown
from bot.commands.own_box import nlu_url
from bot.commands.talk import Talk, apart
from bot.commands.tools import store_in_words, tools
from bot.take_turn import Desk


@click.command()
@click.argument("text", nargs=-1)
@with_appcontext
def command(text: tuple[str, ...]) -> None:
    """Tell what Radline makes of TEXT, as the first words of a call and of an exchange of texts."""
    words = " ".join(text).strip()
    if not words:
        raise click.UsageError('Give some words: make say TEXT="fax for vascular".')
    found = tools()
    with store_in_words(), ExitStack() as stack:
        url = stack.enter_context(nlu_url(found.settings))
        desk = stack.enter_context(apart(found.open_desk(), url))
        for line in _lines(desk, words):
            click.echo(line)


def _lines(desk: Desk, words: str) -> Iterator[str]:
    voice, text = Talk(desk, "voice"), Talk(desk, "text")
    heard = voice.take(voice.message("words", words))
    spoken = heard.saying
    if heard.strip:
        yield from shown.understood(heard.strip)
    written = text.take(text.message("words", words)).saying
    yield f"\nspoken    {shown.aloud(spoken.bits)}"
    if spoken.dial:
        yield f"dials     {shown.dialled(spoken.dial)}"
    yield f"written   {'(no answer)' if written.silent else written.written}"
