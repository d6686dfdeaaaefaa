"""All the ways in which a text may name a date, best first: "march ninth", "oh three oh nine fifty seven", 03091957.

Every reading of day, month and year is tried at every place; none is thrown away because it is impossible, so that
the caller of this module can say why. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.fields.date_numbers import CENTURIES, EASY, NUMBERS, Reading, View, days, long_years, months, years
from bot.fields.digit_dates import splits
from bot.fields.tables import word_set

UNUSUAL, DOUBTFUL = 3, 6
LONGEST_MONTH = 31
DAY_ALONE = re.compile("y&?o|o|[12]s")


@dataclass(frozen=True, slots=True)
class Named:
    """A date, or a part of one, named from piece `start` to before `end`. A `short` year has two digits.

    `order` is "numbers" where the month stands in figures before the day and the caller may have meant the reverse.
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    short: bool = False
    cost: int = EASY
    order: str = ""

    @property
    def figures(self) -> bool:
        """Whether it is no more than two numbers that could be a month and a day."""
        return self.year is None and self.cost >= DOUBTFUL

    @property
    def parts(self) -> int:
        """How many of day, month and year are named."""
        return sum(part is not None for part in (self.year, self.month, self.day))


def named(view: View) -> Iterator[Named]:
    """Every reading of every place."""
    for i, letter in enumerate(view.letters):
        if letter == "n":
            yield from _month_first(view, i)
        elif letter in "uztcyom12345678":
            yield from _day_and_name(view, i)
            yield from _year_first(view, i)
            yield from _figures(view, i)
            yield from _day_alone(view, i)
    yield from _runs(view)


def _month_first(view: View, i: int) -> Iterator[Named]:
    month, after = view.found.values[i], view.skip(i + 1)
    yield Named(i, i + 1, month=month)
    for day in days(view, after):
        yield Named(i, day.end, month=month, day=day.value, cost=day.cost)
        for year in years(view, view.skip(day.end)):
            if not (year.short and _is_century(view, after, day)):
                cost = day.cost + year.cost
                yield Named(i, year.end, year.value, month, day.value, year.short, cost)
    for year in years(view, after):
        if not year.short or year.value > LONGEST_MONTH:
            yield Named(i, year.end, year.value, month, None, year.short, year.cost + 1)


def _is_century(view: View, i: int, day: Reading) -> bool:
    """Whether "nineteen" behind a month begins a year: "march nineteen fifty seven"."""
    return view.letters[i] in "ty" and day.value in CENTURIES and day.end == i + 1 == view.skip(day.end)


def _day_and_name(view: View, i: int) -> Iterator[Named]:
    for day in days(view, i):
        at = view.skip(day.end)
        apart = {p.word for p in view.said[day.end : at]} & word_set("dates", "not_between")
        if view.at(at) == "n" and not apart:
            month = view.found.values[at]
            yield Named(i, at + 1, month=month, day=day.value, cost=day.cost)
            for year in years(view, view.skip(at + 1)):
                yield Named(i, year.end, year.value, month, day.value, year.short, day.cost + year.cost)


def _year_first(view: View, i: int) -> Iterator[Named]:
    for year in years(view, i):
        if year.short:
            yield from _short_year_first(view, i, year)
            continue
        yield Named(i, year.end, year.value, cost=year.cost + 1)
        at = view.skip(year.end)
        if view.at(at) == "n":
            yield Named(i, at + 1, year.value, view.found.values[at], cost=year.cost + 1)
            for day in days(view, view.skip(at + 1)):
                yield Named(i, day.end, year.value, view.found.values[at], day.value, cost=year.cost + day.cost)
            continue
        yield from _year_and_day_of(view, i, year, at)
        for month in months(view, at):
            for day in days(view, view.skip(month.end)):
                cost = 1 + year.cost + month.cost + day.cost
                yield Named(i, day.end, year.value, month.value, day.value, cost=cost)


def _year_and_day_of(view: View, i: int, year: Reading, at: int) -> Iterator[Named]:
    """ "nineteen twenty nine the second of march"."""
    for day in days(view, at):
        month = view.skip(day.end)
        if view.at(month) == "n":
            cost = year.cost + day.cost
            yield Named(i, month + 1, year.value, view.found.values[month], day.value, cost=cost)


def _short_year_first(view: View, i: int, year: Reading) -> Iterator[Named]:
    """ "fifty seven march ninth"."""
    at = view.skip(year.end)
    if view.at(at) == "n" and year.value > LONGEST_MONTH:
        for day in days(view, view.skip(at + 1)):
            yield Named(i, day.end, year.value, view.found.values[at], day.value, True, year.cost + day.cost)


def _figures(view: View, i: int) -> Iterator[Named]:
    """Month, day and year in figures; the day first where "de" stands behind it or the month cannot be one."""
    for one in days(view, i):
        at = view.skip(one.end)
        if view.letters[at - 1 : at + 1] == "yo":
            continue  # "twenty seventh" is one day, and no twentieth of July
        nth = view.letters[one.end - 1] == "o"
        first = nth or "e" in view.letters[one.end : at]
        for two in days(view, at):
            if nth and (view.letters[two.end - 1] != "o" or at == one.end):
                continue
            cost = 1 + one.cost + two.cost
            yield _ordered(i, two.end, one, two, None, first, cost + DOUBTFUL)
            for year in years(view, view.skip(two.end)):
                yield _ordered(i, year.end, one, two, year, first, cost + year.cost)


def _ordered(i: int, end: int, one: Reading, two: Reading, year: Reading | None, first: bool, cost: int) -> Named:
    day_first = first or (one.value > 12 >= two.value)
    month, day = (two.value, one.value) if day_first else (one.value, two.value)
    either = not day_first and day <= 12 and day != month
    short = year.short if year else False
    cost += UNUSUAL if day_first and not first else EASY
    return Named(i, end, year.value if year else None, month, day, short, cost, "numbers" if either else "")


def _day_alone(view: View, i: int) -> Iterator[Named]:
    """ "the ninth", "the ninth nineteen fifty seven"."""
    for day in days(view, i):
        if DAY_ALONE.fullmatch(view.letters, i, day.end):
            yield Named(i, day.end, day=day.value, cost=1)
            for year in long_years(view, view.skip(day.end)):
                yield Named(i, year.end, year.value, None, day.value, cost=2)


def _runs(view: View) -> Iterator[Named]:
    """Runs of single digits and figures, written or said without a break: 03091957, "one two two five five seven"."""
    for match in NUMBERS.finditer(view.letters):
        said = view.said[match.start() : match.end()]
        digits = "".join(p.word if p.number else str(view.found.values[match.start() + j]) for j, p in enumerate(said))
        apart = len(match[0]) > 1 and all(c in "12" for c in match[0])
        if not apart:
            for split in splits(digits):
                cost = split.cost + (0 if len(match[0]) == 1 else 1)
                numbers = "numbers" if split.either else ""
                yield Named(match.start(), match.end(), split.year, split.month, split.day, split.short, cost, numbers)
