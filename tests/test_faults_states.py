"""From every state of a talk, by voice and by text, in both languages: hurried words and key 2 lead to the 24/7 line.

The states come from the state machine's own list, and from the points that real talks come to; none can be left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import get_args

import pytest

from bot import emergency
from bot.directory_types import LANGS, Lang
from bot.message import EXPECTS, Expect
from bot.state import State
from tests import points
from tests.faults.phrases import DANGER, HURRIED, through, told
from tests.faults.talks import at_kind, caller_at, texter_at, twin
from tests.figures import Figure
from tests.whole_desk import House, whole_desk

pytestmark = pytest.mark.xdist_group("faults states")
KINDS = list(product(get_args(Expect), LANGS))
EACH_POINT = 3  # phrases by day; at night all of them
EACH_KIND = 3  # by day every third phrase in each kind of state, others in the next one


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = whole_desk(tmp_path_factory.mktemp("states"))
    yield house
    house.close()


def voice(house: House, state: State, words: str) -> str:
    caller = caller_at(house, state).say(words)
    if words in DANGER:
        return "911 first" if "9 1 1" in caller.heard else f"lost: {words}"
    return "24/7 line" if through(caller) else f"lost: {words}"


def text(house: House, state: State, words: str) -> str:
    reply = texter_at(house, state).text(words)
    if words in DANGER:
        return "911 first" if "911" in (reply or "") else f"lost: {words}"
    return "24/7 line" if told(reply) else f"lost: {words}"


def everywhere(house: House, expect: Expect, lang: Lang, hurried: list[str]) -> list[str]:
    """These phrases, and all of danger, said and written to a talk of this kind."""
    state = at_kind(house, expect, lang)
    return [how(house, state, words) for how in (voice, text) for words in (*hurried, *DANGER)]


def test_no_kind_of_state_is_left_out() -> None:
    assert set(get_args(Expect)) == set(EXPECTS) == {expect for expect, _ in KINDS}
    assert len(set(HURRIED)) >= 60


@pytest.mark.parametrize(("expect", "lang"), KINDS)
def test_hurried_words_in_every_kind_of_state(house: House, figure: Figure, expect: Expect, lang: Lang) -> None:
    some_of_them = HURRIED[KINDS.index((expect, lang)) % EACH_KIND :: EACH_KIND]
    found = figure(f"A6 {expect}, {lang}, voice and text", everywhere(house, expect, lang, some_of_them))
    assert found == {"24/7 line": 2 * len(some_of_them), "911 first": 2 * len(DANGER)}


@pytest.mark.night
@pytest.mark.parametrize(("expect", "lang"), KINDS)
def test_all_hurried_words_in_every_kind_of_state(house: House, figure: Figure, expect: Expect, lang: Lang) -> None:
    found = figure(f"A6 {expect}, {lang}, voice and text, every phrase", everywhere(house, expect, lang, HURRIED))
    assert found == {"24/7 line": 2 * len(HURRIED), "911 first": 2 * len(DANGER)}


def test_key_two_in_every_kind_of_state(house: House, figure: Figure) -> None:
    pressed = [caller_at(house, at_kind(house, expect, lang)).press("2") for expect, lang in KINDS]
    found = figure("A6 key 2, every kind", ["24/7 line" if through(caller) else "lost" for caller in pressed])
    assert found == {"24/7 line": len(KINDS)}


def at_point(house: House, point: str, phrases: list[str]) -> Iterator[str]:
    walked = points.called(house, point)
    for words in phrases:
        yield "24/7 line" if through(twin(house, walked).say(words)) else f"lost at {point}: {words}"
    yield "24/7 line" if through(twin(house, walked).press("2")) else f"lost at {point}: key 2"


def some(number: int) -> list[str]:
    """A few of the phrases, others for each number."""
    return [HURRIED[(number * EACH_POINT + i) % len(HURRIED)] for i in range(EACH_POINT)]


def test_a_few_phrases_and_key_two_at_every_point_of_real_talks(house: House, figure: Figure) -> None:
    outcomes = [one for n, point in enumerate(points.CALLS) for one in at_point(house, point, some(n))]
    assert {words for n in range(len(points.CALLS)) for words in some(n)} == set(HURRIED)
    found = figure("A6 points of real talks", outcomes)
    assert found == {"24/7 line": len(points.CALLS) * (EACH_POINT + 1)}


@pytest.mark.night
def test_every_phrase_and_key_two_at_every_point_of_real_talks(house: House, figure: Figure) -> None:
    outcomes = [one for point in points.CALLS for one in at_point(house, point, HURRIED)]
    found = figure("A6 points of real talks, every phrase", outcomes)
    assert found == {"24/7 line": len(points.CALLS) * (len(HURRIED) + 1)}


def test_control_a_rule_deaf_to_one_phrase_is_found_in_every_kind(
    house: House, figure: Figure, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear, lost = emergency.hear, HURRIED[0]
    deaf = emergency.Urgency("none")
    monkeypatch.setattr(emergency, "hear", lambda words, **how: deaf if words == lost else hear(words, **how))
    lost_in = set()
    outcomes = []
    for kind, how, words in product(KINDS, (voice, text), HURRIED[:2]):
        outcomes.append(how(house, at_kind(house, *kind), words))
        lost_in |= {kind} if outcomes[-1] == f"lost: {lost}" else set()
    found = figure("A6 control, one of two phrases unheard", outcomes)
    assert lost_in == set(KINDS)
    assert found["24/7 line"] < found.total()
