"""A real browser on a telephone's screen, before a real web server."""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
NO_BROWSER = "no Chromium on this machine"
PHONE = {"width": 375, "height": 760}
SMALL, DESK = {"width": 320, "height": 568}, {"width": 1366, "height": 800}
# All of WCAG 2.2 A and AA that a program can tell, and what axe calls good practice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL_RULES = {"runOnly": {"type": "tag", "values": TAGS}}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}  # all that changes with the colours


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser; skips where there is none. While it runs, nothing else in this thread may run a loop of events."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip(NO_BROWSER)
    alone = [] if os.getuid() else ["--no-sandbox"]  # it refuses to have one as root
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=alone)
        yield started
        started.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a file of tests: `browser = browsers.browser` there."""
    with chromium() as started:
        yield started


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The app at an address of its own."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Sight:
    """One open page; what its console complains of is kept."""

    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, browser: Browser, **more: Any) -> Sight:
        context = browser.new_context(**({"viewport": PHONE} | more))
        page = context.new_page()
        page.set_default_timeout(20_000)
        sight = cls(context, page)
        page.on("console", lambda said: sight.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda fault: sight.complaints.append(str(fault)))
        page.on("dialog", lambda dialog: (sight.complaints.append("a dialog"), dialog.dismiss()))
        return sight

    @classmethod
    def signed_in(cls, browser: Browser, base: str, client: FlaskClient, **more: Any) -> Sight:
        """On the screen of a desk, with the session of staff that `client` has."""
        sight = cls.of(browser, **({"viewport": DESK} | more))
        cookie = client.get_cookie("desk")
        assert cookie
        sight.context.add_cookies([{"name": "desk", "value": cookie.value, "url": base}])
        return sight

    def well_made(self, rules: dict[str, Any] = ALL_RULES) -> None:
        """No violation that axe finds, nothing that is cut off at the side, no complaint of the browser."""
        found = Axe().run(self.page, options=rules)
        assert found.violations_count == 0, found.generate_report()
        self.fits()
        # The status of an answer that says what is missing is no fault.
        assert [said for said in self.complaints if "the server responded with a status of" not in said] == []

    def fits(self) -> None:
        """Nobody has to push the page from side to side."""
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(wide) <= 0

    def to_next(self, button: str) -> None:
        """Press what leads to another page, and wait until that page and its script are there."""
        with self.page.expect_navigation():
            self.page.click(button)

    def tab_to(self, target: str, most: int = 60) -> None:
        """Go on with the tab key until the target has the focus, and see that it is seen."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("target => document.activeElement.matches(target)", target):
                outline = self.page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
                assert float(outline.removesuffix("px")) >= 2
                return
        raise AssertionError(f"the tab key does not lead to {target}")
