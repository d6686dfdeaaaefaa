"""The other one: of the options asked about, or of the numbers just given."""

from __future__ import annotations

from bot.asking import Answer, Ask, context, say, target_of, with_care
from bot.directory_types import Entry, Purpose
from bot.reply import Part

PURPOSES: tuple[Purpose, ...] = ("appointments", "phone", "fax", "same_day", "nurse_coordinator", "toll_free")


def answer(ask: Ask) -> Answer:
    if second := _second(ask):
        return Answer((Part("numbers", entry=second.partition(".")[0], numbers=(second,)),))
    entry = context(ask)
    found = (_another_number(ask, entry) or _beside(ask, entry)) if entry else None
    return found or Answer((say("tell_me_more"),))


def _another_number(ask: Ask, entry: Entry) -> Answer | None:
    """A number of what was talked of that was not told just now."""
    for purpose in PURPOSES:
        for place, number in enumerate(entry.of(purpose)):
            other = target_of(entry, purpose, place)
            if other not in ask.state.given:
                part = Part("numbers", entry=entry.id, numbers=(other,))
                return Answer(with_care(entry, part, number.inferred), entry=entry.id)
    return None


def _beside(ask: Ask, entry: Entry) -> Answer | None:
    """What is easily taken for it, or goes with it."""
    near = [name for name in (*entry.confused_with, *entry.related) if ask.directory.has(name)]
    if not near:
        return None
    other = ask.directory.entry(near[0])
    found = tuple(target_of(other, number.purpose) for number in other.numbers[:1])
    told = Part("numbers", entry=other.id, numbers=found) if found else say("named", other)
    return Answer((told,), entry=other.id)


def _second(ask: Ask) -> str:
    """Of two numbers for one purpose just told, the second one, as a target; or ""."""
    second = next((t for t in ask.state.given if t.endswith("#1")), "")
    known = ask.directory.has(second.partition(".")[0]) and second.partition("#")[0] in ask.state.given
    return second if known else ""
