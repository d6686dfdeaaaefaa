"""The thread of texts beside the telephone in the browser, and talks that are saved from the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.commands.replay import replayed
from bot.commands.talk import apart
from simulator.people import people
from simulator.talks import RecordedTalk, read
from tests import browsers, phone_pages
from tests.browsers import PHONE, Sight
from tests.phone_pages import Place, call, dialling, log, opened, say, text
from tests.whole_desk import NOBODY

pytestmark = [pytest.mark.xdist_group("browser")]
NAME = "Zebulon Quackenbush"


browser, place, sight = browsers.browser, phone_pages.place, phone_pages.sight


# ------------------------------------------------------------------ texts


def test_what_the_desk_texts_of_itself_comes_into_the_thread(browser: Browser, place: Place) -> None:
    sight = opened(browser, place, viewport=PHONE)
    call(sight)
    say(sight, "fax for vascular")
    log(sight).to_contain_text("919-613-2680")
    sight.page.click("[data-key='9']")
    log(sight).to_contain_text("9")
    expect(sight.page.locator("#call-log .desk").nth(2)).to_be_visible()
    assert "613-2680" not in (sight.page.text_content("#texts-log") or "")
    place.send_texts()
    expect(sight.page.locator("#unread")).to_have_text("1")
    sight.page.click("#show-texts")
    log(sight, "texts").to_contain_text("(919) 613-2680")
    log(sight, "texts").to_contain_text("because you asked")
    assert sight.page.is_hidden("#unread")
    sight.context.close()


def test_more_is_texted_and_a_stop_is_not_answered(sight: Sight) -> None:
    sight.page.select_option("#caller", people("US")[3])
    text(sight, "what can you do")
    sight.page.wait_for_selector("#texts-log .desk")
    text(sight, "STOP")
    log(sight, "texts").to_contain_text("No answer")


def test_a_release_request_is_texted_to_its_signing_page(sight: Sight, place: Place) -> None:
    answers = [
        "please send my images to my new doctor", "taken at duke", "i am the patient", NAME, "march 9 1957",
        "all of them", "Dr. Orla Finch, 12 Elm Street, Durham NC 27701", "skip", "call me at this number", "no", "yes",
    ]  # fmt: skip
    sight.page.select_option("#caller", people("US")[2])
    for count, words in enumerate(answers):
        text(sight, words)
        expect(sight.page.locator("#texts-log .desk").nth(count)).to_be_visible()
        place.send_texts()
        if sight.page.locator("#texts-log a").count():
            break
    with sight.context.expect_page() as signing:
        sight.page.locator("#texts-log a").first.click()
    assert "/sign/" in signing.value.url
    assert signing.value.url.startswith(place.base)
    assert signing.value.locator("#birth_month").is_visible()
    strip = sight.page.text_content("#strip") or ""
    assert not any(word in strip.casefold() for word in ("zebulon", "quackenbush", "1957", "finch", "elm"))
    assert "private" in strip


def saved(sight: Sight, which: str, file: Path) -> RecordedTalk:
    sight.page.evaluate(f"document.querySelector('#{which} .save').open = true")
    with sight.page.expect_download() as download:
        sight.page.click(f"#save-{which}")
    download.value.save_as(file)
    return read(file.read_text())


def test_a_saved_call_is_what_the_terminal_plays_again(sight: Sight, place: Place, tmp_path: Path) -> None:
    dialling(sight)
    sight.page.click("[data-ends=short]")
    log(sight).to_contain_text("Did you reach")
    sight.page.click("#hook")
    talk = saved(sight, "call", tmp_path / "talk.yaml")
    assert [turn.deed for turn in talk.turns] == ["call", "presses: 2", "dial_ends: ('completed', 1)"]
    with apart(place.house.desk, NOBODY) as desk:
        assert list(replayed(desk, talk)) == []


def test_a_saved_thread_keeps_nothing_private_unless_all_is_invented(sight: Sight, tmp_path: Path) -> None:
    sight.page.select_option("#caller", people("US")[1])
    for count, words in enumerate(["please send my images to my doctor", "taken at duke", "i am the patient", NAME]):
        text(sight, words)
        expect(sight.page.locator("#texts-log .desk").nth(count)).to_be_visible()
    saved(sight, "texts", tmp_path / "public.yaml")
    assert "zebulon" not in (tmp_path / "public.yaml").read_text().casefold()
    sight.page.check("#invented-texts")
    saved(sight, "texts", tmp_path / "whole.yaml")
    assert NAME in (tmp_path / "whole.yaml").read_text()
