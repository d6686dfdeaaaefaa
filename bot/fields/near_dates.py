"""Dates told by others: "the next day", "two days later", "the ninth this past july", "june 11 this year". Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from bot.fields.date_numbers import View, long_years, view
from bot.fields.named_days import named_days
from bot.fields.numbers import classes, group
from bot.fields.pieces import Piece, listed, said
from bot.fields.said_dates import Named
from bot.fields.tables import field_table, word_set

Span = tuple[int, int, dt.date]
WHOLE = re.compile(r"\d{4}-\d\d-\d\d")
WEEK = 7
MOST_BETWEEN = 3
FAR = 9  # words between a month and its day


def by_name(found: Sequence[Piece], today: dt.date, lang: str) -> Iterator[Span]:
    """Days by their name, where the name means a day and no time around it."""
    words, seen = said(found), view(found, lang)
    for i in range(len(words)):
        for back, name in ((0, "today"), (1, "yesterday"), (2, "two_days_ago")):
            if size := listed("named_days", name).at(words, i):
                yield i, i + size, today - dt.timedelta(days=back)
        if (size := listed("named_days", "last_before").at(words, i)) and (n := _weekday(words, i + size)) >= 0:
            behind = listed("named_days", "last_behind").at(words, i + size + 1)
            if listed("named_days", "needs_behind").at(words, i) != size or behind:
                yield i, i + size + 1 + behind, today - dt.timedelta(days=(today.weekday() - n - 1) % WEEK + 1)
        size = listed("named_days", "last_day").at(words, i)
        if size and seen.at(i + size) == "n":
            yield i, i + size + 1, _last_of(seen.found.values[i + size], today)
    for one in named_days(found, today, lang):
        day = one.past(today) if one.exact else None
        if day:
            yield one.start, one.end, day


def _weekday(words: Sequence[str], i: int) -> int:
    """Which day of the week a word is, Monday 0; -1 for none."""
    names = field_table("named_days")["weekdays"]
    word = words[i].removesuffix("s") if i < len(words) and not words[i].endswith("es") else "".join(words[i : i + 1])
    return next((n for n, known in enumerate(names) if word in known or word + "s" in known), -1)


def _last_of(month: int, today: dt.date) -> dt.date:
    """The last day of a month, the last time that it was over."""
    year = today.year - (month >= today.month)
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


def with_year(found: Sequence[Piece], every: Sequence[Named], today: dt.date, lang: str) -> Iterator[Span]:
    """ "seventeen february this year"."""
    words = said(found)
    for one in every:
        if one.month and one.day and one.year is None and not one.figures:
            for back, name in ((0, "this_year"), (1, "last_year")):
                size = listed("named_days", name).at(words, one.end)
                day = _whole(today.year - back, one.month, one.day) if size else None
                if day and day <= today:
                    yield one.start, _past_year(found, one.end + size, day.year, lang), day


def _past_year(found: Sequence[Piece], i: int, year: int, lang: str) -> int:
    """Behind the same year in figures: "of this year twenty twenty six"."""
    again = max(long_years(view(found, lang), i), key=lambda y: y.end, default=None)
    return again.end if again and again.value == year else i


def of_past_month(seen: View, every: Sequence[Named], today: dt.date) -> Iterator[Span]:
    """ "the thirty first this past july"; "thirtieth and thirty first this past july" are two."""
    words = said(seen.said)
    days = [n for n in every if n.month is None and n.year is None and n.day]
    for one in days:
        yield from _of_this_or_last(one, words, today)
        size = listed("studies", "past").at(words, one.end)
        at = one.end + size
        if not size or seen.at(at) != "n":
            continue
        month, year = seen.found.values[at], max(long_years(seen, seen.skip(at + 1)), default=None, key=lambda y: y.end)
        for other in (*_before(days, one, words), one):
            day = _last(year.value if year else None, month, other.day or 0, today)
            if day:
                yield other.start, (year.end if year else at + 1) if other is one else other.end, day


def day_behind(seen: View, every: Sequence[Named], today: dt.date) -> Iterator[Span]:
    """ "June, it was the 25th": the day behind its month, with talk between."""
    words = said(seen.said)
    for month in (n for n in every if n.month and n.day is None):
        days = [
            n for n in every if n.day and n.month is None and n.year is None and month.end < n.start <= month.end + FAR
        ]
        talk = [n for n in days if set(words[month.end : n.start]) <= word_set("studies", "to_its_day")]
        for one in talk[:1]:
            day = _last(month.year if not month.short else None, month.month or 0, one.day or 0, today)
            size = listed("named_days", "this_year").at(words, one.end)
            if day and words[one.end : one.end + 1] not in (["or"], ["o"]):
                yield month.start, one.end + size, day


def _of_this_or_last(one: Named, words: Sequence[str], today: dt.date) -> Iterator[Span]:
    """ "the ninth of last month"."""
    for back, name in ((0, "this_month"), (1, "last_month")):
        size = listed("named_days", name).at(words, one.end)
        first = (today.replace(day=1) - dt.timedelta(days=back)).replace(day=1)
        day = _whole(first.year, first.month, one.day or 0) if size else None
        if day and day <= today:
            yield one.start, one.end + size, day


def _before(days: Sequence[Named], one: Named, words: Sequence[str]) -> list[Named]:
    """A day joined to this one by "and"."""
    joined = [n for n in days if n.end < one.start and set(words[n.end : one.start]) <= word_set("studies", "joins")]
    return joined[-1:]


def after_another(found: Sequence[Piece], told: Sequence[tuple[int, int, str]], lang: str) -> Iterator[Span]:
    """ "the next day", "two days later": counted from the day told last before it (start, end, ISO date)."""
    words = said(found)
    whole = [(end, dt.date.fromisoformat(iso)) for _, end, iso in told if WHOLE.fullmatch(iso)]
    free, counted = 0, list[tuple[int, dt.date]]()
    for i in range(len(words)):
        known = [day for end, day in whole if end <= i]
        away, end = _away(found, words, i, lang)
        same = listed("named_days", "same_day").at(words, i)
        away, end = (0, i + same) if same else (away, end)
        if known and (away or same) and i >= free:
            free, day = end, known[-1] + dt.timedelta(days=away)
            if "that" in words[i + 1 : end]:
                day += max((d for at, d in counted if at <= i), default=known[-1]) - known[-1]
            counted.append((end, day))
            yield i, end, day


def _away(found: Sequence[Piece], words: Sequence[str], i: int, lang: str) -> tuple[int, int]:
    for days, name in ((1, "next_day"), (-1, "day_earlier")):
        size = listed("named_days", name).at(words, i)
        if size:
            return days, i + size
    count, at = (1, i + 1) if words[i] in ("a", "an", "una", "un") else _number(found, i, lang)
    later = listed("named_days", "later").at(words, at + 1) if count else 0
    if not later or at >= len(words):
        return 0, i
    unit = word_set("named_days", "weeks"), word_set("named_days", "counted")
    factor = WEEK if words[at] in unit[0] else 1 if words[at] in unit[1] else 0
    return count * factor, at + 1 + later


def _number(found: Sequence[Piece], i: int, lang: str) -> tuple[int, int]:
    digits, end = group(found, classes(found, lang), i)
    return (int(digits), end) if digits and len(digits) <= 2 else (0, i)


def _last(year: int | None, month: int, day: int, today: dt.date) -> dt.date | None:
    years = (year,) if year else (today.year, today.year - 1)
    found = (date for y in years if (date := _whole(y, month, day)))
    return next((date for date in found if date <= today), None)


def _whole(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
