"""Every day said in ten ways in English and six in Spanish; shares no words with the program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

MONTHS = "january february march april may june july august september october november december".split()
MESES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
TENS = ["", "", *"twenty thirty forty fifty sixty seventy eighty ninety".split()]
NTH = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
POCO = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete"
    " dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete"
    " veintiocho veintinueve"
).split()
DIEZ = ["", "", "", *"treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()]


def number(n: int) -> str:
    """Below a hundred in English."""
    return SMALL[n] if n < 20 else TENS[n // 10] + (f" {SMALL[n % 10]}" if n % 10 else "")


def nth(n: int) -> str:
    """A day of the month in English."""
    if n <= 20:
        return NTH[n]
    return "thirtieth" if n == 30 else f"{TENS[n // 10]} {NTH[n % 10]}"


def two(n: int) -> str:
    """Two digits as they are said: "oh five", "fifty seven"."""
    return f"oh {SMALL[n]}" if n < 10 else number(n)


def year(n: int) -> str:
    """A year as it is said in English."""
    if 2000 <= n < 2010:
        return "two thousand" + (f" {SMALL[n - 2000]}" if n > 2000 else "")
    if n % 100 == 0:
        return f"{number(n // 100)} hundred"
    return f"{number(n // 100)} {two(n % 100)}"


def poco(n: int) -> str:
    """Below a hundred in Spanish."""
    return POCO[n] if n < 30 else DIEZ[n // 10] + (f" y {POCO[n % 10]}" if n % 10 else "")


def anno(n: int) -> str:
    """A year in Spanish."""
    head = "mil novecientos" if n < 2000 else "dos mil"
    return head + (f" {poco(n % 100)}" if n % 100 else "")


def english(day: dt.date) -> Iterator[tuple[str, bool]]:
    """Ten ways; each with whether the century is left out."""
    d, m, y = day.day, day.month, day.year
    yield f"{MONTHS[m - 1]} {nth(d)} {year(y)}", False
    yield f"it's the {nth(d)} of {MONTHS[m - 1]} {year(y)}", False
    yield f"{two(m)} {two(d)} {year(y)}", False
    yield " ".join(SMALL[int(c)] for c in f"{m:02d}{d:02d}{y}"), False
    yield f"{m:02d}{d:02d}{y}", False
    yield f"{m}/{d}/{y}", False
    yield f"{y}-{m:02d}-{d:02d}", False
    yield f"{d}-{MONTHS[m - 1][:3].title()}-{y}", False
    yield f"{two(m)} {two(d)} {two(y % 100)}", True
    yield f"{number(m)} {number(d)} {two(y % 100)}", True


def spanish(day: dt.date) -> Iterator[tuple[str, bool]]:
    """Six ways."""
    d, m, y = day.day, day.month, day.year
    yield f"{'primero' if d == 1 else poco(d)} de {MESES[m - 1]} de {anno(y)}", False
    yield f"nací el {d} de {MESES[m - 1]} de {y}", False
    yield f"el {poco(d)} del {poco(m)} de {anno(y)}", False
    yield f"{MESES[m - 1]} {poco(d)} de {anno(y)}", False
    yield f"{d} {MESES[m - 1]} {y}", False
    yield f"{poco(d)} de {MESES[m - 1]} del {poco(y % 100)}", True
