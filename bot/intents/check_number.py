"""Is this number right? Whose is it? Looked up backwards, and corrected kindly."""

from __future__ import annotations

from bot.asking import LINE, Answer, Ask, first_of, nobody, number_at, numbers, say, spoken_of, targets, with_care
from bot.directory_types import Entry, Number, Purpose
from bot.reply import Part

Holder = tuple[Entry, Number]


def answer(ask: Ask) -> Answer:
    holders = _holders(ask)
    named = spoken_of(ask) or (() if holders else _booking(ask))
    if not holders:
        return _unknown(ask, named)
    if named and named[0] not in [e for e, _ in holders]:
        return Answer((*_is(*holders[0]), *_right(ask, named[0])), entry=named[0].id)
    if not named:
        return _whose(ask, holders)
    entry, number = next((e, n) for e, n in holders if e == named[0])
    beside = _right(ask, entry) if _wrong_kind(ask, entry, number) else _line(ask, entry, number)
    return Answer((*_is(entry, number), *beside), entry=entry.id)


def _wrong_kind(ask: Ask, entry: Entry, number: Number) -> bool:
    """Whether a telephone was taken for the fax, or the fax for a telephone."""
    fax = "fax" in ask.need.purposes
    return fax != (number.purpose == "fax") and bool(entry.of(*(("fax",) if fax else LINE)))


def _called_a_phone(ask: Ask, entry: Entry, number: Number) -> bool:
    """Whether a fax was taken for the line that books, without its name."""
    return "booking" in ask.meaning.signs and number.purpose == "fax" and _wrong_kind(ask, entry, number)


def _holders(ask: Ask) -> list[Holder]:
    """Whose the numbers heard are."""
    return [
        (e, n)
        for heard in ask.meaning.numbers
        for e in ask.directory.entries
        for n in e.numbers
        if n.number.endswith(heard)
    ]


def _booking(ask: Ask) -> tuple[Entry, ...]:
    """ "Is this the number for scheduling": no service is named, and yet it is plain whose number is wanted."""
    scheduling = first_of(ask, "scheduling") if "booking" in ask.meaning.signs else None
    return (scheduling,) if scheduling else ()


def _unknown(ask: Ask, named: tuple[Entry, ...]) -> Answer:
    if named:
        return Answer((say("number_not_ours"), *_right(ask, named[0])), entry=named[0].id)
    return Answer((say("number_unknown"), *nobody(ask).parts[1:])) if ask.meaning.numbers else nobody(ask)


def _whose(ask: Ask, holders: list[Holder]) -> Answer:
    """All whose number it is, two at most."""
    owners = dict(reversed([(e.id, (e, n)) for e, n in holders]))
    told = [owners[name] for name in dict.fromkeys(e.id for e, _ in holders)][:2]
    parts = tuple(part for e, n in told for part in _is(e, n))
    beside = _right(ask, told[0][0]) if _called_a_phone(ask, *told[0]) else _line(ask, *told[0])
    return Answer((*parts, *beside, *_letter(ask, told[0])), entry=told[0][0].id)


def _letter(ask: Ask, told: Holder) -> tuple[Part, ...]:
    """Pictures going out are asked for elsewhere: the fax for records coming in would lose the letter."""
    library, records = first_of(ask, "images_patients"), first_of(ask, "records")
    out = told[0] == records and told[1].purpose == "fax" and "records" not in ask.meaning.signs
    return (numbers(library, "fax"),) if library and out else ()


def _line(ask: Ask, entry: Entry, number: Number) -> tuple[Part, ...]:
    """A number that gives trouble comes with another line of the same people, or with the line that can help."""
    if "trouble" not in ask.meaning.signs or not entry.of(*LINE):
        return ()
    others = tuple(t for t in targets(entry, *LINE) if number_at(ask.directory, t) != number)
    if number.purpose == "fax" or not others:
        return (numbers(entry, *LINE, first_only=True),)
    return (Part("numbers", entry=entry.id, numbers=others),)


def _right(ask: Ask, entry: Entry) -> tuple[Part, ...]:
    """The number that was meant; an inferred one with what comes first."""
    fax = "fax" in ask.need.purposes and entry.of("fax")
    wanted: tuple[Purpose, ...] = ("fax",) if fax else LINE
    return with_care(entry, numbers(entry, *wanted), any(n.inferred for n in entry.of(*wanted)))


def _is(entry: Entry, number: Number) -> tuple[Part, ...]:
    target = next(t for t in targets(entry, number.purpose) if _same(entry, t, number))
    return with_care(entry, Part("number_is", entry=entry.id, numbers=(target,)), number.inferred)


def _same(entry: Entry, target: str, number: Number) -> bool:
    return entry.of(number.purpose)[int(target.partition("#")[2] or 0)] == number
