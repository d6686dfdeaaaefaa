"""Names as they are said, spelled and written."""

from __future__ import annotations

import pytest

from bot.fields.names import person_name
from tests.release import table

NAMES = table("names")


def read(said: str, lang: str) -> str:
    heard = person_name(said, lang)
    return heard.value or f"- {heard.why}"


@pytest.mark.parametrize(("said", "name"), NAMES["en"].items())
def test_english(said: str, name: str) -> None:
    assert read(said, "en") == name


@pytest.mark.parametrize(("said", "name"), NAMES["es"].items())
def test_spanish(said: str, name: str) -> None:
    assert read(said, "es") == name


@pytest.mark.parametrize(("first", "then", "name"), NAMES["then"])
def test_put_onto_what_was_known(first: str, then: str, name: str) -> None:
    assert person_name(then, "en", person_name(first)).value == name


def test_one_word_may_be_kept() -> None:
    heard = person_name("cher")
    assert (heard.value, heard.missing, heard.why) == ("Cher", ("last_name",), "")


def test_the_last_name_keeps_its_particles() -> None:
    assert person_name("luis de la cruz").last == "de la Cruz"
    assert person_name("walter testerman junior").last == "Testerman"
    assert person_name("cher").last == "Cher"


def test_the_caller_and_the_patient_are_told_apart() -> None:
    said = "this is tom jones calling for my daughter lily jones"
    assert person_name(said).value == "Lily Jones"
    assert person_name(said, whose="caller").value == "Tom Jones"


def test_a_name_without_end_is_none() -> None:
    assert person_name(" ".join(["Wanda"] * 40)).why == "too_long"
    assert person_name("Wanda" * 300).value is None
