"""The words of the letter and of the signing page: English, with Spanish beside it where the talk was in Spanish."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from bot.directory_types import LANGS, Lang
from bot.settings import ROOT
from bot.tables import read_yaml

Table = Mapping[str, Any]
Pair = dict[Lang, str]  # the same thing in English, and in Spanish where that stands beside it
Page = Literal["letter", "sign"]
ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")


@dataclass(frozen=True)
class Words:
    """The sentences of replies/<page>.<lang>.yaml. Fields are filled in as they are: never read as a template."""

    page: Page
    langs: tuple[Lang, ...]

    @classmethod
    def of(cls, page: Page, lang: str) -> Words:
        """English alone, or with Spanish beside it."""
        return cls(page, LANGS if lang == "es" else ("en",))

    def both(self, key: str, **fields: str | Pair) -> Pair:
        """A sentence in the languages of the page. Raises KeyError where there is no such sentence."""
        return {lang: self._one(lang, key, fields) for lang in self.langs}

    def day(self, day: dt.date) -> Pair:
        """A date in words, "March 9, 1957"."""
        return {lang: _day(lang, day) for lang in self.langs}

    def vague(self, date: str) -> Pair:
        """A date as far as it is known: "2026-08" as "August 2026"; other words stay as they were said."""
        return {lang: _vague(lang, date) for lang in self.langs}

    def moment(self, at: dt.datetime) -> Pair:
        """A time in the zone that it is given in, to the second."""
        clock = at.strftime("%I:%M:%S %p").lstrip("0")
        return {
            lang: table("letter", lang)["moment"].format(day=_day(lang, at.date()), time=clock, zone=at.tzname())
            for lang in self.langs
        }

    def _one(self, lang: Lang, key: str, fields: Mapping[str, str | Pair]) -> str:
        told = {name: value if isinstance(value, str) else value[lang] for name, value in fields.items()}
        sentence: str = table(self.page, lang)[key]
        return sentence.format(**told) if told else sentence


@cache
def table(page: Page, lang: Lang) -> Table:
    """All sentences of one page in one language."""
    read: Table = read_yaml(ROOT / "replies" / f"{page}.{lang}.yaml")
    return read


def may_sign(lang: str) -> bool:
    """Whether a letter may be signed on the page: in Spanish only once an interpreter's review is recorded."""
    reviewed = table("letter", "es")["reviewed"]
    return lang != "es" or bool(reviewed["by"] and reviewed["on"])


def _day(lang: Lang, day: dt.date) -> str:
    words = table("letter", lang)
    written: str = words["day"].format(day=day.day, month=words["months"][day.month - 1], year=day.year)
    return written


def _vague(lang: Lang, date: str) -> str:
    found = ISO.fullmatch(date)
    if not found or found["month"] is None:
        return date
    try:
        first = dt.date(int(found["year"]), int(found["month"]), int(found["day"] or 1))
    except ValueError:
        return date
    words = table("letter", lang)
    if found["day"]:
        return _day(lang, first)
    written: str = words["month"].format(month=words["months"][first.month - 1], year=first.year)
    return written
