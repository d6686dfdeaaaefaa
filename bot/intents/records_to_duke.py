"""Sending outside medical records here: marking, originals, carriers, passwords, the follow-up call."""

from __future__ import annotations

from bot.asking import Answer, Ask, first_of, nobody, numbers, say, told
from bot.reply import Part


def answer(ask: Ask) -> Answer:
    entry = first_of(ask, "records")
    if entry is None:
        return nobody(ask)
    where: tuple[Part, ...] = ()
    if entry.address and "where_to" in ask.meaning.signs:
        where = (say("address", entry, lines=list(entry.address.lines)),)
    return Answer((*where, *told(ask, entry), numbers(entry, "phone", "fax")), entry=entry.id)
