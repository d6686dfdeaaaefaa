"""Twilio's signature: what is let in, and every way in which it must not be."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import Headers, MultiDict

from bot.channels.signature import Signature
from bot.settings import Settings
from tests import twiml_rules
from tests.callers import Caller, Signer, Texter
from tests.desks import FakeDesk
from webhook import create_app

ACCOUNT, TOKEN, OLD = "AC" + "7" * 32, "today-token", "yesterday-token"
BASE = "https://desk.example"
SIGN = Signer(TOKEN, ACCOUNT, BASE)
CALL = {
    "AccountSid": ACCOUNT,
    "CallSid": "CA1",
    "From": "+19195550123",
    "To": "+19195550199",
    "FromCity": "",
    "SpeechResult": " año & más ",
}
TURN = "/voice/turn?step=1&lang=en&expect=open"


def holds(
    signed: dict[str, Any],
    signed_url: str,
    got: MultiDict[str, str] | None = None,
    token: str = TOKEN,
    base: str = BASE,
    mimetype: str = "application/x-www-form-urlencoded",
    query: str = "",
) -> bool:
    """Whether `got` (what was signed, if nothing else is given) holds at /voice."""
    signature = RequestValidator(token).compute_signature(signed_url, signed)
    form = MultiDict(signed) if got is None else got
    headers = Headers({"X-Twilio-Signature": signature})
    return Signature(base, ACCOUNT, (TOKEN, OLD)).holds("/voice", query.encode(), form, headers, mimetype)


def test_the_right_signature_holds() -> None:
    assert holds(CALL, f"{BASE}/voice")
    assert holds(CALL, f"{BASE}/voice?lang=es&x=%C3%B1+a", query="lang=es&x=%C3%B1+a")


def test_each_token_of_a_rotation_holds_and_no_other() -> None:
    assert holds(CALL, f"{BASE}/voice", token=OLD)
    assert not holds(CALL, f"{BASE}/voice", token="last-years-token")
    assert not Signature(BASE, ACCOUNT, ("",)).holds("/voice", b"", MultiDict(CALL), Headers())


@pytest.mark.parametrize(
    ("base", "signed_url"),
    [
        (BASE, f"{BASE}:443/voice"),
        (f"{BASE}:8443", f"{BASE}/voice"),
        (f"{BASE}:8443", f"{BASE}:8443/voice"),
        (f"{BASE}/desk", f"{BASE}/desk/voice"),
    ],
)
def test_twilio_may_sign_with_or_without_the_port(base: str, signed_url: str) -> None:
    assert holds(CALL, signed_url, base=base)


@pytest.mark.parametrize(
    "signed_url",
    [
        "https://evil.example/voice",
        "http://desk.example/voice",
        f"{BASE}/voice/",
        f"{BASE}/sms",
        f"{BASE}/voice?a=1",
    ],
)
def test_another_address_does_not_hold(signed_url: str) -> None:
    assert not holds(CALL, signed_url)


@pytest.mark.parametrize(
    "changed",
    [
        CALL | {"From": "+19195550124"},
        CALL | {"Added": ""} | {"AddedToo": "x"},
        CALL | {"SpeechResult": "año & más"},
        {name: value for name, value in CALL.items() if name != "SpeechResult"},
        CALL | {"AccountSid": "AC" + "8" * 32},
    ],
)
def test_a_changed_field_does_not_hold(changed: dict[str, str]) -> None:
    assert not holds(CALL, f"{BASE}/voice", MultiDict(changed))


def test_blank_and_repeated_parameters_count() -> None:
    assert not holds(CALL, f"{BASE}/voice", MultiDict({k: v for k, v in CALL.items() if k != "FromCity"}))
    assert not holds(CALL, f"{BASE}/voice", MultiDict(CALL | {"ToCity": ""}))
    twice = MultiDict([*CALL.items(), ("Tag", "b"), ("Tag", "a")])
    assert holds(twice, f"{BASE}/voice", twice)
    assert not holds(twice, f"{BASE}/voice", MultiDict([*CALL.items(), ("Tag", "b")]))


def test_another_account_does_not_hold_even_with_our_token() -> None:
    theirs = CALL | {"AccountSid": "AC" + "8" * 32}
    assert not holds(theirs, f"{BASE}/voice")
    both = MultiDict([*CALL.items(), ("AccountSid", "AC" + "8" * 32)])
    assert not holds(both, f"{BASE}/voice", both)


def test_the_query_cannot_move_into_the_body() -> None:
    moved = MultiDict([("?lang=es", ""), *CALL.items()])
    assert RequestValidator(TOKEN).compute_signature(f"{BASE}/voice?lang=es", CALL) == RequestValidator(
        TOKEN
    ).compute_signature(f"{BASE}/voice", moved)
    assert not holds(CALL, f"{BASE}/voice?lang=es", moved)


def test_a_json_body_does_not_hold() -> None:
    assert not holds(CALL, f"{BASE}/voice", mimetype="application/json")


@pytest.mark.parametrize("base", ["https://[::1", "https://desk.example:port", "", "x"])
def test_an_odd_address_is_refused_and_never_raises(base: str) -> None:
    assert not holds(CALL, f"{BASE}/voice", base=base)


@pytest.mark.parametrize("signature", ["", "x", "é", "=" * 10_000])
def test_garbage_for_a_signature_is_refused(signature: str) -> None:
    headers = Headers({"X-Twilio-Signature": signature})
    assert not Signature(BASE, ACCOUNT, (TOKEN,)).holds("/voice", b"", MultiDict(CALL), headers)


def test_sha256_holds_where_twilio_names_it() -> None:
    signature = RequestValidator(TOKEN).compute_signature(f"{BASE}/voice", CALL, "HMAC_SHA256")
    for settings, right in (
        ("key=k1,algorithm=HMAC_SHA256", True),
        ("algorithm=HMAC_MD5", False),
        ("", False),
    ):
        headers = Headers({"X-Twilio-Signature": signature, "X-Twilio-Webhooks-Signature-Settings": settings})
        assert Signature(BASE, ACCOUNT, (TOKEN,)).holds("/voice", b"", MultiDict(CALL), headers) is right


@pytest.fixture
def desk(tmp_path: Path) -> FakeDesk:
    return FakeDesk(tmp_path)


@pytest.fixture
def client(desk: FakeDesk) -> FlaskClient:
    settings = Settings(public_url=BASE, account_sid=ACCOUNT, auth_tokens=(TOKEN, OLD), demo=False)
    return create_app(settings, desk).test_client()


def post(client: FlaskClient, path: str, signed_path: str | None = None, **headers: str) -> Any:
    """POST the call's parameters to `path`, signed for `signed_path`."""
    sent = SIGN.header(signed_path or path, CALL) | headers
    return client.post(path, data=CALL, headers=sent, base_url="http://10.0.0.9:8000")


