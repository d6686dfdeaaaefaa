"""Sharing pictures between hospitals: what it is, and who connects an office."""

from __future__ import annotations

from bot.asking import Answer, Ask, answering, lead_now, nobody, numbers, told
from bot.directory_types import Entry
from bot.reply import Part


def answer(ask: Ask) -> Answer:
    entry = answering(ask, "powershare")
    if entry is None:
        return nobody(ask)
    return Answer((*told(ask, entry), *lead(ask)), entry=entry.id)


def lead(ask: Ask) -> tuple[Part, ...]:
    """The lead on shift; when none is, the first shift's lead with its hours."""
    on_shift = lead_now(ask)[:1] or ask.directory.role("images_offices")[:1]
    return tuple(_line(e) for e in on_shift)


def _line(entry: Entry) -> Part:
    return numbers(entry, "phone", first_only=True)
