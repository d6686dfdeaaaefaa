"""Tables as CSV, in which no spreadsheet finds a formula. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

CSV = "text/csv"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_of(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A file with a line of names. Whole numbers stay numbers, all else is text."""
    made = io.StringIO()
    lines = [[one if isinstance(one, int) else cell(str(one)) for one in row] for row in (columns, *rows)]
    csv.writer(made).writerows(lines)
    return made.getvalue().encode("utf-8-sig")


def cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
