"""Days by their name: "christmas day nineteen fifty one", "the day after labor day", "leap day 1972". Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.fields.date_numbers import View, long_years, view, years
from bot.fields.numbers import classes, group
from bot.fields.pieces import Phrases, Piece, listed, pieces, said
from bot.fields.tables import field_table, word_set

LAST = -1
WEEK = 7
MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day named from piece `start` to before `end`; `year` is None where none was told.

    `exact`: the words mean that day and no time around it. `of(year)` is the day in a year.
    """

    start: int
    end: int
    name: str
    offset: int = 0
    year: int | None = None
    exact: bool = False

    def of(self, year: int) -> dt.date | None:
        """The day in this year; None where it has none."""
        try:
            return _day(self.name, year) + dt.timedelta(days=self.offset)
        except (ValueError, OverflowError):
            return None

    def past(self, today: dt.date) -> dt.date | None:
        """The day in its year, or the last time that it was."""
        years_back = (self.year,) if self.year else range(today.year, today.year - 9, -1)
        days = (day for year in years_back if (day := self.of(year)))
        return next((day for day in days if day <= today), None)


def named_days(found: Sequence[Piece], today: dt.date, lang: str) -> Iterator[NamedDay]:
    """Every day named so."""
    words = said(found)
    if _firsts().isdisjoint(words):
        return
    seen = view(found, lang)
    i = 0
    while i < len(words):
        name, size = _name_at(words, i)
        if size:
            offset, start = _offset(found, words, i, lang)
            year, end = _year(seen, words, i + size, today)
            on = start > 0 and words[start - 1] in word_set("named_days", "on")
            exact = bool(offset) or on or name in field_table("named_days")["exact"]
            yield NamedDay(start, end, name, offset, year, exact)
        i += size or 1


def in_figures(found: Sequence[Piece], today: dt.date, lang: str) -> tuple[Piece, ...]:
    """The pieces with such days as a month, a day and, where told, a year."""
    out = list(found)
    for one in reversed(list(named_days(found, today, lang))):
        day = one.of(one.year or LEAP)
        year = day.year if day else one.year  # the day after new year's eve
        day = day or one.of(LEAP)
        if day:
            text = f"{MONTHS[day.month - 1]} {day.day}" + (f" {year}" if one.year else "")
            fresh = list(pieces(text))
            out[one.start : one.end] = [Piece(fresh[0].word, fresh[0].raw, found[one.start].gap), *fresh[1:]]
    return tuple(out)


LEAP = 2000
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip


@cache
def _names() -> dict[str, Phrases]:
    return {name: Phrases(words) for name, words in field_table("named_days")["names"].items()}


@cache
def _firsts() -> frozenset[str]:
    names = field_table("named_days")["names"].values()
    return frozenset(pieces(phrase)[0].word for phrases in names for phrase in phrases)


def _name_at(words: Sequence[str], i: int) -> tuple[str, int]:
    if words[i] not in _firsts():
        return "", 0
    size, name = max((phrases.at(words, i), name) for name, phrases in _names().items())
    return name, size


def _offset(found: Sequence[Piece], words: Sequence[str], i: int, lang: str) -> tuple[int, int]:
    """Days after or before the named one, and where that starts: "two days before"."""
    for sign, name in ((1, "after"), (-1, "before")):
        for size in range(4, 0, -1):
            start = i - size
            if start >= 0 and listed("named_days", f"day_{name}").at(words, start) == size:
                return sign, start
    sign = {"after": 1, "before": -1, "despues": 1, "antes": -1}.get(words[i - 1] if i else "", 0)
    at = i - 2
    if sign and at > 0 and words[at] in word_set("named_days", "counted"):
        digits, end = group(found, classes(found, lang), at - 1)
        if digits and end == at and 0 < int(digits) <= MOST_DAYS:
            return sign * int(digits), at - 1
    return 0, i


def _year(seen: View, words: Sequence[str], i: int, today: dt.date) -> tuple[int | None, int]:
    """The year behind the name, and where it ends."""
    for back, name in ((0, "this_year"), (1, "last_year")):
        size = listed("named_days", name).at(words, i)
        if size:
            return today.year - back, i + size
    at = seen.skip(i)
    full = max(long_years(seen, at), key=lambda y: y.end, default=None)
    if full:
        return full.value, full.end
    short = max((y for y in years(seen, at) if y.short), key=lambda y: y.end, default=None)
    if short is None or _in_figures(seen.said, at, short.end):
        return None, i
    return short.value + (2000 if short.value <= today.year % 100 else 1900), short.end


def _in_figures(found: Sequence[Piece], start: int, end: int) -> bool:
    """Whether a number is the start of a date in figures, or of another sentence: "leap day! 2/29/1952"."""
    gaps = (found[start].gap, found[end].gap if end < len(found) else "")
    return bool(set(gaps[0]) & set("!.;?")) or bool(set(gaps[1]) & set("/-."))


def _day(name: str, year: int) -> dt.date:
    """The named day of a year. Raises ValueError for a leap day in other years."""
    rule = tuple(map(int, field_table("named_days")["days"][name]))
    if len(rule) == 2:
        return dt.date(year, *rule)
    month, weekday, nth = rule
    first = dt.date(year, month, 1)
    if nth == LAST:
        after = dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
        return after - dt.timedelta(days=(after.weekday() - weekday) % WEEK)
    return first + dt.timedelta(days=(weekday - first.weekday()) % WEEK + WEEK * (nth - 1))
