"""How an outside office orders: call first, then fax the form; a special service has its own line."""

from __future__ import annotations

from bot.asking import Answer, Ask
from bot.intents import appointment
from bot.intents.topics import special, topic

ORDERING = topic("order_exam", with_role="scheduling", purposes=("appointments", "fax"), always=True)


def answer(ask: Ask) -> Answer:
    return appointment.answer(ask) if special(ask) else ORDERING(ask)
