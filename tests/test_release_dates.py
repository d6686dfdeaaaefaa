"""Dates of birth as they are said, written and keyed."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.fields.dates import NOTHING, PARTS, DateHeard, birth_date
from tests.release import table

TODAY = dt.date(2026, 11, 22)
OTHER = table("dates_other")


@pytest.mark.parametrize(("said", "day"), table("dates_en").items())
def test_english(said: str, day: str) -> None:
    assert str(birth_date(said, TODAY).value) == day


@pytest.mark.parametrize(("said", "day"), table("dates_es").items())
def test_spanish(said: str, day: str) -> None:
    assert str(birth_date(said, TODAY, "es").value) == day


@pytest.mark.parametrize(("said", "known"), OTHER["half"].items())
def test_half_a_date_is_kept(said: str, known: list[str]) -> None:
    heard = birth_date(said, TODAY)
    parts = {name: getattr(heard, name) for name in PARTS}
    assert {f"{n} {v}" for n, v in parts.items() if v is not None} == set(known)
    assert heard.value is None
    assert set(heard.missing) == {name for name, value in parts.items() if value is None}


@pytest.mark.parametrize(("said", "why"), OTHER["why"].items())
def test_why_not(said: str, why: str) -> None:
    heard = birth_date(said, TODAY)
    assert (heard.value, heard.why) == (None, why)


@pytest.mark.parametrize(("first", "then", "wanted"), OTHER["then"])
def test_completed_and_mended(first: str, then: str, wanted: str) -> None:
    heard = birth_date(then, TODAY, "en", birth_date(first, TODAY))
    assert wanted in (str(heard.value), heard.why)


@pytest.mark.parametrize(("lang", "said", "day", "doubt", "other"), OTHER["doubt"])
def test_doubt_is_named_only_where_there_is_one(lang: str, said: str, day: str, doubt: str, other: str) -> None:
    heard = birth_date(said, TODAY, lang)
    assert (str(heard.value), heard.doubt) == (day, doubt)
    assert [str(o) for o in heard.others] == ([other] if other else [])


def test_what_was_known_stays_when_nothing_is_told() -> None:
    known = birth_date("march ninth", TODAY)
    assert birth_date("let me think", TODAY, "en", known) == DateHeard(None, ("year",), "nothing", None, 3, 9)


def test_the_clock_is_the_one_passed_in() -> None:
    assert birth_date("3/9/57", dt.date(1960, 1, 1)).value == dt.date(1957, 3, 9)
    assert birth_date("3/9/57", dt.date(2060, 1, 1)).value == dt.date(2057, 3, 9)
    assert birth_date("march ninth twenty twenty", dt.date(2019, 1, 1)).why == "future"


def test_nothing_known_is_nothing() -> None:
    assert birth_date("", TODAY) == NOTHING
