"""When something is wrong: the fixed documents, errors of every kind, and a desk that cannot open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.channels.fixed import FixedDocuments
from bot.directory import load
from bot.settings import Settings
from tests import twiml_rules
from tests.callers import Caller, Texter
from tests.desks import DIRECTORY, FakeDesk, directory_file
from webhook import HEADERS, MOST_BYTES, create_app

NUMBER = "9 1 9, 5 5 5, 0 1 0 2"
ROUTES = [
    *("/voice", "/voice/turn", "/voice/transfer", "/voice/status", "/voice/fallback"),
    *("/sms", "/sms/status", "/sms/fallback", "/health/live", "/health/ready", "/health/emergent"),
]
ALL = [
    *[(method, path) for method in ("GET", "POST") for path in ROUTES],
    *[("GET", path) for path in ("/voice", "/voice/turn", "/sms", "/voice/none", "/sms/none", "/none", "/")],
    *[(method, path) for method in ("PUT", "DELETE", "OPTIONS", "HEAD") for path in ("/voice", "/sms", "/health/live")],
    ("POST", "/health/live"),
    ("GET", "//voice"),
    ("GET", "/static/x"),
]


@pytest.fixture
def desk(tmp_path: Path) -> FakeDesk:
    return FakeDesk(tmp_path)


@pytest.fixture
def client(desk: FakeDesk) -> FlaskClient:
    return create_app(Settings(demo=True), desk).test_client()


def is_transfer(answer: Any) -> bool:
    root = twiml_rules.voice(answer.get_data(as_text=True))
    return [number.text for number in root.iter("Number")] == ["+19195550102"]


@pytest.mark.parametrize(("method", "path"), ALL)
def test_every_answer_has_its_headers_and_its_kind(client: FlaskClient, method: str, path: str) -> None:
    answer = client.open(path, method=method)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.status_code < 500
    if answer.status_code != 204 and path.startswith(("/voice", "/sms")):
        assert answer.mimetype == "text/xml"


def test_wrong_ways_to_call_are_told_apart(client: FlaskClient) -> None:
    assert [client.get(path).status_code for path in ("/voice", "/voice/none", "/none")] == [405, 404, 404]
    assert client.get("/voice").headers["Allow"] == "POST"
    assert client.get("/none").get_data(as_text=True) == "404 Not Found\n"
    assert is_transfer(client.get("/voice"))
    assert is_transfer(client.get("/voice/none"))


@pytest.mark.parametrize("path", ["/voice", "/voice/turn", "/sms", "/voice/fallback"])
def test_a_body_that_is_too_long_is_not_read(client: FlaskClient, desk: FakeDesk, path: str) -> None:
    answer = client.post(path, data={"Body": "x" * MOST_BYTES})
    assert answer.status_code == (200 if path == "/voice/fallback" else 413)
    assert answer.mimetype == "text/xml"
    assert is_transfer(answer) if path.startswith("/voice") else b"(919) 555-0102" in answer.data
    assert not desk.heard


def test_a_fault_in_the_talk_still_puts_callers_through(
    client: FlaskClient, desk: FakeDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.trouble = ValueError("Jane Roe, born 3/4/1950")
    caller = Caller(client).call()
    assert is_transfer(caller.last)
    assert "(919) 555-0102" in (Texter(client).text("hello") or "")
    told = "".join(capsys.readouterr())
    assert "request_failed" in told
    assert "Jane" not in told + caller.last.get_data(as_text=True)


def test_the_fixed_documents_begin_with_danger_in_both_languages(client: FlaskClient) -> None:
    for method in ("get", "post"):
        root = twiml_rules.voice(getattr(client, method)("/voice/fallback").get_data(as_text=True))
        first, second = root[0], root[1]
        assert [(say.get("language"), "9 1 1" in (say.text or "")) for say in (first, second)] == [
            ("en-US", True),
            ("es-US", True),
        ]
        assert [verb.tag for verb in root if verb.tag != "Say"] == ["Dial", "Hangup"]


def test_the_fallback_call_ends_with_the_number_read(client: FlaskClient) -> None:
    caller = Caller(client).call("/voice/fallback")
    assert caller.dialled == [("+19195550102", "wwww2")]
    assert caller.dial_ends("no-answer").ended
    assert caller.heard.count(NUMBER) == 4


def test_the_fixed_text_fits_two_plain_segments(client: FlaskClient) -> None:
    body = twiml_rules.words(twiml_rules.text(client.get("/sms/fallback").get_data(as_text=True)))
    assert len(body) <= 306
    assert body.isascii()
    assert all(part in body for part in ("call 911", "text 911", "(919) 555-0102, then press 2", "(919) 555-0101"))


def test_fixed_documents_follow_the_directory_and_survive_its_trouble(
    client: FlaskClient, desk: FakeDesk, tmp_path: Path
) -> None:
    assert b"+19195550102" in client.get("/voice/fallback").data
    desk.keeper.directory = load(directory_file(tmp_path, DIRECTORY.replace("0102", "0142")))
    assert b"+19195550142" in client.get("/voice/fallback").data
    desk.keeper.trouble = OSError("gone")
    assert b"+19195550142" in client.get("/voice/fallback").data


def test_fixed_documents_are_made_at_the_start(client: FlaskClient, desk: FakeDesk) -> None:
    desk.keeper.trouble = OSError("gone")
    assert is_transfer(client.get("/voice/fallback"))


def test_fixed_documents_dial_without_their_sentences(desk: FakeDesk, tmp_path: Path) -> None:
    documents = FixedDocuments(desk.keeper.current, tmp_path / "nowhere").now()
    assert [v.tag for v in twiml_rules.voice(documents.transfer)] == ["Dial", "Hangup"]


def test_fixed_documents_without_any_directory_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    documents = FixedDocuments(lambda: None).now()
    assert not documents.numbered
    root = twiml_rules.voice(documents.transfer)
    assert not list(root.iter("Dial"))
    assert "hang up and call for emergency help" in twiml_rules.words(root)
    assert "emergency" in twiml_rules.words(twiml_rules.text(documents.text))


def test_both_languages_have_the_same_fixed_sentences() -> None:
    words = FixedDocuments(lambda: None)._words
    assert set(words["en"]) == set(words["es"])
    assert all(words["en"].values())


FAULT = "Set DATA_KEYS too."


@pytest.fixture(params=["fault", "broken directory", "desk does not open"])
def shut(request: pytest.FixtureRequest, tmp_path: Path) -> FlaskClient:
    text = "roles: [" if request.param == "broken directory" else DIRECTORY
    path = directory_file(tmp_path, text)
    if request.param == "broken directory":
        (tmp_path / "directory.last-good.yaml").write_text(DIRECTORY, encoding="utf-8")
    fault = "" if request.param == "desk does not open" else FAULT
    url = "mysql://nowhere" if not fault else ""
    real = Settings(
        public_url="https://desk.example",
        directory=path,
        var=tmp_path,
        demo=False,
        fault=fault,
        database_url=url,
        data_keys="no key",
    )
    return create_app(real).test_client()


def test_a_shut_desk_serves_emergent_callers(shut: FlaskClient) -> None:
    caller = Caller(shut).call()
    assert caller.dialled == [("+19195550102", "wwww2")]
    assert is_transfer(shut.post("/voice/turn?step=2"))
    assert is_transfer(shut.get("/voice/fallback"))
    assert b"<Dial" not in shut.post("/voice/transfer").data
    assert shut.post("/voice/status").status_code == 204
    assert "(919) 555-0102" in (Texter(shut).text("hello") or "")
    assert b"(919) 555-0102" in shut.get("/sms/fallback").data


@pytest.mark.parametrize("path", ["/", "/health/live", "/health/ready", "/desk/x"])
def test_a_shut_desk_tells_everyone_else_what_to_mend(shut: FlaskClient, path: str) -> None:
    answer = shut.get(path)
    assert (answer.status_code, answer.mimetype) == (503, "text/plain")
    assert answer.get_data(as_text=True).count(".") == 1
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
