"""Nobody took an urgent call: which number reaches you directly, and may we leave a message? Pure.

The ticket is opened before anything is asked, so that somebody is alerted even of a caller who hangs up. Key 2 and
urgent words lead to the 24/7 line from each of these questions.
"""

from __future__ import annotations

import datetime as dt

from bot import urgent
from bot.asking import Answer, Ask, say, targets
from bot.choices import BESIDE
from bot.directory import Directory
from bot.effects import CallBackAt, MayLeaveMessage, NoCallBack, OpenTicket, RecordUrgent
from bot.hearing import words
from bot.intents import handlers
from bot.meaning import Meaning, Need
from bot.message import CALL_BACK, PRIVATE, Message
from bot.phone_numbers import e164
from bot.reply import Part
from bot.signs import DIGITS, keyword, numbers, signs, table
from bot.state import State

MOST_MISSES = 2
LONGEST_TALK = 30
PATIENCE = 8
FIELD_PATIENCE = 4
GLOBAL_KEYS = frozenset("0289*")
FIELD_KEYS = frozenset("028*")
QUESTIONS = {"call_back": "call_back_own", "call_back_number": "call_back_number",
             "call_back_message": "call_back_message"}  # fmt: skip
# Of intents that answer the question, or say nothing of their own: any other one that is plain is met instead.
ANSWERS = frozenset("yes no thanks vague out_of_scope repeat wait slower connect_me emergent_images".split())
PLAIN = 0.8


def offered(parts: tuple[Part, ...], message: Message) -> Answer:
    """These parts, a ticket, and the first question: at the caller's own number, or which one where it is withheld."""
    expect = "call_back" if message.caller else "call_back_number"
    question = say(QUESTIONS[expect])
    effects = (OpenTicket(question),)
    return Answer((*parts, question), expect=expect, effects=effects, patience=_patience(expect))  # type: ignore[arg-type]


def answer(state: State, message: Message, meaning: Meaning, directory: Directory, now: dt.datetime) -> Answer | None:
    """The answer to what was asked here; None where the talk goes its ordinary way."""
    if state.expect not in CALL_BACK:
        return _still_nobody(state, message, meaning, directory, now)
    if message.kind == "silence" and message.channel == "voice":
        return _silent(state, message, directory, now)
    if message.kind not in ("keys", "words") or _elsewhere(state, message, meaning):
        return None
    number = _number(message, directory) if state.expect != "call_back_message" else ""
    if meaning.urgency.kind != "none":
        return _urgent_with(number, message, meaning, directory, now)
    if number:
        return _message_asked(CallBackAt(number))
    return _answered(state, message, meaning, directory, now)


def _answered(state: State, message: Message, meaning: Meaning, directory: Directory, now: dt.datetime) -> Answer:
    said = _said(message)
    if state.expect == "call_back_message" and said in ("yes", "no"):
        return _asked(MayLeaveMessage(said == "yes"), message, directory, now)
    if state.expect == "call_back" and said == "yes" and message.caller:
        return _message_asked(CallBackAt(""))
    if said == "never" and state.expect != "call_back_message":
        line = urgent.line_read(directory, message, now)
        return Answer((say("call_back_declined"), *line), effects=(NoCallBack(),))
    if state.expect == "call_back" and said in ("no", "other"):
        return _question("call_back_number")
    if said == "person" and state.expect in PRIVATE:
        return handlers()["person"](Ask(Need("person", 1.0), meaning, state, message, directory, now))
    return _missed(state, message, directory, now)


def _elsewhere(state: State, message: Message, meaning: Meaning) -> bool:
    """Whether this is no answer: a key that works everywhere, a carrier's word, another need told plainly."""
    alone = message.keys or (message.words.strip(" .)") if message.channel == "text" else "")
    alone = alone or (_spoken_key(words(message.words)) if message.channel == "voice" else "")
    if alone in (FIELD_KEYS if state.expect in PRIVATE else GLOBAL_KEYS):
        return True
    if message.channel == "text" and keyword(message.words):
        return True
    need = meaning.need
    return bool(need and need.intent not in ANSWERS and need.score >= PLAIN and not _said(message))


