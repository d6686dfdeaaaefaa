"""What arrives from a caller, whatever the channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.directory_types import Lang

Channel = Literal["voice", "text"]
Kind = Literal["arrival", "words", "keys", "silence", "transfer_ended"]
Expect = Literal["open", "choice", "connect", "reached"]
EXPECTS: tuple[Expect, ...] = ("open", "choice", "connect", "reached")
DialEnd = Literal["completed", "answered", "busy", "no-answer", "failed", "canceled"]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a transfer ended: Twilio's DialCallStatus, its length in seconds, and where it went.

    `target` is a name in the directory such as "emergent_line.emergent"; `tries` counts from 1.
    """

    status: DialEnd
    seconds: int
    target: str
    tries: int


@dataclass(frozen=True, slots=True)
class Message:
    """One thing a person did: called, spoke, pressed keys, kept silent, wrote.

    `caller` and `line` are E.164 numbers or "" where withheld; `step` counts the turns of a talk;
    `expect` is what the talk waited for; `media` counts pictures sent along with a text.
    """

    channel: Channel
    kind: Kind
    words: str = ""
    keys: str = ""
    lang: Lang = "en"
    step: int = 0
    expect: Expect = "open"
    caller: str = ""
    line: str = ""
    media: int = 0
    ended: Ended | None = None
