"""What happens when a transfer ends: someone was reached, or the next target, or the number read. Pure.

The ladder: the 24/7 line, then each backup on shift in the directory's order; where there is none the 24/7 line again.
"""

from __future__ import annotations

import datetime as dt

from bot import call_back
from bot.asking import Answer, number_at, say, targets
from bot.directory import Directory, EntryMissing
from bot.message import Ended, Message
from bot.reply import Part, Transfer
from bot.state import State
from bot.urgent import emergent_target, line_read

SHORT_CALL = 30
LEAST_DIALS, MOST_DIALS = 3, 6
# Where nothing is known of the talk, its steps tell that it goes round in a circle.
LONGEST_TALK = 30


def ended(state: State, message: Message, directory: Directory, now: dt.datetime) -> Answer:
    """A transfer ended and the caller is still there."""
    end = message.ended
    if end is None:
        return Answer((say("anything_else"),))
    if _emergent(end, message, directory, now):
        return _emergent_ended(end, state, message, directory, now)
    if end.status in ("completed", "answered"):
        return Answer((say("anything_else"),))
    return Answer((say(f"no_luck.{_why(end)}"), *_read(end, directory)))


def again(state: State, message: Message, directory: Directory, now: dt.datetime) -> Answer:
    """The last dial was taken, perhaps by a machine, and the caller says nothing plain: again, but not for ever."""
    line = emergent_target(directory, message.line, now)
    if not line or state.tries >= LEAST_DIALS or message.step > LONGEST_TALK:
        return _nobody(state, message, directory, now)
    tries = max(1, state.tries) + 1
    return Answer((say("trying_again"),), transfer=Transfer(line, emergent=True, tries=tries))


def _emergent(end: Ended, message: Message, directory: Directory, now: dt.datetime) -> bool:
    """Whether the emergent line was dialled, or a backup after it; a lead called on his own account is no such."""
    lines = {e.id for e in directory.role("emergent")}
    backups = {e.id for e in directory.emergent_backup} if end.tries > 1 else set()
    name = end.target.partition(".")[0]
    return name in lines | backups or end.target == emergent_target(directory, message.line, now)


def _emergent_ended(end: Ended, state: State, message: Message, directory: Directory, now: dt.datetime) -> Answer:
    if end.status in ("completed", "answered"):
        if end.seconds >= SHORT_CALL:
            return Answer((say("anything_else"),))
        return Answer((say("did_you_reach"),), expect="reached", patience=8, state={"tries": end.tries})
    following = _next(end, message, directory, now)
    if following:
        return Answer((say("still_trying"),), transfer=Transfer(following, emergent=True, tries=end.tries + 1))
    return _nobody(state, message, directory, now)


def _nobody(state: State, message: Message, directory: Directory, now: dt.datetime) -> Answer:
    """The ladder is at its end: the number to go on trying, and a call back where somebody can be alerted."""
    return call_back.offered((say("nobody_answers"), *line_read(directory, message, now)), message)


def _next(end: Ended, message: Message, directory: Directory, now: dt.datetime) -> str:
    """The next rung: a backup on shift, else the 24/7 line again; "" at the end."""
    line = emergent_target(directory, message.line, now)
    rungs = _backups(message, directory, now, line)
    later = rungs[rungs.index(end.target) + 1 :] if end.target in rungs else rungs
    if end.tries >= MOST_DIALS or (end.tries >= LEAST_DIALS and (not later or end.target == line)):
        return ""
    return later[0] if later else line


def _backups(message: Message, directory: Directory, now: dt.datetime, line: str) -> list[str]:
    """The numbers of those on shift, each once, without the 24/7 line's and without our own."""
    known = {message.line} | ({number_at(directory, line).number} if line else set())
    found = []
    for entry in directory.open_among(directory.emergent_backup, now):
        for target in targets(entry, "phone"):
            number = number_at(directory, target).number
            if number not in known:
                known.add(number)
                found.append(target)
    return found


def _why(end: Ended) -> str:
    return {"busy": "busy", "no-answer": "no_answer"}.get(end.status, "failed")


def _read(end: Ended, directory: Directory) -> tuple[Part, ...]:
    """The number itself, to be written down; nothing if an edit took it away meanwhile."""
    try:
        entry = directory.target(end.target.partition("#")[0]).entry
    except EntryMissing:
        return ()
    return (Part("numbers", entry=entry.id, numbers=(end.target,)),)
