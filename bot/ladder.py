"""What happens after silence and misses: shorter, then keys, then the number read and goodbye; or a person. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot import transfers
from bot.asking import LINE, Answer, numbers, say
from bot.directory import Directory
from bot.message import Message
from bot.reply import Part, Transfer
from bot.state import State
from bot.urgent import WAIT, emergent_target

MOST_MISSES = 3
# Without a store nobody counts the silences: the steps of the call do.
LONGEST_TALK = 200
# By then "is there anything else" was asked often enough: silence ends the call.
LONG_TALK = 12


def silence(state: State, message: Message, directory: Directory, now: dt.datetime) -> Answer:
    """Nothing was said or pressed. Whoever never said anything is never transferred."""
    count = state.silences + 1
    if state.urgent in ("danger", "suicide", "scanner", "after_procedure"):
        return Answer(state.last, again=True, patience=WAIT, hang_up=count > 6)
    if state.expect == "reached":
        return transfers.again(state, message, directory, now)
    if message.step > LONGEST_TALK:
        return Answer((*_numbers_read(directory), say("goodbye")), hang_up=True)
    if state.helped:
        asks = count == 1 and state.step <= LONG_TALK
        return Answer((say("anything_else"),), again=True) if asks else Answer((say("goodbye"),), hang_up=True)
    if count == 1:
        return Answer((say("still_there"),), again=True)
    if count == 2:
        return Answer((say("keys"),), again=True)
    return Answer((*_numbers_read(directory), say("goodbye")), hang_up=True)


def _numbers_read(directory: Directory) -> tuple[Part, ...]:
    emergent, scheduling = directory.role("emergent"), directory.role("scheduling")
    read = [numbers(e, "emergent", reply="emergent_line") for e in emergent[:1]]
    return (*read, *(numbers(e, *LINE) for e in scheduling[:1]))


def miss(state: State, message: Message, directory: Directory, now: dt.datetime) -> Answer:
    """Something was said and not understood: rephrase with examples; the third time a person."""
    count = state.misses + 1
    if count < MOST_MISSES:
        return Answer((say("missed" if count == 1 else "missed_twice"),), missed=True)
    target = emergent_target(directory, message.line, now)
    main = directory.role("main")[:1]
    if message.channel == "voice" and target:
        return Answer((say("person_after_misses"),), transfer=Transfer(target, emergent=True), missed=True)
    return Answer((say("person_after_misses_text"), *(numbers(e, "phone") for e in main)), missed=True)


def counted(state: State, answer: Answer, message: Message) -> State:
    """The state's counts after an answer."""
    if message.kind == "silence":
        return replace(state, silences=state.silences + 1)
    if answer.missed:
        return replace(state, misses=state.misses + 1, silences=0)
    return replace(state, misses=0, silences=0)
