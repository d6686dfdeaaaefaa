"""What `doctor` says of the directory: its faults, what is past its time, and when nobody stands second."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bot.commands.findings import Finding, look, ok, wrong
from bot.commands.tools import Tools
from bot.directory import Directory, DirectoryBroken, load
from bot.directory_check import KINDS, loops
from bot.directory_rules import past
from bot.second_target import all_gaps
from bot.second_target_told import grouped

CHECK = "`flask --app webhook directory check`"
# Told apart from the others, each with its names.
TOLD = ("entries past their day", "spans without a second target")


def directory(found: Tools) -> Iterator[Finding]:
    """Is the file good, and what in it needs a look?"""
    try:
        good = load(found.settings.directory)
        faults = tuple(loops(good, [found.settings.twilio_from]))
    except DirectoryBroken as broken:
        good, faults = None, broken.faults
    if faults:
        use = "The last good one stays in use." if found.desk else "There is no older one to use."
        yield wrong("directory", f"{len(faults)} faults. {use}", f"Mend each; {CHECK} names all.", faults)
    if good:
        yield from _good(good, found.now().astimezone(good.zone).date(), sound=not faults)


def _good(good: Directory, today: dt.date, sound: bool) -> Iterator[Finding]:
    if sound:
        what = f"Version {good.version}: {len(good.entries)} entries, {len(good.numbers)} numbers."
        yield ok("directory", what)
    old = [e.id for e in good.entries if past(e.review_by, today)]
    over = [e.id for e in good.entries if past(e.until, today)]
    if old:
        mend = "Compare each with its source, then write new `verified` and `review_by` dates."
        yield look("review", f"{len(old)} entries are past `review_by`.", mend, old)
    if over:
        mend = "Remove them, or renew `until`."
        yield look("review", f"{len(over)} entries are over and no longer told.", mend, over)
    spans = tuple(grouped(all_gaps(good, today)))
    if spans:
        what = "Nobody is sure to answer second when the emergent line does not:"
        mend = "Name a line that is staffed then under `emergent_backup`."
        yield Finding("look", "second line", what, mend, spans)  # every one, however many
    yield from _others(good, today)


def _others(good: Directory, today: dt.date) -> Iterator[Finding]:
    """How many there are of each kind."""
    counts = {kind: len(list(find(good, today))) for kind, find in KINDS.items() if kind not in TOLD}
    lines = [f"{count:3} {kind}" for kind, count in counts.items() if count]
    if lines:
        what = f"{sum(counts.values())} things in it may be right but need a look:"
        yield look("directory", what, f"{CHECK} names each.", lines)
