"""Keep answers by text within the caps: one sentence says where to call, then there is silence.

What is urgent is answered whatever was counted, and counts for nothing.
"""

from __future__ import annotations

from dataclasses import replace

from bot.asking import targets
from bot.conversation import Turned
from bot.directory import Directory
from bot.effects import RecordUrgent
from bot.meaning import Meaning
from bot.message import Message
from bot.reply import Part, Reply
from bot.state import State
from bot.store import Leave, Turn
from bot.tally import Tally


def run(turned: Turned, known: State, message: Message, meaning: Meaning, directory: Directory, stored: Turn) -> Turned:
    """The turn, or what a cap leaves of it: then the talk stays where it was."""
    if not _limited(turned, message, meaning):
        return turned
    return _left(turned, known, stored.may_reply(message.caller, message.words), directory)


def without_store(
    turned: Turned, known: State, message: Message, meaning: Meaning, directory: Directory, tally: Tally
) -> Turned:
    """The same where the store cannot count. Nobody urgent waits for the count."""
    if not _limited(turned, message, meaning):
        return turned
    return _left(turned, known, tally.leave(message.caller, message.words), directory)


def _left(turned: Turned, known: State, leave: Leave, directory: Directory) -> Turned:
    if leave == "go":
        return turned
    reply = Reply((_call_us(directory),)) if leave == "last" else Reply(silent=True)
    return replace(turned, state=replace(known, lang=turned.state.lang), reply=reply)


def _limited(turned: Turned, message: Message, meaning: Meaning) -> bool:
    return message.channel == "text" and not turned.reply.silent and not _urgent(turned, meaning)


def _urgent(turned: Turned, meaning: Meaning) -> bool:
    """Whether this answers an urgent message. A doubt is none: "after hours" stands in many a robot's words."""
    return meaning.urgency.kind != "none" or any(isinstance(effect, RecordUrgent) for effect in turned.effects)


def _call_us(directory: Directory) -> Part:
    main = directory.role("main")[:1]
    return Part("enough_texts", numbers=tuple(t for entry in main for t in targets(entry, "phone", first_only=True)))
