"""Is this number right? Whose is it? Looked up backwards, and corrected kindly."""

from __future__ import annotations

from bot.asking import LINE, Answer, Ask, first_of, nobody, number_at, numbers, say, spoken_of, targets, told, with_care
from bot.directory_types import Entry, Number, Purpose
from bot.intents import team_lead
from bot.near_numbers import near
from bot.reply import Part

Holder = tuple[Entry, Number]
IS, YES, NO, LIKE = "number_is", "number_is_right", "number_is_not", "number_like"


def answer(ask: Ask) -> Answer:
    holders = _holders(ask)
    named = spoken_of(ask) or (_by_its_job(ask) if not holders or _for_orders(ask, holders) else ())
    if not holders:
        return _unknown(ask, named)
    if named and named[0] not in [e for e, _ in holders]:
        right = _right(ask, named[0], fax=_for_orders(ask, holders))
        return Answer((*_told(ask, *holders[0], NO), *right), entry=named[0].id)
    if not named:
        return _whose(ask, holders)
    return _of_named(ask, holders, named)


def _for_orders(ask: Ask, holders: list[Holder]) -> bool:
    """Whether orders are faxed to a fax that takes none."""
    order = "order" in ask.meaning.signs and not ask.meaning.signs & {"letter", "pictures"}
    taking = any(e.kind == "service" or e in ask.directory.role("scheduling") for e, _ in holders)
    return order and not taking and all(n.purpose == "fax" for _, n in holders)


def _of_named(ask: Ask, holders: list[Holder], named: tuple[Entry, ...]) -> Answer:
    """The number is one of those that were named: yes, unless the other kind of number was meant."""
    entry, number = next((e, n) for e, n in holders if e == named[0])
    if _wrong_kind(ask, entry, number) and _asks_a_kind(ask):
        return Answer((*_told(ask, entry, number, NO), *_right(ask, entry)), entry=entry.id)
    others = tuple(part for e, n in holders if e != entry for part in _told(ask, e, n, YES if e in named else IS))
    others = _asked_too(ask, entry, number) or others
    return Answer((*_told(ask, entry, number, YES), *(others or _line(ask, entry, number))), entry=entry.id)


def _asked_too(ask: Ask, entry: Entry, number: Number) -> tuple[Part, ...]:
    """ "It is always busy, is there one for the same day?": another kind of number, asked for by name."""
    kinds = tuple(kind for kind in ask.need.purposes if kind not in ("fax", number.purpose) and entry.of(kind))
    return (numbers(entry, *kinds),) if kinds and number.purpose != "fax" else ()


def _asks_a_kind(ask: Ask) -> bool:
    """Whether it was said if a telephone or a fax is meant."""
    return bool(ask.need.purposes or ask.meaning.signs & {"booking", "calls", "reach"})


def _wrong_kind(ask: Ask, entry: Entry, number: Number) -> bool:
    """Whether a telephone was taken for the fax, or the fax for a telephone."""
    fax = "fax" in ask.need.purposes
    return fax != (number.purpose == "fax") and bool(entry.of(*(("fax",) if fax else LINE)))


def _holders(ask: Ask) -> list[Holder]:
    """Whose the numbers heard are."""
    return [
        (e, n)
        for heard in ask.meaning.numbers
        for e in ask.directory.entries
        for n in e.numbers
        if n.number.endswith(heard)
    ]


def _by_its_job(ask: Ask) -> tuple[Entry, ...]:
    """ "Is this the number for scheduling": no service is named, and yet it is plain whose number is wanted."""
    signs, fax = ask.meaning.signs, "fax" in ask.need.purposes
    jobs = (("booking", "scheduling"), *((("letter", "images_patients"), ("records", "records")) if fax else ()))
    role = next((role for sign, role in jobs if sign in signs), "scheduling" if fax and "order" in signs else "")
    found = first_of(ask, role) if role else None  # type: ignore[arg-type]
    return (found,) if found else ()


def _unknown(ask: Ask, named: tuple[Entry, ...]) -> Answer:
    """Not in the directory: the right number of what was named, else one that differs by a slip."""
    if named:
        return Answer((say("number_not_ours"), *_right(ask, named[0])), entry=named[0].id)
    if not ask.meaning.numbers:
        return nobody(ask)
    if "leads" in ask.meaning.signs:
        lead = team_lead.answer(ask)
        return Answer((say("number_not_ours"), *lead.parts), entry=lead.entry)
    like = near(ask.directory, ask.meaning.numbers)
    parts = _is(*like, LIKE) if like else nobody(ask).parts[1:]
    return Answer((say("number_unknown"), *parts), entry=like[0].id if like else "")


def _whose(ask: Ask, holders: list[Holder]) -> Answer:
    """All whose number it is, two at most."""
    owners = dict(reversed([(e.id, (e, n)) for e, n in holders]))
    told = [owners[name] for name in dict.fromkeys(e.id for e, _ in holders)][:2]
    verdict = _verdict(ask, *told[0])
    parts = tuple(part for e, n in told for part in _told(ask, e, n, verdict if (e, n) == told[0] else IS))
    beside = _right(ask, told[0][0]) if verdict == NO else _line(ask, *told[0])
    return Answer((*parts, *beside, *_letter(ask, told[0])), entry=told[0][0].id)


def _verdict(ask: Ask, entry: Entry, number: Number) -> str:
    """ "Is it the fax", "is it for booking": yes or no; whose it is where neither was asked."""
    if "fax" in ask.need.purposes:
        return YES if number.purpose == "fax" else NO if entry.of("fax") else IS
    if "booking" not in ask.meaning.signs:
        return IS
    return NO if _wrong_kind(ask, entry, number) else YES if number.purpose == "appointments" else IS


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


def _right(ask: Ask, entry: Entry, fax: bool = False) -> tuple[Part, ...]:
    """The number that was meant; an inferred one with what comes first. What has none tells of itself."""
    if not entry.numbers:
        return told(ask, entry)
    fax = bool((fax or "fax" in ask.need.purposes) and entry.of("fax"))
    wanted: tuple[Purpose, ...] = ("fax",) if fax else LINE
    return with_care(entry, numbers(entry, *wanted), any(n.inferred for n in entry.of(*wanted)))


def _told(ask: Ask, entry: Entry, number: Number, verdict: str) -> tuple[Part, ...]:
    """Whose it is; a navigator's comes with who navigators are."""
    who = (say("navigator"),) if entry in ask.directory.role("findings") else ()
    return (*_is(entry, number, verdict), *who)


def _is(entry: Entry, number: Number, verdict: str) -> tuple[Part, ...]:
    target = next(t for t in targets(entry, number.purpose) if _same(entry, t, number))
    return with_care(entry, Part(verdict, entry=entry.id, numbers=(target,)), number.inferred)


def _same(entry: Entry, target: str, number: Number) -> bool:
    return entry.of(number.purpose)[int(target.partition("#")[2] or 0)] == number
