"""What a person does at the page of the telephone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from bot.send_texts import send_due
from tests.browsers import Sight, served
from tests.whole_desk import MONDAY, House, whole_desk

expect.set_options(timeout=20_000)  # however busy the machine
WIDE = {"width": 1280, "height": 900}


@dataclass
class Place:
    """A desk and where its page is."""

    house: House
    base: str

    def send_texts(self) -> None:
        """What the sender does in a demo."""
        send_due(self.house.desk.store, None, MONDAY + dt.timedelta(seconds=1))


def opened(browser: Browser, place: Place, **more: Any) -> Sight:
    sight = Sight.of(browser, **({"viewport": WIDE} | more))
    sight.page.goto(f"{place.base}/phone")
    sight.page.wait_for_selector("body[data-ready]")
    sight.page.evaluate("document.getElementById('hurry').click()")
    return sight


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A desk that is warm, and where its page is."""
    house = whole_desk(tmp_path_factory.mktemp("phone"))
    house.desk.warm()
    with served(house.client.application) as base:
        yield Place(house, base)
    house.close()


@pytest.fixture
def sight(browser: Browser, place: Place) -> Iterator[Sight]:
    """The page, open."""
    sight = opened(browser, place)
    yield sight
    sight.context.close()


def log(sight: Sight, which: str = "call") -> Any:
    return expect(sight.page.locator(f"#{which}-log"))


def call(sight: Sight) -> None:
    sight.page.click("#hook")
    log(sight).to_contain_text("automated assistant")


def say(sight: Sight, words: str) -> None:
    sight.page.fill("#words", words)
    sight.page.press("#words", "Enter")


def text(sight: Sight, words: str) -> None:
    sight.page.fill("#text", words)
    sight.page.press("#text", "Enter")


def dialling(sight: Sight) -> None:
    call(sight)
    sight.page.click("[data-key='2']")
    expect(sight.page.locator("#ringing")).to_be_visible()


def withheld(sight: Sight) -> None:
    sight.page.evaluate("document.getElementById('settings').open = true")
    sight.page.select_option("#caller", "withheld")
    sight.page.evaluate("document.getElementById('show-texts').click()")
    expect(sight.page.locator("#texts-status")).to_contain_text("cannot text")
