"""Another patient's pictures arrived: a person now, nothing opened, no names taken."""

from __future__ import annotations

from bot.asking import Answer, Ask, emergent_line, lead_now, numbers, say


def answer(ask: Ask) -> Answer:
    on_shift, always = lead_now(ask)[:1], emergent_line(ask)
    known = tuple(numbers(e, "phone", first_only=True) for e in on_shift) or ((always,) if always else ())
    return Answer((say("wrong_pictures"), *known))
