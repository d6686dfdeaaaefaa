"""Talks in progress: the state of each, sealed, found by a hash of its key."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from bot.store.tables import talks
from bot.store.work import Work

FIND = select(talks).where(talks.c.talk_key == bindparam("key"))
ADD = insert(talks)
CHANGE = update(talks).where(talks.c.talk_key == bindparam("key"))


@dataclass(frozen=True)
class Talk:
    """A talk as stored. `state` is a JSON object, or None when the talk was dropped because it expired.

    `saved_at` is set by the store; `expires_at` is the caller's choice, aware.
    """

    state: Mapping[str, Any] | None = field(repr=False)
    channel: str
    lang: str
    directory_version: str
    expires_at: dt.datetime
    saved_at: dt.datetime | None = None


def load(work: Work, key: str, now: dt.datetime) -> tuple[Talk, str] | None:
    """The talk and its random id, or None when there never was one (or long ago)."""
    key_hash = work.held("talk", key)
    row = work.seen[key_hash] = _row(work, key_hash)
    if row is None:
        return None
    state = json.loads(work.unseal(talks, "state", key_hash, row.state)) if _alive(row, now) else None
    return Talk(state, row.channel, row.lang, row.directory_version, row.expires_at, row.saved_at), row.id


def save(work: Work, key: str, talk: Talk, now: dt.datetime) -> str:
    """Store the talk under its key, over what was there. The talk's id: a new one after a drop."""
    key_hash = work.held("talk", key)
    known = work.seen.pop(key_hash) if key_hash in work.seen else _row(work, key_hash)
    row = {
        "id": known.id if known is not None and _alive(known, now) else secrets.token_hex(16),
        "state": work.seal(talks, "state", key_hash, json.dumps(talk.state)),
        "channel": talk.channel,
        "lang": talk.lang,
        "directory_version": talk.directory_version,
        "saved_at": now,
        "expires_at": talk.expires_at,
    }
    # It may have been purged since it was read.
    if known is None or not work.write(CHANGE, {"key": key_hash, **row}):
        work.write(ADD, {"talk_key": key_hash, **row})
    return str(row["id"])


def _row(work: Work, key_hash: str) -> Row[Any] | None:
    return work.row(FIND, {"key": key_hash})


def _alive(row: Row[Any], now: dt.datetime) -> bool:
    return row.state is not None and bool(row.expires_at > now)
