"""What callers hear and read of an entry: the talk itself is asked, and its replies put it in words. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.commands.shown import aloud
from bot.conversation import turn
from bot.directory import Directory
from bot.directory_types import Entry, Lang, Purpose
from bot.meaning import Meaning, Need
from bot.message import Channel, Message
from bot.put_in_words import put_in_words
from bot.state import State
from bot.wording import Wording
from desk.directory_words import PURPOSES

OTHERS: tuple[Purpose, ...] = ("same_day", "nurse_coordinator")


@dataclass(frozen=True)
class Heard:
    """One question about an entry, and its answer on the telephone and as a text."""

    asked: str
    spoken: str
    written: str


@lru_cache(maxsize=1024)
def heard(directory: Directory, wording: Wording, name: str, lang: Lang, at: dt.datetime) -> tuple[Heard, ...]:
    """What is answered to somebody who names the entry, then to who asks for its fax, other lines and hours."""
    entry = directory.entry(name)
    return tuple(_heard(directory, wording, entry, asked, need, lang, at) for asked, need in _needs(entry))


@lru_cache(maxsize=1024)
def first(directory: Directory, wording: Wording, name: str, lang: Lang, at: dt.datetime) -> Heard:
    """What is answered to somebody who names the entry."""
    entry = directory.entry(name)
    return _heard(directory, wording, entry, *next(_needs(entry)), lang, at)


def differences(
    before: Directory, after: Directory, wording: Wording, name: str, at: dt.datetime
) -> list[dict[str, str]]:
    """What callers hear otherwise of an entry: question and language, before, after."""
    found = []
    for lang, asks in (("en", ""), ("es", ", in Spanish")):
        old, new = ({one.asked: one for one in heard(d, wording, name, lang, at)} for d in (before, after))
        for asked in dict.fromkeys((*old, *new)):
            was, now = (some[asked].spoken if asked in some else "" for some in (old, new))
            if was != now:
                found.append({"asked": asked + asks, "was": was, "now": now})
    return found


def _needs(entry: Entry) -> Iterator[tuple[str, Need]]:
    named: dict[str, Any] = {"topics": (entry.id,)} if entry.kind == "topic" else {"entries": ((entry.id,),)}
    yield "Its name alone", Need(entry.intent or "appointment", 1.0, **named)
    if entry.of("fax"):
        yield "Its fax", Need("fax", 1.0, **named)
    for purpose in OTHERS:
        if entry.of(purpose):
            yield f"Its {PURPOSES[purpose]} line", Need("appointment", 1.0, **named, purposes=(purpose,))
    if entry.numbers:
        yield "Its hours", Need("opening_hours", 1.0, **named)


def _heard(
    directory: Directory, wording: Wording, entry: Entry, asked: str, need: Need, lang: Lang, at: dt.datetime
) -> Heard:
    return Heard(asked, *(_said(directory, wording, entry, need, lang, at, channel) for channel in ("voice", "text")))


def _said(
    directory: Directory, wording: Wording, entry: Entry, need: Need, lang: Lang, at: dt.datetime, channel: Channel
) -> str:
    signs = frozenset({"office"}) if entry.audience == "offices" else frozenset()
    message = Message(channel, "words", words="words", lang=lang)
    meaning = Meaning(needs=(need,), lang=lang, signs=signs)
    turned = turn(State(lang=lang), message, meaning, directory, at)
    saying, _ = put_in_words(turned.reply, turned.state, message, directory, wording)
    return aloud(saying.bits) if channel == "voice" else saying.written
