"""A same-day procedure, a question about today's, the nurse coordinator."""

from __future__ import annotations

from dataclasses import replace

from bot.asking import LINE, Answer, Ask, context, doubt, facts, first_of, not_given, numbers, say, spoken_of, which
from bot.directory_types import Entry, Purpose
from bot.intents.topics import still_of


def answer(ask: Ask) -> Answer:
    if "nurse_coordinator" in ask.need.purposes and not ask.need.entries and not still_of(ask):
        return _nurse_or_scheduling(ask)
    unsettled = still_of(ask) or doubt(ask, "same_day", "nurse_coordinator", "appointments")
    if isinstance(unsettled, Answer):
        return unsettled
    entry = unsettled or next(iter(spoken_of(ask)), None) or context(ask)
    if entry is None:
        return _nurse_or_scheduling(ask)
    return _of(ask, entry)


def _of(ask: Ask, entry: Entry) -> Answer:
    if "nurse_coordinator" in ask.need.purposes and not entry.of("nurse_coordinator"):
        fax = (numbers(entry, "fax"),) if "fax" in ask.need.purposes and entry.of("fax") else ()
        missing = not_given(ask, entry, "nurse_coordinator", *LINE)
        return replace(missing, parts=(*fax, *missing.parts))
    purposes: tuple[Purpose, ...] = ("same_day", *LINE, "nurse_coordinator")
    if "nurse_coordinator" in ask.need.purposes:
        line = LINE if "booking" in ask.meaning.signs else ()
        purposes = (*line, "nurse_coordinator", *(("fax",) if "fax" in ask.need.purposes else ()))
    return Answer((numbers(entry, *purposes), *facts(ask, entry, most=1)), entry=entry.id)


def _nurse_or_scheduling(ask: Ask) -> Answer:
    nurses = [e for e in ask.directory.entries if e.of("nurse_coordinator")]
    if "nurse_coordinator" in ask.need.purposes and nurses:
        helped = [nurse.id for nurse in nurses if nurse.of("nurse_coordinator") == nurses[0].of("nurse_coordinator")]
        line = numbers(nurses[0], "nurse_coordinator")
        return Answer((say("nurse_only", whose=helped), line), entry=nurses[0].id)
    same_day = next((q for q in ask.directory.questions if all(o.endswith(".same_day") for o in q.options)), None)
    if "same_day" in ask.need.purposes and same_day:
        return which(ask, same_day.options, same_day)
    entry = first_of(ask, "scheduling")
    return Answer((say("tell_me_more"), *((numbers(entry, *LINE),) if entry else ())))
