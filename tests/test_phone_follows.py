"""The telephone in the browser follows documents as the caller of the tests does: step by step, talk by talk."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from simulator.people import people
from tests.browsers import chromium
from tests.phones import Phones, two_desks

pytestmark = [pytest.mark.xdist_group("browser")]
Deed = tuple[str, Any]
PEOPLE = people("US")
CALL, SILENT, HANG_UP = ("call", None), ("silent", None), ("hang_up", None)
TALKS: dict[str, list[Deed]] = {
    "silence to the end": [CALL] + [SILENT] * 9,
    "a number, and again": [CALL, ("say", "fax for vascular"), ("press", "*"), ("press", "9"), HANG_UP],
    "one of two": [CALL, ("say", "where do i book a heart scan"), ("press", "5"), ("say", "thank you")],
    "misses": [CALL, ("say", "blue harmonica"), ("say", "wobble"), ("press", "#"), ("say", "fax for vascular")],
    "nobody takes it": [
        CALL, ("press", "2"), ("dial", ["busy", 0]), ("dial", ["no-answer", 0]), ("dial", ["failed", 0]), SILENT,
        ("say", "yes"), SILENT,
    ],
    "cut off": [CALL, ("press", "2"), ("dial", ["completed", 1]), ("press", "2"), ("dial", ["completed", 60]), SILENT],
    "in words": [CALL, ("say", "trauma transfer en route, we need the images now"), ("dial", ["canceled", 0])],
    "danger": [CALL, ("say", "i have crushing chest pain and cannot breathe"), SILENT],
    "spanish": [CALL, ("press", "8"), ("say", "el fax de vascular"), ("press", "8"), SILENT, ("press", "0")],
    "a request": [
        CALL, ("say", "please send my images to my new doctor"), ("say", "i am the patient"), ("say", "marigold ruiz"),
        ("press", "03091957#"), ("press", "#"), SILENT, ("say", "march 9 1957"), ("press", "*"), ("press", "2"),
    ],
}  # fmt: skip
WORDS = [
    "fax for vascular", "cardiac mri appointment", "a person please", "i want my images sent to my doctor", "yes", "no",
    "what", "text me that", "hablo español", "march 9 1957", "connect me", "we need the images stat", "goodbye",
]  # fmt: skip
KEYS = ["0", "1", "2", "4", "5", "8", "9", "*", "#", "12", "03091957#", "5550123"]
ENDS = [["busy", 0], ["no-answer", 0], ["failed", 0], ["completed", 1], ["completed", 60], ["answered", 45]]
STEPS = 14


@pytest.fixture(scope="module")
def phones(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phones]:
    with chromium() as browser, two_desks(browser, tmp_path_factory.mktemp("phones")) as both:
        yield both


def test_the_browser_walks_as_python_does(phones: Phones) -> None:
    for place, (name, talk) in enumerate(TALKS.items()):
        python, browser = phones.calls(PEOPLE[place % len(PEOPLE)])
        for deed, what in talk:
            expected = python.do(deed, what)
            assert browser.do(deed, what) == expected, f"{name}: {deed} {what}"
            if python.ended:
                break


@pytest.mark.parametrize("seed", range(6))
def test_wherever_a_call_goes_the_browser_goes_too(phones: Phones, seed: int) -> None:
    drawn = random.Random(seed)
    python, browser = phones.calls(PEOPLE[seed % len(PEOPLE)])
    deed, done = CALL, []
    for _ in range(STEPS):
        done.append(deed)
        expected = python.do(*deed)
        assert browser.do(*deed) == expected, done
        if python.ended:
            return
        deed = next_deed(drawn, expected.listening)


def next_deed(drawn: random.Random, listening: str) -> Deed:
    if listening == "dial":
        return "dial", drawn.choice(ENDS)
    return drawn.choice([("say", drawn.choice(WORDS)), ("press", drawn.choice(KEYS)), SILENT])
