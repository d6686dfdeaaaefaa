"""What `doctor` says of the store: can it be saved in, does what waits go out, is the trail whole, is there room."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url

from bot.audit_heads import AuditHeads
from bot.by_the_clock import AT_WORK
from bot.commands.findings import Finding, look, ok, urgent, wrong
from bot.commands.tools import Tools
from bot.settings import Settings
from bot.store import MENDS, Checkup, Status, Store, StoreUnavailable

RUN = "`flask --app webhook outbox run`"
SENDER = f"See that the sender runs: {RUN}. Its own log says why a text did not go."
LOST: tuple[Status, ...] = ("failed", "doubtful")
LATE = dt.timedelta(minutes=5)
SOON = dt.timedelta(minutes=1)
PURGED = dt.timedelta(days=3)
SILENT = 120  # seconds; the sender shows itself every second
LITTLE, TOO_LITTLE = 2 << 30, 200 << 20  # bytes
NOTHING_SAVED = "Nothing can be saved; questions and urgent callers are answered."


def store(found: Tools) -> Iterator[Finding]:
    """Can what people say be saved, and do the texts go out?"""
    if found.desk is None:
        return
    of = found.desk.store
    situation = of.situation()
    if situation != "ready":
        what, _, mend = MENDS[situation].partition(": ")
        where = f"DATABASE_URL leads to {_place(found.settings)}."
        yield urgent("store", f"{what}. {NOTHING_SAVED}", f"{mend[:1].upper()}{mend[1:]}", [where])
        return
    health = of.checkup()
    yield ok("store", f"{health.name} can be reached, its tables are up to date, the keys fit.")
    yield from _database(health)
    yield from _texts(of, found.now())
    if of.unpurged(found.now() - PURGED):
        mend = f"The sender does it every hour: see that it runs ({RUN}). `flask --app webhook purge` does it now."
        yield look("purge", f"What is past its time for over {PURGED.days} days is still there.", mend)


def _place(of: Settings) -> str:
    """Where the database is, without who enters and how."""
    url = make_url(of.database_url)
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return f"{url.database} at {url.host or url.query.get('host', '')}, port {url.port or 5432}"


def _database(health: Checkup) -> Iterator[Finding]:
    if health.damage:
        mend = "Stop everything, keep a copy of the file, and restore the last backup; see docs/running.md."
        yield urgent("store", f"The file is damaged ({health.damage}).", mend)
    if health.read_only:
        mend = "Is it a standby, or was it set to read only? Point DATABASE_URL at the one that takes changes."
        yield urgent("store", f"The database takes no changes. {NOTHING_SAVED}", mend)
    if health.unsafe:
        what = f"A power cut may lose what was saved: {', '.join(health.unsafe)} is off."
        yield look("store", what, "Switch it on in postgresql.conf.")
    if health.large_log:
        yield look("store", "SQLite's write-ahead log is very long.", "`flask --app webhook purge` empties it.")
    if health.crowded:
        mend = "Lower WEB_CONCURRENCY or WEB_THREADS, or raise max_connections."
        yield look("store", "Nearly all connections of the database are taken.", mend)


def _texts(of: Store, now: dt.datetime) -> Iterator[Finding]:
    waits = of.pulse(now)
    if waits.due_since and now - waits.due_since > LATE:
        many = waits.texts["queued"] + waits.texts["sending"]
        minutes = int((now - waits.due_since).total_seconds() // 60)
        yield urgent("texts", f"{many} texts or alerts wait, the first for {minutes} minutes.", SENDER)
    lost = sum(waits.texts[status] for status in LOST)
    if lost:
        mend = "`flask --app webhook outbox list --status failed --status doubtful` names them."
        yield look("texts", f"{lost} texts did not go, or nobody knows if they went.", mend)


def sender(found: Tools) -> Iterator[Finding]:
    """Is somebody there who sends texts and alerts? With nothing to send nothing else would tell."""
    try:
        silent = time.time() - (found.settings.var / AT_WORK).stat().st_mtime
    except OSError:
        where = f"It was never seen at work with {found.settings.var}."
        yield look("sender", where, f"Start it: {RUN}. If it runs elsewhere, run `doctor` there.")
        return
    if silent > SILENT:
        what = f"Nobody has sent texts and alerts for {int(silent // 60)} minutes."
        yield urgent("sender", what, f"Start it again: {RUN}. Its own log says why it ended.")
    else:
        yield ok("sender", "It is at work.")


def room(found: Tools) -> Iterator[Finding]:
    """Is there room on the disk, and may we write there?"""
    for place in _places(found.settings):
        if not os.access(place, os.W_OK):
            yield wrong("disk", f"Nothing can be written in {place}.", "Give this program's user the right to.")
            continue
        free = shutil.disk_usage(place).free
        what = f"{free / (1 << 30):.1f} GB are free in {place}."
        mend = "Make room: old backups, logs, the images of old releases."
        if free < LITTLE:
            yield (wrong if free < TOO_LITTLE else look)("disk", what, mend)
        else:
            yield ok("disk", what)


def _places(of: Settings) -> Iterator[Path]:
    """Where files of ours are; a folder of the database's own comes too."""
    known = [of.var] if of.var.is_dir() else []
    if of.database_url.startswith("sqlite"):
        folder = Path(make_url(of.database_url).database or "").parent
        known += [folder] if folder.is_dir() and folder != of.var else []
    yield from known


def alerts(found: Tools) -> Iterator[Finding]:
    """Is somebody told of an urgent caller who reached nobody, and does anybody wait now?"""
    if found.desk is None:
        return
    if not found.desk.alerts:
        what = "Nobody is alerted when an urgent caller reaches nobody, so no call back is promised."
        yield look("alerts", what, "Set ALERT_TO or ALERT_WEBHOOK; docs/settings.md explains them.")
    try:
        with found.desk.store.turn(found.now()) as turn:
            waiting = turn.tickets(("open", "taken"), 1000)
    except StoreUnavailable:
        return  # said already
    late = [t for t in waiting if t.state == "open" or t.due_at < found.now()]
    if late:
        mend = "`flask --app webhook alerts list` names them, `alerts accept` takes one, `alerts done` closes it."
        yield urgent("alerts", f"{len(late)} urgent callers wait for a call back.", mend)
    unheard = [t for t in late if t.state == "open" and not t.alerts and found.now() - t.opened_at > SOON]
    if unheard and found.desk.alerts:
        yield urgent("alerts", f"Nobody was told of {len(unheard)} of them.", SENDER)
    if found.desk.alerts and not late:
        yield ok("alerts", "Somebody is alerted when an urgent caller reaches nobody; no one waits now.")


def audit(found: Tools) -> Iterator[Finding]:
    """Is the audit trail as it was written?"""
    if found.desk is None:
        return
    try:
        heads = AuditHeads.of(found.settings).read()
        verdict = found.desk.store.verify(*heads)
    except StoreUnavailable:
        return  # said already
    except OSError as fault:
        yield wrong("audit", f"Its heads cannot be read ({type(fault).__name__}).", "See that AUDIT_HEADS can be read.")
        return
    if not verdict.whole:
        mend = "Was a backup put back? Then move the file of AUDIT_HEADS away. Else tell the privacy officer."
        yield wrong("audit", f"The trail is not as it was written, from entry {verdict.broken_at} on.", mend)
    elif not heads:
        yield look("audit", "Nobody would notice if its end were cut off.", f"See that the sender runs: {RUN}.")
    else:
        yield ok("audit", f"{verdict.head.seq} entries, as they were written; {len(heads)} heads agree.")
