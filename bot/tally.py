"""The caps on answers by text where the store cannot count them: nearly the same, in Redis or in this process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from bot.limits import Limits
from bot.phone_numbers import in_country
from bot.store import Caps, Leave
from bot.store.caps import DAY, HOUR, leave_of, words_key

AN_HOUR, A_DAY = int(HOUR.total_seconds()), int(DAY.total_seconds())


@dataclass(frozen=True)
class Tally:
    """For one turn. `keyed` is a keyed hash (purpose, value); `now` is aware."""

    limits: Limits
    caps: Caps
    keyed: Callable[[str, str], str]
    now: dt.datetime

    def leave(self, number: str, words: str) -> Leave:
        """Whether `words` from this number may be answered by a text, which is counted. Not for what is urgent."""
        if not in_country(number, self.caps.country):
            return "no"
        same = words_key(number, words)
        mine = self.limits.count("text", self.keyed("number", number), AN_HOUR, self.now)
        alike = self.limits.count("words", self.keyed("words", same), AN_HOUR, self.now) if same else 0
        return leave_of(mine, alike, self.limits.count("all", "", A_DAY, self.now), self.caps)
