"""How many texts may go to one number, and to all. Each is counted in the turn that earned it, and saved with it.

Urgent answers are neither asked about nor counted here: no cap stands before them.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import insert, select

from bot.phone_numbers import in_country
from bot.store.tables import Counted, counted_texts
from bot.store.work import Work

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
TEXTS_AN_HOUR = 40
UNASKED_A_DAY = 4
SAME_WORDS = 5
# Of the texts of a day this part is kept for the last sentence, so that nobody is left without a number to call.
KEPT_BACK = 10
Leave = Literal["go", "last", "no"]


@dataclass(frozen=True)
class Caps:
    """`texts_a_day`: how many may go to all numbers together. `country`: where they may go, such as "US"."""

    texts_a_day: int = 5000
    country: str = "US"


def reply(work: Work, caps: Caps, number: str, words: str, now: dt.datetime) -> Leave:
    """Count an answer to `words` from `number`, if it may go. "last": say where to call, then nothing more."""
    if not in_country(number, caps.country):
        return "no"
    number_hash, words_hash = work.held("number", number), _hash_of(work, number, words)
    leave, kind = _leave(work, caps, number_hash, words_hash, now)
    if leave != "no":
        _count(work, number_hash, words_hash, kind, now)
    return leave


def queued(work: Work, caps: Caps, number: str, asked: bool, now: dt.datetime) -> bool:
    """Count a text for the outbox, if it may go."""
    if not in_country(number, caps.country):
        return False
    number_hash = work.held("number", number)
    known = _kinds(work, number_hash, now - (HOUR if asked else DAY))
    unasked = known.count("unasked")
    # One place of the hour stays free for the last sentence.
    full = len(known) - unasked >= TEXTS_AN_HOUR - 1 if asked else unasked >= UNASKED_A_DAY
    if full or _of_all(work, now) >= _plenty(caps):
        return False
    _count(work, number_hash, None, "asked" if asked else "unasked", now)
    return True


def leave_of(mine: int, same: int, total: int, caps: Caps) -> Leave:
    """The same of bare counts, this text among them: to the number, to the same words, and to all in a day."""
    if mine > TEXTS_AN_HOUR or same > SAME_WORDS or total > caps.texts_a_day:
        return "no"
    if total > _plenty(caps):
        return "last" if mine == 1 else "no"
    return "last" if mine == TEXTS_AN_HOUR or same == SAME_WORDS else "go"


def words_key(number: str, words: str) -> str:
    """By which the same words are known again; "" for a key, which people do press often."""
    folded = " ".join(words.casefold().split())
    return f"{number}\n{folded}" if len(folded) != 1 else ""


def _leave(work: Work, caps: Caps, number_hash: str, words_hash: str | None, now: dt.datetime) -> tuple[Leave, Counted]:
    known = [kind for kind in _kinds(work, number_hash, now - HOUR) if kind != "unasked"]
    same = _kinds(work, number_hash, now - HOUR, words_hash) if words_hash else []
    if "enough" in known or len(known) >= TEXTS_AN_HOUR or "again" in same:
        return "no", "enough"
    if len(known) == TEXTS_AN_HOUR - 1:
        return "last", "enough"
    total = _of_all(work, now)
    if total >= _plenty(caps):
        said = "enough" in _kinds(work, number_hash, now - DAY)
        return ("no" if said or total >= caps.texts_a_day else "last"), "enough"
    return ("last", "again") if len(same) >= SAME_WORDS - 1 else ("go", "reply")


def _plenty(caps: Caps) -> int:
    return caps.texts_a_day - caps.texts_a_day // KEPT_BACK


def _kinds(work: Work, number_hash: str, since: dt.datetime, words_hash: str | None = None) -> list[Counted]:
    """What went to a number since then; with `words_hash`, only the answers to these words."""
    mine = (counted_texts.c.number_hash == number_hash, counted_texts.c.at > since)
    query = select(counted_texts.c.kind).where(*mine)
    if words_hash:
        query = query.where(counted_texts.c.words_hash == words_hash)
    return [row.kind for row in work.rows(query)]


def _of_all(work: Work, now: dt.datetime) -> int:
    """How many texts went in a day. Held until the turn is saved, so that two turns never take the same place."""
    work.held("lock", "texts")
    return work.count(counted_texts, counted_texts.c.at > now - DAY)


def _count(work: Work, number_hash: str, words_hash: str | None, kind: Counted, now: dt.datetime) -> None:
    row = {"id": secrets.token_hex(16), "number_hash": number_hash, "words_hash": words_hash, "kind": kind, "at": now}
    work.write(insert(counted_texts).values(row))


def _hash_of(work: Work, number: str, words: str) -> str | None:
    same = words_key(number, words)
    return work.keyring.look_up("words", same) if same else None
