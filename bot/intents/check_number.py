"""Is this number right? Whose is it? Looked up backwards, and corrected kindly."""

from __future__ import annotations

from bot.asking import LINE, Answer, Ask, nobody, numbers, say, spoken_of, targets
from bot.directory_types import Entry, Number
from bot.reply import Part


def answer(ask: Ask) -> Answer:
    holders = [
        (e, n)
        for heard in ask.meaning.numbers
        for e in ask.directory.entries
        for n in e.numbers
        if n.number.endswith(heard)
    ]
    named = spoken_of(ask)
    if not holders:
        if named:
            return Answer((say("number_not_ours"), numbers(named[0], *_wanted(ask, named[0]))), entry=named[0].id)
        return nobody(ask) if not ask.meaning.numbers else Answer((say("number_unknown"), *nobody(ask).parts[1:]))
    if named and named[0] not in [e for e, _ in holders]:
        return Answer((_is(*holders[0]), numbers(named[0], *_wanted(ask, named[0]))), entry=named[0].id)
    entry, number = next(((e, n) for e, n in holders if not named or e == named[0]), holders[0])
    if not named:
        return _whose(holders)
    wrong_kind = "fax" in ask.need.purposes and number.purpose != "fax" and entry.of("fax")
    return Answer((_is(entry, number), *((numbers(entry, "fax"),) if wrong_kind else ())), entry=entry.id)


def _whose(holders: list[tuple[Entry, Number]]) -> Answer:
    """All whose number it is, two at most."""
    owners = dict(reversed([(e.id, (e, n)) for e, n in holders]))
    told = [owners[name] for name in dict.fromkeys(e.id for e, _ in holders)][:2]
    return Answer(tuple(_is(e, n) for e, n in told), entry=told[0][0].id)


def _wanted(ask: Ask, entry: Entry) -> tuple:  # type: ignore[type-arg]
    return ("fax",) if "fax" in ask.need.purposes and entry.of("fax") else LINE


def _is(entry: Entry, number: Number) -> Part:
    target = next(t for t in targets(entry, number.purpose) if _same(entry, t, number))
    return Part("number_is", entry=entry.id, numbers=(target,))


def _same(entry: Entry, target: str, number: Number) -> bool:
    return entry.of(number.purpose)[int(target.partition("#")[2] or 0)] == number
