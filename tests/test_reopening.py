"""A desk that could not open at the start opens by itself, and urgent callers wait for nothing meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

import webhook
from bot.channels import reopening
from bot.channels.reopening import Reopening
from bot.settings import Settings
from tests.callers import Caller
from tests.shells import NOBODY
from tests.small_directory import small, write
from tests.stores import empty_place
from webhook import create_app

pytestmark = pytest.mark.usefixtures("no_rest")


@pytest.fixture
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at every request."""
    monkeypatch.setattr(reopening, "REST_SECONDS", 0.0)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    var = tmp_path / "var"
    directory = write(tmp_path / "directory.yaml", small())
    return Settings(var=var, directory=directory, database_url=empty_place(var), nlu_url=NOBODY)


def until(true: Callable[[], bool]) -> bool:
    for _ in range(200):
        if true():
            return True
        time.sleep(0.02)
    return False


def is_open(client: FlaskClient) -> bool:
    return client.get("/health/live").status_code == 200


def dials(client: FlaskClient) -> bool:
    return bool(Caller(client).call().dialled)


def no_place(settings: Settings) -> Callable[[], None]:
    """The folder for its files cannot be made: a file has its name."""
    settings.var.write_text("in the way")
    return settings.var.unlink


def no_directory(settings: Settings) -> Callable[[], None]:
    settings.directory.write_text("entries: [", encoding="utf-8")
    return lambda: write(settings.directory, small()) and None


@pytest.mark.parametrize("trouble", [no_place, no_directory])
def test_it_opens_by_itself_once_the_cause_is_gone(
    settings: Settings, trouble: Callable[[Settings], Callable[[], None]]
) -> None:
    over = trouble(settings)
    client = create_app(settings).test_client()
    for _ in range(3):
        answer = client.get("/health/ready")
        assert answer.status_code == 503
        assert "opens by itself" in answer.get_data(as_text=True)
        time.sleep(0.05)
    over()
    assert until(lambda: is_open(client))
    caller = Caller(client).call()
    assert caller.listening == "dtmf speech"
    assert caller.press("2").dialled
    assert "X-Frame-Options" in client.get("/health/live").headers
    assert client.get("/health/live", headers={"Host": "elsewhere.example"}).status_code == 403


def test_urgent_callers_do_not_wait_for_it(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    over = no_place(settings)
    client = create_app(settings).test_client()
    tries, go_on = [], threading.Event()

    def slow(_: Settings) -> tuple[Any, str]:
        tries.append(threading.current_thread())
        go_on.wait(20)
        return None, "still not"

    monkeypatch.setattr(webhook, "_opened", slow)
    over()
    started = time.monotonic()
    heard = [Caller(client).call().heard for _ in range(20)]
    assert time.monotonic() - started < 2
    assert all("9 1 1" in words for words in heard)
    assert len(tries) == 1
    go_on.set()
    tries[0].join(5)


def test_it_rests_between_two_tries(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reopening, "REST_SECONDS", 60.0)
    no_place(settings)()
    found = []
    app = Reopening(lambda *_: [b"shut"], lambda: found.append(1))  # type: ignore[func-returns-value, arg-type]
    for _ in range(5):
        assert app({}, lambda *_: lambda _: None) == [b"shut"]  # type: ignore[arg-type, return-value]
    time.sleep(0.05)
    assert not found


def test_a_fault_while_opening_keeps_nobody_out(settings: Settings) -> None:
    def broken() -> None:
        raise RuntimeError("Jane Roe")

    app = Reopening(lambda *_: [b"shut"], broken)  # type: ignore[arg-type]
    for _ in range(3):
        assert app({}, lambda *_: lambda _: None) == [b"shut"]  # type: ignore[arg-type, return-value]
        time.sleep(0.02)


def test_settings_that_contradict_each_other_stay_a_matter_of_the_start(settings: Settings) -> None:
    app = create_app(replace(settings, fault="Set DATA_KEYS too."))
    assert not isinstance(app.wsgi_app, Reopening)


# ------------------------------------------------------------------ a web side alone


def test_a_web_side_with_an_empty_database_says_what_to_do_and_needs_no_restart(settings: Settings) -> None:
    client = create_app(settings).test_client()
    ready = client.get("/health/ready")
    assert ready.status_code == 503
    assert ready.get_json()["store"] is False
    assert "flask --app webhook outbox run" in ready.get_json()["store_fault"]
    assert Caller(client).call().press("2").dialled
    assert not (settings.var / "radline.db").exists(), "a lost database is not to be replaced"
    ran = create_app(settings).test_cli_runner().invoke(args=["outbox", "run", "--once"])
    assert ran.exit_code == 0, ran.output
    now = client.get("/health/ready").get_json()
    assert (now["store"], now["store_fault"]) == (True, None)
