"""Images needed very soon: whoever asks calls too. Pure."""

from __future__ import annotations

import datetime as dt

from bot.asking import Ask, first_of, numbers, say
from bot.release_talk.draft import Draft
from bot.reply import Part

FRIDAY = 4


def soon(ask: Ask, draft: Draft) -> tuple[Part, ...]:
    """Whoever needs them today or on the next working day calls too."""
    day, library = draft.request.needed_by, first_of(ask, "images_patients")
    if day is None or library is None or day > _next_working_day(ask.now.date()):
        return ()
    return (say("release_soon"), numbers(library, "phone", reply="short_number", first_only=True))


def _next_working_day(today: dt.date) -> dt.date:
    return today + dt.timedelta(days=1 if today.weekday() < FRIDAY else 7 - today.weekday())
