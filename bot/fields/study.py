"""One examination as it was told. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.fields.vague_dates import DAY


@dataclass(frozen=True, slots=True)
class Study:
    """One examination: `study` "MRI right hip"; `date` in the caller's words, `iso` as far as they tell it.

    `iso` is "2026-08-04", "2026-08", "2019" or ""; `general`: only "pictures" were named, not of which kind.
    """

    study: str
    date: str = ""
    iso: str = ""
    general: bool = False

    @property
    def on_a_day(self) -> bool:
        """Whether its date is told to the day."""
        return len(self.iso) == DAY

    def past(self, today: dt.date) -> bool:
        """Whether it was on a day before today."""
        return self.on_a_day and self.iso < today.isoformat()


def as_said(study: Study) -> str:
    """The date to be written: as far as it was told in figures, else in the caller's words."""
    return study.iso or study.date
