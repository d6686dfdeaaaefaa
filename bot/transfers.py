"""What happens when a transfer ends: someone was reached, or the next target, or the number read. Pure."""

from __future__ import annotations

import datetime as dt

from bot.asking import Answer, say, targets
from bot.directory import Directory, EntryMissing
from bot.message import Ended, Message
from bot.reply import Part, Transfer
from bot.urgent import emergent_target

SHORT_CALL = 30
MOST_DIALS = 3


def ended(message: Message, directory: Directory, now: dt.datetime) -> Answer:
    """A transfer ended and the caller is still there."""
    end = message.ended
    if end is None:
        return Answer((say("anything_else"),))
    if _emergent(end, message, directory):
        return _emergent_ended(end, message, directory, now)
    if end.status in ("completed", "answered"):
        return Answer((say("anything_else"),))
    return Answer((say(f"no_luck.{_why(end)}"), *_read(end, directory)))


def _emergent(end: Ended, message: Message, directory: Directory) -> bool:
    """Whether the emergent line was dialled, or a backup after it; a lead called on his own account is no such."""
    lines = {e.id for e in directory.role("emergent")}
    backups = {e.id for e in directory.emergent_backup} if end.tries > 1 else set()
    return end.target.partition(".")[0] in lines | backups or end.target == emergent_target(directory, message.line)


def _emergent_ended(end: Ended, message: Message, directory: Directory, now: dt.datetime) -> Answer:
    if end.status in ("completed", "answered"):
        if end.seconds >= SHORT_CALL:
            return Answer((say("anything_else"),))
        return Answer((say("did_you_reach"),), expect="reached", patience=8)
    following = _next(end, message, directory, now)
    if following:
        return Answer((say("still_trying"),), transfer=Transfer(following, emergent=True, tries=end.tries + 1))
    line = emergent_target(directory, message.line)
    return Answer(
        (
            say("nobody_answers"),
            *((Part("emergent_line", entry=line.partition(".")[0], numbers=(line,)),) if line else ()),
        )
    )


def _next(end: Ended, message: Message, directory: Directory, now: dt.datetime) -> str:
    """The next rung: an open backup, else the 24/7 line again, up to three dials in all."""
    if end.tries >= MOST_DIALS:
        return ""
    backups = directory.open_among(directory.emergent_backup, now)
    rungs = [t for e in backups for t in targets(e, "phone")]
    tried = end.target
    later = rungs[rungs.index(tried) + 1 :] if tried in rungs else rungs
    return later[0] if later else emergent_target(directory, message.line)


def _why(end: Ended) -> str:
    return {"busy": "busy", "no-answer": "no_answer"}.get(end.status, "failed")


def _read(end: Ended, directory: Directory) -> tuple[Part, ...]:
    """The number itself, to be written down; nothing if an edit took it away meanwhile."""
    try:
        entry = directory.target(end.target.partition("#")[0]).entry
    except EntryMissing:
        return ()
    return (Part("numbers", entry=entry.id, numbers=(end.target,)),)
