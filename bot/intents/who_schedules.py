"""Who makes the appointment, and whether a patient may; a special service has its own line."""

from __future__ import annotations

from bot.asking import Answer, Ask
from bot.intents import appointment
from bot.intents.topics import special, topic

WHO = topic("who_schedules", with_role="scheduling")


def answer(ask: Ask) -> Answer:
    return appointment.answer(ask) if special(ask) else WHO(ask)
