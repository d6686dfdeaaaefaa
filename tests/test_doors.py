"""The front door: which routes there are, who may use them, and what reaches the desk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.message import Ended, Message
from bot.saying import Dial
from bot.settings import Settings
from desk.routes import ROUTES
from tests import twiml_rules
from tests.callers import Caller, Texter
from tests.desks import HELLO, FakeDesk
from webhook import create_app

GUARDS = {
    ("POST", "/voice"): "signed_by_twilio",
    ("POST", "/voice/turn"): "signed_by_twilio",
    ("POST", "/voice/transfer"): "signed_by_twilio",
    ("POST", "/voice/status"): "signed_by_twilio",
    ("POST", "/sms"): "signed_by_twilio",
    ("POST", "/sms/status"): "signed_by_twilio",
    ("POST", "/alert/call"): "signed_by_twilio",
    ("POST", "/alert/call/name"): "signed_by_twilio",
    ("GET", "/alert/<token>"): "anyone",
    ("POST", "/alert/<token>"): "anyone",
    ("GET", "/voice/fallback"): "anyone",
    ("POST", "/voice/fallback"): "anyone",
    ("GET", "/sms/fallback"): "anyone",
    ("POST", "/sms/fallback"): "anyone",
    ("GET", "/sign/<token>"): "by_link",
    ("POST", "/sign/<token>"): "by_link",
    ("GET", "/sign/<token>/letter"): "by_link",
    ("GET", "/sign-files/<version>/<name>"): "by_link",
    ("GET", "/phone"): "in_demo",
    ("GET", "/phone-files/<version>/<name>"): "in_demo",
    ("POST", "/phone/ask"): "in_demo",
    ("POST", "/phone/texts"): "in_demo",
    ("POST", "/phone/save"): "in_demo",
    ("GET", "/health/live"): "anyone",
    ("GET", "/health/ready"): "anyone",
    ("GET", "/health/emergent"): "anyone",
    ("GET", "/metrics"): "monitoring",
    # Which role may use which of them: tests/test_desk_doors.py
    **{(line.method, line.path): "by_role" for line in ROUTES if "hospital" not in line.path},
}
NUMBER = "9 1 9, 5 5 5, 0 1 0 2"


@pytest.fixture
def desk(tmp_path: Path) -> FakeDesk:
    return FakeDesk(tmp_path)


@pytest.fixture
def app(desk: FakeDesk) -> Flask:
    return create_app(Settings(demo=True), desk)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_every_route_is_admitted_with_its_guard(app: Flask) -> None:
    found = {}
    for rule in app.url_map.iter_rules():
        blueprint = rule.endpoint.rpartition(".")[0]
        for method in (rule.methods or set()) - {"HEAD"}:
            found[method, rule.rule] = app.extensions["guards"].get(blueprint)
    assert found == GUARDS


def test_a_route_that_was_not_admitted_is_not_there(desk: FakeDesk) -> None:
    app = create_app(Settings(demo=True), desk)
    stray = Blueprint("stray", __name__)
    stray.get("/stray")(lambda: "secret")
    app.register_blueprint(stray)
    app.get("/bare")(lambda: "secret")
    assert [app.test_client().get(path).status_code for path in ("/stray", "/bare")] == [404, 404]


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1", "127.0.0.1:8000", "[::1]:8000"])
def test_a_demo_is_seen_from_this_machine(client: FlaskClient, host: str) -> None:
    assert client.get("/health/live", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "desk.example"},
        {"Host": "localhost.evil.example"},
        {"Host": "127.0.0.1.evil.example:80"},
        {"Host": "localhost:80:80"},
        {"Host": "evil@localhost"},
        {"Host": ""},
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-FORWARDED-HOST": "localhost"},
        {"Forwarded": "for=127.0.0.1"},
    ],
)
@pytest.mark.parametrize("path", ["/health/live", "/voice/fallback", "/sms/fallback", "/none"])
def test_a_demo_is_not_seen_from_elsewhere(client: FlaskClient, headers: dict[str, str], path: str) -> None:
    assert client.get(path, headers=headers).status_code == 403


def test_a_demo_is_not_seen_from_another_machine(client: FlaskClient) -> None:
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/health/live", environ_overrides=far).status_code == 403
    assert client.post("/voice", environ_overrides=far).status_code == 403


def test_a_call_reaches_the_desk_as_messages(client: FlaskClient, desk: FakeDesk) -> None:
    desk.says = [HELLO, replace(HELLO, expect="choice", lang="es")]
    caller = Caller(client).call().say("vascular").press("8").press("#").silent()
    person = {"channel": "voice", "caller": caller.number, "line": caller.line}
    assert desk.heard == [
        Message(kind="arrival", **person),
        Message(kind="words", words="vascular", step=1, **person),
        Message(kind="keys", keys="8", step=2, lang="es", expect="choice", **person),
        Message(kind="silence", step=3, lang="es", expect="choice", **person),
        Message(kind="silence", step=4, lang="es", expect="choice", **person),
    ]


def test_each_delivery_has_its_own_keys(client: FlaskClient, desk: FakeDesk) -> None:
    caller = Caller(client).call().say("vascular")
    assert [keys[0] for keys in desk.keys] == [f"{caller.sid}:/voice:0", f"{caller.sid}:/voice/turn:1"]
    assert len({keys[1] for keys in desk.keys}) == 2
    Texter(client).text("vascular")
    assert desk.keys[-1][0].startswith("SM")


def test_a_delivery_without_an_id_is_nobodys_repeat(client: FlaskClient, desk: FakeDesk) -> None:
    for _ in range(2):
        client.post("/voice", data={"From": "+19195550123"})
        client.post("/sms", data={"From": "+19195550123", "Body": "hi"})
    assert len(desk.heard) == 4


@pytest.mark.parametrize(
    "number",
    [
        "anonymous",
        "",
        "client:ann",
        "unknown",
        "+266696687",
        "+86282452253",
        "12345",
        "+0123",
        "+99912345678",
        "+1919",
    ],
)
def test_a_withheld_number_is_nobodys(client: FlaskClient, desk: FakeDesk, number: str) -> None:
    Caller(client, number=number).call()
    assert desk.heard[-1].caller == ""


def test_a_foreign_caller_is_known(client: FlaskClient, desk: FakeDesk) -> None:
    Caller(client, number="+447700900123").call()
    assert desk.heard[-1].caller == "+447700900123"


def test_an_old_link_with_nonsense_falls_back_safely(client: FlaskClient, desk: FakeDesk) -> None:
    client.post(
        "/voice/turn?step=-1&lang=xx&expect=%00&tries=99",
        data={"Digits": "1a#٣b*", "SpeechResult": "yes\x00no"},
    )
    assert desk.heard == [Message("voice", "keys", words="yes no", keys="1*")]


def transferred(client: FlaskClient, desk: FakeDesk, target: str = "night_line.emergent") -> Caller:
    dial = Dial("+19195550102", target, "+19195550123", "2", 2.0, 2, 20)
    desk.says = [replace(HELLO, dial=dial, bits=("Connecting you.",), expect="reached"), HELLO]
    return Caller(client).call()


@pytest.mark.parametrize(
    ("status", "seconds", "ended"),
    [
        ("completed", 12, Ended("completed", 12, "night_line.emergent", 2)),
        ("busy", 0, Ended("busy", 0, "night_line.emergent", 2)),
        ("something-new", 0, Ended("failed", 0, "night_line.emergent", 2)),
    ],
)
def test_the_desk_learns_how_a_transfer_ended(
    client: FlaskClient, desk: FakeDesk, status: str, seconds: int, ended: Ended
) -> None:
    caller = transferred(client, desk)
    assert caller.dialled == [("+19195550102", "wwww2")]
    assert caller.listening == "dial"
    caller.dial_ends(status, seconds)
    message = desk.heard[-1]
    assert (message.kind, message.ended, message.expect, message.step) == (
        "transfer_ended",
        ended,
        "reached",
        1,
    )
    assert caller.listening == "dtmf speech"


@pytest.mark.parametrize("target", ["gone_line.emergent", "night_line.advice", "+19195550102", "", "../x"])
def test_a_target_that_is_not_ours_is_read_out_not_dialled(client: FlaskClient, desk: FakeDesk, target: str) -> None:
    caller = transferred(client, desk, target).dial_ends("no-answer")
    assert NUMBER in caller.heard
    assert caller.ended
    assert len(desk.heard) == 1


def test_a_text_reaches_the_desk(client: FlaskClient, desk: FakeDesk) -> None:
    texter = Texter(client)
    for body, media in (("vasc fax?", 0), (" 2 ", 0), ("", 2), ("look", 1), ("  ", 0)):
        assert texter.text(body, media) == "Hello."
    assert [(m.kind, m.words, m.media) for m in desk.heard] == [
        ("words", "vasc fax?", 0),
        ("words", "2", 0),
        ("words", "", 2),
        ("words", "look", 1),
        ("silence", "", 0),
    ]
    assert {(m.channel, m.caller, m.line) for m in desk.heard} == {("text", texter.number, texter.line)}


def test_a_silent_answer_sends_nothing(client: FlaskClient, desk: FakeDesk) -> None:
    desk.says = [replace(HELLO, silent=True)]
    assert Texter(client).text("STOP") is None


def test_a_short_code_gets_no_answer(client: FlaskClient, desk: FakeDesk) -> None:
    assert Texter(client, number="24273").text("You won!") is None
    assert not desk.heard


def test_health(client: FlaskClient, desk: FakeDesk) -> None:
    assert client.get("/health/live").get_json() == {"ok": True}
    ready = client.get("/health/ready").get_json()
    assert ready["directory"] == desk.keeper.directory.version
    assert ready["no_second_target"] == ["Mon 00:00 to Mon 00:00: nobody"]
    assert client.get("/health/emergent").get_json() == {"ok": True}


@pytest.mark.parametrize("found", [False, RuntimeError("Jane Roe")])
def test_health_tells_when_an_emergent_caller_would_not_get_through(
    client: FlaskClient, desk: FakeDesk, found: bool | Exception
) -> None:
    desk.emergent = found
    answer = client.get("/health/emergent")
    assert (answer.status_code, answer.get_json()) == (503, {"ok": False})


NAMES = [
    "From",
    "To",
    "Digits",
    "SpeechResult",
    "Body",
    "NumMedia",
    "CallSid",
    "MessageSid",
    "DialCallStatus",
]
NAMES += ["DialCallDuration", "CallStatus", "AccountSid", "step", "lang", "expect", "target", "tries"]
PATHS = sorted({path for (_, path), guard in GUARDS.items() if guard != "by_role"})  # those: test_desk_doors.py


def test_health_tells_when_the_fixed_documents_have_no_number(desk: FakeDesk) -> None:
    desk.keeper.trouble = OSError("never there")
    client = create_app(Settings(demo=True), desk).test_client()
    assert client.get("/health/emergent").status_code == 503


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    desk = FakeDesk(tmp_path_factory.mktemp("busy"), HELLO)
    return create_app(Settings(demo=True), desk).test_client()


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(PATHS),
    st.dictionaries(st.sampled_from(NAMES), st.text(st.characters(exclude_categories=["Cs"]), max_size=40)),
    st.dictionaries(st.sampled_from(NAMES), st.text(st.characters(exclude_categories=["Cs"]), max_size=40)),
    st.binary(max_size=30),
)
def test_no_garbage_breaks_a_door(
    busy: FlaskClient, path: str, form: dict[str, str], query: dict[str, str], raw: bytes
) -> None:
    answers = [
        busy.post(path, data=form, query_string=query),
        busy.post(
            path,
            data=raw,
            query_string=raw.decode("latin-1"),
            content_type="application/x-www-form-urlencoded",
        ),
        busy.post(path, data=raw, content_type="multipart/form-data; boundary=x"),
    ]
    for answer in answers:
        assert answer.status_code < 500
        if path.startswith("/voice") and answer.status_code != 204:
            twiml_rules.voice(answer.get_data(as_text=True))
        elif path.startswith("/sms") and answer.status_code != 204:
            twiml_rules.text(answer.get_data(as_text=True))
