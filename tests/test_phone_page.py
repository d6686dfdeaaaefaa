"""The telephone and the texter in a real browser: by hand and by keyboard alone, small and wide, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests import browsers, phone_pages
from tests.browsers import CONTRAST, PHONE, Sight
from tests.phone_pages import WIDE, Place, call, dialling, log, opened, say, text, withheld

pytestmark = [pytest.mark.xdist_group("browser")]
SMALL = {"width": 320, "height": 640}
NAME = "Zebulon Quackenbush"
EACH: Any = pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])


browser, place, sight = browsers.browser, phone_pages.place, phone_pages.sight


# ------------------------------------------------------------------ well made


def fresh(sight: Sight) -> None:
    sight.page.click("#settings summary")


def talking(sight: Sight) -> None:
    call(sight)
    say(sight, "fax for vascular")
    log(sight).to_contain_text("919-613-2680")
    sight.page.click("#strip summary")
    sight.page.click("#call .save summary")


def texting(sight: Sight) -> None:
    sight.page.evaluate("document.getElementById('show-texts').click()")
    text(sight, "fax for vascular")
    log(sight, "texts").to_contain_text("(919) 613-2680")
    sight.page.click("#texts .save summary")


STATES: list[Callable[[Sight], None]] = [fresh, talking, dialling, texting, withheld]


@EACH
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_every_state_is_well_made(browser: Browser, place: Place, state: Callable[[Sight], None], size: Any) -> None:
    sight = opened(browser, place, viewport=size)
    state(sight)
    sight.well_made()
    sight.page.emulate_media(color_scheme="dark")
    sight.well_made(CONTRAST)
    sight.page.set_viewport_size(SMALL)  # type: ignore[arg-type]
    sight.fits()
    sight.context.close()


def test_nothing_moves_for_whoever_wants_it_still(browser: Browser, place: Place) -> None:
    sight = opened(browser, place, reduced_motion="reduce")
    moves = "[...document.querySelectorAll('*')].map((one) => getComputedStyle(one).transitionDuration)"
    assert set(sight.page.evaluate(moves)) == {"0s"}
    sight.context.close()


# ------------------------------------------------------------------ calls


@EACH
def test_the_keyboard_alone_is_enough(browser: Browser, place: Place, size: Any) -> None:
    sight = opened(browser, place, viewport=size)
    sight.tab_to("#hook")
    sight.page.keyboard.press("Enter")
    log(sight).to_contain_text("automated assistant")
    sight.page.keyboard.press("Shift+Tab")
    sight.page.keyboard.press("Shift+Tab")
    assert sight.page.evaluate("document.activeElement.id") == "words"
    sight.page.keyboard.type("fax for vascular\n")
    log(sight).to_contain_text("919-613-2680")
    sight.tab_to("#hook")
    sight.page.keyboard.press("2")  # a key of the keyboard is a key of the telephone
    sight.page.wait_for_selector("#ringing button:focus")
    sight.tab_to("[data-ends=busy]")
    sight.page.keyboard.press("Enter")
    log(sight).to_contain_text("Still trying")
    sight.context.close()


def test_a_transfer_rings_and_ends_as_it_is_told(sight: Sight) -> None:
    dialling(sight)
    expect(sight.page.locator("#ringing-title")).to_have_text("Dialling Image Library 24/7 line, sends 2")
    sight.page.click("[data-ends=short]")
    log(sight).to_contain_text("Did you reach")
    sight.page.click("[data-key='2']")
    sight.page.click("[data-ends=answered]")
    expect(sight.page.locator("#ringing-title")).to_contain_text("Connected")
    sight.page.click("[data-ends=over]")
    log(sight).to_contain_text("The line: over, after 60 s")
    expect(sight.page.locator("#hook")).to_have_text("Hang up")


def test_a_ringing_line_takes_nobody_from_a_text(sight: Sight) -> None:
    call(sight)
    sight.page.click("[data-key='2']")
    sight.page.focus("#text")
    expect(sight.page.locator("#ringing")).to_be_visible()
    assert sight.page.evaluate("document.activeElement.id") == "text"


def test_a_key_that_nobody_hears_is_told(sight: Sight) -> None:
    call(sight)
    sight.page.route("**/phone/ask", lambda route: None)  # the desk takes its time
    sight.page.click("[data-key='4']")
    log(sight).not_to_contain_text("nobody listened")
    sight.page.click("[data-key='9']")
    log(sight).to_contain_text("Key 9: nobody listened just then")


def test_the_end_of_a_call_is_reported(sight: Sight) -> None:
    call(sight)
    with sight.page.expect_request(lambda asked: "/voice/status" in (asked.post_data or "")) as asked:
        sight.page.click("#hook")
    told = asked.value.post_data_json["told"]
    assert told["CallStatus"] == "completed"
    assert told["CallSid"].startswith("CA")
    expect(sight.page.locator("#hook")).to_have_text("Call")


def test_silence_ends_the_call_as_it_does_on_a_telephone(sight: Sight) -> None:
    call(sight)
    for _ in range(9):
        if sight.page.inner_text("#hook") == "Call":
            break
        asked = sight.page.locator("#call-log .desk").count()
        sight.page.click("#silence")
        expect(sight.page.locator("#call-log .desk").nth(asked)).to_be_visible()
        sight.page.wait_for_selector("#silence:enabled, #hook:not(.off)")
    log(sight).to_contain_text("The call is over.")


def test_what_is_chosen_can_be_read_under_the_pointer(browser: Browser, place: Place) -> None:
    sight = opened(browser, place, viewport=PHONE)
    sight.page.click("#show-texts")  # the pointer stays on it
    sight.well_made(CONTRAST)
    sight.context.close()


def test_a_withheld_number_is_called_from(sight: Sight, place: Place) -> None:
    withheld(sight)
    sight.page.evaluate("document.getElementById('show-call').click()")
    call(sight)
    say(sight, "fax for vascular")
    log(sight).to_contain_text("919-613-2680")
    assert sight.page.is_disabled("#text")


# ------------------------------------------------------------------ safety


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "&lt;b&gt; ]]> <?xml ?>",
    "\u202e" + "W" * 300,
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_break_nothing(sight: Sight, words: str) -> None:
    text(sight, words)
    sight.page.wait_for_selector("#texts-log .desk")
    call(sight)
    say(sight, words)
    expect(sight.page.locator("#call-log .you")).to_have_count(1)
    sight.page.click("#strip summary")
    sight.fits()
    assert sight.complaints == []


def test_the_page_asks_nobody_else(browser: Browser, place: Place) -> None:
    sight = Sight.of(browser)
    asked: list[str] = []
    sight.page.on("request", lambda request: asked.append(request.url))
    sight.page.goto(f"{place.base}/phone")
    sight.page.wait_for_selector("body[data-ready]")
    call(sight)
    assert asked
    assert all(one.startswith((place.base, "data:")) for one in asked)
    sight.context.close()
