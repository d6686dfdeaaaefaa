"""The other one: of the options asked about, or of the numbers just given."""

from __future__ import annotations

from bot.asking import Answer, Ask, context, say
from bot.reply import Part


def answer(ask: Ask) -> Answer:
    entry = context(ask)
    if entry:
        told = set(ask.state.given)
        for purpose in ("appointments", "phone", "fax", "same_day", "nurse_coordinator", "toll_free"):
            for i, _ in enumerate(entry.of(purpose)):  # type: ignore[arg-type]
                target = f"{entry.id}.{purpose}" + (f"#{i}" if i else "")
                if target not in told:
                    return Answer((Part("numbers", entry=entry.id, numbers=(target,)),), entry=entry.id)
        near = [n for n in (*entry.confused_with, *entry.related) if ask.directory.has(n)]
        if near:
            other = ask.directory.entry(near[0])
            found = tuple(f"{other.id}.{n.purpose}" for n in other.numbers[:1])
            return Answer((Part("numbers", entry=other.id, numbers=found),) if found else (say("named", other),), entry=other.id)
    return Answer((say("tell_me_more"),))
