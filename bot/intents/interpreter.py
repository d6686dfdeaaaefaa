"""Language help, free of charge: that first, then what was asked of it. "Español, por favor" switches the language."""

from __future__ import annotations

from bot.asking import Answer, Ask, answering, facts, general, nobody, say

SHORT = 4


def answer(ask: Ask) -> Answer:
    if _only_a_language(ask):
        return Answer((say("language_switched"),), again=True)
    entry = answering(ask, "interpreter")
    if entry is None:
        return nobody(ask)
    return Answer((general(entry), *facts(ask, entry, most=1)), entry=entry.id)


def _only_a_language(ask: Ask) -> bool:
    wished = ask.meaning.signs & {"english", "spanish"} and not ask.need.topics
    return bool(wished) and len(ask.meaning.words) <= SHORT
