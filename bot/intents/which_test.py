"""A clinician unsure which test is right: the line for expert advice."""

from __future__ import annotations

from bot.asking import Answer, Ask, nobody, not_given, numbers, say


def answer(ask: Ask) -> Answer:
    entry = next((e for e in ask.directory.entries if e.of("advice")), None)
    if entry is None:
        return nobody(ask)
    if "fax" in ask.need.purposes and not entry.of("fax"):
        return not_given(ask, entry, "fax", "advice")
    return Answer((numbers(entry, "advice"), say("tell", entry) if entry.tell else say("named", entry)), entry=entry.id)
