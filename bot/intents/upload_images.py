"""Has pictures from elsewhere: a temporary account to upload them, or a marked copy brought along."""

from __future__ import annotations

from dataclasses import replace

from bot.asking import Answer, Ask, answering, facts, first_of, general, nobody, numbers
from bot.reply import Part


def answer(ask: Ask) -> Answer:
    entry = answering(ask, "upload_images")
    if entry is None:
        return nobody(ask, "images_patients")
    found = facts(ask, entry)
    return Answer((*found, replace(general(entry), spare=bool(found)), *helpers(ask)), entry=entry.id)


def helpers(ask: Ask) -> tuple[Part, ...]:
    """Who makes the account: the library's manager, or the first lead."""
    manager, lead = first_of(ask, "images_manager"), first_of(ask, "images_offices")
    return tuple(numbers(e, "phone", first_only=True) for e in (manager, lead) if e)
