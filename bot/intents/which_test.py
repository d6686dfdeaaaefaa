"""A clinician unsure which test is right: the line for expert advice."""

from __future__ import annotations

from bot.asking import Answer, Ask, nobody, numbers, say


def answer(ask: Ask) -> Answer:
    entry = next((e for e in ask.directory.entries if e.of("advice")), None)
    if entry is None:
        return nobody(ask)
    return Answer(
        (numbers(entry, "advice"), say("tell", entry) if entry.tell else say("named", entry)), entry=entry.id
    )
