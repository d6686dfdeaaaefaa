"""What people take back, refuse, or cut in the wrong place; gaps in signs; who speaks is not asked for."""

from __future__ import annotations

import pytest

from bot.directory import load
from bot.hearing import words
from bot.mentions import lexicon_of
from bot.named import named
from bot.settings import ROOT
from bot.signs import numbers, purposes, signs

pytestmark = pytest.mark.xdist_group("masking")  # so that the words are read once
SHIPPED = load(ROOT / "directory.yaml")
LEXICON = lexicon_of(SHIPPED)


def groups(said: str) -> tuple[tuple[str, ...], ...]:
    heard = LEXICON.hear(said)
    return named(LEXICON.find(heard), heard, SHIPPED).groups


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("book a thyroid scan, no wait, a cardiac MRI", "cardiac_mri"),
        ("the GI intervention fax, I mean, breast biopsy", "breast_intervention"),
        ("cita para tiroides, perdón, para resonancia del corazón", "cardiac_mri"),
        ("I do not want the cardiac CTA, the one with the magnet", "cardiac_mri"),
        ("not the cardiac MRI, the one for the coronary arteries", "cardiac_cta"),
    ],
)
def test_the_last_word_counts(said: str, meant: str) -> None:
    assert groups(said) == ((meant,),)


@pytest.mark.parametrize(
    "said",
    ["sorry, the thyroid line please", "I mean the thyroid line", "a thyroid scan, sorry to bother you so early today"],
)
def test_an_excuse_takes_nothing_back(said: str) -> None:
    assert groups(said) == (("thyroid",),)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("cats can of my belly", "cat scan of my belly"),
        ("a bones can please", "a bone scan please"),
        ("my lungs can be heard", "my lungs can be heard"),
        ("card yak em our eye", "cardiac mri"),
        ("a facet in jackson", "a facet injection"),
    ],
)
def test_words_are_cut_where_they_belong(said: str, meant: str) -> None:
    assert " ".join(LEXICON.hear(said)) == meant


def test_a_word_that_asks_is_no_misheard_word() -> None:
    assert groups("it is time for my mammogram where do I call") == (("centralized_scheduling",),)


def test_a_gap_in_a_sign_is_three_words_at_most() -> None:
    assert "phone_too" in signs(words("the number and also the fax"))
    assert "phone_too" not in signs(words("the number and then if you can my fax"))


def test_who_speaks_is_not_asked_for() -> None:
    assert purposes(words("floor nurse here, the same day number")) == ("same_day",)
    assert purposes(words("I need the nurse at your spine clinic")) == ("nurse_coordinator",)


@pytest.mark.parametrize(
    ("said", "heard"),
    [("the 7274 number", ("7274",)), ("a number ending in 7860", ("7860",)), ("since 2016", ()), ("the 2016 CT", ())],
)
def test_four_digits_count_where_they_are_called_a_number(said: str, heard: tuple[str, ...]) -> None:
    assert numbers(said, "US") == heard
