"""What a telephone recogniser makes of our words is put back, and ordinary talk is left as it is."""

from __future__ import annotations

import statistics
import time
from typing import Any

import pytest

from bot.common_words import common_words
from bot.directory import load
from bot.hearing import unaccent, words
from bot.masking import entry_kinds, mask
from bot.mentions import lexicon_of
from bot.settings import ROOT
from bot.sounds import Sounds, sound_of, sounds_alike
from bot.tables import read_yaml

pytestmark = pytest.mark.xdist_group("masking")  # so that the words are read once
SHIPPED = load(ROOT / "directory.yaml")
LEXICON, KINDS = lexicon_of(SHIPPED), entry_kinds(SHIPPED)
CASES: dict[str, list[Any]] = read_yaml(ROOT / "tests/repair/dev.yaml")
# How many of the phrases must be understood at least, and how many ordinary sentences may name too much.
FLOORS = {"en": 174, "es": 74}
MOST_FALSE = 3
SECONDS = 0.003  # of work for one sentence, on median


def named(said: str) -> set[str]:
    return {mention.id for mention in LEXICON.find(LEXICON.hear(said))}


def plainly_named(said: str) -> set[str]:
    """What the words themselves name, without any repair."""
    return {mention.id for mention in LEXICON.find(words(unaccent(said))) if mention.how != "sound"}


def understood(case: dict[str, Any], said: str) -> bool:
    """Whether what must be named is named, or the word of what is wanted arrives."""
    if named(said) & set(case["names"]):
        return True
    wanted = case.get("mends")
    return bool(wanted) and wanted in (*mask(said, LEXICON, KINDS).split(), *LEXICON.hear(said))


@pytest.mark.parametrize("lang", FLOORS)
def test_broken_words_are_understood(lang: str) -> None:
    missed = [case for case in CASES[lang] if not understood(case, case["say"])]
    print(f"{lang}: {len(CASES[lang]) - len(missed)} of {len(CASES[lang])} understood")
    assert len(CASES[lang]) - len(missed) >= FLOORS[lang], [case["heard"] for case in missed]


@pytest.mark.parametrize("lang", FLOORS)
def test_the_same_said_clearly_is_understood(lang: str) -> None:
    """Otherwise the case itself is wrong."""
    for case in CASES[lang]:
        assert understood(case, case["say"].replace(case["heard"], case["means"])), case


def test_ordinary_talk_names_nothing_more() -> None:
    false = {said: more for said in CASES["ordinary"] if (more := named(said) - plainly_named(said))}
    print(f"{len(false)} of {len(CASES['ordinary'])} ordinary sentences name too much")
    assert len(false) <= MOST_FALSE, false


WANTED = {
    "I'd like to make a point mint": "appointment", "I need to shed you all an exam": "schedule",
    "where are my re salts": "results", "where should we facs the referral": "fax",
    "I need my wreck cords sent": "records", "do patients skedule or offices": "schedule",
    "I want to make an ointment for next week": "appointment", "quiero hacer una sita para el lunes": "cita",
}  # fmt: skip


@pytest.mark.parametrize("said", WANTED)
def test_what_is_wanted_arrives_at_the_box(said: str) -> None:
    assert WANTED[said] in mask(said, LEXICON, KINDS).split()


@pytest.mark.parametrize("said", ["when is my emma rye appointment", "my doctor ordered an em or rye"])
def test_letters_said_as_words_are_an_abbreviation(said: str) -> None:
    assert "mri" in LEXICON.hear(said)


# Words that sound like one of ours and are right where they stand.
RIGHT = (
    "I put ointment on my rash", "how do i fix my printer", "we saw a fox in the yard", "the resort was lovely",
    "we want the second read or a copy", "buy one by the sea and see", "a man whose belly is tight as a drum",
    "I need all imaging", "ando pensando en quitarme la vida", "my name is wrong on it",
    "imagen cardíaca", "the city is far from here and my scan is today", "the nurse will be here in ten minutes",
)  # fmt: skip


@pytest.mark.parametrize("said", RIGHT)
def test_words_that_make_sense_stay(said: str) -> None:
    assert LEXICON.hear(said) == words(said)


def test_no_sentence_takes_long() -> None:
    took = []
    for said in (*CASES["ordinary"], *(case["say"] for case in CASES["en"])):
        begun = time.thread_time()
        LEXICON.find(LEXICON.hear(said))
        took.append(time.thread_time() - begun)
    assert statistics.median(took) < SECONDS


@pytest.mark.parametrize("many", [20, 2_000])
@pytest.mark.parametrize("least", [0.78, 0.82, 0.88])
def test_of_many_sounds_none_that_is_near_is_missed(many: int, least: float) -> None:
    known = [sound_of((word,)) for word in sorted(common_words())[-many:]]
    sounds, near = Sounds(known), 0
    for said in (
        sound_of((one.letters[:-2] + end,)) for one in known[:: many // 20] for end in ("", "n", "ly", "ation")
    ):
        wanted = {(one, alike) for one in known if (alike := sounds_alike(said, one)) >= least}
        assert set(sounds.like(said, least)) == wanted
        near += len(wanted)
    assert near
