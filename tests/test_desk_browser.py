"""The desk in a real browser: every page well made in all sizes and colours, by keyboard alone, from end to end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from bench.callers_mind import Manner
from bench.callers_play import play
from bot.nlu_client import NluClient
from bot.request import StudyAsked
from tests import browsers
from tests.browsers import CONTRAST, DESK, SMALL, Sight, served
from tests.dying_desk import line_to
from tests.ears import listening
from tests.forms import fields
from tests.hostile_words import HOSTILE
from tests.letters import EXECUTOR
from tests.planted_people import patients
from tests.staff import Clerk, Office, office
from tests.test_desk_case import ADULT, CHILD, check, do, signed
from tests.test_desk_directory import CHANGE

pytestmark = [pytest.mark.xdist_group("browser")]
ENTRY = "/desk/directory/entries/billing"
ONE_OF_THEM = r"[0-9a-fx]{32,43}|(?<=calls/)[A-Z0-9]+|(?<=entries/)\w+|(?<=hours/)\w+"
browser = browsers.browser


@dataclass(repr=False)
class Here:
    """Where the browser goes, and requests in every state to look at."""

    office: Office
    base: str
    at: dict[str, str] = field(default_factory=dict)

    def signed_in(self, browser: Browser, clerk: Clerk, **more: Any) -> Sight:
        return Sight.signed_in(browser, self.base, clerk.client, **more)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    with office(tmp_path_factory.mktemp("desk")) as made, served(made.bureau.house.client.application) as base:
        yield Here(made, base, filled(made))


def filled(made: Office) -> dict[str, str]:
    clerk, boss = made.clerk(), made.clerk("manager")
    at = {name: signed(made, CHILD) for name in ("received", "progress", "needs", "sent", "back", "ended")}
    for name in ("progress", "needs", "sent", "back"):
        do(clerk, at[name], "start")
    for name in ("sent", "back"):
        check(clerk, at[name], "identity", "match", "recipient")
        check(boss, at[name], "second_look", "decision")
        do(clerk, at[name], "send", way="cd")
    check(clerk, at["progress"], "identity", "recipient")
    do(clerk, at["needs"], "need", note="A card")
    do(clerk, at["back"], "came-back", why="address")
    do(clerk, at["ended"], "cancel", note="taken back")
    at["unsigned"] = f"/desk/requests/{made.bureau.stored(made.bureau.link(EXECUTOR)).id}"
    with made.turn() as turn:
        at["call"] = f"/desk/calls/{turn.open_ticket('talk', 'voice', 'en', '+19195550147')}"
        new = turn.add_staff(made.new_name("new"), "clerk")
        turn.staff_link(new.id, "x" * 43)
        turn.queue_text("+19195550123", "words", "numbers", True, "one")
    form = fields(clerk.look(f"{ENTRY}/edit").page, "entry-form")
    clerk.send(f"{ENTRY}/edit", **{**form, "do": "propose", "number-0-number": "(919) 555-0147", "why": "It moved."})
    at["change"] = CHANGE.findall(clerk.page)[0]
    store = made.bureau.house.desk.store
    text = store.claim_text(made.bureau.clock.now)
    assert text
    store.settle_text(text, "failed", fault="no_route")
    at |= misunderstood(made, clerk)
    return at | {
        "queue": "/desk", "waiting": "/desk?part=waiting", "done": "/desk?part=done", "search": "/desk/search",
        "calls": "/desk/calls", "texts": "/desk/texts", "new": "/desk/new", "cover": f"{at['progress']}/cover",
        "disclosures": "/desk/disclosures", "places": "/desk/places", "trail": "/desk/trail", "people": "/desk/people",
        "misunderstood": "/desk/misunderstood", "prepared": "/desk/prepared", "figures": "/desk/figures",
        "directory": "/desk/directory", "heard": "/desk/directory/heard", "week": "/desk/directory/week",
        "check": "/desk/directory/check", "changes": "/desk/directory/changes", "form": f"{ENTRY}/edit",
        "hours": "/desk/directory/hours/billing/edit",
        "entry": ENTRY, "sign in": "/desk/sign-in", "enrol": f"/desk/enrol/{'x' * 43}", "missing": "/desk/requests/0",
    }  # fmt: skip


def misunderstood(made: Office, clerk: Clerk) -> dict[str, str]:
    """Turns that were not understood: one to look at, one that was said, one that was handed out."""
    texter = made.bureau.house.texter()
    for words in ("qwrt plok", "snarf the glorb", "i want a person", "glorb qwrt for my cousin by the river"):
        texter.text(words)
        made.later(seconds=1)
    made.bureau.house.caller().call().press("2").dial_ends("busy", 0)
    addresses = re.findall(r'href="(/desk/misunderstood/[0-9a-f]{32})"', clerk.look("/desk/misunderstood").page)
    for address in addresses[:2]:
        told = {"intent": "fax", "target": "vascular_intervention.fax", "sentence": "fax for vascular", "lang": "en"}
        clerk.look(address).send(f"{address}/meant", **told)
        if address == addresses[0]:
            clerk.look("/desk/prepared").send("/desk/prepared/hand-out")
    return {"meaning": addresses[-1], "meant": addresses[1]}


PAGES = [
    "queue", "waiting", "done", "received", "progress", "needs", "sent", "back", "ended", "unsigned", "search", "calls",
    "call", "texts", "new", "directory", "heard", "week", "check", "entry", "form", "hours", "changes", "change",
    "cover", "disclosures", "places", "trail", "people", "sign in", "enrol", "missing",
    "misunderstood", "meaning", "meant", "prepared", "figures",
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_well_made(browser: Browser, here: Here, name: str) -> None:
    if name in ("sign in", "enrol"):
        sight = Sight.of(browser, viewport=DESK)
    else:
        sight = here.signed_in(browser, here.office.clerk("manager"))
    sight.page.goto(here.base + here.at[name])
    sight.well_made()
    sight.page.emulate_media(color_scheme="dark")
    sight.well_made(CONTRAST)
    for size in (SMALL, {"width": 1920, "height": 1080}):
        sight.page.set_viewport_size(size)  # type: ignore[arg-type]
        sight.fits()
    sight.context.close()


def test_the_table_of_pages_names_every_page(here: Here) -> None:
    from desk.route import Route
    from desk.routes import ROUTES

    shown = {re.sub(ONE_OF_THEM, "*", here.at[name].partition("?")[0]) for name in PAGES}
    pages = [
        line for line in ROUTES if line.method == "GET" and "file" not in line.path and "hospital" not in line.path
    ]
    others = ("/letter", "/letter/<page>", "<page>", ".csv", ".svg", "/files", "/desk/queue", "/still", "/diff")
    wanted = {re.sub(r"<\w+>", "*", line.path) for line in pages if not line.path.endswith(others)}
    assert wanted <= shown, wanted - shown
    assert any(isinstance(line, Route) for line in pages)


def test_a_request_is_worked_by_the_keyboard_alone(browser: Browser, here: Here) -> None:
    clerk = here.office.clerk()
    address = signed(here.office, ADULT)
    sight = here.signed_in(browser, clerk)
    page = sight.page
    page.goto(f"{here.base}/desk")
    sight.tab_to(f"a[href='{address}']")
    page.keyboard.press("Enter")
    page.wait_for_selector("h2#h-next")
    sight.tab_to(".next button.main")
    page.keyboard.press("Enter")
    page.wait_for_selector("#check-identity")
    for kind in ("identity", "match", "recipient"):
        sight.tab_to(f"#check-{kind}")
        page.keyboard.type("seen")
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#check-{kind}", state="detached")
    check(here.office.clerk(), address, "second_look")
    page.reload()
    sight.tab_to(".send input")
    page.keyboard.press("Space")
    sight.tab_to(".send button")
    page.keyboard.press("Enter")
    page.wait_for_selector("main > .done")
    assert "Sent." in page.inner_text("main > .done")
    sight.context.close()


def test_a_queue_that_is_open_shows_what_comes(browser: Browser, here: Here) -> None:
    sight = here.signed_in(browser, here.office.clerk())
    sight.page.goto(f"{here.base}/desk")
    address = signed(here.office, replace(ADULT, patient_name="Newly Arrived"))
    # What the page does every 15 seconds.
    sight.page.evaluate("htmx.ajax('GET', document.querySelector('#queue > div').getAttribute('hx-get'), '#queue')")
    sight.page.wait_for_selector(f"a[href='{address}']")
    sight.well_made()
    sight.context.close()


def test_hostile_words_open_no_dialog_and_break_no_page(browser: Browser, here: Here) -> None:
    sight = here.signed_in(browser, here.office.clerk("manager"))
    with here.office.turn() as turn:
        made = turn.new_request(replace(ADULT, patient_name="x"), "text", "en", "", "ACDEFHJ")
    for words in HOSTILE[:60]:
        tell(here, made, words)
        sight.page.goto(f"{here.base}/desk/requests/{made}")
        assert "".join(words.split()) in "".join(sight.page.inner_text("main").split())
    sight.page.goto(f"{here.base}/desk?part=waiting")
    assert sight.complaints == []
    sight.fits()
    sight.context.close()


def test_what_callers_say_does_nothing_at_the_desk(browser: Browser, here: Here) -> None:
    """Hostile words by text; what is shown of them, with the words typed for them, is words."""
    sight, texter = here.signed_in(browser, here.office.clerk("manager")), here.office.bureau.house.texter()
    for words in HOSTILE[:40]:
        texter.text(words)
        here.office.later(seconds=1)
    sight.page.goto(f"{here.base}/desk/misunderstood")
    sight.page.click("main a.open")
    sight.page.wait_for_selector("#sentence")
    sight.page.select_option("#intent", "billing")
    typed = "<img src=x onerror=alert(1)> my bill"
    sight.page.fill("#sentence", typed)
    sight.to_next("main button.main")
    for address in ("/desk/misunderstood", "/desk/misunderstood?page=1", "/desk/prepared"):
        sight.page.goto(here.base + address)
        sight.fits()
    assert typed in sight.page.inner_text("main")
    assert sight.complaints == []
    sight.context.close()


def test_pictures_are_there_light_and_dark(browser: Browser, here: Here) -> None:
    sight = here.signed_in(browser, here.office.clerk("viewer"))
    loaded = """() => [...document.images].every(
        (image) => (image.loading = "eager") && image.complete && image.naturalWidth > 200)"""
    for scheme, size in (("light", DESK), ("dark", DESK), ("dark", SMALL)):
        sight.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        sight.page.set_viewport_size(size)  # type: ignore[arg-type]
        sight.page.goto(f"{here.base}/desk/figures")
        sight.page.wait_for_function(loaded)
        shown = sight.page.evaluate("[...document.images].map((image) => image.currentSrc)")
        assert len(shown) >= 4
        assert all(("shade=dark" in one) == (scheme == "dark") for one in shown)
        assert all(("size=narrow" in one) == (size is SMALL) for one in shown)
    assert sight.complaints == []
    sight.context.close()


def test_single_keys_lead_everywhere_and_rest_while_somebody_types(browser: Browser, here: Here) -> None:
    sight = here.signed_in(browser, here.office.clerk())
    page, keys = sight.page, sight.page.keyboard
    page.goto(f"{here.base}/desk")
    focused = "document.activeElement.id"
    for key, place in (("j", 0), ("j", 1), ("k", 0)):
        keys.press(key)
        assert page.evaluate(focused) == page.evaluate(f"document.querySelectorAll('.list a.open')[{place}].id")
    keys.press("/")
    assert page.evaluate(focused) == "find"
    keys.type("gm?j/")
    assert page.input_value("#find") == "gm?j/"
    assert not page.is_visible("#keys")
    page.evaluate("document.activeElement.blur()")
    keys.press("g")
    with page.expect_navigation():
        keys.press("m")
    assert page.url == f"{here.base}/desk/misunderstood"
    keys.press("j")
    with page.expect_navigation():
        keys.press("Enter")
    with page.expect_navigation():
        keys.press("u")
    assert page.url == f"{here.base}/desk/misunderstood"
    sight.context.close()


def test_the_list_of_keys_opens_and_turns_them_off(browser: Browser, here: Here) -> None:
    sight = here.signed_in(browser, here.office.clerk())
    page = sight.page
    page.goto(f"{here.base}/desk")
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")
    assert "Misunderstood" in page.inner_text("#keys")
    sight.well_made()
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    page.reload()
    for key in ("?", "j", "/"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement === document.body")
    assert not page.is_visible("#keys")
    page.click("#show-keys")
    page.check("#keys-on")
    page.click("#keys button")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    assert sight.complaints == []
    sight.context.close()


@pytest.mark.night
def test_five_hundred_hostile_strings_do_nothing(browser: Browser, here: Here) -> None:
    assert len(HOSTILE) >= 500
    sight = here.signed_in(browser, here.office.clerk("manager"))
    with here.office.turn() as turn:
        made = turn.new_request(replace(ADULT, patient_name="x"), "text", "en", "", "ACDEFJH")
    for words in HOSTILE:
        tell(here, made, words)
        for address in (f"/desk/requests/{made}", "/desk?part=waiting", f"/desk/requests/{made}/cover"):
            sight.page.goto(here.base + address)
    assert sight.complaints == []
    sight.context.close()


def tell(here: Here, made: str, words: str) -> None:
    """The same words in every field that a caller has."""
    told = dict.fromkeys(
        ("patient_name", "mrn", "recipient_name", "recipient_address", "asker", "relation", "needed_words"), words
    )
    request = replace(ADULT, **told, requester="helper", studies=(StudyAsked(words, words),))
    with here.office.turn() as turn:
        assert turn.save_request(made, request)


# ------------------------------------------------------------------ from the first word to the last text


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Here]:
    with office(tmp_path) as made, served(made.bureau.house.client.application) as base:
        yield Here(made, base)


def test_from_the_first_text_to_the_last(browser: Browser, fresh: Here) -> None:
    """A patient texts and signs on the telephone; a clerk finds, works and ends it; the patient gets the text."""
    made, patient = fresh.office, next(patients(1))
    with listening() as ears:
        made.bureau.house.desk.nlu = NluClient(ears.url)
        played = play(patient.person, patient.channel, line_to(made.bureau.house.client), Manner())
    token = re.findall(r"/sign/([\w-]+)", " ".join(words for _, words in played.turns))[-1]
    name = made.bureau.stored(token).request.patient_name
    phone = Sight.of(browser)
    phone.page.goto(f"{fresh.base}/sign/{token}")
    for part, value in (("month", patient.birth.month), ("day", patient.birth.day), ("year", patient.birth.year)):
        phone.page.fill(f"#birth_{part}", str(value))
    phone.to_next("button[value=birth]")
    phone.page.fill("#name", name)
    phone.page.check("#agree")
    phone.to_next("button[value=sign]")
    phone.context.close()
    clerk = made.clerk()
    desk = fresh.signed_in(browser, clerk)
    desk.page.goto(f"{fresh.base}/desk")
    desk.page.fill("#find", f"{name} {patient.birth:%m/%d/%Y}")
    with desk.page.expect_navigation():
        desk.page.press("#find", "Enter")
    desk.to_next("a.open")
    desk.to_next("text=Begin")
    for kind in ("identity", "match", "recipient"):
        desk.page.fill(f"#check-{kind}", "seen")
        desk.to_next(f"#check-{kind} + button")
    address = desk.page.url.removeprefix(fresh.base).partition("?")[0]
    check(made.clerk(), address, "second_look")
    desk.page.goto(fresh.base + address)
    desk.page.check("input[value=exchange]")
    desk.to_next("text=Mark as sent")
    assert "The patient gets a text" in desk.page.inner_text("main")
    desk.context.close()
    sent = [text for text in made.bureau.house.desk.store.texts() if text.purpose == "desk_sent"]
    assert [(text.to, "images of request" in text.body) for text in sent] == [(patient.number, True)]
