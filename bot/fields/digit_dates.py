"""Dates in digits without a break, as keyed on a telephone: 03091957, 030957, 3957. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

# How the digits may be shared out among month, day and year (their letters), by number of digits; the likeliest first.
SHARES = {
    8: ("mmddyyyy", "yyyymmdd", "ddmmyyyy"),
    7: ("mddyyyy", "mmdyyyy"),
    6: ("mmddyy", "mdyyyy", "ddmmyy"),
    5: ("mddyy", "mmdyy"),
    4: ("mdyy", "mmdd"),  # years are read as numbers
}
SECOND = 2
CENTURIES = ("18", "19", "20")


class Split(NamedTuple):
    """One way to share digits out; `either`: day and month may be meant the other way round."""

    year: int | None
    month: int | None
    day: int | None
    short: bool
    cost: int
    either: bool


def splits(digits: str) -> Iterator[Split]:
    """Every way to share four to eight digits out that could be a date by its numbers alone, the likeliest cheapest.

    Months over twelve are kept in the likeliest way, so that it can be said what is wrong.
    """
    if len(digits) == 4 and digits[:2] in CENTURIES:
        return
    for rank, share in enumerate(SHARES.get(len(digits), ())):
        year, month, day = (_part(digits, share, letter) for letter in "ymd")
        if _fits(digits, share, rank, month, day):
            likely = 1 + rank * SECOND
            either = share.startswith("m") and month is not None and day is not None and day <= 12 and day != month
            yield Split(year, month, day, share.count("y") == 2, likely, either)


def _part(digits: str, share: str, letter: str) -> int | None:
    found = "".join(d for d, s in zip(digits, share, strict=True) if s == letter)
    return int(found) if found else None


def _fits(digits: str, share: str, rank: int, month: int | None, day: int | None) -> bool:
    if "yyyy" in share and digits[share.index("y") :][:2] not in CENTURIES:
        return False
    if rank == 0 and len(digits) > 4:
        return True
    return (month is None or 1 <= month <= 12) and (day is None or 1 <= day <= 31)
