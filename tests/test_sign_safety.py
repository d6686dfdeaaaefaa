"""The signing page under attack: no form of others, no script of others, no link in a log, one signature of many."""

from __future__ import annotations

import datetime as dt
import logging
import re
import secrets
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from flask.testing import FlaskClient

from bot.request import ReleaseRequest, StudyAsked
from bot.settings import ROOT, Settings
from bot.store import StoreBusy
from release import acts, signature, slow
from release.guessing import MOST
from release.page import POLICY, address
from release.slow import Places, Slow
from tests import troubles
from tests.letters import WHOLE, flat
from tests.signers import BORN, Bureau, opened
from tests.stores import sqlite_in
from tests.whole_desk import whole_desk
from webhook import create_app

pytestmark = pytest.mark.xdist_group("sign safety")  # so that the bureau is opened once

HOSTILE = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; DROP TABLE requests; --", "{{ 111*111 }}",
    "${111*111}",
    "</textarea><svg onload=alert(1)>", "javascript:alert(1)", "%s%n", "\u202egnp.exe", "a\x00b", "=cmd|' /C calc'!A0",
    "{csrf}", "&lt;b&gt;", "\N{KELVIN SIGN}" * 40, "A" * 119,
]  # fmt: skip


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    with opened(tmp_path_factory.mktemp("safety")) as bureau:
        yield bureau


# ------------------------------------------------------------------ forms of others


@pytest.mark.parametrize("action", ["birth", "save", "add", "paper", "english", "sign", "letter", ""])
@pytest.mark.parametrize("csrf", [None, "", "0" * 64, "ä", "other session"])
def test_a_form_that_is_not_of_the_page_does_nothing(bureau: Bureau, action: str, csrf: str | None) -> None:
    visitor = bureau.inside()
    other = bureau.inside().csrf if csrf == "other session" else csrf
    visitor.send(action, name="Ann Lee", agree="on", csrf=other, **BORN)
    assert visitor.status == 403
    assert bureau.stored(visitor.token).state == "to_sign"
    assert bureau.stored(visitor.token).request == WHOLE


def test_without_the_cookie_nothing_is_done(bureau: Bureau) -> None:
    visitor = bureau.inside()
    bare = visitor.client.application.test_client()
    answer = bare.post(visitor.address, data=visitor.fields("sign") | {"action": "sign", "name": "A B", "agree": "on"})
    assert answer.status_code == 403
    assert "Allow cookies" in answer.get_data(as_text=True)


def test_an_altered_cookie_is_none(bureau: Bureau) -> None:
    visitor = bureau.visitor(bureau.link()).look()
    cookie = visitor.client.get_cookie("sign")
    assert cookie
    altered = [cookie.value.replace("new", "open", 1), cookie.value + "0", cookie.value[:-1] + "x"]
    for value in (*altered, "open.en.9999999999.x.y", ""):
        visitor.client.set_cookie("sign", value)
        assert visitor.look().title == "Your image request"
        assert "Marigold" not in visitor.page


def test_the_cookie_says_nothing_and_goes_nowhere_else(bureau: Bureau) -> None:
    answer = bureau.inside().answer
    assert answer
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert re.fullmatch(r"sign=open\.en\.\d+\.[\w-]+\.[0-9a-f]{64}; .*", cookie)
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Strict", "Path=/"))


def test_with_https_the_cookie_is_bound_to_the_host(tmp_path: Path) -> None:
    house = whole_desk(tmp_path)
    settings = replace(house.desk.settings, demo=False, public_url="https://desk.example", auth_tokens=("t",))
    house.client = create_app(settings, house.desk).test_client()
    bureau = Bureau(house)
    answer = house.client.get(f"/sign/{bureau.link()}", base_url="https://desk.example")
    assert answer.headers["Set-Cookie"].startswith("__Host-sign=new.en.")
    assert "Secure" in answer.headers["Set-Cookie"]
    house.close()


# ------------------------------------------------------------------ what travels


def test_every_answer_is_strict(bureau: Bureau) -> None:
    visitor = bureau.inside()
    answers = [visitor.look().answer, visitor.sign("").answer, visitor.look("?change=1").answer, visitor.sign().answer]
    answers += [bureau.house.client.get(f"/sign/{'x' * 22}"), visitor.client.post(visitor.address)]
    for answer in answers:
        assert answer
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        page = answer.get_data(as_text=True)
        assert not re.search(r"\son\w+=|style=|<style|javascript:", page)
        assert not re.search(r"<script(?! src=\"/sign-files/)", page)
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", page)
    assert "unsafe" not in POLICY


def test_style_and_script_are_ours_and_nothing_else_is_served(bureau: Bureau) -> None:
    for name, kind in (("sign.css", "text/css"), ("sign.js", "text/javascript")):
        answer = bureau.house.client.get(address(name))
        assert (answer.status_code, answer.mimetype) == (200, kind)
    for path in ("/sign-files/0/sign.css", "/sign-files/x/..%2fsigning.py", "/sign-files/x/letter.typ"):
        assert bureau.house.client.get(path).status_code == 404


