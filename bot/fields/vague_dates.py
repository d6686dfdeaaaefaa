"""When an examination was, as said: a day, a month, a year, or words such as "last march" kept as they are. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.fields.date_numbers import View, long_years, view
from bot.fields.near_dates import after_another, by_name, day_behind, of_past_month, with_year
from bot.fields.pieces import Phrases, Piece, listed, pieces, said, written
from bot.fields.said_dates import Named, named
from bot.fields.tables import field_table, word_set

MOST_IN_A_CLAUSE = 12
LEAST_YEAR = 1950
DIGITS = "uz"
DAY = 10  # signs of a whole ISO date
SHORT = 4  # figures


@dataclass(frozen=True, slots=True)
class When:
    """When something was, from piece `start` to before `end`: the caller's words, and the ISO date as far as told.

    `iso` is "2026-08-04", "2026-08", "2019", or "" where the words are vague.
    """

    start: int
    end: int
    words: str
    iso: str = ""


def whens(found: Sequence[Piece], today: dt.date, lang: str) -> list[When]:
    """Every date in the pieces, in order; a longer one hides those inside it."""
    seen = view(found, lang)
    exact = [*_exact(found, seen, today), *_near(found, seen, today, lang), *_months(found, seen, today)]
    every = [*exact, *_vague(found, seen), *_since(found)]
    words = said(found)
    figures: dict[int, int] = {w.end: max(w.start, 0) for w in sorted(every, key=lambda w: -w.start) if w.iso}
    every = [w for w in every if not (_may_be_a_verb(w, words) or _only_leads(w, figures, words))]
    every = [w for w in every if not (_weekday_of(w, every, words) or _before_its_day(w, every, words))]
    every.sort(key=lambda w: (w.start - w.end, not w.iso))
    taken: list[When] = []
    for one in every:
        if all(one.end <= other.start or one.start >= other.end for other in taken):
            taken.append(one)
    return _with_the_next(found, sorted(taken, key=lambda w: w.start), lang)


def _near(found: Sequence[Piece], seen: View, today: dt.date, lang: str) -> list[When]:
    """Days by their name, and those whose year or month stands behind them."""
    every = list(named(seen))
    spans = [*by_name(found, today, lang), *with_year(found, every, today, lang), *of_past_month(seen, every, today)]
    spans += day_behind(seen, every, today)
    return [When(start, end, written(found[start:end]), day.isoformat()) for start, end, day in spans]


def _with_the_next(found: Sequence[Piece], told: list[When], lang: str) -> list[When]:
    """The dates with those that are counted from one before: "and the x-ray the next day"."""
    spans = after_another(found, [(w.start, w.end, w.iso) for w in told], lang)
    fresh = [When(start, end, written(found[start:end]), day.isoformat()) for start, end, day in spans]
    fresh = [f for f in fresh if not any(w.iso and w.start <= f.start and f.end < w.end for w in told)]
    kept = [w for w in told if all(w.end <= f.start or w.start >= f.end for f in fresh)]
    return sorted([*kept, *fresh], key=lambda w: w.start)


def unread_day(text: str, lang: str) -> bool:
    """Whether an unknown word stands where the day should be: "october the sick twenty twenty six"."""
    found = pieces(text)
    seen = view(found, lang)
    for i, letter in enumerate(seen.letters):
        at = seen.skip(i + 1)
        junk = letter == "n" and seen.at(at) == "x" and found[at].word not in word_set("studies", "body")
        if junk and any(year.value >= LEAST_YEAR for year in long_years(seen, at + 1)):
            return True
    return False


def _may_be_a_verb(one: When, words: Sequence[str]) -> bool:
    """Whether it is "may" without "in" before it."""
    doubtful = one.end == one.start + 1 and words[one.start] in word_set("studies", "doubtful_months")
    return doubtful and (one.start == 0 or words[one.start - 1] not in word_set("studies", "on"))


def _weekday_of(one: When, every: Sequence[When], words: Sequence[str]) -> bool:
    """Whether it is the weekday of a date that is told behind it, or before: "el viernes trece de noviembre"."""
    if one.iso or not set(words[one.start : one.end]) & word_set("studies", "weekdays"):
        return False
    near = (other for other in every if len(other.iso) == DAY)
    return any(0 <= other.start - one.end <= 1 or 0 <= one.start - other.end <= 1 for other in near)


def _before_its_day(one: When, every: Sequence[When], words: Sequence[str]) -> bool:
    """Whether the day itself is told right behind it: "two days ago, friday november twenty"."""
    days = [w for w in every if not one.iso and len(w.iso) == DAY and w.end > one.end and w.start > one.start]
    apart = any(set(words[one.end : w.start]) <= word_set("studies", "weekdays") for w in days if w.start >= one.end)
    return apart or any(w.start < one.end for w in days)  # "the week after, june fourth"


def _months(found: Sequence[Piece], seen: View, today: dt.date) -> list[When]:
    """ "March this year", "marzo del año pasado"."""
    words, out = said(found), []
    for i in (i for i in range(len(found)) if seen.at(i) == "n"):
        for back, name in ((0, "this_year"), (1, "last_year")):
            if size := listed("named_days", name).at(words, i + 1):
                iso = f"{today.year - back}-{seen.found.values[i]:02d}"
                out.append(When(i, i + 1 + size, written(found[i : i + 1 + size]), iso))
    return out


def _only_leads(one: When, figures: Mapping[int, int], words: Sequence[str]) -> bool:
    """Whether it is a date in figures with no more than "in" before it; `figures` are their starts by their ends."""
    start = figures.get(one.end, -1)
    return not one.iso and start > one.start and set(words[one.start : start]) <= word_set("studies", "on")


def _exact(found: Sequence[Piece], seen: View, today: dt.date) -> list[When]:
    """Days, months with a year, years, months alone. Of the readings of one place the likeliest."""
    best: dict[tuple[int, int], Named] = {}
    for one in named(seen):
        if _plausible(one, today, found) and not _single_digits(one, seen):
            known = best.get((one.start, one.end))
            if known is None or (one.parts, -one.cost) > (known.parts, -known.cost):
                best[one.start, one.end] = one
    return [When(n.start, n.end, written(found[n.start : n.end]), _iso(n, today)) for n in best.values()]


def _single_digits(one: Named, seen: View) -> bool:
    """Whether it is no more than single digits in words, such as a zip code."""
    return all(c in DIGITS for c in seen.letters[one.start : one.end])


def _slashed(one: Named, found: Sequence[Piece]) -> bool:
    """Whether it is a month and a day as they are written: "10/12"."""
    two = found[one.start : one.end]
    return len(two) == 2 and all(p.number for p in two) and two[1].gap == "/"


def _a_number(one: Named, found: Sequence[Piece]) -> bool:
    """Whether it is four figures that would be a day: "3301 Old Mill Walk"."""
    return one.end == one.start + 1 and one.month is not None and len(found[one.start].word) == SHORT and (
        found[one.start].number
    )  # fmt: skip


def _plausible(one: Named, today: dt.date, found: Sequence[Piece]) -> bool:
    none = one.month is None and one.year is None
    if none or _a_number(one, found) or 0 in (one.month, one.day) or (one.figures and not _slashed(one, found)):
        return False
    year = _year(one, today)
    if year is not None and not LEAST_YEAR <= year <= today.year:
        return False
    try:
        day = dt.date(year or 2000, one.month or 1, one.day or 1)
    except ValueError:
        return False
    return year is None or day <= today


def _year(one: Named, today: dt.date) -> int | None:
    if one.year is None or not one.short:
        return one.year
    return one.year + (2000 if one.year <= today.year % 100 else 1900)


def _iso(one: Named, today: dt.date) -> str:
    year = _year(one, today) or _last_year_with(one, today)
    if year is None or (one.month is None and one.day is not None):
        return ""
    if one.month is None:
        return f"{year:04d}"
    return f"{year:04d}-{one.month:02d}" + (f"-{one.day:02d}" if one.day else "")


def _last_year_with(one: Named, today: dt.date) -> int | None:
    """The year of a day without one, "august fourth": the last time that it was; a study lies in the past."""
    if one.month is None or one.day is None:
        return None
    return today.year - ((one.month, one.day) > (today.month, today.day))


@cache
def _patterns() -> list[tuple[str, ...]]:
    return sorted({tuple(p.split()) for p in field_table("studies")["vague"]}, key=len, reverse=True)


@cache
def _firsts() -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for pattern in _patterns():
        found.setdefault(pattern[0], []).append(pattern)
    return found


def _vague(found: Sequence[Piece], seen: View) -> list[When]:
    words, out = said(found), []
    for i, word in enumerate(words):
        firsts = [*_firsts().get(word, ()), *(_firsts().get("NUMBER", ()) if _counts(found[i]) else ())]
        firsts += _firsts().get("SEASON", ()) if listed("studies", "seasons").at(words, i) else ()
        ends = [end for pattern in firsts if (end := _match(pattern, words, seen, i)) > i]
        if ends:
            end = _with_year(seen, max(ends))
            out.append(When(i, end, written(found[i:end])))
    return out


def _match(pattern: Sequence[str], words: Sequence[str], seen: View, i: int) -> int:
    """Where the pattern ends that starts at `i`; `i` where it does not fit."""
    at = i
    for part in pattern:
        if at >= len(words):
            return i
        if part == "NUMBER":
            size = _number(seen, at)
        else:
            size = listed("studies", "seasons").at(words, at) if part == "SEASON" else int(words[at] == part)
        if not size:
            return i
        at += size
    return at


def _number(seen: View, i: int) -> int:
    # Numbers that count ("two years") are no dates to the view, so their letters are read anew.
    size = 0
    while i + size < len(seen.said) and size < 2 and _counts(seen.said[i + size]):
        size += 1
    return size


@cache
def _counting() -> frozenset[str]:
    table = field_table("numbers")
    return frozenset(w for name in ("units", "teens", "twenties", "tens") for w in table[name]) | {"couple", "few"}


def _counts(piece: Piece) -> bool:
    return (piece.number and len(piece.word) <= 2) or piece.word in _counting()


def _with_year(seen: View, end: int) -> int:
    """ "summer of 2019": the year behind a vague date belongs to it."""
    at = seen.skip(end)
    found = [y.end for y in long_years(seen, at)]
    return max(found, default=end)


def _since(found: Sequence[Piece]) -> list[When]:
    """ "when i fell off the ladder": the rest of the clause."""
    words, out = said(found), []
    span = listed("studies", "since").find(words)
    while span:
        end = span[1]
        while end < min(span[0] + MOST_IN_A_CLAUSE, len(found)) and not _ends(found, end):
            end += 1
        out.append(When(span[0], end, written(found[span[0] : end])))
        span = listed("studies", "since").find(words, end)
    return out


def _of_a_kind(found: Sequence[Piece], i: int) -> bool:
    """Whether another examination begins there: "when she fell the c t of her head"."""
    at = i + (found[i].word in word_set("studies_heard", "articles"))
    return at > i and bool(_kinds().at(said(found[i : at + 3]), 1))


@cache
def _kinds() -> Phrases:
    return Phrases([word for words in field_table("studies")["kinds"].values() for word in words])


def _ends(found: Sequence[Piece], i: int) -> bool:
    if listed("studies", "so_that").at(said(found[i : i + 2]), 0) or _of_a_kind(found, i):
        return True
    return any(c in found[i].gap for c in ",.;\n") or found[i].word in word_set("studies", "clause_ends")
