"""Pictures and reports in the portal; where the pictures do not open, whoever can send them."""

from __future__ import annotations

from dataclasses import replace

from bot.asking import LINE, Answer, Ask, first_of, numbers
from bot.intents.topics import topic

TOLD = topic("see_images_online")


def answer(ask: Ask) -> Answer:
    told, library = TOLD(ask), first_of(ask, "images_patients")
    if library is None or "wont_show" not in ask.meaning.signs:
        return told
    return replace(told, parts=(numbers(library, *LINE), *told.parts))
