"""Remember who wants no texts, and who wants them again."""

from __future__ import annotations

from bot.effects import StopTexts
from bot.message import Message
from bot.store import Turn


def run(effect: StopTexts, message: Message, stored: Turn) -> None:
    """Change the stop list for the sender's number."""
    if not message.caller:
        return
    if effect.start:
        stored.start(message.caller)
    else:
        stored.stop(message.caller)
