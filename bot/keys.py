"""The keys that work at every point of a call, and as bare digits in a text. Pure."""

from __future__ import annotations

from bot import urgent
from bot.asking import Answer, Ask, say
from bot.effects import RecordUrgent
from bot.intents import handlers


def pressed(key: str, ask: Ask) -> Answer:
    """What a global key does: 0 a person, 1 images, 2 emergent, 8 language, 9 text it, * again."""
    if ask.state.expect == "reached" and key == "1":
        return Answer((say("anything_else"),))
    simple = {"0": "person", "1": "image_library", "9": "text_me", "*": "repeat"}
    if key in simple:
        return handlers()[simple[key]](ask)
    if key == "2":
        found = urgent.images(ask.directory, ask.message)
        return Answer(
            found.parts, transfer=found.transfer, entry=found.entry, effects=(RecordUrgent("images", ("key_2",)),)
        )
    if key == "8":
        other = "en" if ask.state.lang == "es" else "es"
        return Answer((say("language_switched"),), lang=other)
    return Answer((say("no_such_key"), say("keys")), missed=True)
