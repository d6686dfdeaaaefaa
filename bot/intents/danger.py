"""A person is in danger now: 911 first."""

from __future__ import annotations

from bot.asking import Answer, Ask
from bot.urgent import danger


def answer(ask: Ask) -> Answer:
    return danger(ask.directory, ask.message)
