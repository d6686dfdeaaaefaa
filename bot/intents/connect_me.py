"""Put me through: to the number just given, or which of them."""

from __future__ import annotations

from bot.asking import LINE, Answer, Ask, number_at, numbers, spoken_of, which
from bot.intents import person
from bot.reply import Part, Transfer


def answer(ask: Ask) -> Answer:
    named = next((e for e in spoken_of(ask) if e.of(*LINE)), None)
    given = tuple(t for t in ask.state.given if number_at(ask.directory, t).purpose != "fax")
    if named:
        given = numbers(named, *LINE, first_only=True).numbers
    if not given:
        return person.answer(ask)
    if ask.message.channel == "text":
        return Answer((Part("tap_to_call", numbers=given),))
    owners = tuple(dict.fromkeys(t.partition("#")[0] for t in given))
    if len(owners) > 1:
        return which(ask, owners)
    return Answer((Part("connecting"),), transfer=Transfer(given[0]))
