"""The signing page in a real browser: by finger, by keyboard alone, without scripts, small and wide, light and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.request import StudyAsked
from tests import browsers
from tests.browsers import CONTRAST, PHONE, Sight, served
from tests.letters import EXECUTOR, WHOLE, flat
from tests.signers import Bureau, opened
from tests.test_sign_papers import photo

pytestmark = [pytest.mark.xdist_group("browser")]
NAME = "Marigold O'Mahoney-Ruiz"
HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</textarea><svg onload=alert(1)>", "W" * 119,
]  # fmt: skip
LINE = "The images have not been sent yet."


@dataclass
class Desk:
    """Where the browser goes."""

    bureau: Bureau
    base: str

    def at(self, token: str) -> str:
        return f"{self.base}/sign/{token}"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened(tmp_path_factory.mktemp("browser")) as bureau, served(bureau.house.client.application) as base:
        yield Desk(bureau, base)


browser = browsers.browser


@pytest.fixture
def sight(browser: Browser) -> Iterator[Sight]:
    sight = Sight.of(browser)
    yield sight
    sight.context.close()


def enter(sight: Sight, day: str = "9") -> None:
    for part, value in (("month", "3"), ("day", day), ("year", "1957")):
        sight.page.fill(f"#birth_{part}", value)
    sight.to_next("button[value=birth]")


def gate(sight: Sight, desk: Desk) -> None:
    sight.page.goto(desk.at(desk.bureau.link()))


def wrong_date(sight: Sight, desk: Desk) -> None:
    gate(sight, desk)
    enter(sight, "8")
    enter(sight, "7")


def review(sight: Sight, desk: Desk) -> None:
    gate(sight, desk)
    enter(sight)


def form(sight: Sight, desk: Desk) -> None:
    review(sight, desk)
    sight.to_next("text=Change something")


def missing(sight: Sight, desk: Desk) -> None:
    form(sight, desk)
    for name in ("#patient_name", "#recipient_address", "#study_0", "#study_1", "#birth_month"):
        sight.page.fill(name, "")
    sight.page.fill("#date_0", "")
    sight.to_next("button[value=save]")


def papers(sight: Sight, desk: Desk) -> None:
    sight.page.goto(desk.at(desk.bureau.link(EXECUTOR)))
    enter(sight)


def unsigned(sight: Sight, desk: Desk) -> None:
    papers(sight, desk)
    sight.to_next("button[value=sign]")


def thanks(sight: Sight, desk: Desk) -> None:
    review(sight, desk)
    sight.page.fill("#name", NAME)
    sight.page.check("#agree")
    sight.to_next("button[value=sign]")


def empty(sight: Sight, desk: Desk) -> None:
    sight.page.goto(desk.at(desk.bureau.link(replace(WHOLE, birth_confirmed=False))))


def blocked(sight: Sight, desk: Desk) -> None:
    gate(sight, desk)
    for _ in range(5):
        enter(sight, "8")


def gone(sight: Sight, desk: Desk) -> None:
    sight.page.goto(desk.at("x" * 22))


def used(sight: Sight, desk: Desk) -> None:
    visitor = desk.bureau.inside().sign()
    sight.page.goto(desk.at(visitor.token))


def spanish(sight: Sight, desk: Desk) -> None:
    sight.page.goto(desk.at(desk.bureau.link(lang="es")))
    enter(sight)


def spanish_form(sight: Sight, desk: Desk) -> None:
    spanish(sight, desk)
    sight.to_next("text=Change something")
    sight.page.fill("#patient_name", "")
    sight.to_next("button[value=save]")


def no_cookie(sight: Sight, desk: Desk) -> None:
    review(sight, desk)
    sight.context.clear_cookies()
    sight.to_next("button[value=sign]")


State = Callable[[Sight, Desk], None]
STATES: list[State] = [
    gate, wrong_date, review, form, missing, papers, unsigned, thanks, empty, blocked, gone, used, spanish,
    spanish_form, no_cookie,
]  # fmt: skip
SMALL, WIDE = {"width": 320, "height": 568}, {"width": 1440, "height": 900}


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_every_state_is_well_made(sight: Sight, desk: Desk, state: State) -> None:
    state(sight, desk)
    sight.well_made()
    sight.page.emulate_media(color_scheme="dark")
    sight.well_made(CONTRAST)
    for size in (SMALL, WIDE):
        sight.page.set_viewport_size(size)  # type: ignore[arg-type]
        sight.fits()


@pytest.mark.night
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_every_state_is_well_made_in_every_size_and_colour(sight: Sight, desk: Desk, state: State) -> None:
    state(sight, desk)
    for size, colours in product((PHONE, SMALL, WIDE), ("light", "dark")):
        sight.page.set_viewport_size(size)  # type: ignore[arg-type]
        sight.page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
        sight.well_made()


def test_a_signature_is_drawn_with_a_finger(browser: Browser, desk: Desk) -> None:
    sight = Sight.of(browser, has_touch=True, is_mobile=True)
    review(sight, desk)
    token = sight.page.url.rpartition("/")[2]
    field = sight.page.locator("#field")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box
    assert box["height"] >= 100
    sight.page.mouse.move(box["x"] + 30, box["y"] + 60)
    sight.page.mouse.down()
    for step in range(20):
        sight.page.mouse.move(box["x"] + 30 + step * 10, box["y"] + 60 - (step % 5) * 10)
    sight.page.mouse.up()
    sight.page.fill("#name", NAME)
    sight.page.check("#agree")
    sight.to_next("button[value=sign]")
    assert LINE in sight.page.inner_text("main")
    signed = desk.bureau.stored(token).signed
    assert signed
    assert signed.kind == "drawn"
    letter = desk.bureau.signed_letter(token)
    assert letter
    assert "by drawing" in flat(letter)
    sight.well_made()
    sight.context.close()


def test_a_cleared_drawing_is_a_typed_signature(sight: Sight, desk: Desk) -> None:
    review(sight, desk)
    token = sight.page.url.rpartition("/")[2]
    sight.page.locator("#field").click()
    assert sight.page.input_value("#drawing").startswith("data:image/png")
    sight.page.click("#clear")
    assert sight.page.input_value("#drawing") == ""
    sight.page.fill("#name", NAME)
    sight.page.check("#agree")
    sight.to_next("button[value=sign]")
    signed = desk.bureau.stored(token).signed
    assert signed
    assert signed.kind == "typed"


def test_the_keyboard_alone_is_enough(sight: Sight, desk: Desk) -> None:
    token = desk.bureau.link(replace(WHOLE, patient_name=""))
    sight.page.goto(desk.at(token))
    for part, value in (("month", "3"), ("day", "9"), ("year", "1957")):
        sight.tab_to(f"#birth_{part}")
        sight.page.keyboard.type(value)
    sight.page.keyboard.press("Enter")
    # What is missing has the focus, and its link leads to the field.
    sight.page.wait_for_selector("#problem:focus")
    sight.tab_to("#problem a")
    sight.page.keyboard.press("Enter")
    assert sight.page.evaluate("document.activeElement.id") == "patient_name"
    sight.page.keyboard.type(NAME)
    sight.tab_to("button[value=save]")
    sight.page.keyboard.press("Enter")
    sight.page.wait_for_selector("#sign-heading")
    sight.tab_to("#agree")
    sight.page.keyboard.press("Space")
    sight.tab_to("#name")
    sight.page.keyboard.type(NAME)
    sight.tab_to("button[value=sign]")
    sight.page.keyboard.press("Enter")
    sight.page.wait_for_selector(".good")
    assert LINE in sight.page.inner_text("main")
    assert desk.bureau.stored(token).state == "received"


def test_without_scripts_all_but_drawing_works(browser: Browser, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "testament.jpg").write_bytes(photo())
    sight = Sight.of(browser, java_script_enabled=False)
    papers(sight, desk)
    assert not sight.page.is_visible("#field")
    sight.page.set_input_files("#paper", tmp_path / "testament.jpg")
    sight.to_next("button[value=paper]")
    assert "Your paper was added." in sight.page.inner_text("main")
    sight.page.fill("#name", "Linus Ruiz")
    sight.page.check("#agree")
    sight.to_next("button[value=sign]")
    assert LINE in sight.page.inner_text("main")
    sight.context.close()


def test_the_signed_letter_is_kept_on_the_telephone(sight: Sight, desk: Desk, tmp_path: Path) -> None:
    thanks(sight, desk)
    with sight.page.expect_download() as download:
        sight.page.click("text=Get the signed letter")
    download.value.save_as(tmp_path / "letter.pdf")
    assert download.value.suggested_filename.startswith("letter-")
    assert f"Signed by {NAME}" in flat((tmp_path / "letter.pdf").read_bytes())


def test_a_file_that_is_too_big_is_named_before_it_travels(sight: Sight, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "big.jpg").write_bytes(b"\xff\xd8\xff" + b"\0" * (11 * 1024 * 1024))
    papers(sight, desk)
    sight.page.set_input_files("#paper", tmp_path / "big.jpg")
    sight.page.click("button[value=paper]")
    assert sight.page.is_visible("#paper-big")
    assert "too big" in sight.page.inner_text("#paper-big")
    sight.well_made()


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_open_no_dialog_and_break_no_page(sight: Sight, desk: Desk, words: str) -> None:
    told = dict.fromkeys(("patient_name", "mrn", "recipient_name", "recipient_address", "asker", "relation"), words)
    request = replace(WHOLE, **told, requester="helper", studies=(StudyAsked(words, words),))
    sight.page.goto(desk.at(desk.bureau.link(request)))
    enter(sight)
    assert words in sight.page.inner_text("main").replace("\u200b", "")
    sight.well_made()
    sight.to_next("text=Change something")
    assert sight.page.input_value("#patient_name") == words
    sight.fits()
    assert "a dialog" not in sight.complaints


def test_the_link_is_told_to_no_other_place(sight: Sight, desk: Desk) -> None:
    asked: list[str] = []
    sight.page.on("request", lambda request: asked.append(f"{request.url} {request.headers.get('referer', '')}"))
    thanks(sight, desk)
    token = sight.page.url.rpartition("/")[2]
    assert all(one.startswith((desk.base, "data:")) for one in asked)
    assert all(token not in one for one in asked if "/sign-files/" in one)
