"""Changes of the directory in a real browser: by keyboard alone, on a small screen, and with hostile words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests import browsers
from tests.browsers import SMALL, Sight, served
from tests.hostile_words import OTHERS
from tests.staff import Clerk
from tests.test_desk_directory import BILLS, CHANGE, TYPED, Place, at_place

pytestmark = [pytest.mark.xdist_group("browser")]
browser = browsers.browser


@dataclass(repr=False)
class Seen:
    """Where the browser goes."""

    place: Place
    base: str

    def by(self, browser: Browser, clerk: Clerk, **more: Any) -> Sight:
        return Sight.signed_in(browser, self.base, clerk.client, **more)


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[Seen]:
    for place in at_place(tmp_path, directory_writable=True):
        with served(place.office.bureau.house.client.application) as base:
            yield Seen(place, base)


def test_by_the_keyboard_alone_one_proposes_and_another_agrees(browser: Browser, seen: Seen) -> None:
    clerk = seen.by(browser, seen.place.clerk)
    clerk.page.goto(f"{seen.base}{BILLS}")
    clerk.tab_to(f"a[href='{BILLS}/edit']")
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
    clerk.tab_to("#said_en")
    clerk.page.keyboard.type("The bill desk")
    with clerk.page.expect_navigation():  # Enter in a field looks, and proposes nothing
        clerk.page.keyboard.press("Enter")
    assert "Write some words here." in clerk.page.inner_text("#said_es-fault")
    clerk.well_made()
    clerk.tab_to("#said_es")
    clerk.page.keyboard.type("Las cuentas")
    clerk.tab_to("button.main[value=propose]", 120)
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
    assert "is proposed" in clerk.page.inner_text("main > .done")
    clerk.well_made()
    change = CHANGE.search(clerk.page.url)
    clerk.context.close()
    assert change
    boss = seen.by(browser, seen.place.boss, viewport=SMALL)
    boss.page.goto(seen.base + change[0])
    boss.well_made()
    boss.tab_to(".next button.main")
    with boss.page.expect_navigation():
        boss.page.keyboard.press("Enter")
    assert "written" in boss.page.inner_text("main > .done")
    boss.context.close()
    assert "said: {en: The bill desk, es: Las cuentas}" in seen.place.text


def test_hostile_words_open_no_dialog_and_break_no_page(browser: Browser, seen: Seen) -> None:
    sight = seen.by(browser, seen.place.boss)
    for words in (*OTHERS[::5], '"><img src=x onerror=alert(1)>', "</textarea><script>alert(1)</script>"):
        told = dict.fromkeys(("source", "why", "email", "called_en"), words) | {"not_given-email": ""}
        change = CHANGE.search(seen.place.typed(**told).page)
        assert change, seen.place.clerk.said[:900]
        sight.page.goto(seen.base + change[0])
        assert "".join(words.split()) in "".join(sight.page.inner_text("main").split())
        sight.page.goto(f"{seen.base}/desk/directory/changes")
    sight.page.goto(f"{seen.base}{BILLS}/edit")
    for name in TYPED:
        sight.page.fill(f"#{name}", '"><script>alert(1)</script>')
    sight.to_next("button[value=look]:not(.hidden)")
    sight.fits()
    assert sight.page.input_value("#name_en") == '"><script>alert(1)</script>'
    assert [said for said in sight.complaints if "the server responded" not in said] == []
    sight.context.close()
