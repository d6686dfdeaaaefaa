"""The telephone in the browser without its page: a call in real Chromium that is steered as a Caller is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from simulator import page as phone_page
from simulator import people
from tests.browsers import Sight, served
from tests.callers import Caller
from tests.whole_desk import House, whole_desk

CODE = re.compile(r"\b[A-Z0-9](?:, [A-Z0-9]){6}\b")
# Speaks at once, keeps no time, and notes what it asks and what it is answered.
OPENED = """async ([files, base, caller]) => {
  const [{ Call }, { Clock }, { ask }, { verbs }] = await Promise.all(
    ["call", "clock", "server", "twiml"].map((name) => import(`${files}/${name}.js`)));
  const clock = new Clock();
  clock.held = true;
  const all = (some) => some.flatMap((one) => (one.name === "Say" ? [one.words] : all(one.inside)));
  const world = { base, clock, changed() {}, told() {}, async say() {}, async play() {} };
  world.ask = async (url, told) => {
    const answer = await ask(url, told, caller);
    if (!url.includes("/voice/status")) globalThis.heard = all(verbs(answer)).filter(Boolean).join(" ");
    return answer;
  };
  globalThis.heard = "";
  globalThis.call = new Call(world);
}"""
DONE = """async ([deed, what]) => {
  const done = {
    call: () => void call.start(),
    say: () => call.speak(what),
    press: () => { [...what].forEach((key) => call.press(key)); if (call.ear?.digits) call.ear.timeOut(); },
    silent: () => call.silence(),
    dial: () => call.dialEnds(...what),
    hang_up: () => call.hangUp(),
  };
  done[deed]();
  const still = ["listening", "ringing", "ended"];
  do await new Promise((go) => setTimeout(go, 4)); while (!still.includes(call.state));
  const rings = call.ringing?.numbers.map((one) => [one.words, one.attributes.sendDigits ?? ""]) ?? [];
  const listening = call.ear ? call.ear.hears.join(" ") : rings.length ? "dial" : "";
  return { asked: call.asked, heard, rings, listening };
}"""


@dataclass(frozen=True)
class Step:
    """Where a call is: all addresses asked so far, what was said last, who is dialled, and what is listened for."""

    asked: tuple[str, ...]
    heard: str
    dialled: tuple[tuple[str, str], ...]
    listening: str


class PythonCall(Caller):
    """A Caller that notes what it asks."""

    def __init__(self, house: House, number: str) -> None:
        super().__init__(house.client, number=number, line=people.line("US"))
        self.asked: list[str] = []

    def _ask(self, url: str, params: dict[str, str], redirects: int = 0) -> Caller:
        self.asked.append(self._path(url))
        return super()._ask(url, params, redirects)

    def do(self, deed: str, what: Any) -> Step:
        acts = {"silent": self.silent, "hang_up": self.hang_up}
        if deed == "dial":
            self.dial_ends(what[0], what[1])
        elif deed in acts:
            acts[deed]()
        elif deed == "call":
            self.call()
        else:
            getattr(self, deed)(what)
        dialled = self.dialled[-1:] if self.listening == "dial" else []
        return Step(tuple(self.asked), _plain(self.heard), tuple(dialled), self.listening)


@dataclass
class BrowserCall:
    """The same in Chromium."""

    sight: Sight

    def do(self, deed: str, what: Any) -> Step:
        seen = self.sight.page.evaluate(DONE, [deed, what])
        dialled = tuple((number, keys) for number, keys in seen["rings"])
        return Step(tuple(seen["asked"]), _plain(seen["heard"]), dialled, seen["listening"])


def _plain(heard: str) -> str:
    """Without codes: each desk draws its own."""
    return CODE.sub("CODE", heard)


@dataclass
class Phones:
    """Two desks that are alike, one called by Python and one from the browser."""

    python: House
    browser: House
    sight: Sight

    def calls(self, number: str) -> tuple[PythonCall, BrowserCall]:
        files = phone_page.FILES.address
        self.sight.page.evaluate(OPENED, [files, self.browser.desk.settings.base, number])
        return PythonCall(self.python, number), BrowserCall(self.sight)


@contextmanager
def two_desks(browser: Browser, folder: Path) -> Iterator[Phones]:
    """With the page's own script let out of it: the call is steered from outside."""
    folders = [folder / "python", folder / "browser"]
    for one in folders:
        one.mkdir()
    one, two = map(whole_desk, folders)
    for house in (one, two):
        house.desk.warm()
    with served(two.client.application) as base:
        sight = Sight.of(browser)
        sight.page.goto(f"{base}/phone")
        sight.page.wait_for_selector("body[data-ready]")
        yield Phones(one, two, sight)
        sight.context.close()
    for house in (one, two):
        house.close()
