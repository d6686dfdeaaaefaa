"""Language help, free of charge: that first, then what was asked of it. "Español, por favor" switches the language."""

from __future__ import annotations

from dataclasses import replace

from bot.asking import Answer, Ask, answering, facts, general, nobody, say
from bot.intents import person

SHORT = 4


def answer(ask: Ask) -> Answer:
    if _only_a_language(ask):
        return Answer((say("language_switched"),), again=True)
    entry = answering(ask, "interpreter")
    if entry is None:
        return nobody(ask)
    told = (general(entry), *facts(ask, entry, most=1))
    if "human" not in ask.meaning.signs:
        return Answer(told, entry=entry.id)
    someone = person.answer(ask)
    return replace(someone, parts=(told[0], *someone.parts))


def _only_a_language(ask: Ask) -> bool:
    wished = ask.meaning.signs & {"english", "spanish"} and not ask.need.topics
    return bool(wished) and len(ask.meaning.words) <= SHORT
