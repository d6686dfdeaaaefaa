"""The effects: what a turn does in the world. Each is told to the caller as done only when it is written down."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.actions import call_back, limit_replies, release_request, stop_texts, text_number
from bot.actions.release_request import Drawn
from bot.conversation import Turned
from bot.directory import Directory
from bot.effects import (
    CallBackAt,
    MayLeaveMessage,
    NoCallBack,
    OfRequest,
    OpenTicket,
    StopTexts,
    TextNumbers,
)
from bot.message import Message
from bot.reply import Part
from bot.state import State
from bot.store import Turn
from bot.wording import Wording

# What is not true of a talk that could not be read: we may well have told a number.
OF_A_BLANK_TALK = frozenset({"nothing_to_text", "nothing_yet"})


class Actions:
    """Carries out the effects of one turn inside its transaction."""

    def __init__(self, wording: Wording, alerted: bool, drawn: Drawn, now: dt.datetime) -> None:
        """`alerted`: there is somebody to be alerted, so that a call back may be promised. `now` is aware."""
        self._wording, self._alerted, self._drawn, self._now = wording, alerted, drawn, now

    def do(
        self,
        turned: Turned,
        message: Message,
        directory: Directory,
        stored: Turn,
        keys: tuple[str, ...],
        talk: str,
    ) -> Turned:
        """Do each effect; one that cannot be done changes what is said. `talk` is the key of the talk."""
        desk = release_request.Desk(message, directory, stored, self._wording, self._now, self._drawn, keys)
        for effect in turned.effects:
            if isinstance(effect, TextNumbers):
                sent = text_number.run(effect, turned.state.lang, message, directory, stored, self._wording, keys)
                turned = turned if sent else _again(_instead(turned, effect.done, effect.failed))
            elif isinstance(effect, StopTexts):
                known = stop_texts.run(effect, message, stored)
                turned = turned if known else _instead(turned, effect.done, effect.unsaved)
            elif isinstance(effect, OpenTicket):
                turned = call_back.opened(turned, effect, message, talk, stored, self._alerted)
            elif isinstance(effect, CallBackAt | MayLeaveMessage | NoCallBack):
                turned = call_back.told(turned, effect, message, talk, stored)
            elif isinstance(effect, OfRequest):
                turned = release_request.run(turned, effect, desk)
        return turned

    @staticmethod
    def failed(turned: Turned, message: Message, directory: Directory, known: State | None) -> Turned:
        """The turn when nothing could be done: every effect says so. `known` None: nor could the talk be read."""
        for effect in turned.effects:
            if isinstance(effect, TextNumbers):
                turned = _again(_instead(turned, effect.done, effect.unsaved))
            elif isinstance(effect, StopTexts):
                turned = _instead(turned, effect.done, effect.unsaved)
            elif isinstance(effect, OpenTicket):
                turned = call_back.unasked(turned, effect.question)
            elif isinstance(effect, CallBackAt | MayLeaveMessage | NoCallBack):
                turned = call_back.unkept(turned)
        if any(isinstance(effect, OfRequest) for effect in turned.effects):
            turned = release_request.without(turned, message, directory, known)
        return _forgetful(turned) if known is None else turned


def _instead(turned: Turned, done: Part, other: Part) -> Turned:
    parts = tuple(other if part == done else part for part in turned.reply.parts)
    return replace(turned, reply=replace(turned.reply, parts=parts))


def _again(turned: Turned) -> Turned:
    """With what was told last after it: who gets no text hears the number again."""
    return replace(turned, reply=replace(turned.reply, parts=(*turned.reply.parts, *turned.state.last)))


def _forgetful(turned: Turned) -> Turned:
    parts = tuple(Part("ask_again") if part.reply in OF_A_BLANK_TALK else part for part in turned.reply.parts)
    return replace(turned, reply=replace(turned.reply, parts=parts))


__all__ = ["Actions", "limit_replies"]
