"""The spans without a sure second emergent target in few lines: days that are alike stand together. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.hours import DAYS
from bot.second_target import DAY, WEEK, DayGap, Gap, clock, day_reason, reason

Spans = tuple[tuple[int, int], ...]


def grouped(gaps: Iterable[Gap | DayGap]) -> Iterator[str]:
    """Yield "Mon to Fri 00:00 to 09:00 and 23:30 to 24:00: nobody", and each span that several dates share once."""
    known = list(gaps)
    yield from _weekly([gap for gap in known if isinstance(gap, Gap)])
    yield from _single([gap for gap in known if isinstance(gap, DayGap)])


def _weekly(gaps: Sequence[Gap]) -> Iterator[str]:
    for not_given in (False, True):
        days: dict[Spans, list[int]] = {}
        for day in range(7):
            spans = tuple(sorted(_on(day, [gap for gap in gaps if gap.not_given == not_given])))
            if spans:
                days.setdefault(spans, []).append(day)
        for spans, alike in days.items():
            yield f"{_days(alike)} {' and '.join(map(_span, spans))}: {reason(not_given)}"


def _on(day: int, gaps: Sequence[Gap]) -> Iterator[tuple[int, int]]:
    """The parts of gaps that fall on one day; a gap may go on from Sunday to Monday."""
    begin, end = day * DAY, (day + 1) * DAY
    for gap in gaps:
        last = gap.end if gap.end > gap.start else gap.end + WEEK
        for shift in (0, WEEK):
            start, stop = max(gap.start, begin + shift), min(last, end + shift)
            if start < stop:
                yield start - begin - shift, stop - begin - shift


def _single(gaps: Sequence[DayGap]) -> Iterator[str]:
    alike: dict[tuple[int, int, bool], list[DayGap]] = {}
    for gap in gaps:
        alike.setdefault((gap.start, gap.end, gap.not_given), []).append(gap)
    for (start, end, not_given), some in alike.items():
        yield f"{', '.join(gap.date for gap in some)} {_span((start, end))}: {day_reason(not_given)}"


def _days(days: Sequence[int]) -> str:
    """ "Mon to Fri", "Mon, Wed": in a row, or each."""
    names = [DAYS[day].capitalize() for day in days]
    in_a_row = len(days) > 2 and days[-1] - days[0] == len(days) - 1
    return f"{names[0]} to {names[-1]}" if in_a_row else ", ".join(names)


def _span(span: tuple[int, int]) -> str:
    return "all day" if span == (0, DAY) else f"{clock(span[0])} to {clock(span[1])}"
