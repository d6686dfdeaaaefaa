"""What the findings program is; whoever wants to reach it hears the navigators' lines."""

from __future__ import annotations

from bot.asking import Answer, Ask
from bot.intents import called_me
from bot.intents.topics import topic

TOLD = topic("findings_program")


def answer(ask: Ask) -> Answer:
    return called_me.answer(ask) if "reach" in ask.meaning.signs else TOLD(ask)
