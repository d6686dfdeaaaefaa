"""A date of birth as people say, write and key it; half a date is kept until the rest is told. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from bot.fields.date_corrections import Segment, named_part, number_alone, segments, single
from bot.fields.date_numbers import Reading, view
from bot.fields.misheard_dates import put_right, without_figures
from bot.fields.named_days import in_figures
from bot.fields.other_dates import other_language
from bot.fields.pieces import Piece, listed, pieces
from bot.fields.said_dates import Named, named
from bot.once_a_turn import once_a_turn

Part = Literal["day", "month", "year"]
PARTS: tuple[Part, ...] = ("day", "month", "year")
# nothing: no date in it. two_dates: several, and nothing tells which.
DateWhy = Literal["", "nothing", "no_such_month", "no_such_day", "no_leap_day", "future", "too_long_ago", "two_dates"]
# What else it may mean: day and month the other way round; the other century; digits shared out otherwise.
Doubt = Literal["", "order", "century", "digits"]
OLDEST = 115  # years; nobody lives much longer
CLOSE = 2
MOST_PIECES = 320


@dataclass(frozen=True, slots=True)
class DateHeard:
    """What is known of a date.

    `value` is set only when all parts are and the day exists, is not to come and not too long ago; `missing` names
    the parts still to be told; `why` says what is wrong. `others` are further readings, likeliest first, and `doubt`
    what makes them: ask, or read the date back in words.
    """

    value: dt.date | None = None
    missing: tuple[Part, ...] = PARTS
    why: DateWhy = ""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    doubt: Doubt = ""
    others: tuple[dt.date, ...] = ()


ROMAN = re.compile(r"(?<=\d[-/. ])(I{1,3}|I?[VX]|VI{1,3}|XI{1,2})(?=[-/. ]\d)")
MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NOTHING = DateHeard(why="nothing")


@once_a_turn
def birth_date(text: str, today: dt.date, lang: str = "en", before: DateHeard = NOTHING) -> DateHeard:
    """The date of birth in an answer.

    `before` is what was known: parts told now replace its parts, so that "fifty seven" completes "march ninth" and
    "no, the ninth" mends a day. `lang` ("es") leaves a doubt about 9/3. An answer with nothing in it gives `before`'s
    parts back with why "nothing".
    """
    found = without_figures(put_right(pieces(ROMAN.sub(_in_figures, text))[:MOST_PIECES]), lang)
    heard = _heard(text, found, today, lang, before)
    by_name = heard if heard.value else _heard(text, in_figures(found, today, lang), today, lang, before)
    return by_name if by_name != heard and by_name.why != "nothing" else heard


def _in_figures(month: re.Match[str]) -> str:
    """A month that is written in Roman figures."""
    return NAMES[MONTHS.index(month[0])]


def _heard(text: str, found: tuple[Piece, ...], today: dt.date, lang: str, before: DateHeard) -> DateHeard:
    heard, last = before, before
    for segment in segments(found, lang):
        heard = _merged(heard, segment, today, lang)
        if heard.why == "two_dates":
            return heard
        if before.value and heard.value == before.value and last.value:
            heard = last  # "es junio, no julio"
        last = heard if heard.value != before.value else before
    if heard is before or (heard.value is None and not heard.why and heard.month is None):
        foreign = other_language(text, today)
        heard = _whole(foreign.year, foreign.month, foreign.day, today) if foreign else heard
    return replace(before, why="nothing") if heard is before else heard


def _merged(before: DateHeard, segment: Segment, today: dt.date, lang: str) -> DateHeard:
    """What is known after one more segment; `before` itself where the segment tells nothing."""
    seen = view(segment.said, lang)
    every = list(named(seen))
    best = _chosen(every, today)
    cued = named_part(seen)
    alone = number_alone(seen) if before.value and not cued else None
    if alone and alone[1].value != getattr(before, alone[0]):
        return _put_together(_with(before, *alone), alone[1].short, today)
    if cued and not any(n.parts == 3 for n in best):
        return _put_together(_with(before, *cued), cued[1].short, today)
    if all(n.figures for n in best) and (not best or len(_wanted(before)) == 1 or _wrong(best[0], today)):
        alone = single(seen, _wanted(before))
        if not alone:
            return before
        return _put_together(_with(before, *alone), alone[1].short, today)
    whole = [n for n in best if n.parts == 3]
    if whole:
        return _of_whole(_by_birth(segment.said, whole), every, segment, today, lang)
    return _of_parts(before, best, today)


def _with(before: DateHeard, part: Part, told: Reading) -> DateHeard:
    if part == "year":
        return replace(before, year=told.value)
    return replace(before, month=told.value) if part == "month" else replace(before, day=told.value)


def _wanted(before: DateHeard) -> Sequence[Part]:
    return before.missing if before.why in ("", "nothing") and len(before.missing) < 3 else ()


def _chosen(readings: Sequence[Named], today: dt.date) -> list[Named]:
    """The best readings that do not overlap, in the order said."""
    every = sorted(readings, key=lambda n: _rank(n, today))
    taken: list[Named] = []
    for one in every:
        if all(one.end <= other.start or one.start >= other.end for other in taken):
            taken.append(one)
    likely = [n for n in taken if n.order == "" or n.parts == 3 or len(taken) == 1]
    return sorted(likely or taken, key=lambda n: n.start)


def _rank(one: Named, today: dt.date) -> tuple[bool, int, bool, int]:
    return one.parts < 3, one.start - one.end, bool(_wrong(one, today)), one.cost


def _wrong(one: Named, today: dt.date) -> DateWhy:
    return _check(_full_year(one, today), one.month, one.day, today)


def _by_birth(said: tuple[Piece, ...], whole: list[Named]) -> list[Named]:
    """Of several dates those behind "born" and the like."""
    if len({(n.year, n.month, n.day) for n in whole}) == 1:
        return whole[:1]
    words = [p.word for p in said]
    cue = listed("dates", "the_patients").find(words) or listed("dates", "born").find(words)
    behind = [n for n in whole if cue and n.start >= cue[1]]
    return behind[:1] or whole


def _of_whole(whole: list[Named], every: Sequence[Named], segment: Segment, today: dt.date, lang: str) -> DateHeard:
    if len(whole) > 1:
        both = tuple(h.value for n in whole if (h := _read(n, today)).value)
        return DateHeard(why="two_dates", others=both)
    heard = _read(whole[0], today)
    others = [*_same_place(whole[0], every, segment, today), *_other_order(whole[0], segment, today, lang)]
    if heard.value and others:
        return replace(heard, doubt=others[0][0], others=tuple(date for _, date in others))
    return heard


def _read(one: Named, today: dt.date) -> DateHeard:
    return _put_together(DateHeard(year=one.year, month=one.month, day=one.day), one.short, today)


def _same_place(
    one: Named, every: Sequence[Named], segment: Segment, today: dt.date
) -> Iterator[tuple[Doubt, dt.date]]:
    """Other dates that the same words may be, nearly as likely; none where strokes part the numbers: 11/9/1957."""
    if segment.parted(one.start, one.end, "/", "-"):
        return
    value, seen = _read(one, today).value, set()
    for other in every:
        if (other.start, other.end, other.parts) == (one.start, one.end, 3) and other.cost <= one.cost + CLOSE:
            date = _read(other, today).value
            if date and date != value and date not in seen:
                seen.add(date)
                yield "digits", date


def _other_order(one: Named, segment: Segment, today: dt.date, lang: str) -> Iterator[tuple[Doubt, dt.date]]:
    """Day and month the other way round, where a Spanish speaker or full stops make that likely."""
    if one.order and (lang == "es" or segment.parted(one.start, one.end, ".")):
        date = _read(replace(one, month=one.day, day=one.month), today).value
        if date:
            yield "order", date


def _of_parts(before: DateHeard, parts: list[Named], today: dt.date) -> DateHeard:
    """Parts said apart ("march ninth" ... "nineteen fifty seven") put onto what was known."""
    told: dict[Part, int] = {}
    short = False
    for one in parts:
        for name in PARTS:
            part = getattr(one, name)
            if part is not None:
                if told.setdefault(name, part) != part:
                    return replace(before, why="two_dates")
                short = short or (name == "year" and one.short)
    day, month, year = (told.get(name, getattr(before, name)) for name in PARTS)
    return _put_together(DateHeard(year=year, month=month, day=day), short, today)


def _put_together(heard: DateHeard, short: bool, today: dt.date) -> DateHeard:
    """The parts checked, a two-digit year with its century."""
    one = Named(0, 0, heard.year, heard.month, heard.day, short)
    whole = _whole(_full_year(one, today), heard.month, heard.day, today)
    if whole.value and short:
        older = _elder(whole.value, today)
        return replace(whole, doubt="century", others=(older,)) if older else whole
    return whole


def _full_year(one: Named, today: dt.date) -> int | None:
    """A two-digit year in the century that makes it past, this century first."""
    if one.year is None or not one.short:
        return one.year
    year = today.year - today.year % 100 + one.year
    if year > today.year or (one.month and one.day and (year, one.month, one.day) > today.timetuple()[:3]):
        year -= 100
    return year


def _elder(date: dt.date, today: dt.date) -> dt.date | None:
    """The same day a hundred years before, if somebody may have been born then."""
    year = date.year - 100
    return (
        date.replace(year=year)
        if today.year - year <= OLDEST and not _check(year, date.month, date.day, today)
        else None
    )


def _whole(year: int | None, month: int | None, day: int | None, today: dt.date) -> DateHeard:
    why = _check(year, month, day, today)
    if why:
        return DateHeard(why=why)
    missing: tuple[Part, ...] = tuple(p for p, v in zip(PARTS, (day, month, year), strict=True) if v is None)
    if missing or year is None or month is None or day is None:
        return DateHeard(None, missing, "", year, month, day)
    return DateHeard(dt.date(year, month, day), (), "", year, month, day)


def _check(year: int | None, month: int | None, day: int | None, today: dt.date) -> DateWhy:
    """What is wrong with the parts known so far."""
    if month is not None and not 1 <= month <= 12:
        return "no_such_month"
    if day is not None and not 1 <= day <= _longest(month):
        return "no_such_day"
    if year is None:
        return ""
    if (month, day) == (2, 29) and not _leap(year):
        return "no_leap_day"
    if (year, month or 1, day or 1) > (today.year, today.month, today.day):
        return "future"
    return "too_long_ago" if year < today.year - OLDEST - 11 else ""


@cache
def _longest(month: int | None) -> int:
    return {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}.get(month or 0, 31)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
