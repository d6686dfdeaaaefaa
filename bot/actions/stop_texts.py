"""Remember who wants no texts, and who wants them again."""

from __future__ import annotations

from bot.effects import StopTexts
from bot.message import Message
from bot.store import Turn


def run(effect: StopTexts, message: Message, stored: Turn) -> bool:
    """Change the stop list for the sender's number; False where a withheld number leaves nobody to remember."""
    if not message.caller:
        return False
    if effect.start:
        stored.start(message.caller)
    else:
        stored.stop(message.caller)
    return True
