"""Put me through: to the number just given, or which of them."""

from __future__ import annotations

from bot.asking import LINE, Answer, Ask, closed, named_with, number_at, numbers, which
from bot.intents import person
from bot.reply import Part, Transfer


def answer(ask: Ask) -> Answer:
    named = named_with(ask, *LINE)
    given = tuple(t for t in ask.state.given if number_at(ask.directory, t).purpose != "fax")
    if named:
        # A line chosen by its purpose ("same-day procedures") is the line that is dialled.
        chosen = tuple(p for p in ask.need.purposes if p != "fax" and named.of(p))
        given = numbers(named, *(chosen or LINE), first_only=True).numbers
    if not given:
        return person.answer(ask)
    if ask.message.channel == "text":
        return Answer((Part("tap_to_call", numbers=given),))
    lines = _lines(ask, given)
    if len(lines) > 1:
        return which(ask, lines)
    if shut := closed(ask, given[0]):
        entry = ask.directory.target(given[0].partition("#")[0]).entry
        return Answer((Part("numbers", entry=entry.id, numbers=given[:1]), *shut))
    return Answer((Part("connecting"),), transfer=Transfer(given[0]))


def _lines(ask: Ask, given: tuple[str, ...]) -> tuple[str, ...]:
    """The lines to choose from: a second or toll-free number leads to the same people, so does an equal one."""
    plain = [t for t in given if not t.endswith(".toll_free")] or list(given)
    by_number = {number_at(ask.directory, t): t.partition("#")[0] for t in reversed(plain)}
    return tuple(dict.fromkeys(reversed(by_number.values())))