def test_only_looking_and_sending_forms_is_possible(bureau: Bureau) -> None:
    token = bureau.link()
    for method in ("put", "patch", "delete", "options"):
        assert getattr(bureau.house.client, method)(f"/sign/{token}").status_code == 405


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_only_words(bureau: Bureau, words: str) -> None:
    fields = dict.fromkeys(("patient_name", "asker", "relation", "study_0", "date_0", "recipient_name"), words)
    visitor = bureau.inside().look("?change=1").send("save", **fields, recipient_address=words, mrn=words[:40])
    assert visitor.status in (200, 422)
    for raw in ("<script>alert", "<img src=x", "<svg onload"):
        assert raw not in visitor.page
    assert "12321" not in visitor.said
    visitor.look().sign(words)
    assert visitor.status in (200, 422)
    if bureau.stored(visitor.token).signed:
        letter = bureau.signed_letter(visitor.token)
        assert letter
        assert "Signed by" in flat(letter)


# ------------------------------------------------------------------ logs and errors


def test_no_link_and_no_word_is_ever_logged(
    bureau: Bureau,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    planted = ["Plantagenet", "77 Planted Street", "1957-03-09"]
    request = replace(WHOLE, patient_name="Ann Plantagenet", recipient_address="77 Planted Street")
    with structlog.testing.capture_logs() as logged:
        visitor = bureau.inside(request)
        visitor.sign("")
        visitor.client.get(f"{visitor.address}/letter")

        def broken(*_: object, **__: object) -> None:
            raise RuntimeError(f"{request.patient_name} {visitor.token}")

        monkeypatch.setattr(signature, "sheet", broken)
        monkeypatch.setitem(acts.ACTS["open"], "save", broken)  # type: ignore[index]
        assert visitor.send("sign", name="Ann Lee", agree="on").status == 500
        assert visitor.page == "500 Internal Server Error\n"
        visitor.look("?change=1").send("save")
        with troubles.locked(bureau.house):
            assert visitor.look().status == 503
    told = repr(logged) + caplog.text + "".join(capsys.readouterr())
    assert "request_failed" in told
    assert "signing_page_busy" in told
    for word in (*planted, visitor.token):
        assert word not in told


def test_the_web_server_writes_no_addresses_down() -> None:
    conf: dict[str, object] = {}
    exec((ROOT / "deploy/gunicorn.conf.py").read_text(encoding="utf-8"), conf)
    assert conf["accesslog"] is None
    assert conf["loglevel"] in ("warning", "error")


def test_the_store_keeps_no_link(bureau: Bureau, tmp_path: Path) -> None:
    with opened(tmp_path, sqlite_in(tmp_path)) as other:
        visitor = other.inside()
        visitor.sign()
        other.house.desk.store.close()
        for file in tmp_path.glob("radline.db*"):
            data = file.read_bytes()
            assert visitor.token.encode() not in data
            assert b"Marigold" not in data
            assert b"%PDF" not in data


# ------------------------------------------------------------------ many at once, and trouble


def test_a_hundred_signatures_at_once_are_one(database_url: str, tmp_path: Path) -> None:
    """On SQLite and on PostgreSQL, each from a browser of its own that passed the gate."""
    (tmp_path / "house").mkdir()
    house = whole_desk(tmp_path / "house", url=database_url)
    house.client = create_app(replace(house.desk.settings, threads=400), house.desk).test_client()
    bureau = Bureau(house)
    visitor = bureau.inside()
    form = visitor.fields("sign") | {"action": "sign", "agree": "on"}
    cookie = visitor.client.get_cookie("sign")
    assert cookie
    together = threading.Barrier(100, timeout=60)

    def sign(number: int) -> int:
        client = house.client.application.test_client()
        client.set_cookie("sign", cookie.value)
        together.wait()
        return client.post(visitor.address, data=form | {"name": f"Ann Lee {number}"}).status_code

    with ThreadPoolExecutor(100) as pool:
        codes = list(pool.map(sign, range(100)))
    assert set(codes) <= {303, 403, 503}
    assert 303 in codes
    signed = bureau.stored(visitor.token).signed
    letter = bureau.signed_letter(visitor.token)
    assert signed
    assert letter
    assert f"Signed by {signed.name}" in flat(letter)
    assert bureau.events(visitor.token).count("request_moved") == 2
    house.close()


def test_guesses_at_once_do_not_get_more_than_five_tries(bureau: Bureau) -> None:
    token = bureau.link()
    visitors = [bureau.visitor(token).look() for _ in range(12)]
    dates = [{"birth_month": "1", "birth_day": str(day), "birth_year": "1957"} for day in range(1, 13)]

    def guess(pair: tuple[int, dict[str, str]]) -> int:
        return visitors[pair[0]].send("birth", **pair[1]).status

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(guess, enumerate(dates)))
    assert bureau.visitor(token).look().send("birth", **BORN).title != "Read and sign your letter"
    with bureau.turn() as turn:
        assert turn.link(token).misses == 5


