"""Wants a fax number; what has none is said to have none."""

from __future__ import annotations

from bot.asking import (
    LINE,
    Answer,
    Ask,
    doubt,
    email_too,
    first_of,
    mail_too,
    nobody,
    not_given,
    numbers,
    say,
    spoken_of,
    targets,
    topics_of,
    which,
)
from bot.directory_types import Entry, Question
from bot.intents.topics import names_itself, still_of, talked_of
from bot.reply import Part


def answer(ask: Ask) -> Answer:
    without = next((e for e in topics_of(ask) if "fax" in e.not_given), None)
    if without and not ask.need.entries:
        return _none(ask, without)
    if _nothing_named(ask) and (not ask.need.question or still_of(ask) or _of_a_letter(ask)):
        return _bare(ask)
    named = spoken_of(ask)
    unsettled = doubt(ask, "fax")
    if isinstance(unsettled, Answer):
        return unsettled
    services = tuple(e for e in named if e.kind == "service")
    entries = (unsettled,) if unsettled else (services or named)[:2]
    if not any(e.of("fax") for e in entries):
        return _none(ask, entries[0])
    parts = tuple(part for e in entries if e.of("fax") for part in _fax(ask, e))
    return Answer((*parts, *mail_too(ask, entries[0])), entry=entries[0].id)


def _nothing_named(ask: Ask) -> bool:
    """Whether the fax is for nothing named: the whole department takes none."""
    main = {e.id for e in ask.directory.role("main") if "main_named" not in ask.meaning.signs}
    services = any(not set(group) <= main for group in ask.need.entries)
    return not services or _of_a_letter(ask) or _order_of_what_was_talked_of(ask)


def _of_a_letter(ask: Ask) -> bool:
    """ "Where do I fax my letter to get my MRI sent": the exam is in the letter, it is not what the fax is for."""
    general = ask.directory.role("scheduling")
    letter = "letter" in ask.meaning.signs and "order" not in ask.meaning.signs
    return letter and all(e in general for e in spoken_of(ask))


def _order_of_what_was_talked_of(ask: Ask) -> bool:
    """ "And the fax for the order?": no exam is named, so it is the order for what was talked of."""
    order = "order" in ask.meaning.signs and talked_of(ask) is not None
    return order and not any(names_itself(ask, e) for e in spoken_of(ask))


def _of_faxes(question: Question) -> bool:
    return all(option.endswith(".fax") for option in question.options)


def _fax(ask: Ask, entry: Entry) -> tuple[Part, ...]:
    """The fax; an inferred one comes with the line to confirm it, and the line if both were asked for."""
    both = any(n.inferred for n in entry.of("fax")) or _line_too(ask)
    first = numbers(entry, "fax", *(LINE if both else ()))
    return (first, *((say("before", entry),) if entry.before else ()), *email_too(ask, entry))


def _line_too(ask: Ask) -> bool:
    """Whether the line was asked for beside its fax."""
    said = ask.meaning.signs
    return "phone_too" in said or ("booking" in said and "only_fax" not in said)


def _none(ask: Ask, entry: Entry) -> Answer:
    """No fax is given: the entry's own line says where to."""
    return not_given(ask, entry, "fax", *LINE, "nurse_coordinator")


def _bare(ask: Ask) -> Answer:
    """A fax for nothing named: what was talked of, or an order, a letter, records."""
    if "records" in ask.meaning.signs and first_of(ask, "records") is None:
        return nobody(ask)
    entry = talked_of(ask)
    if entry:
        return Answer(_fax(ask, entry), entry=entry.id) if entry.of("fax") else _none(ask, entry)
    for sign, role in (("order", "scheduling"), ("letter", "images_patients"), ("records", "records")):
        found = first_of(ask, role)  # type: ignore[arg-type]
        if sign in ask.meaning.signs and found and found.of("fax"):
            return Answer(_fax(ask, found), entry=found.id)
    question = next(filter(_of_faxes, ask.directory.questions), None)
    faxes = tuple(
        t
        for role in ("scheduling", "images_patients", "records")
        for e in ask.directory.role(role)
        for t in targets(e, "fax")
    )
    return which(ask, question.options if question else faxes, question)
