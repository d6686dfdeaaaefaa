"""`chat`: a call or an exchange of texts in the terminal, with the real desk and nobody's telephone."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import cast, get_args

import click
from flask.cli import with_appcontext

from bot.commands import replay, shown
from bot.commands.own_box import nlu_url
from bot.commands.talk import Heard, Talk, apart
from bot.commands.tools import store_in_words, tools
from bot.directory_types import LANGS, Lang
from bot.message import PRIVATE, DialEnd, Message
from bot.saying import Saying
from bot.take_turn import Desk, understanding
from simulator import people
from simulator.talks import RecordedTalk, Turn, begun

KEYS = re.compile(r"#([0-9*]+)#?")
ENDED = re.compile(rf"({'|'.join(get_args(DialEnd))})(?: (\d{{1,4}}))?")
INVENTED = re.compile(rf"\+1[2-9]\d\d{people.INVENTED}\d\d")
HOW = {
    "voice": "Type what the caller says; #2 presses a key; an empty line is silence; Ctrl-D hangs up.",
    "text": "Type a text message; Ctrl-D ends.",
}
HOW_DIALLED = 'The line rings. Type how it ends, "busy" or "completed 12" (seconds), or Ctrl-D.'
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--voice", is_flag=True, help="A call; without it, an exchange of texts.")
@click.option("--lang", type=click.Choice(LANGS), default="en", help="The language it starts in.")
@click.option("--caller", help='Who calls or writes: an invented number such as +1…55501…, or "withheld".')
@click.option("-v", "--verbose", is_flag=True, help="Show intent, mentions, masked words, rules and times.")
@click.option("--save", type=FILE, help="Keep the talk as a page for --replay, without private answers.")
@click.option("--invented", is_flag=True, help="With --save: keep private answers too. In a demo only.")
@click.option("--replay", "again", type=FILE, help="Play a kept talk again, and tell what differs now.")
@with_appcontext
def command(
    voice: bool, lang: str, caller: str | None, verbose: bool, save: Path | None, invented: bool, again: Path | None
) -> None:
    """Talk with the desk in this terminal. Nothing is kept, dialled or sent; you see what would be."""
    found = tools()
    if invented and not found.settings.demo:
        raise click.UsageError("--invented is for a demo: elsewhere people are real.")
    kept = replay.opened(again) if again else None
    with store_in_words(), ExitStack() as stack:
        url = stack.enter_context(nlu_url(found.settings))
        desk = stack.enter_context(apart(found.open_desk(), url))
        if kept:
            _replay(desk, kept)
            return
        talk = Talk(desk, "voice" if voice else "text", cast(Lang, lang), _caller(caller))
        page = _talked(desk, talk, voice, cast(Lang, lang), verbose)
        if save:
            save.write_text((page if invented else _public(desk, page)).page(), encoding="utf-8")


def _caller(told: str | None) -> str | None:
    """The number told, "" for a withheld one, None for none. Raises BadParameter for one that may be somebody's."""
    if told is None or told == people.WITHHELD:
        return None if told is None else ""
    if not INVENTED.fullmatch(told):
        raise click.BadParameter("give an invented number with 555-01 in it, or withheld", param_hint="--caller")
    return told


def _replay(desk: Desk, talk: RecordedTalk) -> None:
    """Tell what differs; where something does, the command fails."""
    differing = list(replay.replayed(desk, talk))
    for line in replay.report(talk, differing, desk.keeper.current().version):
        click.echo(line)
    if differing:
        raise click.exceptions.Exit(1)


def _talked(desk: Desk, talk: Talk, voice: bool, lang: Lang, verbose: bool) -> RecordedTalk:
    """The talk from its first word to its last, on the screen and as a page."""
    directory, began, turns = desk.keeper.current(), desk.now(), list[Turn]()
    click.echo(HOW["voice" if voice else "text"])
    for message in _messages(talk, voice):
        turns.append(_answered(talk, message, verbose).turn)
    return RecordedTalk(
        channel="voice" if voice else "text",
        caller=talk.caller or people.WITHHELD,
        lang=lang,
        at=begun(began, directory.zone),
        directory=directory.version,
        turns=tuple(turns),
    )


def _public(desk: Desk, page: RecordedTalk) -> RecordedTalk:
    return page.without_private(understanding(desk.keeper.current(), desk.nlu).lexicon.hide)


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
    if keys := KEYS.fullmatch(line):
        # A field takes the whole string, anything else the first key.
        return talk.message("keys", keys=keys[1] if talk.last.expect in PRIVATE else keys[1][0])
    return talk.message("words" if line else "silence", words=line)


def _answered(talk: Talk, message: Message, verbose: bool) -> Heard:
    heard = talk.take(message)
    if verbose and message.kind == "words" and heard.strip:
        for line in shown.understood(heard.strip):
            click.secho(f"    {line}", dim=True)
    for line in (*(_spoken if message.channel == "voice" else _written)(heard.saying), *_beside(heard)):
        click.echo(line)
    if verbose:
        took = f"whole turn {heard.seconds * 1000:.0f} ms; now waits for: {heard.saying.expect}"
        click.secho(f"    {took}", dim=True)
    return heard


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
