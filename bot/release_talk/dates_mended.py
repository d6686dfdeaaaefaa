"""A date that is put right without saying of what it is: it is like one that is known. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.fields import birth_date
from bot.fields.pieces import listed, pieces, said
from bot.fields.vague_dates import DAY, whens
from bot.release_talk.draft import Draft
from bot.release_talk.hear import told
from bot.release_talk.told import Told
from bot.release_talk.where import Where

ALL_BUT_ONE = 2  # parts of a date
MONTH = 7  # signs of an ISO month


def birth_mended(text: str, draft: Draft, where: Where) -> Told | None:
    """A whole date that is the date of birth in all but one part: "i put his brother's year, june 30 2015"."""
    known = draft.request.date_of_birth
    fresh = birth_date(text, where.today, where.lang)
    parts = sum(part is not None for part in (fresh.year, fresh.month, fresh.day))
    if parts < ALL_BUT_ONE and not _year_named(text, known):
        return None
    heard = told("birth", text, draft, where)
    now = heard.draft.request.date_of_birth
    if known is None or now is None or not heard.fields or now == known:
        return None
    same = sum(getattr(known, part) == getattr(now, part) for part in ("year", "month", "day"))
    return heard if same >= ALL_BUT_ONE else None


def _year_named(text: str, known: dt.date | None) -> bool:
    """ "My year is 1978, not 1987": the year of birth, by the old one beside it or as the caller's own."""
    words = said(pieces(text))
    if known is None or listed("talk", "studies").inside(words):
        return False
    return str(known.year) in words or listed("talk", "birth_year").inside(words)


def study_day_mended(text: str, draft: Draft, where: Where) -> Told | None:
    """ "The date is wrong, it was the 16th of September": of the one study that was in that month of that year."""
    known = draft.request.studies
    days = [w.iso for w in whens(pieces(text), where.today, where.lang) if len(w.iso) == DAY]
    same = [s for s in known if len(days) == 1 and len(s.date) == DAY and s.date[:MONTH] == days[0][:MONTH]]
    if len(same) != 1 or same[0].date == days[0]:
        return None
    right = tuple(replace(s, date=days[0]) if s is same[0] else s for s in known)
    return Told(replace(draft, request=replace(draft.request, studies=right)), ("studies",))