def test_a_signed_call_and_text_reach_the_desk(client: FlaskClient, desk: FakeDesk) -> None:
    caller = Caller(client, SIGN).call()
    assert caller.heard == "Hello. How can I help?"
    assert caller.doc[0].attrib["action"].startswith(f"{BASE}/voice/turn?")
    caller.say("thyroid uptake")
    assert Texter(client, SIGN).text("thyroid?") == "Hello."
    assert [message.kind for message in desk.heard] == ["arrival", "words", "words"]


def test_headers_never_change_the_address(client: FlaskClient, desk: FakeDesk) -> None:
    forged = {
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "host=evil.example",
    }
    assert post(client, TURN, **forged).status_code == 200
    assert len(desk.heard) == 1


def test_the_raw_query_counts(client: FlaskClient, desk: FakeDesk) -> None:
    assert post(client, "/voice/turn?step=1&lang=en&expect=open&a=%7E").status_code == 200
    post(client, "/voice/turn?step=1&lang=en&expect=open&a=~", "/voice/turn?step=1&lang=en&expect=open&a=%7E")
    post(client, "/voice/turn?step=2&lang=en&expect=open", TURN)
    assert len(desk.heard) == 1


def unverified(client: FlaskClient, path: str) -> list[Any]:
    """The answers to every kind of request to `path` that is not Twilio's."""
    good = SIGN.header(path, CALL)
    bad = SIGN.header("/sms" if path != "/sms" else "/voice", CALL)
    return [
        client.post(path, data=CALL),
        client.post(path, data=CALL, headers=bad),
        client.post(path, data=CALL | {"Body": "x"}, headers=good),
        client.post(path, data=urlencode(CALL), headers=good, content_type="text/plain"),
        client.post(path, json=CALL, headers=good),
        client.post(path, headers=good),
    ]


