"""The audit trail: append-only, each entry hashed over the one before with a key the database never has.

Who changes, removes, adds or reorders entries without the key is noticed by `verify`. A cut tail is noticed
against a head that was kept elsewhere.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, insert, select

from bot.store.faults import SealedValueUnreadable
from bot.store.tables import audit
from bot.store.work import Work

WORDS_KEPT = dt.timedelta(days=7)
GENESIS = "0" * 64
BATCH = 500
ADD = insert(audit)
NEWEST = select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)

# The fields an entry may carry, and their shape: names and counts, nothing a caller could have dictated.
NAME = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
NAMES = re.compile(r"[a-z][a-z0-9_.-]{0,63}(,[a-z][a-z0-9_.-]{0,63}){0,9}")
FIELDS = {
    **dict.fromkeys(("channel", "lang", "state", "was", "expect", "entry", "target"), NAME),
    **dict.fromkeys(("outcome", "kind", "purpose"), NAME),
    **dict.fromkeys(("intents", "evidence", "replies"), NAMES),
    "route": re.compile(r"(/[a-z]{1,20}){1,4}"),
    **dict.fromkeys(("version", "before"), re.compile(r"[0-9a-f]{4,64}")),
    "tries": re.compile(r"[0-9]{1,3}"),
    **dict.fromkeys(("request", "change"), re.compile(r"[0-9a-f]{32}")),
    "requests": re.compile(r"[0-9a-f]{32}(,[0-9a-f]{32}){0,99}"),
    "ticket": re.compile(r"[A-Z0-9]{4,16}"),
    "turn": re.compile(r"[0-9a-f]{32}"),
    "turns": re.compile(r"[0-9a-f]{32}(,[0-9a-f]{32}){0,99}"),
    "batch": re.compile(r"[0-9a-f]{32}"),
    "first": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "last": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "upto": re.compile(r"[0-9]{1,18}"),
}


class NotForTheAudit(ValueError):
    """An entry with a field that is unknown, or whose value has not the field's shape."""


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `words` are what the caller said; they are sealed and go after a week."""

    event: str
    actor: str
    detail: Mapping[str, str] = field(default_factory=dict)
    words: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for name, value in (("event", self.event), ("actor", self.actor)):
            _check(name, NAME, value)
        for name, value in self.detail.items():
            _check("detail", NAME, name)
            _check(name, FIELDS.get(name), value)


@dataclass(frozen=True)
class Head:
    """The last entry's place and hash. Kept outside the database, it shows whether the tail was cut since."""

    seq: int
    hash: str


def append(work: Work, entries: Sequence[Entry], talk: str | None, now: dt.datetime) -> list[int]:
    """Write the entries; their places. Do this last in a transaction: from here on other writers of the trail wait."""
    if not entries:
        return []
    work.held("lock", "audit")
    newest, places = head(work), []
    for entry in entries:
        row = _row(work, entry, talk, now, newest)
        work.write(ADD, row)
        newest = Head(row["seq"], row["hash"])
        places.append(newest.seq)
    return places


def head(work: Work) -> Head:
    """The newest entry."""
    last = work.row(NEWEST)
    return Head(last.seq, last.hash) if last else Head(0, GENESIS)


def holds(work: Work, known: Head) -> bool:
    """Whether the entry at this place has this hash."""
    row = work.row(select(audit.c.hash).where(audit.c.seq == known.seq))
    return row is not None and bool(row.hash == known.hash)


def keys_fit(work: Work) -> bool | None:
    """Whether the trail's first entry was made with this keyring; None when there is no entry."""
    first = work.row(select(audit).order_by(audit.c.seq).limit(1))
    return None if first is None else _hash(work, first._mapping) == first.hash


def read(work: Work, after: int) -> Sequence[Row[Any]]:
    """The next entries in order, at most BATCH. A planted entry may have any place, also below zero."""
    return work.rows(select(audit).where(audit.c.seq > after).order_by(audit.c.seq).limit(BATCH))


def words(work: Work, places: Sequence[int], since: dt.datetime) -> dict[int, str]:
    """The words of these entries, as far as they are still kept and open, and no older than `since`."""
    asked = (audit.c.seq.in_(places), audit.c.words.is_not(None), audit.c.at > since)
    rows = work.rows(select(audit.c.seq, audit.c.words).where(*asked)) if places else ()
    found = ((row.seq, _opened(work, row)) for row in rows)
    return {seq: said for seq, said in found if said is not None}


def newest(work: Work, before: int, actor: str, request_id: str, limit: int) -> Sequence[Row[Any]]:
    """The newest entries before a place (0: all of them), of this actor and about this request where they are given."""
    asked = [audit.c.seq < before] if before else []
    asked += [audit.c.actor == actor] if actor else []
    asked += [audit.c.detail.contains(request_id, autoescape=True)] if request_id else []
    return work.rows(select(audit).where(*asked).order_by(audit.c.seq.desc()).limit(limit))


def follows(work: Work, row: Row[Any], head: Head) -> bool:
    """Whether `row` is the entry that was written after `head`."""
    if row.prev != head.hash or row.hash != _hash(work, row._mapping):
        return False
    return _words_fit(work, row)


def erased_up_to(row: Row[Any]) -> int:
    """Up to which entry a purge took the words away, if this entry tells of one; else 0."""
    return int(json.loads(row.detail)["upto"]) if row.event == "words_erased" else 0


def _check(name: str, shape: re.Pattern[str] | None, value: str) -> None:
    if shape is None or not shape.fullmatch(value):
        raise NotForTheAudit(f"audit field {name if NAME.fullmatch(name) else 'unnamed'}")


def _row(work: Work, entry: Entry, talk: str | None, now: dt.datetime, head: Head) -> dict[str, Any]:
    seq = head.seq + 1
    row: dict[str, Any] = {
        "seq": seq,
        "at": now,
        "event": entry.event,
        "actor": entry.actor,
        "talk": talk,
        "detail": json.dumps(dict(entry.detail), sort_keys=True),
        "words": None,
        "words_hash": None,
        "prev": head.hash,
    }
    if entry.words is not None:
        row["words"] = work.seal(audit, "words", str(seq), entry.words)
        row["words_hash"] = _words_hash(work, seq, entry.words)
    return {**row, "hash": _hash(work, row)}


def _hash(work: Work, row: Mapping[Any, Any]) -> str:
    at = row["at"].astimezone(dt.UTC).isoformat(timespec="microseconds")
    covered = ("event", "actor", "talk", "detail", "words_hash", "prev")
    # None and "" must differ, or one could be edited into the other.
    return work.keyring.chain(str(row["seq"]), at, *(json.dumps(row[name]) for name in covered))


def _words_hash(work: Work, seq: int, words: str) -> str:
    return work.keyring.chain("words", str(seq), words)


def _words_fit(work: Work, row: Row[Any]) -> bool:
    if row.words is None:
        return True  # whether they may be gone is judged by what the purges wrote, see verify.py
    said = _opened(work, row)
    return said is not None and bool(row.words_hash == _words_hash(work, row.seq, said))


def _opened(work: Work, row: Row[Any]) -> str | None:
    """The words of an entry; None where they do not open."""
    try:
        return work.unseal(audit, "words", str(row.seq), row.words)
    except SealedValueUnreadable:
        return None
