"""What the understanding box said a moment ago is not asked again, unless that could change an answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import httpx
import pytest

from bot.known_rankings import MOST, SECONDS, KnownRankings
from bot.nlu_client import NluClient, NluDown
from bot.private_words import TOKENS

NOBODY = "http://127.0.0.1:9"
FAX = (("fax", 0.9),)


@dataclass
class Box:
    """A box that names its model, and notes what it was asked."""

    model: str = "a" * 64
    intent: str = "fax"
    up: bool = True
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(json.loads(request.content)["text"])
        ranking = [{"name": self.intent, "confidence": 0.9}]
        named = {"model": self.model} if self.model else {}
        return httpx.Response(200 if self.up else 500, json={"intent_ranking": ranking, **named})

    def client(self) -> NluClient:
        return NluClient(NOBODY, transport=httpx.MockTransport(self))


def test_the_same_words_are_asked_once() -> None:
    box = Box()
    client = box.client()
    assert [client.ranking("fax for SERVICE") for _ in range(3)] == [FAX] * 3
    assert client.ranking("the fax") == FAX
    assert box.asked == ["fax for SERVICE", "the fax"]


@pytest.mark.parametrize("mask", TOKENS)
def test_where_something_private_was_masked_nothing_is_kept(mask: str) -> None:
    box = Box()
    client = box.client()
    assert [client.ranking(f"it was {mask} i think") for _ in range(2)] == [FAX] * 2
    assert len(box.asked) == 2


def test_another_model_is_believed_from_its_first_answer_on() -> None:
    box = Box()
    client = box.client()
    client.ranking("the fax")
    box.model, box.intent = "b" * 64, "billing"
    assert client.ranking("something else") == (("billing", 0.9),)
    assert client.ranking("the fax") == (("billing", 0.9),)


def test_a_box_that_names_no_model_is_always_asked() -> None:
    box = Box(model="")
    client = box.client()
    assert [client.ranking("the fax") for _ in range(2)] == [FAX] * 2
    assert len(box.asked) == 2


def test_whether_the_box_answers_is_asked_of_the_box() -> None:
    box = Box()
    client = box.client()
    client.ranking("hello")
    box.up = False
    with pytest.raises(NluDown):
        client.asked("hello")


def test_after_a_minute_it_is_asked_again() -> None:
    now = [0.0]
    known = KnownRankings(lambda: now[0])
    known.keep("the fax", FAX, "a")
    now[0] = SECONDS - 1
    assert known.of("the fax") == FAX
    now[0] = SECONDS
    assert known.of("the fax") == ()


def test_few_are_kept_and_no_words() -> None:
    known = KnownRankings(lambda: 0.0)
    for number in range(MOST + 5):
        known.keep(f"words {number}", FAX, "a")
    assert known.of("words 4") == ()
    assert known.of(f"words {MOST}") == FAX
    assert len(known._known) == MOST
    assert all(isinstance(key, bytes) and len(key) == 16 for key in known._known)
