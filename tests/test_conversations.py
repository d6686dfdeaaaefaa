"""Talks as pages of data: what people do, and what must come of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.intents import handlers
from tests import spoken_digits
from tests.conversation_pages import HOME, page, read
from tests.playing import FrontDesk

CONVERSATIONS = HOME / "conversations"
CASES = sorted(CONVERSATIONS.glob("*/*.yaml"))
pytestmark = [pytest.mark.xdist_group("conversations"), pytest.mark.usefixtures("unhurried")]


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_conversation(case: Path, front_desk: FrontDesk) -> None:
    front_desk.play(read(case))


def test_every_intent_has_sentences_an_answer_and_two_talks() -> None:
    taught = {path.stem for path in (HOME.parent / "data/nlu").glob("*.yml")}
    played = {path.name for path in CONVERSATIONS.iterdir() if len(list(path.glob("*.yaml"))) >= 2}
    assert taught == set(handlers()) == played


def test_nothing_lies_beside_the_pages() -> None:
    assert set(CASES) == {path for path in CONVERSATIONS.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("fax: 9 1 9, 5 5 5, 0 1 0 0. Again: fax 9 1 9, 5 5 5, 0 1 0 0.", ["9195550100"]),
        ("9 1 9, 5 5 5, 0 1 0 0, 9 1 9, 5 5 5, 0 1 0 1, option 2", ["9195550100", "9195550101"]),
        ("Phone (919) 555-0100 or (919) 555-0101.", ["9195550100", "9195550101"]),
        ("dial 9 1 1, open 8 am to 5 pm, press 2", []),
    ],
)
def test_numbers_are_read_out_of_what_is_said(words: str, numbers: list[str]) -> None:
    assert spoken_digits.told(words) == numbers


def test_half_a_number_is_noticed() -> None:
    with pytest.raises(AssertionError, match="no whole numbers"):
        spoken_digits.joined("9 1 9, 5 5 5, 0 1 0")


GREETED = {"call": None, "hears": ["automated assistant"]}
WRONG = {
    "a fragment is missing": ([{**GREETED, "hears": ["good morning"]}], "not there"),
    "fragments in another order": ([{**GREETED, "hears": ["press 2", "911"]}], "not in this place"),
    "a fragment too many": ([{**GREETED, "not": ["911"]}], "must not be"),
    "not exactly": ([{"call": None, "exactly": "Hello."}], "not exactly"),
    "another number": ([GREETED, {"says": "fax for vascular", "numbers": [9195550100]}], "told"),
    "a number too many": ([GREETED, {"says": "fax for vascular", "numbers": []}], "told"),
    "another intent": ([GREETED, {"says": "fax for vascular", "understood": "billing"}], "understood"),
    "it dials": ([GREETED, {"presses": "2"}], "dialled"),
    "it dials without keys": ([GREETED, {"presses": "2", "dials": [9196847274]}], "dialled"),
    "nobody is dialled": ([{**GREETED, "dials": [9196847274, "2"]}], "dialled"),
    "it goes on": ([{**GREETED, "ends": True}], "goes on"),
    "another voice": ([{**GREETED, "lang": "es"}], "speaks"),
    "another pace": ([{**GREETED, "slow": True}], "not slow"),
    "another patience": ([{**GREETED, "waits": 30}], "waits"),
    "it replies": ([{"texts": "hello there", "reads": None}], "a reply, or none"),
    "it is silent": ([{"texts": "STOP"}], "a reply, or none"),
    "it leaves something": ([{"texts": "STOP", "reads": None}], "leaves"),
    "a deed that cannot be": ([{"dial_ends": ["busy", 0]}], "nobody is being dialled"),
    "two deeds": ([{"call": None, "says": "hello"}], "one deed"),
    "an unknown word": ([{"call": None, "heard": []}], "unknown word"),
    "a word that YAML takes for a truth": ([GREETED, {"says": True}], "quote it"),
}


@pytest.mark.parametrize(("turns", "why"), WRONG.values(), ids=WRONG)
def test_a_talk_that_goes_wrong_is_told(turns: list[dict[str, object]], why: str, front_desk: FrontDesk) -> None:
    with pytest.raises(AssertionError, match="made up") as told:
        front_desk.play(page({"now": "2026-11-23T10:00", "turns": turns}, "made up"))
    assert why in str(told.value)