def test_with_the_store_in_trouble_nothing_is_said_to_be_sent(bureau: Bureau) -> None:
    visitor = bureau.inside()
    form = visitor.fields("sign") | {"action": "sign", "name": "Ann Lee", "agree": "on"}
    with troubles.locked(bureau.house):
        for answer in (visitor.client.post(visitor.address, data=form), visitor.client.get(visitor.address)):
            assert answer.status_code == 503
            assert "Nothing was sent" in answer.get_data(as_text=True)
    assert bureau.stored(visitor.token).state == "to_sign"


def test_a_store_that_fails_in_the_last_moment_has_no_signature(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = bureau.inside()

    def fails(*_: object, **__: object) -> bool:
        raise StoreBusy("planted")

    monkeypatch.setattr("bot.store.Turn.sign", fails)
    assert visitor.sign().status == 503
    monkeypatch.undo()
    assert bureau.stored(visitor.token).state == "to_sign"
    assert "in line" in visitor.look().sign().said


def test_slow_work_gets_few_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow, "PATIENCE", 0.05)
    places, hold = Places(16), threading.Event()
    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(places.work, lambda: hold.wait(10)) for _ in range(8)]
        refused = sum(isinstance(one.exception(), Slow) for one in running[4:])
        with pytest.raises(Slow):
            places.work(lambda: None)
        hold.set()
    assert refused == 4
    assert places.work(lambda: "again") == "again"


def test_without_the_page_calls_and_texts_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the page could not even be loaded."""
    house = whole_desk(tmp_path)
    monkeypatch.setitem(sys.modules, "release.signing", None)
    client = create_app(house.desk.settings, house.desk).test_client()
    called = client.post("/voice", data={"CallSid": "CA1", "From": "+19195550123", "To": "+19195550199"})
    texted = client.post("/sms", data={"MessageSid": "SM1", "From": "+19195550123", "To": "+1", "Body": "mri"})
    assert (called.status_code, texted.status_code) == (200, 200)
    assert "<Gather" in called.get_data(as_text=True)
    assert client.get(f"/sign/{'x' * 22}").status_code == 404
    house.close()


@pytest.fixture
def street(bureau: Bureau) -> FlaskClient:
    """The same desk as the internet sees it: a demo answers this machine alone."""
    open_to_all = {"demo": False, "public_url": "https://desk.example", "auth_tokens": ("t",)}
    return create_app(replace(bureau.house.desk.settings, **open_to_all), bureau.house.desk).test_client()


def test_a_hundred_thousand_guesses_at_links_find_none(bureau: Bureau, street: FlaskClient) -> None:
    """A token has 128 random bits and more; these are a few of the guesses, through the door."""
    token, own = bureau.link(), {"REMOTE_ADDR": "192.0.2.77"}
    assert len(token) >= 22
    guesses = [street.get(f"/sign/{secrets.token_urlsafe(16)}", environ_base=own) for _ in range(200)]
    assert [one.status_code for one in guesses] == [410] * (MOST + 1) + [429] * (199 - MOST)


def test_whoever_tries_link_after_link_keeps_nobody_else_away(bureau: Bureau, street: FlaskClient) -> None:
    """The proxy writes last where a request came from; what a visitor writes before that is not believed."""
    token, now = bureau.link(), bureau.clock.now

    def seen(path: str, told: str, near: str = "172.18.0.2") -> int:
        headers = {"X-Forwarded-For": told}
        return street.get(path, headers=headers, environ_base={"REMOTE_ADDR": near}).status_code

    guesses = [seen(f"/sign/{secrets.token_urlsafe(16)}", f"203.0.113.{n}, 198.51.100.7") for n in range(MOST + 2)]
    assert guesses[-1] == 429
    assert seen(f"/sign/{token}", "198.51.100.7") == 429
    assert seen(f"/sign/{token}", "198.51.100.8") == 200
    assert seen(f"/sign/{token}", "198.51.100.7", near="8.8.8.8") == 200, "who is no proxy is not believed"
    bureau.clock.now = now + dt.timedelta(minutes=1)
    assert seen(f"/sign/{token}", "198.51.100.7") == 200
    bureau.clock.now = now


def test_the_page_of_an_empty_request_tells_nothing_of_others(bureau: Bureau) -> None:
    bureau.link(replace(WHOLE, studies=(StudyAsked("Planted study"),)))
    visitor = bureau.visitor(bureau.link(ReleaseRequest())).look()
    assert "Planted" not in visitor.page
    assert Settings().threads >= 8
