"""Those on watch are told of a ticket, at once and every five minutes, until somebody takes it by name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.alerts import name_of
from bot.settings import Settings
from tests import troubles, twiml_rules
from tests.callers import Signer
from tests.shells import CALLER
from tests.stores import empty_place
from tests.twilio_api import ACCOUNT, OURS, TOKEN
from tests.watching import BASE, FIRST, MINUTE, NAME, RINGS, SECOND, events, failed, link, sent, watch
from tests.whole_desk import House, whole_desk
from webhook import create_app

pytestmark = [pytest.mark.xdist_group("alerts"), pytest.mark.usefixtures("unhurried")]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = whole_desk(tmp_path)
    watch(house, FIRST, SECOND)
    yield house
    house.desk.afterwards.settled()
    house.close()


# ------------------------------------------------------------------ who is told what, and when


def test_everybody_on_watch_is_told_at_once_and_every_five_minutes(house: House) -> None:
    ticket = failed(house)
    for minutes in (0, 5, 10):
        said = sent(house, minutes * MINUTE)
        assert [to for to, _ in said] == [FIRST, SECOND]
        assert all(ticket in body and "ACCEPT" in body for _, body in said)
        assert sent(house, (minutes + 4) * MINUTE) == []
    assert events(house).count("alert_queued") == 3


def test_what_is_sent_names_nobody_and_no_number(house: House) -> None:
    watch(house, FIRST, f"call:{RINGS}", web="https://watch.example/hook")
    ticket = failed(house)
    said = sent(house)
    assert [to for to, _ in said] == [FIRST, RINGS, "https://watch.example/hook"]
    for _, body in said:
        assert ticket in body
        assert "5550123" not in re.sub(r"\W", "", body.replace(ticket, ""))
        assert not re.search(r"\d{7}", re.sub(r"/alert/[\w-]+", "", body)), body
    told = json.loads(said[2][1])
    assert told["ticket"] == ticket
    assert told["accept_url"].startswith(f"{BASE}/alert/")


def test_an_alert_text_fits_two_segments(house: House) -> None:
    failed(house)
    assert all(len(body) <= 306 for _, body in sent(house))


def test_with_nobody_on_watch_nothing_is_sent(house: House) -> None:
    watch(house)
    failed(house)
    assert sent(house) == []


def test_no_alert_waits_for_the_answer_or_the_answer_for_it(house: House) -> None:
    """The turn writes one row; the sender does the rest."""
    failed(house)
    assert house.desk.store.texts() == []


# ------------------------------------------------------------------ taken by text


@pytest.mark.parametrize("words", ["accept {}", "Accept: {}!", "ACCEPT {ticket} {}", "accept {ticket}, {}"])
def test_a_text_from_the_watch_takes_it(house: House, words: str) -> None:
    ticket = failed(house)
    sent(house)
    reply = house.texter(FIRST).text(words.replace("{ticket}", ticket.lower()).format(NAME))
    assert "You have it" in (reply or "")
    assert [to for to, body in sent(house) if f"{ticket} was taken by {NAME}" in body] == [SECOND]
    assert sent(house, 60 * MINUTE) == []
    with house.desk.store.turn(house.desk.now()) as turn:
        found = turn.ticket(ticket)
    assert found
    assert (found.state, found.taken_by, found.taken_at) == ("taken", NAME, house.desk.now())
    assert "Someone else has it" in (house.texter(SECOND).text(f"accept {ticket} Ada") or "")
    assert "Nobody waits" in (house.texter(SECOND).text("accept Ada") or "")
    assert "ticket_taken" in events(house)


def test_nobody_else_takes_it_by_text(house: House) -> None:
    failed(house)
    house.texter().text(f"accept {NAME}")
    assert [to for to, body in sent(house, 5 * MINUTE) if "ACCEPT" in body] == [FIRST, SECOND]


def test_a_name_is_asked_for(house: House) -> None:
    failed(house)
    assert "your name" in (house.texter(FIRST).text("accept") or "")
    assert "your name" in (house.texter(FIRST).text("ACCEPT 12345") or "")
    assert len(sent(house)) == 2


def test_what_could_not_be_saved_is_not_said_to_be_taken(house: House) -> None:
    failed(house)
    with troubles.locked(house):
        assert "could not save" in (house.texter(FIRST).text(f"accept {NAME}") or "")
    assert len(sent(house)) == 2


def test_the_watch_is_answered_like_anybody_else_otherwise(house: House) -> None:
    failed(house)
    assert "684-7274" in (house.texter(FIRST).text("we need the images for our trauma patient now") or "")
    assert "911" in (house.texter(FIRST).text("accept that he is not breathing") or "")


@pytest.mark.parametrize(
    ("said", "name"),
    [(NAME, NAME), ("  Ada.\n", "Ada"), ("José Núñez", "José Núñez"), ("O’Neil", "O’Neil"), ("123 +1", ""), ("", ""),
     ("<b>Ada</b> {name}", "b Ada b name"), ("x" * 90, "x" * 40), ("\u202e\u0000", "")],
)  # fmt: skip
def test_a_name_is_plain(said: str, name: str) -> None:
    assert name_of(said) == name


# ------------------------------------------------------------------ taken on the telephone


def ring(house: House, path: str, to: str = RINGS, **form: str) -> str:
    answer = house.client.post(path, data={"CallSid": "CA1", "From": OURS, "To": to, **form})
    assert answer.status_code == 200
    doc = twiml_rules.voice(answer.get_data(as_text=True))
    words = " ".join(twiml_rules.words(say) for say in doc.iter("Say"))
    (*links,) = {gather.get("action") or "" for gather in doc.iter("Gather")}
    return words + " ".join(links)


def test_an_alert_call_is_taken_with_a_key_and_a_name(house: House) -> None:
    watch(house, f"call:{RINGS}", FIRST)
    ticket = failed(house)
    path = dict(sent(house))[RINGS].removeprefix(BASE)
    told = ring(house, path)
    assert " ".join(ticket) in told
    assert "press 1" in told
    asked = ring(house, path, Digits="1")
    assert "your name" in asked
    assert "your name" in ring(house, f"/alert/call/name?ticket={ticket}")
    assert "It is yours" in ring(house, f"/alert/call/name?ticket={ticket}", SpeechResult=NAME)
    assert "Somebody has it" in ring(house, f"/alert/call/name?ticket={ticket}", SpeechResult="Ada")
    assert [to for to, body in sent(house) if NAME in body] == [FIRST]


def test_a_machine_that_picks_up_takes_nothing(house: House) -> None:
    watch(house, f"call:{RINGS}")
    failed(house)
    path = dict(sent(house))[RINGS].removeprefix(BASE)
    ring(house, path)
    ring(house, path, Digits="5")
    assert len(sent(house, 5 * MINUTE)) == 1


@pytest.mark.parametrize("path", ["/alert/call", "/alert/call/name"])
def test_a_call_to_nobody_on_watch_learns_and_takes_nothing(house: House, path: str) -> None:
    watch(house, f"call:{RINGS}")
    ticket = failed(house)
    told = ring(house, f"{path}?ticket={ticket}", to=CALLER, Digits="1", SpeechResult=NAME)
    assert ticket not in told.replace(" ", "")
    ring(house, f"{path}?ticket=<x>", Digits="1", SpeechResult=NAME)
    ring(house, path, SpeechResult=NAME)
    assert len(sent(house)) == 1


def test_a_call_that_cannot_be_saved_says_so(house: House) -> None:
    watch(house, f"call:{RINGS}")
    ticket = failed(house)
    with troubles.locked(house):
        assert "could not be saved" in ring(house, f"/alert/call/name?ticket={ticket}", SpeechResult=NAME)


def test_the_call_route_is_twilios_alone(tmp_path: Path) -> None:
    own = {"public_url": BASE, "account_sid": ACCOUNT, "auth_tokens": (TOKEN,), "twilio_from": OURS, "demo": False}
    from bot.sealing import Keyring

    settings = Settings(
        **own, alert_to=(f"call:{RINGS}",), var=tmp_path, database_url=empty_place(tmp_path),
        data_keys=Keyring.generate().secret_text(),
    )  # fmt: skip
    client: FlaskClient = create_app(settings).test_client()
    form = {"AccountSid": ACCOUNT, "CallSid": "CA1", "To": RINGS}
    path = "/alert/call?ticket=ACDEFH"
    assert client.post(path, data=form).status_code == 403
    signed = Signer(TOKEN, ACCOUNT, BASE).header(path, form)
    assert client.post(path, data=form, headers=signed).status_code == 200


# ------------------------------------------------------------------ taken by the link


def test_the_link_shows_a_form_takes_it_by_name_and_then_tells_the_number(house: House) -> None:
    ticket = failed(house)
    path = link(house)
    for _ in range(3):
        looked = house.client.get(path)
        assert ticket in looked.get_data(as_text=True)
        assert "555-0123" not in looked.get_data(as_text=True)
    assert "form-action 'self'" in looked.headers["Content-Security-Policy"]
    assert looked.headers["Referrer-Policy"] == "no-referrer"
    assert len(sent(house, 5 * MINUTE)) == 2, "a look takes nothing"
    page = house.client.post(path, data={"name": NAME}).get_data(as_text=True)
    assert "(919) 555-0123" in page
    assert NAME in page
    taken = f"Radline: ticket {ticket} was taken by {NAME}."
    assert sent(house, 90 * MINUTE) == [(FIRST, taken), (SECOND, taken)]
    assert events(house).count("ticket_seen") == 1


def test_who_did_not_take_it_sees_no_number(house: House) -> None:
    failed(house)
    path = link(house)
    house.client.post(path, data={"name": NAME})
    for answer in (house.client.get(path), house.client.post(path, data={"name": "Ada"}), house.client.post(path)):
        page = answer.get_data(as_text=True)
        assert NAME in page
        assert "555-0123" not in page


@pytest.mark.parametrize("token", ["x", "x" * 43, "..", "%00", "A" * 64, "a b"])
def test_no_other_link_leads_anywhere(house: House, token: str) -> None:
    failed(house)
    for answer in (house.client.get(f"/alert/{token}"), house.client.post(f"/alert/{token}", data={"name": NAME})):
        assert answer.status_code == 404
    assert len(sent(house)) == 2


def test_a_link_of_what_is_done_leads_nowhere(house: House) -> None:
    ticket = failed(house)
    path = link(house)
    with house.desk.store.turn(house.desk.now()) as turn:
        turn.ticket_done(ticket)
    assert house.client.get(path).status_code == 404


def test_names_on_the_page_are_no_code(house: House) -> None:
    failed(house)
    page = house.client.post(link(house), data={"name": "<script>alert(1)</script>"}).get_data(as_text=True)
    assert "<script" not in page


def test_the_page_keeps_its_form_when_nothing_can_be_saved(house: House) -> None:
    failed(house)
    path = link(house)
    with troubles.locked(house):
        answer = house.client.post(path, data={"name": NAME})
    assert answer.status_code == 503
    assert "<form" in answer.get_data(as_text=True)
