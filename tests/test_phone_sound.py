"""The voice and the ear of the telephone in the browser, with stand-ins: the browser of the tests has neither."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests import browsers
from tests.browsers import Sight, served
from tests.whole_desk import whole_desk

pytestmark = [pytest.mark.xdist_group("browser")]
VOICE = """
globalThis.spoken = [];
const voices = ["en-US", "es-US"].map((lang) => ({ lang, name: lang }));
class Utterance { constructor(words) { this.words = words; } }
Object.defineProperty(globalThis, "SpeechSynthesisUtterance", { value: Utterance });
Object.defineProperty(globalThis, "speechSynthesis", { value: {
  getVoices: () => voices, cancel() {}, addEventListener() {},
  speak(said) {
    spoken.push([said.words.trim(), said.lang, said.rate, said.voice?.name]);
    if (!globalThis.mute) setTimeout(() => { said.onstart(); setTimeout(said.onend, 5); }, 5);
  },
} });
"""
EAR = """
class Recogniser {
  constructor() { globalThis.ears = (globalThis.ears ?? 0) + 1; }
  start() { globalThis.ear = this; }
  abort() { this.onend?.(); }
}
globalThis.webkitSpeechRecognition = Recogniser;
globalThis.SpeechRecognition = Recogniser;
globalThis.hear = (transcript, confidence) => {
  ear.onspeechstart();
  ear.onresult({ results: [Object.assign([{ transcript, confidence }], { isFinal: true })] });
  ear.onend();
};
"""


browser = browsers.browser


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    house = whole_desk(tmp_path_factory.mktemp("sound"))
    house.desk.warm()
    with served(house.client.application) as address:
        yield address
    house.close()


def called(browser: Browser, base: str, *scripts: str) -> Sight:
    sight = Sight.of(browser, viewport={"width": 1280, "height": 900})
    for script in scripts:
        sight.page.add_init_script(script)
    sight.page.goto(f"{base}/phone")
    sight.page.wait_for_selector("body[data-ready]")
    sight.page.click("#hurry")
    sight.page.click("#hook")
    return sight


def spoken(sight: Sight) -> Any:
    return sight.page.evaluate("globalThis.spoken")


def test_each_language_has_its_voice(browser: Browser, base: str) -> None:
    sight = called(browser, base, VOICE)
    expect(sight.page.locator("#status")).to_contain_text("Listening")
    said = spoken(sight)
    assert {(lang, name) for _, lang, _, name in said} == {("en-US", "en-US"), ("es-US", "es-US")}
    assert any("español" in words for words, lang, _, _ in said if lang == "es-US")
    assert all(rate == 1 for _, _, rate, _ in said)
    sight.context.close()


def test_slower_is_spoken_slower(browser: Browser, base: str) -> None:
    sight = called(browser, base, VOICE)
    for words in ("fax for vascular", "slower please"):
        sight.page.fill("#words", words)
        sight.page.press("#words", "Enter")
        expect(sight.page.locator("#call-log .you").last).to_have_text(f"You: {words}")
        expect(sight.page.locator("#status")).to_contain_text("Listening")
    assert spoken(sight)[-1][2] < 1
    sight.context.close()


def test_whoever_reads_hears_nothing(browser: Browser, base: str) -> None:
    sight = called(browser, base, VOICE, "globalThis.quiet = true")
    sight.page.click("#hook")
    before = len(spoken(sight))
    sight.page.uncheck("#aloud")
    sight.page.click("#hook")
    expect(sight.page.locator("#call-log .desk")).not_to_have_count(0)
    assert len(spoken(sight)) == before
    sight.context.close()


def test_a_voice_that_does_not_begin_is_read_instead(browser: Browser, base: str) -> None:
    sight = called(browser, base, VOICE, "globalThis.mute = true")
    expect(sight.page.locator("#status")).to_contain_text("Listening", timeout=15_000)
    assert len(spoken(sight)) == 1
    assert not sight.page.is_checked("#aloud")
    sight.context.close()


def test_the_browser_listens_once_the_desk_has_spoken(browser: Browser, base: str) -> None:
    sight = called(browser, base, VOICE, EAR)
    expect(sight.page.locator("#status")).to_contain_text("Listening")
    assert sight.page.evaluate("globalThis.ears ?? 0") == 0  # not before it is asked to
    sight.page.click("#microphone")
    assert sight.page.evaluate("ear.lang") == "en-US"
    sight.page.evaluate("hear('fax for vascular', 0.7)")
    expect(sight.page.locator("#call-log")).to_contain_text("919-613-2680")
    expect(sight.page.locator("#status")).to_contain_text("Listening")
    assert sight.page.get_attribute("#microphone", "aria-pressed") == "true"
    assert sight.page.evaluate("globalThis.ears") == 2
    sight.page.click("#hook")
    sight.context.close()
