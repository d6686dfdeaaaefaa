"""Plays a recorded talk again, and tells what is answered differently now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click

from bot.commands.talk import Talk
from bot.message import Message
from bot.take_turn import Desk
from simulator import people
from simulator.talks import RecordedTalk, TalkBroken, Turn, read

COMPARED = ("reply", "dials", "ends", "sent")
NAMES = {"reply": "answers", "dials": "dials", "ends": "ends the call", "sent": "texts"}
LEFT_OUT = "Not replayed from turn {} on: a private answer was left out. An invented talk may be saved whole."
OUT_OF_PLACE = "this can no longer be done here"


@dataclass(frozen=True)
class Differs:
    """One thing that is not as it was: the turn's place from 1, what the person did, and what was and is."""

    place: int
    deed: str
    what: str
    was: str
    now: str


def opened(path: Path) -> RecordedTalk:
    """The talk of a file. Raises ClickException."""
    try:
        return read(path.read_text(encoding="utf-8"))
    except (TalkBroken, OSError, UnicodeError) as wrong:
        why = str(wrong) if isinstance(wrong, TalkBroken) else "it cannot be read"
        raise click.ClickException(f"{path.name} is no recorded talk: {why}.") from None


def replayed(desk: Desk, talk: RecordedTalk) -> Iterator[Differs]:
    """Play it at the time when it was recorded, up to the first answer that was left out."""
    caller = "" if talk.caller == people.WITHHELD else talk.caller
    at = talk.at
    person = Talk(replace(desk, clock=lambda: at), talk.channel, talk.lang, caller)
    for place, turn in enumerate(talk.turns[: known(talk)], 1):
        message = _message(person, turn)
        if message is None:
            yield Differs(place, turn.deed, "", "", OUT_OF_PLACE)
            return
        yield from _differing(place, turn, person.take(message).turn)


def known(talk: RecordedTalk) -> int:
    """How many turns can be played: all before the first whose words were left out."""
    return next((place for place, turn in enumerate(talk.turns) if turn.gone), len(talk.turns))


def report(talk: RecordedTalk, differing: list[Differs], version: str) -> Iterator[str]:
    """The lines that tell it."""
    place = 0
    for one in differing:
        if one.place != place:
            place = one.place
            yield f"turn {place}, {one.deed}"
        yield f"  {one.what}was: {one.was or '-'}" if one.what else f"  {one.now}"
        if one.what:
            yield f"  {one.what}now: {one.now or '-'}"
    played = known(talk)
    if played < len(talk.turns):
        yield LEFT_OUT.format(played + 1)
    told = f"{len({one.place for one in differing})} differ" if differing else "all as recorded"
    yield f"{played} turns, {told}; directory {talk.directory} then, {version} now."


def _message(person: Talk, turn: Turn) -> Message | None:
    """The same deed now; None where the talk has come to another place, and it cannot be done."""
    last = person.last
    if turn.texts is not None:
        return person.message("words" if turn.texts else "silence", words=turn.texts)
    if last.hang_up or bool(last.dial) != bool(turn.dial_ends):
        return None
    if turn.dial_ends:
        return person.transfer_ended(*turn.dial_ends)
    if turn.call:
        return person.message("arrival")
    if turn.presses is not None:
        return person.message("keys", keys=turn.presses)
    return person.message("words", words=turn.says) if turn.says else person.message("silence")


def _differing(place: int, was: Turn, now: Turn) -> Iterator[Differs]:
    for name in COMPARED:
        one, other = getattr(was, name), getattr(now, name)
        if one != other and not (name == "reply" and was.left_out):
            yield Differs(place, was.deed, f"{NAMES[name]}, ", _plain(one), _plain(other))


def _plain(what: object) -> str:
    if isinstance(what, tuple):
        return "; ".join(" then ".join(filter(None, one)) if isinstance(one, tuple) else str(one) for one in what)
    return {None: "", True: "yes", False: "no"}.get(what, str(what)) if not isinstance(what, str) else what  # type: ignore[call-overload]
