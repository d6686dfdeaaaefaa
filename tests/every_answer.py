"""Every answer that the talk can give: all intents with all that can be named beside them, without understanding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from bot.conversation import turn
from bot.directory import Directory
from bot.directory_types import Entry
from bot.hearing import words
from bot.intents import handlers
from bot.meaning import Meaning, Need
from bot.message import Channel, Message
from bot.reply import Reply
from bot.state import State

MONDAY = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
NIGHT = dt.datetime(2026, 11, 22, 6, 0, tzinfo=dt.UTC)  # one in the morning of a Sunday, at the desk
HOLIDAY = dt.datetime(2026, 11, 26, 15, 0, tzinfo=dt.UTC)
PEOPLE = {"channel": "text", "caller": "+19195550123", "line": "+19195550199"}


@dataclass(frozen=True, eq=False)
class Case:
    """One thing wanted of one thing named, and what is answered."""

    intent: str
    named: str
    channel: Channel
    reply: Reply
    state: State

    def __str__(self) -> str:
        return f"{self.intent} of {self.named or 'nothing'}"


def cases(directory: Directory) -> list[Case]:
    """Each different answer once."""
    found: dict[str, Case] = {}
    plain = list(_plain(directory))
    at_work = [*plain, *_particular(directory)]
    for channel, when, now, meant in (
        ("text", "", MONDAY, at_work),
        ("text", " at night", NIGHT, plain),
        ("text", " on a holiday", HOLIDAY, plain),
        ("voice", "", MONDAY, plain),
        ("voice", " at night", NIGHT, plain),
    ):
        for intent, (named, fields) in product(handlers(), meant):
            if fields.get("numbers") and intent != "check_number":
                continue
            meaning = Meaning(**{**fields, "needs": (Need(intent, 1.0, **fields["needs"]),)})
            case = answered(directory, meaning, channel, now, f"{named}{when}")
            found.setdefault(f"{channel} {case.reply}", case)
    return list(found.values())


def answered(
    directory: Directory,
    meaning: Meaning,
    channel: Channel,
    now: dt.datetime = MONDAY,
    named: str = "",
    state: State | None = None,
) -> Case:
    """What is answered to this meaning, at the start of a talk or in the state given."""
    message = Message(**{**PEOPLE, "channel": channel, "kind": "words", "words": "words"})  # type: ignore[arg-type]
    turned = turn(state or State(), message, meaning, directory, now)
    return Case("+".join(n.intent for n in meaning.needs), named, channel, turned.reply, turned.state)


def _plain(directory: Directory) -> Iterator[tuple[str, dict[str, Any]]]:
    """Nothing, a person speaking for an office, each entry, each question."""
    yield "nothing", {"needs": {}}
    yield "office", {"needs": {}, "signs": frozenset({"office"})}
    for entry in directory.entries:
        yield entry.id, {"needs": _naming(entry)}
    for question in directory.questions:
        yield question.id, {"needs": {"question": question.id}}


def _particular(directory: Directory) -> Iterator[tuple[str, dict[str, Any]]]:
    """Plain signs, each purpose, each number to be confirmed, each fact."""
    for sign in ("self", "order", "letter", "records", "phone_too", "department", "deceased", "official"):
        yield sign, {"needs": {}, "signs": frozenset({sign})}
    for entry in directory.entries:
        needs = _naming(entry)
        yield f"{entry.id} for an office", {"needs": needs, "signs": frozenset({"office"})}
        for purpose in dict.fromkeys(number.purpose for number in entry.numbers):
            yield f"{entry.id}.{purpose}", {"needs": {**needs, "purposes": (purpose,)}}
        for number in entry.numbers:
            yield f"{entry.id}, is it {number.number}", {"needs": needs, "numbers": (number.number[-7:],)}
        for fact in entry.facts:
            yield f"{entry.id}: {fact.id}", {"needs": needs, "words": tuple(words(fact.called.en[0]))}


def _naming(entry: Entry) -> dict[str, Any]:
    return {"topics": (entry.id,)} if entry.kind == "topic" else {"entries": ((entry.id,),)}
