"""Every day since 1900, said in ten ways in English and six in Spanish, comes back as that day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pytest

from bot.fields.dates import birth_date
from tests.release.every_way import english, spanish

TODAY = dt.date(2026, 11, 22)
FIRST = dt.date(1900, 1, 1)
DAYS = (TODAY - FIRST).days + 1
CENTURY = 100
STEP = 307


def wrong(days: Iterator[dt.date], counts: Counter[str]) -> Iterator[str]:
    """What is not read as its day. Without a century the day may be the doubt's other reading, or, where nobody can
    be so old, the same day a hundred years later."""
    for day in days:
        for lang, ways in (("en", english(day)), ("es", spanish(day))):
            for said, short in ways:
                heard = birth_date(said, TODAY, lang)
                later = [dt.date(day.year + CENTURY, day.month, day.day)] if short and _exists(day) else []
                counts[lang] += 1
                counts["doubtful" if heard.doubt else "plain"] += 1
                if heard.value != day and not (short and (day in heard.others or heard.value in later)):
                    yield f"{lang} {said}: {heard}"


def _exists(day: dt.date) -> bool:
    """Whether the day a hundred years later exists and has been."""
    year = day.year + CENTURY
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (year, day.month, day.day) <= (TODAY.year, TODAY.month, TODAY.day) and (
        leap or (day.month, day.day) != (2, 29)
    )


def every(step: int) -> Iterator[dt.date]:
    """Every `step`-th day, and the days where years and months end."""
    for number in range(0, DAYS, step):
        yield FIRST + dt.timedelta(days=number)


def test_days_of_all_years() -> None:
    counts: Counter[str] = Counter()
    assert not list(wrong(every(STEP), counts))
    assert counts["en"] == 10 * len(range(0, DAYS, STEP))


def test_leap_days_and_ends() -> None:
    leap = [dt.date(y, 2, 29) for y in range(1904, TODAY.year, 4)]
    ends = [dt.date(y, m, d) for y in (1900, 1999, 2000, 2020) for m, d in ((1, 1), (1, 31), (12, 31), (11, 11))]
    assert not list(wrong(iter([*leap, *ends, TODAY]), Counter()))


@pytest.mark.night
@pytest.mark.timeout(1800)
def test_every_day() -> None:
    counts: Counter[str] = Counter()
    assert not list(wrong(every(1), counts))
    print(dict(counts))
