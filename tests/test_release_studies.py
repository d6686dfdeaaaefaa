"""Examinations and their dates as they are said and written."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.fields.studies import StudiesHeard, studies
from bot.fields.study import as_said
from tests.release import table

TODAY = dt.date(2026, 11, 22)
TABLE = table("studies")


def read(heard: StudiesHeard) -> list[str]:
    """As the table writes it."""
    return [f"{s.study} | {as_said(s)}".strip() for s in heard.value] if not heard.why else [f"- {heard.why}"]


@pytest.mark.parametrize(("said", "wanted"), TABLE["en"].items())
def test_english(said: str, wanted: list[str]) -> None:
    assert read(studies(said, TODAY)) == wanted


@pytest.mark.parametrize(("said", "wanted"), TABLE["es"].items())
def test_spanish(said: str, wanted: list[str]) -> None:
    assert read(studies(said, TODAY, "es")) == wanted


@pytest.mark.parametrize(("first", "then", "wanted"), TABLE["then"])
def test_put_onto_what_was_known(first: str, then: str, wanted: list[str]) -> None:
    assert read(studies(then, TODAY, "en", studies(first, TODAY))) == wanted


def test_what_is_missing() -> None:
    assert studies("mri last year", TODAY).missing == ()
    assert studies("mri", TODAY).missing == ("date",)
    assert studies("hello", TODAY).missing == ("study", "date")
    assert studies("everything", TODAY).everything


def test_vague_words_are_kept_beside_the_figures() -> None:
    found = studies("mri on august fourth twenty twenty six and a ct last spring", TODAY).value
    assert [(s.date, s.iso) for s in found] == [("august fourth twenty twenty six", "2026-08-04"), ("last spring", "")]


def test_a_date_to_come_is_no_date_of_an_examination() -> None:
    assert studies("mri in march 2031", TODAY).value[0].iso == ""
