"""A clinician unsure which test is right: the line for expert advice. It advises on the tests it is related to."""

from __future__ import annotations

from bot.asking import Answer, Ask, nobody, not_given, numbers, say
from bot.directory_types import Entry
from bot.intents import appointment

# A patient who names one test and some doctor's doubt wants its line, unless advice is asked for plainly.
PLAINLY = 0.9


def answer(ask: Ask) -> Answer:
    entry = next((e for e in ask.directory.entries if e.of("advice")), None)
    if entry is None:
        return appointment.answer(ask) if ask.need.entries else nobody(ask)
    if _beside(ask, entry):
        return appointment.answer(ask)
    if "fax" in ask.need.purposes and not entry.of("fax"):
        return not_given(ask, entry, "fax", "advice")
    return Answer((numbers(entry, "advice"), say("tell", entry) if entry.tell else say("named", entry)), entry=entry.id)


def _beside(ask: Ask, entry: Entry) -> bool:
    """Whether tests are named that no advice is given on, or a patient names the one he wants."""
    named = {name for group in ask.need.entries for name in group} - {entry.id}
    if not named:
        return False
    one_of_a_patient = (
        len(named) == 1 and ask.need.score < PLAINLY and not ask.office and "unsure" not in ask.meaning.signs
    )
    return not named & set(entry.related) or one_of_a_patient
