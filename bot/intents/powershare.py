"""Sharing pictures between hospitals: what it is, and who connects an office."""

from __future__ import annotations

from bot.asking import Answer, Ask, answering, lead_now, nobody, numbers, say, told
from bot.directory_types import Entry, Role
from bot.reply import Part

HELPERS: tuple[Role, ...] = ("images_offices", "images_patients", "main")


def answer(ask: Ask) -> Answer:
    entry = answering(ask, "powershare")
    if entry is None:
        return nobody(ask, "images_patients")
    return Answer((*told(ask, entry), *lead(ask)), entry=entry.id)


def lead(ask: Ask) -> tuple[Part, ...]:
    """The lead on shift; when none is, the first shift's. Without leads, who sends images, or the main line."""
    roles = (ask.directory.role(role)[:1] for role in HELPERS)
    return tuple(_line(e) for e in lead_now(ask)[:1] or next(filter(None, roles), ()))


def to_offices(ask: Ask, entry: Entry) -> tuple[Part, ...]:
    """What an office hears of having images sent, and who helps it."""
    return (*((say("offices", entry),) if entry.offices else ()), *lead(ask))


def _line(entry: Entry) -> Part:
    return numbers(entry, "phone", first_only=True)
