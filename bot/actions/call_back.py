"""Open a call-back ticket, and keep what the caller says of it."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Turned
from bot.effects import CallBack, CallBackAt, MayLeaveMessage, OpenTicket
from bot.message import Message
from bot.reply import Part
from bot.store import Turn


def opened(turned: Turned, effect: OpenTicket, message: Message, talk: str, stored: Turn, alerted: bool) -> Turned:
    """The turn with its ticket; where nobody is `alerted` nothing is asked and nothing promised."""
    ticket = _ticket(turned, message, talk, stored)
    turned = replace(turned, state=replace(turned.state, ticket=ticket))
    return turned if alerted else unasked(turned, effect.question)


def told(turned: Turned, effect: CallBack, message: Message, talk: str, stored: Turn) -> Turned:
    """The turn with what the caller wants kept; where the ticket is gone the caller is told so."""
    ticket = _ticket(turned, message, talk, stored)
    if isinstance(effect, CallBackAt):
        kept = not effect.number or stored.ticket_number(ticket, effect.number)
    elif isinstance(effect, MayLeaveMessage):
        kept = stored.ticket_message(ticket, effect.leave)
    else:
        kept = stored.ticket_done(ticket)
        stored.audit("ticket_declined", "caller", {"ticket": ticket})
    return replace(turned, state=replace(turned.state, ticket=ticket)) if kept else unkept(turned)


def unasked(turned: Turned, question: Part) -> Turned:
    """Without the question: the number was read, and the talk goes on."""
    return _open(turned, tuple(part for part in turned.reply.parts if part != question))


def unkept(turned: Turned) -> Turned:
    """Without any promise: it could not be saved."""
    if turned.reply.transfer:
        return turned
    return _open(turned, (Part("call_not_saved"), *(part for part in turned.reply.parts if part.numbers)))


def _open(turned: Turned, parts: tuple[Part, ...]) -> Turned:
    state = replace(turned.state, expect="open", last=parts)
    return replace(turned, state=state, reply=replace(turned.reply, parts=parts, expect="open", patience=5))


def _ticket(turned: Turned, message: Message, talk: str, stored: Turn) -> str:
    """The ticket of this talk, a new one where there is none that waits."""
    ticket = stored.open_ticket(talk, message.channel, turned.state.lang, message.caller)
    if ticket != turned.state.ticket:
        stored.audit("ticket_opened", "desk", {"ticket": ticket, "channel": message.channel})
    return ticket
