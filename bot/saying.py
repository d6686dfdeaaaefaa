"""An answer in words, ready for a channel: what is spoken, what is written, and what goes with it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.directory_types import Lang
from bot.message import Expect


@dataclass(frozen=True, slots=True)
class SpokenNumber:
    """A number to be read digit by digit: ("919", "684", "7274").

    `stressed` are positions of digits (0-based, over all groups) in which a look-alike differs.
    """

    groups: tuple[str, ...]
    stressed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Letters:
    """Something spelled letter by letter, such as an e-mail address."""

    text: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """Words in the desk's other language, to be read by that language's voice."""

    lang: Lang
    text: str


Bit = str | SpokenNumber | Letters | Foreign


@dataclass(frozen=True, slots=True)
class Dial:
    """Dial `number` (E.164) once connected pressing `keys` after `wait` seconds; `caller_id` E.164.

    `target` is the directory's name for it, `tries` counts from 1, `ring` is in seconds.
    """

    number: str
    target: str
    caller_id: str
    keys: str = ""
    wait: float = 0.0
    tries: int = 1
    ring: int = 25
    emergent: bool = False


@dataclass(frozen=True, slots=True)
class Saying:
    """One whole answer in words.

    `bits` is the spoken form, `written` the text message ("" when nothing is to be sent).
    `step` and `expect` belong into the next action URL. `listen`: keys and words, keys alone first, or
    nothing (the call ends after the words). `hints` are words a recogniser should expect.
    """

    lang: Lang
    bits: tuple[Bit, ...]
    written: str
    step: int
    expect: Expect = "open"
    keys_first: bool = False
    hang_up: bool = False
    silent: bool = False
    slow: bool = False
    patience: int = 5
    hints: tuple[str, ...] = ()
    dial: Dial | None = None
