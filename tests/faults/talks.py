"""Talks that stand at a point, as many alike as a test needs, without walking there each time."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlsplit

from bot.directory_types import Lang
from bot.message import Expect
from bot.reply import Option
from bot.state import State, dump
from bot.store import Talk
from tests import points
from tests.callers import LINE, Caller, Texter
from tests.whole_desk import House, Midway

WHILE = dt.timedelta(hours=1)


def at_kind(house: House, expect: Expect, lang: Lang) -> State:
    """A talk that waits for this kind of answer."""
    offered = points.question_of(house.directory).options if expect == "choice" else ()
    options = tuple(Option(target, "appointment") for target in offered)
    return State(step=3, lang=lang, expect=expect, options=options)


def caller_at(house: House, state: State) -> Midway:
    """A call in this state."""
    caller = house.midway(state.lang, state.expect, state.step)
    _keep(house, caller.sid, "voice", state.lang, dump(state))
    return caller


def texter_at(house: House, state: State) -> Texter:
    """Somebody whose exchange of texts is in this state."""
    texter = house.texter()
    _keep(house, f"{texter.number}:{LINE}", "text", state.lang, dump(state))
    return texter


def twin(house: House, walked: Caller) -> Caller:
    """Another call at the point where `walked` stands."""
    (query,) = {urlsplit(gather.get("action", "")).query for gather in walked.doc.iter("Gather")}
    at = {name: values[0] for name, values in parse_qs(query).items()}
    other = Midway(house.client, house.person(), at["lang"], at["expect"], int(at["step"]))
    with house.desk.store.turn(house.desk.now()) as stored:
        talk = stored.talk(walked.sid)
    assert talk is not None
    assert talk.state is not None
    _keep(house, other.sid, "voice", talk.lang, dict(talk.state))
    return other


def _keep(house: House, key: str, channel: str, lang: str, state: dict[str, object]) -> None:
    now = house.desk.now()
    with house.desk.store.turn(now) as stored:
        stored.save_talk(key, Talk(state, channel, lang, house.directory.version, now + WHILE))
