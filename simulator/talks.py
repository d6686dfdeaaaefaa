"""A recorded talk: a page of what a person did and what was answered, to be played again.

radline_talk: 1
channel: voice                  or text
caller: "+12015550123"          an invented number, or withheld
at: 2026-11-23T10:00:00-05:00   the desk's time when it began; a replay stands at this time
directory: 2cf0dd01ac1f         the version that answered
turns:
- call: true                    also `says`, `presses`, `silent: true`, `dial_ends: [busy, 0]` and `texts`
  reply: Duke Radiology …       what was said or written; codes are CODE and links are LINK
- presses: "2"
  reply: Connecting you.
  dials: [["+19195550102", "2"]]
- says: ""
  left_out: true                a private answer: neither it nor the reply to it is kept
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

import yaml
from pydantic import AwareDatetime, Field, ValidationError

from bot import codes
from bot.directory_types import Lang, Model
from bot.message import PRIVATE, Channel, DialEnd
from bot.private_words import MASKS
from simulator.document import Reply
from simulator.strip import HIDDEN

LINK = re.compile(r"\bhttps?://\S+/sign/[A-Za-z0-9_-]+")
WRITTEN = re.compile(rf"\b[{codes.LETTERS}]{{3}}-[{codes.LETTERS}]{{4}}\b")
SPELLED = re.compile(rf"\b[{codes.LETTERS}](?:, [{codes.LETTERS}]){{6}}\b")
MOST_TURNS = 500
LONGEST = 4000


class TalkBroken(Exception):
    """The file is no recorded talk; the message says where."""


class Turn(Model):
    """One deed of the person, of which there is exactly one, and what came of it.

    `left_out`: it was private; a deed of words or of several keys is empty then, and the reply is not there.
    `awaited` is what the talk waited for before it. `sent` are texts that went out beside the answer.
    """

    call: bool = False
    says: str | None = Field(default=None, max_length=LONGEST)
    presses: str | None = Field(default=None, max_length=40)
    silent: bool = False
    dial_ends: tuple[DialEnd, int] | None = None
    texts: str | None = Field(default=None, max_length=LONGEST)
    awaited: str = Field(default="open", max_length=40)
    left_out: bool = False
    reply: str | None = Field(default=None, max_length=LONGEST)
    dials: tuple[tuple[str, str], ...] = ()
    ends: bool = False
    sent: tuple[str, ...] = ()

    @property
    def gone(self) -> bool:
        """Whether what the person said is no longer known."""
        return self.left_out and "" in (self.says, self.presses, self.texts)

    @property
    def deed(self) -> str:
        """What the person did, on one line."""
        said = self.model_dump(include={"says", "presses", "dial_ends", "texts"}, exclude_none=True)
        return next((f"{name}: {what}" for name, what in said.items()), "call" if self.call else "silent")


class RecordedTalk(Model):
    """A whole page."""

    radline_talk: Literal[1] = 1
    channel: Channel
    caller: str = Field(pattern=r"^(withheld|\+[1-9][0-9]{6,14})$")
    lang: Lang = "en"
    at: AwareDatetime
    directory: str = Field(max_length=40)
    invented: bool = False
    turns: tuple[Turn, ...] = Field(max_length=MOST_TURNS)

    def page(self) -> str:
        """The page as a file holds it."""
        told = self.model_dump(mode="json", exclude_defaults=True) | {"at": self.at.isoformat()}
        return yaml.safe_dump({"radline_talk": 1, **told}, sort_keys=False, allow_unicode=True, width=110)

    def steadied(self) -> RecordedTalk:
        """The same with names for what each desk draws for itself."""
        same = [turn.model_copy(update={"sent": tuple(map(steady, turn.sent))}) for turn in self.turns]
        return self.model_copy(update={"turns": tuple(same)})

    def without_private(self, hide: Callable[[str], str]) -> RecordedTalk:
        """The same without what is private; `hide` puts tokens in the place of names, dates and numbers."""
        return self.model_copy(update={"turns": tuple(_public(turn, hide) for turn in self.turns)})


def read(page: str) -> RecordedTalk:
    """The talk of a page. Raises TalkBroken."""
    try:
        return RecordedTalk.model_validate(yaml.safe_load(page))
    except yaml.YAMLError:
        raise TalkBroken("it is not YAML") from None
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        raise TalkBroken(f"{'.'.join(map(str, first['loc'])) or 'the page'}: {first['msg']}") from None


def turn(deed: Mapping[str, Any], awaited: str, reply: Reply, sent: tuple[str, ...] = ()) -> Turn:
    """One turn as it is recorded; what each desk draws for itself gets a name instead."""
    words = None if reply.none else steady(reply.words)[:LONGEST]
    texts = tuple(map(steady, sent))
    return Turn(**deed, awaited=awaited, reply=words, dials=reply.dials, ends=reply.ends, sent=texts)


def steady(words: str) -> str:
    """The words with LINK for a link to a signing page and CODE for a reference code."""
    return WRITTEN.sub("CODE", SPELLED.sub("CODE", LINK.sub("LINK", words)))


def _public(turn: Turn, hide: Callable[[str], str]) -> Turn:
    if turn.awaited not in (*PRIVATE, HIDDEN):
        said = {name: _hidden(what, hide) for name in ("says", "texts") if (what := getattr(turn, name))}
        return turn.model_copy(update=said)
    words = {name: "" for name in ("says", "texts") if getattr(turn, name) is not None}
    keys = {"presses": ""} if len(turn.presses or "") > 1 else {}
    return turn.model_copy(update={**words, **keys, "left_out": True, "reply": None})


def _hidden(words: str, hide: Callable[[str], str]) -> str:
    """The words as they are, where nothing in them is private."""
    steadied = steady(words)
    hidden = hide(steadied)
    return hidden if any(token in hidden.split() for token in MASKS) else steadied


def begun(at: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """When a talk began, in the desk's own time, to the second."""
    return at.astimezone(zone).replace(microsecond=0)
