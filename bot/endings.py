"""What a turn came to, in words of closed lists: for figures, and for staff who look at the unclear ones. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from bot.conversation import Turned
from bot.directory import Directory
from bot.effects import RecordUrgent
from bot.intents import handlers
from bot.meaning import Meaning
from bot.message import PRIVATE, Ended, Message
from bot.state import State
from bot.transfers import SHORT_CALL

# begun: a call came in. silent: nothing was said. dialled: a transfer ended. form: an answer to a private question.
Ending = Literal["begun", "silent", "dialled", "form", "answered", "asked", "missed", "person", "urgent"]
ENDINGS: tuple[Ending, ...] = get_args(Ending)
# Of these staff may say what was meant: a miss, a question back, a person.
UNCLEAR: tuple[Ending, ...] = ("missed", "asked", "person")
# How an urgent dial ended. short: taken, and over so soon that it may have been a voicemail.
Dial = Literal["taken", "short", "busy", "no-answer", "failed", "canceled"]
DIALS: tuple[Dial, ...] = get_args(Dial)
BY_KEY, NONE = "keys", "none"
URGENT = {"images": "emergent_images", "after_procedure": "after_procedure"}
QUESTIONS = frozenset({"which", "did_you_mean", "tell_me_more"})
PERSONS = frozenset({"person_call", "person_text", "person_after_misses", "person_after_misses_text"})
AS_BEFORE = frozenset({"repeat", "slower", "wait"})


@dataclass(frozen=True, slots=True)
class Counted:
    """One turn as figures know it. `dial`: how an urgent dial before it ended, else "".

    `open_words`: staff may look at its words, for they answered no private question.
    """

    ending: Ending
    intent: str
    dial: Dial | Literal[""] = ""
    open_words: bool = False


def counted(before: State, message: Message, meaning: Meaning, turned: Turned, directory: Directory) -> Counted:
    """What became of one message; `before` is the talk's state when it came."""
    open_words = message.kind == "words" and bool(message.words.strip()) and before.expect not in PRIVATE
    ending, dial = _ending(before, message, meaning, turned), _dial(message.ended, directory)
    return Counted(ending, _intent(message, meaning), dial, open_words)


def _ending(before: State, message: Message, meaning: Meaning, turned: Turned) -> Ending:
    at_once: dict[str, Ending] = {"arrival": "begun", "silence": "silent", "transfer_ended": "dialled"}
    if message.kind in at_once:
        return at_once[message.kind]
    transfer, replies = turned.reply.transfer, {part.reply for part in turned.reply.parts}
    missed = turned.state.misses > 0
    dialled_now = transfer is not None and transfer.emergent and not missed
    if dialled_now or any(isinstance(effect, RecordUrgent) for effect in turned.effects):
        return "urgent"
    if transfer or replies & PERSONS or _intent(message, meaning) == "person":
        return "person"
    if before.expect in PRIVATE:
        return "form"
    if replies & QUESTIONS and _intent(message, meaning) not in AS_BEFORE:
        return "asked"
    return "missed" if missed else "answered"


def _intent(message: Message, meaning: Meaning) -> str:
    """The first need; of what was urgent by rule, the need that rule stands for."""
    if meaning.urgency.kind != "none":
        return URGENT.get(meaning.urgency.kind, "danger")
    if meaning.need and meaning.need.intent in handlers():
        return meaning.need.intent
    return BY_KEY if message.keys else NONE


def _dial(ended: Ended | None, directory: Directory) -> Dial | Literal[""]:
    """How a dial of the emergent line, or of a backup behind it, ended."""
    if ended is None:
        return ""
    lines = directory.role("emergent") + (directory.emergent_backup if ended.tries > 1 else ())
    if ended.target.partition(".")[0] not in {entry.id for entry in lines}:
        return ""
    if ended.status in ("completed", "answered"):
        return "taken" if ended.seconds >= SHORT_CALL else "short"
    return next((dial for dial in DIALS if dial == ended.status), "failed")
