"""A hospital needs pictures moved right now: the line that is answered day and night."""

from __future__ import annotations

from bot.asking import Answer, Ask
from bot.urgent import images


def answer(ask: Ask) -> Answer:
    return images(ask.directory, ask.message)
