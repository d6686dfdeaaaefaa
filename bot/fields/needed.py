"""By which day images are needed: "by friday", "surgery on the 12th", "no rush". Pure."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot.fields.control import control
from bot.fields.date_numbers import view
from bot.fields.numbers import Classes, classes, group
from bot.fields.pieces import Phrases, Piece, listed, pieces, said
from bot.fields.said_dates import Named, named
from bot.fields.tables import field_table
from bot.once_a_turn import once_a_turn
from bot.tables import read_table

Pace = Literal["", "day", "none", "soon", "vague"]
NeededWhy = Literal["", "nothing", "past", "no_such_day", "question", "steering"]
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FRIDAY = 4
LONGEST = 200
FARTHEST = 800  # days; later ones were misheard
MOST_PIECES = 120


@dataclass(frozen=True, slots=True)
class NeededHeard:
    """By when: a day, none, soon, or the caller's words alone ("before my surgery").

    `value` is the earliest day that the words may mean, so that nobody comes too late. `missing` "day": there is one,
    but it was not told.
    """

    value: dt.date | None = None
    pace: Pace = ""
    words: str = ""
    missing: tuple[Literal["day"], ...] = ("day",)
    why: NeededWhy = ""


@once_a_turn
def needed_by(text: str, today: dt.date, lang: str = "en") -> NeededHeard:
    """The day in an answer to "do you need them by a certain day?"; `today` is local to the desk."""
    found = pieces(text)[:MOST_PIECES]
    words, kept = said(found), text.strip()[:LONGEST]
    days = sorted({d for d in (*_dates(found, today, lang), *_relative(found, words, today, lang)) if _near(d, today)})
    coming = [d for d in days if d >= today]
    if coming:
        return NeededHeard(coming[0], "day", kept, ())
    if days:
        return NeededHeard(why="past", words=kept)
    return _without_a_day(text, words, kept) if not _impossible(found, lang) else NeededHeard(why="no_such_day")


def _near(day: dt.date, today: dt.date) -> bool:
    return abs((day - today).days) <= FARTHEST


def _without_a_day(text: str, words: Sequence[str], kept: str) -> NeededHeard:
    heard = control(text)
    if heard.value in ("start_over", "go_back", "cancel", "person", "page", "repeat", "wait", "refuse"):
        return NeededHeard(why="steering")
    if listed("needed", "none").inside(words) and not (heard.value == "correction" and len(words) > 6):
        return NeededHeard(None, "none", kept, ())
    if listed("needed", "soon").inside(words):
        return NeededHeard(None, "soon", kept, ())
    if heard.value in ("dont_know", "skip", "no"):
        return NeededHeard(None, "none", kept, ())
    if listed("needed", "vague").inside(words):
        return NeededHeard(None, "vague", kept, ("day",))
    return NeededHeard(why="question" if heard.value == "question" else "nothing")


def _dates(found: Sequence[Piece], today: dt.date, lang: str) -> Iterator[dt.date]:
    """The days named by month or number, the best readings that do not overlap."""
    taken: list[Named] = []
    for one in sorted(named(view(found, lang)), key=lambda n: (-n.parts, n.start - n.end, n.cost)):
        if _likely(one, found) and all(one.end <= o.start or one.start >= o.end for o in taken):
            taken.append(one)
    for one in taken:
        day = _next(one, today)
        if day:
            yield day


def _likely(one: Named, found: Sequence[Piece]) -> bool:
    """Whether it is surely a day: a month alone, or figures, need "by" or a slash."""
    if one.month is not None and one.day is not None:
        slash = all(p.gap.strip() in ("/", "-") for p in found[one.start + 1 : one.end])
        return not one.figures or slash
    if one.month is not None:
        words = said(found[max(0, one.start - 2) : one.start])
        return any(listed("needed", "lead").at(words, i) == len(words) - i for i in range(len(words)))
    return one.day is not None and one.year is None


def _next(one: Named, today: dt.date) -> dt.date | None:
    """The day, in its year or the next time it comes."""
    year = one.year + 2000 if one.year is not None and one.short else one.year
    months = [(today.year + (today.month - 1 + i) // 12, (today.month - 1 + i) % 12 + 1) for i in range(13)]
    if year is not None:
        months = [(year, one.month or 1)]
    elif one.month is not None:
        months = [(y, m) for y, m in months if m == one.month]
    found = [dt.date(y, m, one.day or 1) for y, m in months if 0 < y < 9999 and _exists(y, m, one.day or 1)]
    later = [d for d in found if d >= today or (one.day is None and (d.year, d.month) == (today.year, today.month))]
    return max(later[0], today) if later else found[-1] if found and year is not None else None


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def _impossible(found: Sequence[Piece], lang: str) -> bool:
    return any(
        n.month is not None and n.day is not None and not n.figures and not _exists(2024, n.month, n.day)
        for n in named(view(found, lang))
    )


@cache
def _weekdays() -> tuple[Phrases, ...]:
    days = read_table("times")["days"]
    return tuple(Phrases(days[name]) for name in WEEK)


def _relative(found: Sequence[Piece], words: Sequence[str], today: dt.date, lang: str) -> Iterator[dt.date]:
    """Today, tomorrow, a day of the week, "in two weeks", the end of the month."""
    if listed("needed", "after_tomorrow").inside(words):
        yield today + dt.timedelta(days=2)
    elif listed("needed", "tomorrow").inside([words[i] for i in listed("needed", "morning").outside(words)]):
        yield today + dt.timedelta(days=1)
    elif listed("needed", "today").inside(words):
        yield today
    for index, known in enumerate(_weekdays()):
        if known.inside(words):
            yield today + dt.timedelta(days=(index - today.weekday()) % 7)
    yield from _spans(words, today)
    yield from _within(found, words, today, lang)


def _spans(words: Sequence[str], today: dt.date) -> Iterator[dt.date]:
    if listed("needed", "next_week").inside(words) and not any(d.inside(words) for d in _weekdays()):
        yield today + dt.timedelta(days=7 - today.weekday())
    if listed("needed", "this_week").inside(words):
        yield today + dt.timedelta(days=max(FRIDAY - today.weekday(), 0))
    if listed("needed", "month_end").inside(words):
        yield today.replace(day=calendar.monthrange(today.year, today.month)[1])
    if listed("needed", "next_month").inside(words):
        yield (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def _within(found: Sequence[Piece], words: Sequence[str], today: dt.date, lang: str) -> Iterator[dt.date]:
    """ "in two weeks", "dentro de diez días"."""
    seen = classes(found, lang)
    for i in range(len(words)):
        size = listed("needed", "before_span").at(words, i)
        if size or i == 0:
            number, end = _count(found, words, seen, i + size)
            unit = _unit(words, end)
            if number and unit:
                days = number * {"day": 1, "week": 7, "month": 30}[unit]
                yield today + dt.timedelta(days=min(days, FARTHEST + 1))


def _count(found: Sequence[Piece], words: Sequence[str], seen: Classes, i: int) -> tuple[int, int]:
    table = field_table("needed")["couple"]
    size = _couples().at(words, i)
    if size:
        return int(table[" ".join(words[i : i + size])]), i + size
    digits, end = group(found, seen, i) if i < len(found) else ("", i)
    return int(digits[:4] or 0), end


@cache
def _couples() -> Phrases:
    return Phrases(field_table("needed")["couple"])


def _unit(words: Sequence[str], i: int) -> str:
    for unit, names in field_table("needed")["within"].items():
        if i < len(words) and words[i] in names:
            return str(unit)
    return ""
