"""The department's main number; "the number for vascular" is that service's, "and the number?" what was talked of."""

from __future__ import annotations

from bot.asking import LINE, Answer, Ask, facts, first_of, nobody, numbers, say, spoken_of
from bot.intents import address, appointment
from bot.intents.topics import special, talked_of


def answer(ask: Ask) -> Answer:
    before = talked_of(ask)
    going_on = before and before.of(*LINE) and not ask.need.entries
    if special(ask) or going_on or _another_line(ask):
        return appointment.answer(ask)
    if "box" in ask.meaning.signs:
        return address.answer(ask)
    entry = first_of(ask, "main")
    if entry is None:
        return nobody(ask)
    found = facts(ask, entry, most=1)
    return Answer((*found, numbers(entry, *LINE), *(() if found else (say("someone_there"),))), entry=entry.id)


def _another_line(ask: Ask) -> bool:
    """Whether another line of ours was named by its name: "the number of the hotline, please"."""
    ours = {*ask.directory.role("main"), *ask.directory.role("scheduling")}
    return "main_named" not in ask.meaning.signs and any(e.of(*LINE) and e not in ours for e in spoken_of(ask))
