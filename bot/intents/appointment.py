"""Wants to book, or wants the line of a service, desk or person: its number, its fax, what comes first."""

from __future__ import annotations

from bot.asking import LINE, Answer, Ask, context, doubt, first_of, numbers, question_of, say, spoken_of, told
from bot.directory_types import Entry
from bot.reply import Part

MOST = 2
PLAIN = 0.9


def answer(ask: Ask) -> Answer:
    unsettled = None if _to_be_taken(ask) else doubt(ask, *LINE)
    if isinstance(unsettled, Answer):
        return unsettled
    named = spoken_of(ask)
    services = tuple(e for e in named if e.kind == "service")
    entries = (unsettled,) if unsettled else (services or named)[:MOST]
    if not entries:
        return _unnamed(ask)
    return Answer(tuple(part for e in entries for part in line(ask, e)), entry=entries[0].id)


def _to_be_taken(ask: Ask) -> bool:
    """ "Pictures taken of my knee", "a scan of my neck": no pictures to be sent."""
    looked_at = {"to_be_looked_at", "body"} <= ask.meaning.signs and ask.need.score >= PLAIN
    question = question_of(ask)
    pictures = question is not None and question.alone
    return "to_be_taken" in ask.meaning.signs or (looked_at and pictures)


def _unnamed(ask: Ask) -> Answer:
    """No exam was named: what was talked of, else the general line, and which exam it is."""
    before = context(ask)
    entry = before or first_of(ask, "scheduling")
    if entry is None:
        return Answer((say("not_known"),))
    return Answer((*line(ask, entry), *(() if before else (say("which_exam"),))), entry=entry.id)


def line(ask: Ask, entry: Entry) -> tuple[Part, ...]:
    """An entry's own line: the number first, then its fax, then the condition."""
    if not entry.numbers:
        return told(ask, entry)
    asked = tuple(p for p in ask.need.purposes if entry.of(p) and p != "fax")
    no_fax = "no_fax" in ask.meaning.signs
    more = () if entry.kind == "lead" or no_fax else ("toll_free",) if _patient(ask) else ("toll_free", "fax")
    also = LINE if not asked or "booking" in ask.meaning.signs else ()
    line_of = numbers(entry, *also, *asked, *more)
    before = entry.before and (entry.inferred or not _patient(ask))
    return (line_of, *((say("before", entry),) if before else ()), *_to_patients(ask, entry))


def _patient(ask: Ask) -> bool:
    """A patient does not send faxes: the number is enough."""
    return "self" in ask.meaning.signs and not ask.office and "fax" not in ask.need.purposes


def _to_patients(ask: Ask, entry: Entry) -> tuple[Part, ...]:
    """Patients hear what is for them, such as who makes the appointment."""
    return (say("patients", entry),) if entry.patients and not ask.office else ()
