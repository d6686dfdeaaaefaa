"""Sending outside medical records here: marking, originals, carriers, passwords, the follow-up call."""

from __future__ import annotations

from bot.asking import Answer, Ask, first_of, nobody, numbers, say
from bot.reply import Part


def answer(ask: Ask) -> Answer:
    entry = first_of(ask, "records")
    if entry is None:
        return nobody(ask)
    facts = [f.partition(".")[2] for f in ask.need.facts if f.startswith(entry.id + ".")][:2]
    told = tuple(Part("fact", entry=entry.id, fact=f) for f in facts)
    where: tuple[Part, ...] = ()
    if entry.address and "address" in ask.meaning.signs:
        where = (say("address", entry, lines=list(entry.address.lines)),)
    return Answer((*(told or (say("tell", entry),)), *where, numbers(entry, "phone", "fax")), entry=entry.id)
