"""`chat`: a call or an exchange of texts in the terminal, with the real desk and nobody's telephone."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import cast, get_args

import click
from flask.cli import with_appcontext

from bot.commands import shown
from bot.commands.own_box import nlu_url
from bot.commands.talk import Heard, Talk, apart
from bot.commands.tools import store_in_words, tools
from bot.directory_types import LANGS, Lang
from bot.message import DialEnd, Message
from bot.saying import Saying
from bot.take_turn import Desk

KEY = re.compile(r"#([0-9*])")
ENDED = re.compile(rf"({'|'.join(get_args(DialEnd))})(?: (\d{{1,4}}))?")
HOW = {
    "voice": "Type what the caller says; #2 presses a key; an empty line is silence; Ctrl-D hangs up.",
    "text": "Type a text message; Ctrl-D ends.",
}
HOW_DIALLED = 'The line rings. Type how it ends, "busy" or "completed 12" (seconds), or Ctrl-D.'


@click.command()
@click.option("--voice", is_flag=True, help="A call; without it, an exchange of texts.")
@click.option("--lang", type=click.Choice(LANGS), default="en", help="The language it starts in.")
@click.option("-v", "--verbose", is_flag=True, help="Show intent, mentions, masked words and times.")
@with_appcontext
def command(voice: bool, lang: str, verbose: bool) -> None:
    """Talk with the desk in this terminal. Nothing is kept, dialled or sent; you see what would be."""
    found = tools()
    with store_in_words(), ExitStack() as stack:
        url = stack.enter_context(nlu_url(found.settings))
        desk = stack.enter_context(apart(found.open_desk(), url))
        talk = Talk(desk, "voice" if voice else "text", cast(Lang, lang))
        click.echo(HOW["voice" if voice else "text"])
        for message in _messages(talk, voice):
            _answered(desk, talk, message, verbose)


def _messages(talk: Talk, voice: bool) -> Iterator[Message]:
    """What the person does, one after the other, until the line is cut."""
    if voice:
        yield talk.message("arrival")
    read = _read_voice if voice else _read_text
    while not talk.last.hang_up and (line := _typed()) is not None:
        message = read(talk, line)
        if message is None:
            click.echo(HOW_DIALLED)
        else:
            yield message


def _typed() -> str | None:
    """The next line, or None at the end of the talk."""
    try:
        line = input("> ").strip()
        if not sys.stdin.isatty():
            click.echo(line)  # lines from a file: the talk can be read as it was
        return line
    except (EOFError, KeyboardInterrupt):
        click.echo()
        return None


def _read_text(talk: Talk, line: str) -> Message:
    return talk.message("words" if line else "silence", words=line)


def _read_voice(talk: Talk, line: str) -> Message | None:
    """The caller's deed, or None where the line does not say how a transfer ended."""
    if talk.last.dial:
        ended = ENDED.fullmatch(line)
        return talk.transfer_ended(cast(DialEnd, ended[1]), int(ended[2] or 0)) if ended else None
    if key := KEY.fullmatch(line):
        return talk.message("keys", keys=key[1])
    return talk.message("words" if line else "silence", words=line)


def _answered(desk: Desk, talk: Talk, message: Message, verbose: bool) -> None:
    reading = shown.read(desk, message) if verbose and message.kind == "words" else ()
    for line in reading:
        click.secho(f"    {line}", dim=True)
    heard = talk.take(message)
    for line in (*(_spoken if message.channel == "voice" else _written)(heard.saying), *_beside(heard)):
        click.echo(line)
    if verbose:
        took = f"whole turn {heard.seconds * 1000:.0f} ms; now waits for: {heard.saying.expect}"
        click.secho(f"    {took}", dim=True)


def _spoken(saying: Saying) -> Iterator[str]:
    yield f"desk: {shown.aloud(saying.bits)}"
    if saying.dial:
        yield f"      [dials {shown.dialled(saying.dial)}]"
        yield HOW_DIALLED
    elif saying.hang_up:
        yield "      [hangs up]"


def _written(saying: Saying) -> Iterator[str]:
    yield "      [no answer]" if saying.silent else f"desk: {saying.written}"


def _beside(heard: Heard) -> Iterator[str]:
    for text in heard.texts:
        yield f"      [texts the caller: {text.body}]"
