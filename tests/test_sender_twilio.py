"""The provider for Twilio, against a small server that answers as Twilio's API does, and as it should not."""

from __future__ import annotations

import datetime as dt
import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot import send_texts
from bot.send_texts import TextNotSent, TwilioProvider
from tests.stores import NOW

ACCOUNT = "AC" + "0" * 32
PERSON, OURS = "+19195550123", "+19195550100"
BODY = "Vascular fax: 919-555-0111"


class Twilio(ThreadingHTTPServer):
    """What arrived, what it lists, and how it answers the next request."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Requests)
        self.requests: list[tuple[str, str, dict[str, list[str]]]] = []
        self.messages: list[dict[str, Any]] = []
        self.answer: tuple[int, str] | None = None
        self.seconds = 0.0
        self.cut = False

    def list_one(self, age: dt.timedelta, **fields: Any) -> str:
        sid = f"SM{len(self.messages):032d}"
        created = format_datetime(NOW - age)
        message = {"sid": sid, "to": PERSON, "from": OURS, "body": BODY, "date_created": created}
        self.messages.insert(0, {**message, **fields})
        return sid


class Requests(BaseHTTPRequestHandler):
    server: Twilio

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.answer("POST", form, 201, {"sid": "SM" + "1" * 32, "status": "queued"})

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        start, size = int(query.get("Page", ["0"])[0]), int(query.get("PageSize", ["50"])[0])
        page = self.server.messages[start * size : (start + 1) * size]
        more = len(self.server.messages) > (start + 1) * size
        following = f"{urlsplit(self.path).path}?Page={start + 1}&PageSize={size}" if more else None
        self.answer("GET", query, 200, {"messages": page, "next_page_uri": following})

    def answer(self, method: str, fields: dict[str, list[str]], status: int, content: dict[str, Any]) -> None:
        self.server.requests.append((method, self.path, fields))
        time.sleep(self.server.seconds)
        if self.server.cut:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        status, text = self.server.answer or (status, json.dumps(content))
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    server = Twilio()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def provider(twilio, monkeypatch) -> TwilioProvider:
    monkeypatch.setattr(send_texts, "TWILIO_SECONDS", 0.3)
    return TwilioProvider(ACCOUNT, "token", OURS, f"http://127.0.0.1:{twilio.server_port}")


def kind_of(raised: pytest.ExceptionInfo[TextNotSent]) -> str:
    assert raised.value.__context__ is None
    assert str(raised.value) == raised.value.kind
    return raised.value.kind


def test_a_text_is_handed_over(provider, twilio):
    assert provider.send(PERSON, BODY) == "SM" + "1" * 32
    [(method, path, form)] = twilio.requests
    assert (method, path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert form == {"To": [PERSON], "From": [OURS], "Body": [BODY]}


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, 21610, "stopped"),
        (400, 21211, "rejected"),
        (400, 21614, "rejected"),
        (429, 20429, "later"),
        (401, 20003, "later"),
        (403, 20003, "later"),
        (404, 20404, "later"),
        (500, 20500, "unknown"),
        (503, None, "unknown"),
    ],
)
def test_each_refusal_is_told_by_its_kind_alone(provider, twilio, status, code, kind):
    message = f"The 'To' number {PERSON} cannot be used"
    twilio.answer = status, json.dumps({"code": code, "message": message, "status": status})
    with pytest.raises(TextNotSent) as raised:
        provider.send(PERSON, BODY)
    assert kind_of(raised) == kind


def test_the_newer_form_of_an_error_is_understood_too(provider, twilio):
    problem = {"type": "https://example.com/21610", "title": "no", "status": 400, "code": 21610}
    twilio.answer = 400, json.dumps(problem)
    with pytest.raises(TextNotSent) as raised:
        provider.send(PERSON, BODY)
    assert kind_of(raised) == "stopped"


@pytest.mark.parametrize("text", ["", "no json", "[]", "null", "{}", '{"sid": null}', '{"sid": ""}', "<html>"])
def test_babble_in_place_of_an_answer_is_unknown(provider, twilio, text):
    twilio.answer = 201, text
    with pytest.raises(TextNotSent) as raised:
        provider.send(PERSON, BODY)
    assert kind_of(raised) == "unknown"


def test_no_answer_in_time_is_unknown(provider, twilio):
    twilio.seconds = 0.6
    with pytest.raises(TextNotSent) as raised:
        provider.send(PERSON, BODY)
    assert kind_of(raised) == "unknown"


def test_a_cut_connection_is_unknown(provider, twilio):
    twilio.cut = True
    with pytest.raises(TextNotSent) as raised:
        provider.send(PERSON, BODY)
    assert kind_of(raised) == "unknown"
    assert len(twilio.requests) == 1


@pytest.mark.parametrize("base", ["http://127.0.0.1:9", "http://nowhere.invalid"])
def test_no_connection_at_all_is_surely_not_sent(base):
    with pytest.raises(TextNotSent) as raised:
        TwilioProvider(ACCOUNT, "token", OURS, base).send(PERSON, BODY)
    assert kind_of(raised) == "later"


def test_a_look_up_finds_our_text_and_no_other(provider, twilio):
    minute = dt.timedelta(minutes=1)
    twilio.list_one(90 * minute)
    twilio.list_one(0 * minute, body="other words")
    twilio.list_one(0 * minute, to="+19195550199")
    first = twilio.list_one(-1 * minute)
    second = twilio.list_one(-2 * minute)
    assert provider.find(PERSON, BODY, NOW) == [first, second]
    assert provider.find(PERSON, "words never sent", NOW) == []


def test_a_look_up_reads_on_over_pages(provider, twilio, monkeypatch):
    monkeypatch.setattr(send_texts, "LOOK_UP_AT_MOST", 120)
    wanted = twilio.list_one(dt.timedelta())
    for number in range(70):
        twilio.list_one(dt.timedelta(), body=f"text {number}")
    assert provider.find(PERSON, BODY, NOW) == [wanted]
    for number in range(70):
        twilio.list_one(dt.timedelta(), body=f"text {number}")
    with pytest.raises(TextNotSent):
        provider.find(PERSON, BODY, NOW)


@pytest.mark.parametrize("hidden", [{"body": ""}, {"to": "+1919555XXXX"}, {"to": "+1919555XXXX", "body": ""}])
def test_a_look_up_that_redaction_blinds_says_so(provider, twilio, hidden):
    twilio.list_one(dt.timedelta(), **hidden)
    with pytest.raises(TextNotSent):
        provider.find(PERSON, BODY, NOW)
    assert provider.find("+15035550123", BODY, NOW) == []


@pytest.mark.parametrize("status", [401, 429, 500])
def test_a_look_up_that_fails_says_so(provider, twilio, status):
    twilio.answer = status, json.dumps({"code": 20003, "message": PERSON})
    with pytest.raises(TextNotSent) as raised:
        provider.find(PERSON, BODY, NOW)
    assert raised.value.__context__ is None


def test_neither_number_nor_words_stand_in_an_address_or_a_log(provider, twilio, caplog):
    caplog.set_level(logging.DEBUG)
    provider.send(PERSON, BODY)
    provider.find(PERSON, BODY, NOW)
    twilio.answer = 400, json.dumps({"code": 21211, "message": f"{PERSON} {BODY}"})
    with pytest.raises(TextNotSent):
        provider.send(PERSON, BODY)
    twilio.cut = True
    with pytest.raises(TextNotSent):
        provider.send(PERSON, BODY)
    shown = caplog.text + "".join(path for _, path, _ in twilio.requests)
    assert "Messages.json" in caplog.text
    for part in ("5550123", "555-0111", "Vascular", "token"):
        assert part not in shown
