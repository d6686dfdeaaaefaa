"""The image library's own lines."""

from __future__ import annotations

from dataclasses import replace

from bot.asking import LINE, Answer, Ask, facts, first_of, mail_too, nobody, numbers, say, spoken_of
from bot.intents import person, powershare, team_lead


def answer(ask: Ask) -> Answer:
    manager = first_of(ask, "images_manager")
    if manager and manager in spoken_of(ask):
        return Answer((numbers(manager, *LINE), say("someone_there")), entry=manager.id)
    if any(e.kind == "lead" for e in spoken_of(ask)):
        return team_lead.answer(ask)
    if "human" in ask.meaning.signs:
        return person.answer(ask)
    entry = first_of(ask, "images_patients")
    if entry is None:
        return nobody(ask)
    if ask.office and "self" not in ask.meaning.signs:
        library = (numbers(entry, "phone", "fax"),) if entry in spoken_of(ask) else ()
        return Answer((*powershare.lead(ask), *library), entry=entry.id)
    line = (numbers(entry, "phone", "fax"), *mail_too(ask, entry))
    return Answer((*facts(ask, entry, most=1), *line, replace(say("ask_here"), spare=True)), entry=entry.id)
