"""A flood of ordinary calls and texts through a worker's sixteen threads, and one emergent call a second among them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from werkzeug.exceptions import TooManyRequests

from tests.callers import Caller, Texter
from tests.faults.phrases import HURRIED, through, told
from tests.faults.stores import PLACES_IN_STORE, THREADS
from tests.figures import Figure
from tests.whole_desk import House, whole_desk

pytestmark = pytest.mark.xdist_group("faults flood")
SECONDS, A_SECOND = 6, 50  # three hundred ordinary callers
NUMBERS = 20  # from this many numbers, so that every cap is reached
LONGEST = 60.0  # seconds until the last is answered, on a machine shared with others
QUESTION = "fax for vascular intervention"


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = whole_desk(tmp_path_factory.mktemp("flood"))
    house.desk.store.gate(PLACES_IN_STORE)
    house.midway().say(QUESTION)
    yield house
    house.close()


def outcome(do: Callable[[], bool], right: str) -> str:
    try:
        return right if do() else "something else"
    except AssertionError as wrong:
        return f"not answered: {wrong}"


def ordinary(house: House, number: str, place: int) -> str:
    """A call with a question, or a text; beyond the caps a text may go without an answer."""
    if place % 3 == 0:
        return outcome(lambda: Texter(house.client, number=number).text(QUESTION) != "", "answered")
    return outcome(lambda: Caller(house.client, number=number).call().say(QUESTION).heard != "", "answered")


def emergent(house: House, number: str, words: str) -> str:
    return outcome(lambda: through(Caller(house.client, number=number).call().say(words)), "24/7 line")


def emergent_text(house: House, number: str, words: str) -> str:
    return outcome(lambda: told(Texter(house.client, number=number).text(words)), "24/7 line")


def flood(house: House, seconds: int) -> tuple[list[str], list[str]]:
    """What became of the ordinary callers, and of the hurried ones, who use the same numbers."""
    numbers = [house.person() for _ in range(NUMBERS)]
    many: list[Future[str]] = []
    hurried: list[Future[str]] = []
    with ThreadPoolExecutor(THREADS) as worker:
        begun = time.monotonic()
        for second in range(seconds):
            for place in range(A_SECOND):
                many.append(worker.submit(ordinary, house, numbers[place % NUMBERS], place))
            words, number = HURRIED[second % len(HURRIED)], numbers[second % NUMBERS]
            hurried.append(worker.submit(emergent, house, number, words))
            hurried.append(worker.submit(emergent_text, house, number, words))
            time.sleep(max(0.0, begun + second + 1 - time.monotonic()))
        return [one.result(LONGEST) for one in many], [one.result(LONGEST) for one in hurried]


def through_the_flood(house: House, figure: Figure, seconds: int) -> None:
    many, hurried = flood(house, seconds)
    assert figure(f"A5 flood of {seconds} s, hurried calls and texts", hurried) == {"24/7 line": 2 * seconds}
    assert figure(f"A5 flood of {seconds} s, ordinary ones", many) == {"answered": A_SECOND * seconds}


def test_no_hurried_caller_is_kept_back_in_a_flood(house: House, figure: Figure) -> None:
    through_the_flood(house, figure, SECONDS)


@pytest.mark.night
def test_no_hurried_caller_is_kept_back_in_a_long_flood(house: House, figure: Figure) -> None:
    through_the_flood(house, figure, 30)


def test_control_a_limiter_at_the_door_is_found(house: House, figure: Figure, monkeypatch: pytest.MonkeyPatch) -> None:
    """It keeps back whoever comes after the first hundred, as limiters at the door do."""
    taken, take = [0], house.desk.take

    def limited(*message: Any) -> Any:
        taken[0] += 1
        if taken[0] > 100:
            raise TooManyRequests
        return take(*message)

    monkeypatch.setattr(house.desk, "take", limited)
    many, hurried = flood(house, 3)
    found = figure("A5 control, a limiter before the rule, hurried calls and texts", hurried)
    figure("A5 control, a limiter before the rule, ordinary ones", many)
    assert found["24/7 line"] < len(hurried)
