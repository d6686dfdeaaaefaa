"""The routes behind the telephone in the browser: in a demo alone, signed, for invented people, and without secrets."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.channels.guards import in_demo
from bot.settings import Settings
from simulator import document, people, relay
from simulator.people import WITHHELD
from simulator.relay import Account, NotAsked, Relay
from tests import troubles, twiml_rules
from tests.desks import FakeDesk
from tests.whole_desk import House, whole_desk
from webhook import create_app

pytestmark = pytest.mark.xdist_group("phone routes")  # so that the desk is built once

SECRETS = ["Zebulon Quackenbush", "March 9 1957", "Dr. Orla Finch, 12 Elm Street, Durham NC 27701"]
sids = map("CA{:032d}".format, itertools.count())


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = whole_desk(tmp_path_factory.mktemp("routes"))
    yield house
    house.close()


def post(house: House, url: str, caller: str = people.people("US")[0], **told: str) -> Any:
    answer = house.client.post("/phone/ask", json={"url": url, "caller": caller, "told": told})
    assert answer.status_code == 200
    return answer.get_json()


def full(tmp_path: Path) -> Settings:
    account = {"account_sid": "AC1", "auth_tokens": ("s" * 32,), "twilio_from": "+19195550199"}
    return replace(Settings(var=tmp_path, public_url="https://radline.example", demo=False), **account)


# ------------------------------------------------------------------ who may enter


ROUTES = [("GET", "/phone"), ("POST", "/phone/ask"), ("POST", "/phone/texts"), ("POST", "/phone/save")]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_outside_a_demo_there_is_nothing(tmp_path: Path, method: str, path: str) -> None:
    client = create_app(full(tmp_path), FakeDesk(tmp_path)).test_client()
    assert client.open(path, method=method, json={}).status_code == 404


def test_the_guard_holds_even_if_the_routes_were_there(house: House) -> None:
    with house.client.application.test_request_context("/phone"):
        assert in_demo(True).check() is None
        with pytest.raises(Exception, match="404"):
            in_demo(False).check()


def test_only_this_machine_sees_it(house: House) -> None:
    assert house.client.get("/phone").status_code == 200
    assert house.client.get("/phone", headers={"Host": "radline.example"}).status_code == 403
    assert house.client.get("/phone", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 403


def test_the_page_is_strict(house: House) -> None:
    answer = house.client.get("/phone")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["Permissions-Policy"] == "camera=(), microphone=(self), geolocation=()"
    page = answer.get_data(as_text=True)
    assert " style=" not in page
    assert " onclick=" not in page


@pytest.mark.parametrize("name", ["../phone.py", "phone.html", "", "page.js.map", "%2e%2e/relay.py"])
def test_only_our_own_files_are_served(house: House, name: str) -> None:
    from simulator.page import FILES

    assert house.client.get(f"{FILES.address}/page.js").mimetype == "text/javascript"
    assert house.client.get(f"{FILES.address}/{name}").status_code == 404
    assert house.client.get("/phone-files/000000000000/page.js").status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"url": "/desk", "told": {}}, {"url": "https://elsewhere.example/voice", "told": {}}, {"url": None, "told": {}},
        {"url": "//elsewhere.example/voice", "told": {}}, {"url": "/voice", "told": {"a=b": "1"}}, {"url": "/voice"},
        {"url": "/voice", "told": {}, "caller": "+19196842711"}, {"url": "/voice", "told": {}, "caller": ["+1"]},
        {"url": "/voice", "told": {"Digits": 1}}, {"url": "/voice\n", "told": {}},
        {"url": "/voice?x=\u2603", "told": {}},
    ],
)  # fmt: skip
def test_what_no_telephone_does_is_refused(house: House, sent: dict[str, Any]) -> None:
    sent = {"caller": people.people("US")[0]} | sent
    assert house.client.post("/phone/ask", json=sent).status_code == 400


@pytest.mark.parametrize("path", ["/phone/ask", "/phone/texts", "/phone/save"])
def test_the_form_of_another_site_is_refused(house: House, path: str) -> None:
    body = '{"url": "/voice", "told": {}, "caller": "withheld"}'
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        assert house.client.post(path, data=body, content_type=kind).status_code == 400
    assert house.client.post(path, json=[1]).status_code == 400


# ------------------------------------------------------------------ the front door


def test_calls_go_through_a_door_that_wants_signatures(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    good = post(house, "/voice", CallSid=next(sids), CallStatus="ringing")
    assert "<Gather" in good["body"]
    assert house.desk.settings.base + "/voice/turn?" in good["body"]  # whole addresses, as with an account
    monkeypatch.setattr(relay, "SIGNATURE_HEADER", "X-Nothing")
    bad = post(house, "/voice", CallSid=next(sids), CallStatus="ringing")
    twiml_rules.voice(bad["body"])
    assert "<Gather" not in bad["body"]
    assert "<Dial" in bad["body"]


def test_the_token_is_drawn_anew_and_told_to_nobody() -> None:
    one, two = Account(), Account()
    assert one.token != two.token
    assert one.token not in repr(one)


def test_a_link_to_another_place_is_not_followed(house: House) -> None:
    own = Relay(house.client.application, Account(), "https://radline.example", "")
    with pytest.raises(NotAsked):
        own.post("https://radline.example.evil.example/voice", "", {})


def test_a_transfer_names_the_line(house: House) -> None:
    sid = next(sids)
    post(house, "/voice", CallSid=sid)
    answer = post(house, "/voice/turn?step=1&lang=en&expect=open", CallSid=sid, Digits="2")
    assert list(answer["lines"].values()) == ["Image Library 24/7 line"]
    assert answer["turn"]["dials"] == [[next(iter(answer["lines"])), "2"]]


def test_an_urgent_caller_is_connected_with_the_store_gone(tmp_path: Path) -> None:
    own = whole_desk(tmp_path)
    with troubles.gone(own):
        answer = post(own, "/voice/turn?step=1&lang=en&expect=open", CallSid=next(sids), Digits="2")
    assert "<Dial" in answer["body"]
    own.close()


def test_a_withheld_caller_has_no_texts(house: House) -> None:
    assert house.client.post("/phone/texts", json={"caller": WITHHELD}).get_json() == []


# ------------------------------------------------------------------ what is shown of it


def test_the_strip_tells_what_was_understood(house: House) -> None:
    sid = next(sids)
    post(house, "/voice", CallSid=sid)
    words = "fax for vascular, my name is Zebulon Quackenbush"
    strip = post(house, "/voice/turn?step=1&lang=en&expect=open", CallSid=sid, SpeechResult=words)["strip"]
    assert strip["needs"][0]["intent"] == "fax"
    assert {one["id"] for one in strip["mentions"]} >= {"vascular_intervention"}
    assert "SERVICE" in strip["masked"]
    assert "zebulon" not in str(strip).casefold()
    assert strip["version"] == house.directory.version


def test_the_rule_that_fired_is_named(house: House) -> None:
    words = "trauma transfer en route, we need the images now"
    url = "/voice/turn?step=1&lang=en&expect=open"
    strip = post(house, url, CallSid=next(sids), SpeechResult=words)["strip"]
    assert strip["urgency"] == "images"
    assert strip["rules"]
    assert not strip["asked"]
    keyed = post(house, url, CallSid=next(sids), Digits="2")["strip"]
    assert (keyed["key"], keyed["urgent"]) == ("2", True)


@pytest.mark.parametrize("channel", ["voice", "text"])
def test_private_answers_are_not_in_the_strip(house: House, channel: str) -> None:
    sid, caller, url = next(sids), people.people("US")[1], "/voice"
    said = ["please send my images to my new doctor", "taken at duke", "i am the patient", *SECRETS]
    strips = []
    for count, words in enumerate(["", *said]):
        if channel == "text":
            told = {"MessageSid": f"{next(sids)}", "Body": words or "hello"}
            answer = post(house, "/sms", caller, **told)
        else:
            answer = post(house, url, caller, CallSid=sid, **({"SpeechResult": words} if count else {}))
            url = answer["body"].partition('action="')[2].partition('"')[0].replace("&amp;", "&")
        strips.append(answer["strip"])
    assert [one["private"] for one in strips[-3:]] == [True] * 3
    for word in ("zebulon", "quackenbush", "1957", "finch", "elm street"):
        assert word not in str(strips).casefold()


def test_what_a_document_comes_to() -> None:
    said = document.reply("<Response><Gather action='/voice/turn?expect=open'><Say>One</Say></Gather></Response>")
    assert (said.words, said.expect, said.ends) == ("One", "open", False)
    assert document.reply("<Response><Say>Bye</Say><Hangup/></Response>").ends
    assert document.reply("<Response/>").none
    with pytest.raises(ValueError, match="not a document"):
        document.reply("Internal Server Error")


@pytest.mark.parametrize("country", ["US", "CA", "DE", "GB"])
def test_invented_people_are_nobody(country: str) -> None:
    for number in people.people(country):
        assert number.startswith("+")
    if country == "US":
        assert all(number[5:-2] == "55501" for number in (*people.people(country), people.line(country)))


def garbage(client: FlaskClient, path: str, data: bytes) -> TestResponse:
    return client.post(path, data=data, content_type="application/json")


@pytest.mark.parametrize("path", ["/phone/ask", "/phone/texts", "/phone/save"])
@pytest.mark.parametrize("data", [b"", b"{", b"null", b"[]", b'"x"', b"\xff\xfe", b'{"turns": [{}]}', b"1" * 70_000])
def test_garbage_breaks_nothing(house: House, path: str, data: bytes) -> None:
    assert garbage(house.client, path, data).status_code in (400, 413)
