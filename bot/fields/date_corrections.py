"""What is taken back or named by its part in a date: "march eighth no wait the ninth", "the year is 58". Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from bot.fields.date_numbers import Reading, View, days, long_years, months, view, years
from bot.fields.pieces import Piece, listed
from bot.fields.tables import field_table, word_set

PartName = Literal["day", "month", "year"]
NAMES: tuple[PartName, ...] = ("year", "month", "day")
BETWEEN = 4
MOST_NEGATED = 4
NO_DAY = 31
FEW = 4  # pieces before it
NUMERALS = "uztcyom12345678L"


@dataclass(frozen=True, slots=True)
class Segment:
    """Pieces said in one breath."""

    said: tuple[Piece, ...]

    def parted(self, start: int, end: int, *marks: str) -> bool:
        """Whether one of these marks parts the numbers from `start` to `end`: "." in 9.3.57."""
        return any(p.gap.strip() in marks and p.number for p in self.said[start + 1 : end])


def segments(found: tuple[Piece, ...], lang: str) -> Iterator[Segment]:
    """The pieces cut where the speaker takes something back, without what is said not to be."""
    words, start, i = [p.word for p in found], 0, 0
    while i < len(found):
        size = listed("dates", "taken_back").at(words, i)
        if size:
            yield from _segment(found[start:i], lang)
            start = i + size
        i += size or 1
    if not start or not _of_the_order(found[start:], lang):
        yield from _segment(found[start:], lang)


def _of_the_order(said: Sequence[Piece], lang: str) -> bool:
    """Whether it tells only which part came first: "sorry, I put the day first"."""
    orders, articles = word_set("dates", "order_words"), word_set("dates", "articles")
    if any(two.word in orders and one.word in articles for one, two in pairwise(said)):
        return False  # "the day is the first"
    words = {p.word for p in said}
    parts = {word for name in NAMES for word in field_table("dates")["parts"][name]}
    numbers = set(view(tuple(said), lang).letters) & set("uzt12345678L")
    others = [p for p in said if p.word not in word_set("dates", "order_words")]
    alone = not set(view(tuple(others), lang).letters) & set("uztcyom12345678Ln") if others else False
    return bool(words & parts and words & word_set("dates", "order_words")) and (alone or not numbers)


def _segment(said: tuple[Piece, ...], lang: str) -> Iterator[Segment]:
    """The pieces without what follows "not", up to the end of that date or part."""
    words = [p.word for p in said]
    negated = listed("dates", "not").find(words)
    for _ in range(MOST_NEGATED):
        if not negated:
            break
        end = _end_of_date(said, negated[1], lang)
        said = said[: negated[0]] + said[end:]
        words = [p.word for p in said]
        negated = listed("dates", "not").find(words)
    if said:
        yield Segment(said)


def _end_of_date(said: Sequence[Piece], i: int, lang: str) -> int:
    """Where the first date behind "not" ends."""
    seen = view(said, lang)
    start = seen.skip(i)
    end = start
    months = 0
    while end < len(said) and seen.at(end) in "uztcyomnHh&12345678s" and (end == start or "," not in said[end].gap):
        months += seen.at(end) == "n"
        if months > 1:
            break  # "not january june"
        end += 1
    return end


def number_alone(seen: View) -> tuple[PartName, Reading] | None:
    """The year or the day that one number alone tells: "no, thirty eight", "sorry, 2012"; None beside a month."""
    start = next((i for i, letter in enumerate(seen.letters[:FEW]) if letter in NUMERALS), None)
    if start is None or "n" in seen.letters:
        return None
    year, day = _longest(years(seen, start)), _longest(days(seen, start))
    told: tuple[PartName, Reading] | None = ("day", day) if day else None
    if year and (not year.short or year.value > NO_DAY):
        told = "year", year
    if told is None:
        return None
    behind = seen.skip(told[1].end)
    apart = behind < len(seen.said) and any(c in seen.said[behind].gap for c in ".;,")
    return told if seen.at(behind) not in NUMERALS or seen.at(behind) == "" or apart else None


def named_part(seen: View) -> tuple[PartName, Reading] | None:
    """A part told by its name: "the year is fifty eight", "el dia es el nueve"."""
    for i, piece in enumerate(seen.said):
        for name in _names(piece.word):
            at = _past(seen.said, i + 1)
            found = _longest(_readings(name, seen, at))
            if found:
                return name, found
    return None


def _names(word: str) -> Iterator[PartName]:
    for name in NAMES:
        if word in field_table("dates")["parts"][name]:
            yield name


def _past(said: Sequence[Piece], i: int) -> int:
    end = i
    while end < min(i + BETWEEN, len(said)) and said[end].word in word_set("dates", "after_part"):
        end += 1
    return end


def _readings(name: PartName, seen: View, i: int) -> Iterator[Reading]:
    if name == "year":
        yield from long_years(seen, i)
        yield from (y for y in years(seen, i) if y.short)
    elif name == "day":
        yield from days(seen, i)
    elif seen.at(i) == "n":
        yield Reading(i + 1, seen.found.values[i])
    else:
        yield from months(seen, i)


def _longest(found: Iterator[Reading]) -> Reading | None:
    return max(found, key=lambda r: (r.end, -r.cost), default=None)


def single(seen: View, wanted: Sequence[PartName]) -> tuple[PartName, Reading] | None:
    """A number that names no part: the one part that is wanted; "el nueve", a day; "fifty seven", a year."""
    said = seen.said
    for i in range(len(said)):
        article = bool(i) and said[i - 1].word in word_set("dates", "articles") and not wanted
        name: PartName = wanted[0] if wanted else "day" if article else "year"
        if not wanted and i and said[i - 1].word in word_set("dates", "ages"):
            continue
        found = _longest(_readings(name, seen, i))
        if found and (wanted or article or found.value > NO_DAY):
            return name, found
    return None
