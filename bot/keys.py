"""The keys that work at every point of a call, and as bare digits in a text. Pure."""

from __future__ import annotations

from bot import urgent
from bot.asking import Answer, Ask, say
from bot.choices import BESIDE
from bot.effects import RecordUrgent
from bot.intents import handlers
from bot.meaning import Meaning
from bot.message import CALL_BACK, Message
from bot.signs import DIGITS
from bot.state import State

# Questions that stand until they are answered, in whichever language.
ASKED = frozenset({"reached"}) | CALL_BACK
SPOKEN = frozenset("0128")
# Where options are named, "two" is the second of them.
SPOKEN_OF_OPTIONS = frozenset("04568")


def spoken(message: Message, meaning: Meaning, state: State) -> str:
    """The key that a caller said instead of pressing it: "press two", "oprima el cero"; "" for anything else."""
    said = [word for word in meaning.words if word not in BESIDE]
    if message.channel != "voice" or len(said) != 1:
        return ""
    key = DIGITS.get(said[0], said[0])
    return key if key in (SPOKEN_OF_OPTIONS if state.options else SPOKEN) else ""


def pressed(key: str, ask: Ask) -> Answer:
    """What a global key does: 0 a person, 1 images, 2 emergent, 8 language, 9 text it, * again."""
    if ask.state.expect == "reached" and key == "1":
        return Answer((say("anything_else"),))
    simple = {"0": "person", "1": "image_library", "9": "text_me", "*": "repeat"}
    if key in simple:
        return handlers()[simple[key]](ask)
    if key == "2":
        found = urgent.images(ask.directory, ask.message, ask.now)
        return Answer(
            found.parts,
            transfer=found.transfer,
            entry=found.entry,
            effects=(RecordUrgent("images", ("key_2",)),),
        )
    if key == "8":
        spanish = ask.meaning.lang == "es" or ask.state.lang != "es"
        other = "es" if spanish else "en"
        if ask.state.expect in ASKED and ask.state.last:
            return Answer(ask.state.last, lang=other, again=True)
        return Answer((say("language_switched"),), lang=other, again=True)
    return Answer((say("no_such_key"), say("keys")), missed=True)
