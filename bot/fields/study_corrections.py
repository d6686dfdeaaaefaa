"""What is taken back in an answer about examinations, put right before it is read. Pure.

"left ankle, no sorry, RIGHT ankle", "october eighth no the ninth", "the echo no the ultrasound of my liver".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.fields.date_numbers import Reading, View, days, view
from bot.fields.misheard_dates import put_right
from bot.fields.pieces import Piece, listed, said
from bot.fields.said_dates import named
from bot.fields.study_heard import as_meant
from bot.fields.tables import word_set

SENTENCES = ".;!?\n"
MOST_TAKEN_BACK = 4
FAR = 12
DAY_FIRST = re.compile(r"\b(1[3-9]|2\d|3[01])([/-])(\d{1,2})([/-])(\d{2,4})\b")
SHORT = {
    re.compile(r"\bc/a/p\b", re.IGNORECASE): "chest abdomen pelvis",
    re.compile(r"\bsenos? paranasal(?:es)?\b", re.IGNORECASE): "sinus",
    re.compile(
        r"\bd(?= (?:el|la|los|las|est[ea]|mi|\w+(?:embre|ubre|ero|zo|ril|yo|nio|lio|sto))\b)", re.IGNORECASE
    ): "de",
    re.compile(r"\ba/p\b|\babd/pelv?(?:is)?\b", re.IGNORECASE): "abdomen pelvis",
}


def written_out(text: str) -> str:
    """With the short forms of clinics as words: "CT A/P"; a day before its month put behind it."""
    text = DAY_FIRST.sub(_month_first, text)
    for short, words in SHORT.items():
        text = short.sub(words, text)
    return text


def _month_first(date: re.Match[str]) -> str:
    """ "22/3/2026" as it is written here."""
    day, one, month, two, year = date.groups()
    return f"{month}{one}{day}{two}{year}"


def corrected(found: Sequence[Piece], lang: str) -> tuple[Piece, ...]:
    """The pieces as they are meant."""
    found = _both(put_right(as_meant(found, lang)))
    for _ in range(MOST_TAKEN_BACK):
        fresh = _side(found) or _day(found, lang)
        if not fresh:
            break
        found = fresh
    return found


def _both(found: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """ "Los dos de 2026" holds no second of a month."""
    out: list[Piece] = []
    for piece in found:
        if out and out[-1].word in ("los", "las") and piece.word == "dos":
            out.append(replace(piece, word="juntos", raw="juntos"))
        else:
            out.append(piece)
    return tuple(out)


def _side(found: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The other side, told behind "no sorry": it takes the place of the last one told before."""
    words = said(found)
    span = listed("dates", "taken_back").find(words)
    while span:
        start = _past(words, span[1])
        side = words[start] if start < len(words) else ""
        if side in word_set("studies", "sides"):
            before = [i for i in range(max(0, span[0] - FAR), span[0]) if words[i] in word_set("studies", "sides")]
            end = start + 1
            while end < len(words) and words[end] in word_set("studies", "body") and not _ends(found[end]):
                end += 1
            if before and words[before[-1]] != side:
                mended = replace(found[before[-1]], word=side, raw=found[start].raw)
                return (*found[: before[-1]], mended, *found[before[-1] + 1 : span[0]], *found[end:])
        span = listed("dates", "taken_back").find(words, span[1])
    return ()


def _past(words: Sequence[str], i: int) -> int:
    """Past more of the same, and the words between."""
    while i < len(words) and (
        size := listed("dates", "taken_back").at(words, i) or int(words[i] in word_set("studies", "inner"))
    ):
        i += size
    return i


def _ends(piece: Piece) -> bool:
    return any(c in piece.gap for c in SENTENCES)


def _day(found: tuple[Piece, ...], lang: str) -> tuple[Piece, ...]:
    """The other day of the month: "october eighth no the ninth"."""
    words, seen = said(found), view(found, lang)
    span = listed("dates", "taken_back").find(words)
    while span:
        start = _past(words, span[1])
        told = max(days(seen, start), key=lambda r: (r.end, -r.cost), default=None) if start < len(words) else None
        month = [i for i in range(max(0, span[0] - 3), span[0]) if seen.at(i) == "n"]
        if (
            told
            and not month
            and seen.at(seen.skip(told.end)) == "n"
            and (day := _day_alone(seen, span[0])) is not None
        ):
            return (*found[:day], *found[start:])
        if told and month and _told_whole(seen, start, told, month[-1]):
            return (*found[: _old_day(seen, month[-1])], *found[start:])
        if told and month and seen.at(start) not in "n" and seen.at(told.end) != "n":
            again = _past(words, told.end)
            more = max(days(seen, again), key=lambda r: r.end, default=None) if again < len(words) else None
            end = more.end if more and more.value == told.value and seen.at(more.end) != "n" else told.end
            first = _old_day(seen, month[-1])
            return (*found[:first], found[month[-1]], *found[start : told.end], *found[end:])
        span = listed("dates", "taken_back").find(words, span[1])
    return ()


def _day_alone(seen: View, end: int) -> int | None:
    """Where a day without its month begins that ends there: "the twenty, no, the twenty first of August"."""
    return next((i for i in range(max(0, end - 2), end) if any(d.end == end for d in days(seen, i))), None)


def _told_whole(seen: View, start: int, told: Reading, month: int) -> bool:
    """Whether the other day has its month too: "september eighth no the ninth, september ninth"."""
    again = _past(said(seen.said), told.end)
    dates = (n for n in named(seen) if n.month and n.day == told.value and start < n.start <= again)
    return any(n.month == seen.found.values[month] for n in dates)


def _old_day(seen: View, month: int) -> int:
    """Where "the tenth of" begins before its month, or the month."""
    starts = (i for i in range(max(0, month - 4), month) for d in days(seen, i) if seen.skip(d.end) == month)
    return next(starts, month)
