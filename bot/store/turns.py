"""What each turn came to: counted for figures, and those that were not understood listed for staff.

The words are not kept a second time. They lie sealed in the audit trail, and are gone from here when they go there.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, insert, select, update

from bot.store import audit
from bot.store.turn_tables import turns
from bot.store.work import Work

ADD = insert(turns)
SHOWN = 25
CONTEXT = 8
Settled = Literal["meant", "nothing"]


@dataclass(frozen=True)
class TurnRow:
    """One turn to be counted. `at` is local to the department; `open_words`: staff may look at what was said."""

    at: dt.datetime
    channel: str
    lang: str
    intent: str
    ending: str
    dial: str = ""
    open_words: bool = False


@dataclass(frozen=True)
class HeardTurn:
    """A turn as staff see it. `words` is "" where there were none, where they are private, and once they are gone."""

    id: str
    at: dt.datetime
    channel: str
    lang: str
    intent: str
    ending: str
    settled: str
    words: str = field(repr=False)


@dataclass(frozen=True)
class Unclear:
    """Which turns are listed: with these endings; of this language, channel and day where they are given."""

    endings: Sequence[str]
    lang: str = ""
    channel: str = ""
    day: dt.date | None = None
    settled: bool = False


def add(work: Work, row: TurnRow, talk: str, place: int | None) -> None:
    """Count a turn; `place` is that of its words in the audit trail."""
    values = {
        "id": secrets.token_hex(16), "talk": talk, "at": row.at, "day": row.at.date(), "hour": row.at.hour,
        "channel": row.channel, "lang": row.lang, "intent": row.intent, "ending": row.ending, "dial": row.dial or None,
        "place": place if row.open_words else None,
    }  # fmt: skip
    work.write(ADD, values)


def unclear(work: Work, wanted: Unclear, page: int, now: dt.datetime) -> tuple[list[HeardTurn], bool]:
    """A page of turns with words that are still kept, the newest first, and whether there are more."""
    query = select(turns).where(*_of(wanted, now)).order_by(turns.c.at.desc(), turns.c.id)
    rows = work.rows(query.limit(SHOWN + 1).offset(page * SHOWN))
    return _heard(work, rows[:SHOWN], now), len(rows) > SHOWN


def following(work: Work, wanted: Unclear, turn: HeardTurn, now: dt.datetime) -> str:
    """The id of the newest open turn before this one, or of the newest of all; "" where none is left."""
    newest = select(turns.c.id).where(*_of(wanted, now)).order_by(turns.c.at.desc(), turns.c.id).limit(1)
    row = work.row(newest.where(turns.c.at <= turn.at)) or work.row(newest)
    return str(row.id) if row else ""


def talk(work: Work, turn_id: str, now: dt.datetime) -> list[HeardTurn]:
    """A turn with those before it in the same talk, the oldest first; [] where there is none.

    Without its words, once they are gone, it is there only if staff made something of it.
    """
    row = work.row(select(turns).where(turns.c.id == turn_id, turns.c.place.is_not(None)))
    if row is None:
        return []
    mine = (turns.c.talk == row.talk, turns.c.at <= row.at, turns.c.id != row.id)
    before = work.rows(select(turns).where(*mine).order_by(turns.c.at.desc(), turns.c.id).limit(CONTEXT - 1))
    found = _heard(work, [*reversed(before), row], now)
    return found if found[-1].words or found[-1].settled else []


def settle(work: Work, turn_id: str, settled: Settled | None) -> bool:
    """Say what staff made of a turn; None: nothing after all. False where that is so already."""
    was = turns.c.settled.is_(None) if settled else turns.c.settled.is_not(None)
    return work.write(update(turns).where(turns.c.id == turn_id, was).values(settled=settled)) == 1


def _of(wanted: Unclear, now: dt.datetime) -> Iterable[ColumnElement[bool]]:
    yield turns.c.settled.is_not(None) if wanted.settled else turns.c.settled.is_(None)
    yield turns.c.ending.in_(wanted.endings)
    yield turns.c.place.is_not(None)
    yield turns.c.at > now - audit.WORDS_KEPT
    same: Mapping[Any, Any] = {turns.c.lang: wanted.lang, turns.c.channel: wanted.channel, turns.c.day: wanted.day}
    yield from (column == value for column, value in same.items() if value)


def _heard(work: Work, rows: Sequence[Row[Any]], now: dt.datetime) -> list[HeardTurn]:
    said = audit.words(work, [row.place for row in rows if row.place], now - audit.WORDS_KEPT)
    return [
        HeardTurn(row.id, row.at, row.channel, row.lang, row.intent, row.ending, row.settled or "",
                  said.get(row.place, ""))
        for row in rows
    ]  # fmt: skip


def days(work: Work, now: dt.datetime) -> list[dt.date]:
    """The days on which there was a turn whose words are still kept, the newest first."""
    query: Select[Any] = select(turns.c.day).where(turns.c.at > now - audit.WORDS_KEPT).distinct()
    return [row.day for row in work.rows(query.order_by(turns.c.day.desc()))]
