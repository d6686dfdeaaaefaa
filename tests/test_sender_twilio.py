"""The provider for Twilio, against a small server that answers as Twilio's API does, and as it should not."""

from __future__ import annotations

import datetime as dt
import json
import logging

import pytest

from bot import send_texts
from bot.send_texts import TextNotSent, TwilioProvider
from tests.stores import NOW
from tests.twilio_api import ACCOUNT, BODY, OURS, PERSON, TOKEN

TEXT = "0" * 32


@pytest.fixture
def provider(twilio) -> TwilioProvider:
    return TwilioProvider(ACCOUNT, TOKEN, OURS, twilio.url)


def kind_of(raised: pytest.ExceptionInfo[TextNotSent]) -> str:
    assert raised.value.__context__ is None
    assert str(raised.value) == raised.value.kind
    return raised.value.kind


def test_a_text_is_handed_over(provider, twilio):
    assert provider.send(PERSON, BODY, TEXT) == "SM" + "1" * 32
    [(method, path, form)] = twilio.requests
    assert (method, path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert form == {"To": [PERSON], "From": [OURS], "Body": [BODY]}


def test_twilio_is_told_where_to_report_what_became_of_a_text(twilio):
    base = f"http://127.0.0.1:{twilio.server_port}"
    TwilioProvider(ACCOUNT, "token", OURS, base, "https://desk.example").send(PERSON, BODY, TEXT)
    [(_, _, form)] = twilio.requests
    (address,) = form["StatusCallback"]
    assert address.startswith(f"https://desk.example/sms/status?text={TEXT}#")
    assert "rp=5xx" in address
    assert PERSON[2:] not in address


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
        provider.send(PERSON, BODY, TEXT)
    assert kind_of(raised) == kind


def test_the_newer_form_of_an_error_is_understood_too(provider, twilio):
    problem = {"type": "https://example.com/21610", "title": "no", "status": 400, "code": 21610}
    twilio.answer = 400, json.dumps(problem)
    with pytest.raises(TextNotSent) as raised:
        provider.send(PERSON, BODY, TEXT)
    assert kind_of(raised) == "stopped"


@pytest.mark.parametrize("text", ["", "no json", "[]", "null", "{}", '{"sid": null}', '{"sid": ""}', "<html>"])
def test_babble_in_place_of_an_answer_is_unknown(provider, twilio, text):
    twilio.answer = 201, text
    with pytest.raises(TextNotSent) as raised:
        provider.send(PERSON, BODY, TEXT)
    assert kind_of(raised) == "unknown"


def test_no_answer_in_time_is_unknown(twilio, monkeypatch):
    monkeypatch.setattr(send_texts, "TWILIO_SECONDS", 0.3)
    twilio.seconds = 0.6
    with pytest.raises(TextNotSent) as raised:
        TwilioProvider(ACCOUNT, TOKEN, OURS, twilio.url).send(PERSON, BODY, TEXT)
    assert kind_of(raised) == "unknown"


def test_a_cut_connection_is_unknown(provider, twilio):
    twilio.cut = True
    with pytest.raises(TextNotSent) as raised:
        provider.send(PERSON, BODY, TEXT)
    assert kind_of(raised) == "unknown"
    assert len(twilio.requests) == 1


@pytest.mark.parametrize("base", ["http://127.0.0.1:9", "http://nowhere.invalid"])
def test_no_connection_at_all_is_surely_not_sent(base):
    with pytest.raises(TextNotSent) as raised:
        TwilioProvider(ACCOUNT, "token", OURS, base).send(PERSON, BODY, TEXT)
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
    provider.send(PERSON, BODY, TEXT)
    provider.find(PERSON, BODY, NOW)
    twilio.answer = 400, json.dumps({"code": 21211, "message": f"{PERSON} {BODY}"})
    with pytest.raises(TextNotSent):
        provider.send(PERSON, BODY, TEXT)
    twilio.cut = True
    with pytest.raises(TextNotSent):
        provider.send(PERSON, BODY, TEXT)
    shown = caplog.text + "".join(path for _, path, _ in twilio.requests)
    assert "Messages.json" in caplog.text
    for part in ("5550123", "555-0111", "Vascular", "token"):
        assert part not in shown