def _said(message: Message) -> str:
    """ "yes", "no", "other" (number), "never" (call) or "person", by key or by plain words; "" for anything else."""
    text = message.channel == "text"
    alone = message.keys or (message.words.strip(" .)") if text else "")
    keys = {"1": "yes", "3": "no"} if text else {"1": "yes", "4": "no", "5": "never"}
    if alone in keys:
        return keys[alone]
    heard = words(message.words)
    key = _spoken_key(heard)
    if key in keys and not text:
        return keys[key]
    found = signs(heard)
    for name, sign in (("never", "no_call"), ("other", "another_number")):
        if sign in found:
            return name
    if {"agree", "refuse"} & found:
        return "yes" if _first("agree", heard) < _first("refuse", heard) else "no"
    return "person" if "human" in found else ""


def _first(sign: str, heard: list[str]) -> int:
    """Where a sign is heard first: "yes, no problem" is a yes."""
    match = table().signs[sign].search(" ".join(heard))
    return match.start() if match else len(" ".join(heard)) + 1


def _spoken_key(heard: list[str]) -> str:
    """A key that was said instead of pressed: "press four"; "" for anything else."""
    said = [word for word in heard if word not in BESIDE]
    return DIGITS.get(said[0], said[0]) if len(said) == 1 else ""


def _number(message: Message, directory: Directory) -> str:
    """The one telephone number of the country that was keyed, said or written, as E.164; "" for none, or for ours."""
    region = directory.file.country
    told = (message.keys,) if message.keys else numbers(message.words, region)
    good = {found for one in told if (found := e164(one, region))} - {message.line, ""}
    return good.pop() if len(good) == 1 else ""


def _urgent_with(
    number: str, message: Message, meaning: Meaning, directory: Directory, now: dt.datetime
) -> Answer | None:
    """Urgent words come first; a number told beside them is kept all the same."""
    if not number:
        return None
    found = urgent.answer(meaning.urgency, directory, message, now=now)
    return Answer(
        found.parts, transfer=found.transfer, effects=(*found.effects, CallBackAt(number)), entry=found.entry,
        patience=found.patience, state=found.state,
    )  # fmt: skip


def _message_asked(effect: CallBackAt) -> Answer:
    asked = _question("call_back_message")
    return Answer(asked.parts, expect=asked.expect, effects=(effect,), patience=asked.patience)


def _asked(effect: MayLeaveMessage, message: Message, directory: Directory, now: dt.datetime) -> Answer:
    return Answer((say("call_back_asked"), *urgent.line_read(directory, message, now)), effects=(effect,))


def _missed(state: State, message: Message, directory: Directory, now: dt.datetime) -> Answer:
    """Asked again, then left as it is: the ticket stands."""
    if state.misses + 1 >= MOST_MISSES:
        return Answer(_left(state, message, directory, now), missed=True)
    asked = _question(state.expect)
    return Answer((say("call_back_missed"), *asked.parts), expect=state.expect, missed=True, patience=asked.patience)


def _silent(state: State, message: Message, directory: Directory, now: dt.datetime) -> Answer:
    # Without a store nobody counts the silences: the steps of the call do.
    if state.silences + 1 >= MOST_MISSES or message.step > LONGEST_TALK:
        return Answer((*_left(state, message, directory, now), say("goodbye")), hang_up=True)
    return _question(state.expect)


def _left(state: State, message: Message, directory: Directory, now: dt.datetime) -> tuple[Part, ...]:
    """What stands when the questions are given up: a call to the number that is known, where one is."""
    known = (say("call_back_asked"),) if message.caller and state.ticket else (say("nobody_answers"),)
    return (*known, *urgent.line_read(directory, message, now))


def _question(expect: str) -> Answer:
    return Answer((say(QUESTIONS[expect]),), expect=expect, patience=_patience(expect))  # type: ignore[arg-type]


def _patience(expect: str) -> int:
    return FIELD_PATIENCE if expect in PRIVATE else PATIENCE


def _still_nobody(
    state: State, message: Message, meaning: Meaning, directory: Directory, now: dt.datetime
) -> Answer | None:
    """By text: who was told the 24/7 line writes that nobody answers there."""
    lines = {t for e in directory.role("emergent") for t in targets(e, "emergent", "phone")}
    if message.channel != "text" or not lines & set(state.given) or meaning.urgency.kind not in ("none", "images"):
        return None
    if not {"trouble", "call_back"} & signs(words(message.words)):
        return None
    told = urgent.images(directory, message, now)
    asked = offered(told.parts, message)
    effects = (RecordUrgent("images", ("nobody_answers",)), *asked.effects)
    return Answer(asked.parts, expect=asked.expect, effects=effects, entry=told.entry)
