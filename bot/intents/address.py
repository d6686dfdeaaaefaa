"""A mailing address, and whether one may go there."""

from __future__ import annotations

from bot.asking import Answer, Ask, context, first_of, named_with, numbers, say, spoken_of
from bot.directory_types import Entry
from bot.reply import Part


def answer(ask: Ask) -> Answer:
    if "which_door" in ask.meaning.signs:
        return _where_to_go(ask)
    entry = _entry(ask)
    if entry is None:
        return Answer((say("not_known"),))
    if entry.address is None:
        main = first_of(ask, "main")
        return Answer(
            (say("not_given.address", entry), *(_address(main) if main and main.address else ())),
            entry=entry.id,
        )
    bare = not ask.need.entries and not ask.meaning.signs & {"letter", "records"}
    return Answer((*_address(entry), *((say("which_office"),) if bare else ())), entry=entry.id)


def _where_to_go(ask: Ask) -> Answer:
    """A building or a room is not given: who makes the appointment knows it."""
    entry = named_with(ask, "appointments") or first_of(ask, "scheduling")
    line = (numbers(entry, "appointments", first_only=True),) if entry else ()
    return Answer((say("where_to_go"), *line), entry=entry.id if entry else "")


def _address(entry: Entry) -> tuple[Part, ...]:
    assert entry.address is not None  # noqa: S101  the caller has looked
    mail = (say("mail_only"),) if entry.address.use == "mail" else ()
    return (
        say("address", entry, lines=list(entry.address.lines)),
        *mail,
        numbers(entry, "phone", first_only=True),
    )


def _entry(ask: Ask) -> Entry | None:
    general = ask.directory.role("scheduling")
    for entry in (*spoken_of(ask), context(ask)):
        if entry and entry not in general and (entry.address or entry.kind == "service"):
            return entry
    for sign, role in (("letter", "images_patients"), ("records", "records")):
        if sign in ask.meaning.signs:
            return first_of(ask, role)  # type: ignore[arg-type]
    return first_of(ask, "main")
