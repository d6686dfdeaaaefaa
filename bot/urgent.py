"""Answers to what is urgent: the 24/7 line, 911, 988, the call bell, and the way after a procedure. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.asking import LINE, Answer, number_at, numbers, say, targets
from bot.directory import Directory
from bot.directory_types import Entry
from bot.effects import RecordUrgent
from bot.emergency import Urgency
from bot.message import Message
from bot.reply import Part, Transfer

WAIT = 20


def answer(
    urgency: Urgency,
    directory: Directory,
    message: Message,
    named: Sequence[Entry] = (),
    now: dt.datetime | None = None,
) -> Answer:
    """The answer to an urgent message; an audit record goes with it."""
    if urgency.kind == "images":
        found = images(directory, message, now)
    elif urgency.kind == "after_procedure":
        found = after_procedure(directory, message, named)
    else:
        found = danger(directory, message, urgency.kind, also_images=urgency.also_images, now=now)
    record = RecordUrgent(urgency.kind, urgency.evidence)
    return Answer(
        found.parts, transfer=found.transfer, effects=(record,), entry=found.entry, patience=found.patience,
        state={"urgent": urgency.kind},
    )  # fmt: skip


def images(directory: Directory, message: Message, now: dt.datetime | None = None) -> Answer:
    """A hospital needs pictures now: put the caller through; by text the number first. `now` is aware."""
    target = emergent_target(directory, message.line, now)
    if not target:
        return Answer((say("not_known"),))
    entry = directory.target(target).entry
    if message.channel == "voice":
        return Answer(
            (say("connecting_emergent", entry, **_option(directory, target)),),
            transfer=Transfer(target, emergent=True),
            entry=entry.id,
        )
    return Answer((Part("emergent_text", entry=entry.id, numbers=(target,)),), entry=entry.id)


def emergent_target(directory: Directory, our_number: str, now: dt.datetime | None = None) -> str:
    """The 24/7 line as a target, never our own number; "" when the directory has none.

    Where that line is our own number, a backup who is on shift `now` (aware) stands in, never one who is off.
    """
    backups = directory.open_among(directory.emergent_backup, now, unknown=True) if now else ()
    for entry in (*directory.role("emergent"), *backups):
        for target in targets(entry, "emergent", "phone"):
            if number_at(directory, target).number != our_number:
                return target
    return ""


def line_read(directory: Directory, message: Message, now: dt.datetime) -> tuple[Part, ...]:
    """The 24/7 line read out; () where the directory has none but ours."""
    line = emergent_target(directory, message.line, now)
    return (Part("emergent_line", entry=line.partition(".")[0], numbers=(line,)),) if line else ()


def _option(directory: Directory, target: str) -> dict[str, object]:
    return {"option": number_at(directory, target).option or ""}


def danger(
    directory: Directory,
    message: Message,
    kind: str = "danger",
    *,
    also_images: bool = False,
    now: dt.datetime | None = None,
) -> Answer:
    """911 first, no question and no menu; with both readings left the transfer goes on after one sentence."""
    reply = kind if kind in ("suicide", "scanner") else "danger"
    if also_images:
        through = images(directory, message, now)
        return Answer((say("danger_short"), *through.parts), transfer=through.transfer, entry=through.entry)
    return Answer((say(reply),), patience=WAIT)


def after_procedure(directory: Directory, message: Message, named: Sequence[Entry] = ()) -> Answer:
    """911 for danger, the procedure's own line, and the nearest emergency room; no reassurance."""
    lines = [e for e in named if e.of("same_day", *LINE)][:1] or list(directory.role("main"))[:1]
    parts = tuple(numbers(e, "same_day", "nurse_coordinator", *LINE, first_only=True) for e in lines)
    return Answer(
        (say("after_procedure"), *parts, say("nearest_er")), entry=lines[0].id if lines else "", patience=WAIT
    )
