"""What a caller meant: up to two needs, the language, and how urgent it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from bot.directory_types import Purpose
from bot.emergency import Urgency

CALM = Urgency("none")


@dataclass(frozen=True, slots=True)
class Need:
    """One thing wanted.

    `entries`: for each thing named, the entries that may be meant, best first ((("cardiac_cta",),)).
    `question`: the directory's question when the words fit several entries. `topics` are entries of kind topic named.
    `purposes`: kinds of number asked for. `rivals`: the next best intents, for "did you mean".
    """

    intent: str
    score: float
    entries: tuple[tuple[str, ...], ...] = ()
    question: str = ""
    topics: tuple[str, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """The whole of one message, understood.

    `lang` is a two-letter code, of any language, "" if unknown. `numbers` are telephone
    numbers heard, as national digits.
    `when` is the time asked about. `words` are the words as heard: never logged, never stored unsealed.
    `signs` are plain signs in the words, such as "office", "ordinal:1", "same_day".
    """

    needs: tuple[Need, ...] = ()
    lang: str = ""
    urgency: Urgency = CALM
    numbers: tuple[str, ...] = ()
    when: dt.datetime | None = None
    words: tuple[str, ...] = field(default=(), repr=False)
    signs: frozenset[str] = frozenset()

    @property
    def need(self) -> Need | None:
        """The first need, if any."""
        return self.needs[0] if self.needs else None
