"""What staff said was meant: what waits to be handed out to the maintainers, and what was handed out."""

from __future__ import annotations

from bot.directory import Directory
from bot.store import Meant
from desk import intents, lessons
from desk.answers import Answer, File, Go, Missing, Page
from desk.ask import ID, Ask

HERE = "/desk/prepared"
ZIP = "application/zip"


def look(ask: Ask) -> Answer:
    """Both lists. They hold staff's own sentences, and no word of a caller."""
    waiting = [(one, intents.line(one.target, ask.directory)) for one in ask.turn.meant_waiting()]
    batch = ask.query.get("batch", "")
    fields = {
        "waiting": waiting, "batches": ask.turn.meant_batches(), "new": batch if ID.fullmatch(batch) else "",
        "described": intents.described(), "works": ask.works,
    }  # fmt: skip
    return Page("prepared", "Prepared", fields)


def hand_out(ask: Ask) -> Answer:
    """Put all that waits into one pack."""
    batch = ask.turn.hand_out_meant(ask.staff.actor)
    if not batch:
        return Go(HERE, "handed_none")
    return Go(f"{HERE}?batch={batch}", "handed_out", {"batch": batch})


def pack(ask: Ask) -> Answer:
    """The files of one pack."""
    batch = ask.path["batch"]
    known = ask.turn.meant_in(batch) if ID.fullmatch(batch) else []
    return _files(known, ask.directory, batch, {"batch": batch}) if known else Missing()


def one(ask: Ask) -> Answer:
    """The two files of one sentence."""
    told = ask.path["meant_id"]
    known = ask.turn.meant(told) if ID.fullmatch(told) else None
    return _files([known], ask.directory, known.id, {"turn": known.turn_id}) if known else Missing()


def _files(known: list[Meant], directory: Directory, name: str, about: dict[str, str]) -> File:
    return File(lambda: lessons.packed(known, directory), ZIP, f"radline-desk-{name[:8]}.zip", about=about)
