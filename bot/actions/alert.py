"""Those on watch take a call back by text: ACCEPT and a name, from a number that is alerted."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.alerts import Alerts, name_of
from bot.codes import LETTERS
from bot.conversation import Turned
from bot.message import Message
from bot.reply import Part, Reply
from bot.state import State
from bot.store import Ticket, Turn
from bot.store.tickets import ID_LENGTH

ACCEPT = re.compile(r"\W*accept\b[\s,:;.-]*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
NAMED = re.compile(rf"(?P<ticket>[{LETTERS}]{{{ID_LENGTH}}})\b[\s,:;.-]*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)


def meant(message: Message, alerts: Alerts) -> bool:
    """Whether somebody who is alerted takes a call back."""
    ours = message.channel == "text" and message.caller in alerts.numbers
    return ours and ACCEPT.match(message.words) is not None


def run(state: State, message: Message, alerts: Alerts, stored: Turn) -> Turned:
    """Take the ticket that is named, or else the one that waits longest, and tell the others."""
    match = ACCEPT.match(message.words)
    ticket, name = _read(match["rest"] if match else "", stored)
    if not name:
        return _answer(state, message, "alert_name")
    if ticket is None:
        return _answer(state, message, "alert_nothing")
    if not alerts.take(stored, ticket.id, name, except_for=message.caller):
        return _answer(state, message, "alert_taken_before")
    return _answer(state, message, "alert_taken")


def unsaved(state: State, message: Message) -> Turned:
    """The answer when nothing can be saved: the alerts go on."""
    return _answer(state, message, "alert_not_saved")


def _read(rest: str, stored: Turn) -> tuple[Ticket | None, str]:
    """The ticket meant and the name; six letters that are no ticket are the name's beginning."""
    named = NAMED.match(rest)
    ticket = stored.ticket(named["ticket"]) if named else None
    if named and ticket:
        return ticket, name_of(named["rest"])
    waiting = stored.tickets(["open"], 1)
    return (waiting[0] if waiting else None), name_of(rest)


def _answer(state: State, message: Message, reply: str) -> Turned:
    parts = (Part(reply),)
    state = replace(state, step=max(state.step, message.step) + 1, last=parts)
    return Turned(state, Reply(parts, expect=state.expect, options=state.options))
