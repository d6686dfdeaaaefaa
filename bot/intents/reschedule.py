"""Change, cancel, missed, late: the line that books that service, else central scheduling."""

from __future__ import annotations

from bot.asking import LINE, Answer, Ask, context, doubt, first_of, named_with, numbers, question_of, say


def answer(ask: Ask) -> Answer:
    unsettled = doubt(ask, *LINE) if not _open(ask) else None
    if isinstance(unsettled, Answer):
        return unsettled
    entry = unsettled or named_with(ask, "appointments")
    entry = entry or context(ask) or first_of(ask, "scheduling")
    if entry is None or not entry.numbers:
        entry = first_of(ask, "scheduling")
    if entry is None:
        return Answer((say("not_known"),))
    purposes = ("same_day", *LINE) if "same_day" in ask.need.purposes else LINE
    return Answer((numbers(entry, *purposes), say("reschedule")), entry=entry.id)


def _open(ask: Ask) -> bool:
    """Whether no exam was named: "cancel my scan" is about an appointment, whatever else a scan may ask."""
    question = question_of(ask)
    return question is not None and question.alone
