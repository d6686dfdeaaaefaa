"""Dates in further languages ("9 mars 1957"), by a library asked only where a day and a full year stand. Pure."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from dateparser.date import DateDataParser  # type: ignore[import-untyped]

from bot.fields.tables import field_table

# A day, a word or two, a year with its century; nothing else. What the library makes of other texts is guesswork.
SHAPE = re.compile(r"\D{0,12}?(?P<day>\d{1,2})\D{0,3}\s?[^\W\d_]{3,12}\D{0,5}?(?P<year>\d{4})\D{0,3}")


@cache
def _parser() -> DateDataParser:
    settings = {
        "REQUIRE_PARTS": ["day", "month", "year"],
        "STRICT_PARSING": True,
        "PARSERS": ["absolute-time"],
        "DATE_ORDER": "DMY",
        "TIMEZONE": "UTC",
        "TO_TIMEZONE": "UTC",
    }
    return DateDataParser(languages=list(field_table("dates")["other_languages"]), settings=settings)


def other_language(text: str, today: dt.date) -> dt.date | None:
    """The date in a short text of one day, one month's name and one year; None for anything else."""
    match = SHAPE.fullmatch(text.strip()) if len(text) < 50 else None
    if not match:
        return None
    found = _parser().get_date_data(text).date_obj
    if found is None or (found.day, found.year) != (int(match["day"]), int(match["year"])):
        return None
    return dt.date(found.year, found.month, found.day)
