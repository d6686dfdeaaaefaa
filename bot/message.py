"""What arrives from a caller, whatever the channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from bot.directory_types import Lang

Channel = Literal["voice", "text"]
Kind = Literal["arrival", "words", "keys", "silence", "transfer_ended"]
# After a failed emergent transfer: shall we call you at this number, at which one, may we leave a message.
Expect = Literal[
    "open", "choice", "connect", "reached", "call_back", "call_back_number", "call_back_message", "release_taken",
    "release_who", "release_name", "release_birth", "release_studies", "release_recipient", "release_address",
    "release_record", "release_reach", "release_needed", "release_confirm", "release_sign", "release_code",
    "release_status",
]  # fmt: skip
EXPECTS: tuple[Expect, ...] = get_args(Expect)
CALL_BACK: frozenset[Expect] = frozenset({"call_back", "call_back_number", "call_back_message"})
# The questions of a request to release images; bot/release_talk answers them.
RELEASE: frozenset[Expect] = frozenset(expect for expect in EXPECTS if expect.startswith("release_"))
# What is answered here is private: it never goes to the understanding box, and keys make up one whole value.
_NUMBER: frozenset[Expect] = frozenset({"call_back_number"})
PRIVATE = _NUMBER | RELEASE
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
