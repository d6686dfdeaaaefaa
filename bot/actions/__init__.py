"""The effects: what a turn does in the world. Each is told to the caller as done only when it is written down."""

from __future__ import annotations

from dataclasses import replace

from bot.actions import stop_texts, text_number
from bot.conversation import Turned
from bot.directory import Directory
from bot.effects import RecordUrgent, StopTexts, TextNumbers
from bot.message import Message
from bot.reply import Part
from bot.store import Turn
from bot.wording import Wording


class Actions:
    """Carries out the effects of one turn inside its transaction."""

    def __init__(self, wording: Wording, demo: bool) -> None:
        self._wording, self._demo = wording, demo

    def do(self, turned: Turned, message: Message, directory: Directory, stored: Turn, keys: tuple[str, ...]) -> Turned:
        """Do each effect; one that cannot be done changes what is said."""
        for effect in turned.effects:
            if isinstance(effect, TextNumbers):
                sent = text_number.run(effect, turned.state.lang, message, directory, stored, self._wording, keys)
                turned = turned if sent else _instead(turned, effect.done, effect.failed)
            elif isinstance(effect, StopTexts):
                stop_texts.run(effect, message, stored)
        return turned

    @staticmethod
    def failed(turned: Turned) -> Turned:
        """The turn when nothing could be done: every effect says so."""
        for effect in turned.effects:
            if isinstance(effect, TextNumbers):
                turned = _instead(turned, effect.done, effect.failed)
        return turned


def _instead(turned: Turned, done: Part, failed: Part) -> Turned:
    parts = tuple(failed if part == done else part for part in turned.reply.parts)
    return replace(turned, reply=replace(turned.reply, parts=(*parts, *turned.state.last)))


__all__ = ["Actions", "RecordUrgent"]
