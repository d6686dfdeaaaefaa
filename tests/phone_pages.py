"""What a person does at the page of the telephone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, expect

from bot.send_texts import send_due
from bot.take_turn import understanding
from tests.browsers import Sight
from tests.whole_desk import MONDAY, House

expect.set_options(timeout=20_000)  # however busy the machine
WIDE = {"width": 1280, "height": 900}


def warm(house: House) -> House:
    """The house, with all read that its first question would."""
    understanding(house.directory, house.desk.nlu)
    return house


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