@pytest.mark.parametrize("path", ["/voice", TURN])
def test_an_unverified_call_is_put_through_and_nothing_else(client: FlaskClient, desk: FakeDesk, path: str) -> None:
    for answer in unverified(client, path):
        root = twiml_rules.voice(answer.get_data(as_text=True))
        assert (answer.status_code, answer.mimetype) == (200, "text/xml")
        assert [(n.text, n.get("sendDigits")) for n in root.iter("Number")] == [("+19195550102", "wwww2")]
        assert "action" not in root.find("Dial").attrib  # type: ignore[union-attr]
    assert not desk.heard


def test_an_unverified_end_of_a_transfer_is_never_a_second_dial(client: FlaskClient, desk: FakeDesk) -> None:
    for answer in unverified(client, "/voice/transfer?step=1&target=night_line.emergent&tries=1"):
        root = twiml_rules.voice(answer.get_data(as_text=True))
        assert [verb.tag for verb in root][-1] == "Hangup"
        assert not list(root.iter("Dial"))
        assert "9 1 9, 5 5 5, 0 1 0 2" in twiml_rules.words(root)
    assert not desk.heard


def test_an_unverified_state_of_a_call_gets_nothing(client: FlaskClient) -> None:
    assert {answer.status_code for answer in unverified(client, "/voice/status")} == {204}


@pytest.mark.parametrize("path", ["/sms", "/sms/status"])
def test_an_unverified_text_is_refused(client: FlaskClient, desk: FakeDesk, path: str) -> None:
    for answer in unverified(client, path):
        assert (answer.status_code, answer.mimetype) == (403, "text/xml")
    assert not desk.heard


def test_signed_states_are_taken(client: FlaskClient) -> None:
    assert [post(client, path).status_code for path in ("/voice/status", "/sms/status")] == [204, 204]


def test_a_repeat_gets_the_same_answer_once(client: FlaskClient, desk: FakeDesk) -> None:
    caller = Caller(client, SIGN).call().say("thyroid")
    assert caller.repeat().data == caller.last.data
    texter = Texter(client, SIGN)
    texter.text("thyroid")
    assert texter.repeat().data == texter.last.data
    assert len(desk.heard) == 3


def test_a_token_seen_on_another_route_is_a_replay(
    client: FlaskClient, desk: FakeDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    token = {"I-Twilio-Idempotency-Token": "t-1"}
    assert post(client, TURN, **token).status_code == 200
    assert list(twiml_rules.voice(post(client, "/voice", **token).get_data(as_text=True)).iter("Dial"))
    assert post(client, "/sms", **token).status_code == 403
    assert len(desk.heard) == 1
    assert "request_failed" not in "".join(capsys.readouterr())


def test_a_late_replay_is_not_answered_again(client: FlaskClient, desk: FakeDesk) -> None:
    caller, texter = Caller(client, SIGN).call(), Texter(client, SIGN)
    texter.text("hello")
    desk.expired = True
    assert b"<Dial" in caller.repeat().data
    assert texter.repeat().status_code == 403
