"""The other one: of the options asked about, or of the numbers just given."""

from __future__ import annotations

from bot.asking import Answer, Ask, context, say, with_care
from bot.reply import Part


def answer(ask: Ask) -> Answer:
    entry = context(ask)
    second = _second(ask)
    if second:
        return Answer((Part("numbers", entry=second.partition(".")[0], numbers=(second,)),))
    if entry:
        told = set(ask.state.given)
        for purpose in ("appointments", "phone", "fax", "same_day", "nurse_coordinator", "toll_free"):
            for i, _ in enumerate(entry.of(purpose)):
                target = f"{entry.id}.{purpose}" + (f"#{i}" if i else "")
                if target not in told:
                    part = Part("numbers", entry=entry.id, numbers=(target,))
                    return Answer(with_care(entry, part, entry.of(purpose)[i].inferred), entry=entry.id)
        near = [n for n in (*entry.confused_with, *entry.related) if ask.directory.has(n)]
        if near:
            other = ask.directory.entry(near[0])
            found = tuple(f"{other.id}.{n.purpose}" for n in other.numbers[:1])
            return Answer(
                (Part("numbers", entry=other.id, numbers=found),) if found else (say("named", other),),
                entry=other.id,
            )
    return Answer((say("tell_me_more"),))


def _second(ask: Ask) -> str:
    """Of two numbers for one purpose just told, the second one, as a target; or ""."""
    second = next((t for t in ask.state.given if t.endswith("#1")), "")
    known = ask.directory.has(second.partition(".")[0]) and second.partition("#")[0] in ask.state.given
    return second if known else ""
