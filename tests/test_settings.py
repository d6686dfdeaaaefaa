"""Settings that cannot be: one kind sentence, and urgent callers get through all the same."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from bot.settings import ROOT, SECRETS, Settings
from tests.callers import Caller, Texter
from webhook import create_app

FULL = {
    "PUBLIC_URL": "https://desk.example",
    "TWILIO_ACCOUNT_SID": "AC1",
    "TWILIO_AUTH_TOKEN": "t",
    "TWILIO_FROM": "+19195550199",
    "DATA_KEYS": "k1:x",
}
WRONG = {
    "WEB_THREADS": ("many", "0", "-1", "1.5", "\u0661\u0666", "9" * 5000),
    "TEXTS_A_DAY": ("none", "0", "-5", "1e3"),
    "REQUEST_YEARS": ("seven", "0"),
    "METRICS_TOKEN": ("short",),
    "DIRECTORY_WRITABLE": ("1", "maybe"),
    "REDIS_URL_FILE": ("/nowhere/redis_url", "/dev/null", "/"),
    "PUBLIC_URL": ("https://[", "https://desk.example:port", "http://[::1"),
}
CASES = [(name, value) for name, values in WRONG.items() for value in values]


@pytest.mark.parametrize("rest", [{}, FULL], ids=["demo", "full"])
@pytest.mark.parametrize(("name", "value"), CASES)
def test_a_value_that_cannot_be_is_told_in_a_sentence(
    name: str, value: str, rest: dict[str, str], tmp_path: Path
) -> None:
    found = Settings.read(rest | {name: value, "RADLINE_VAR": str(tmp_path)})
    assert found.fault.startswith(name)
    assert found.fault.endswith(".")
    assert ". " not in found.fault
    client = create_app(found).test_client()
    assert len(Caller(client).call().dialled) == 1
    assert "911" in (Texter(client).text("hello") or "")
    assert client.get("/health/ready").get_data(as_text=True).startswith(name)


@pytest.mark.parametrize(("name", "field"), [("WEB_THREADS", "threads"), ("TEXTS_A_DAY", "texts_a_day")])
def test_a_whole_number_is_taken(name: str, field: str) -> None:
    assert getattr(Settings.read({name: " 70 "}), field) == 70
    assert not Settings.read({name: "70"}).fault


@pytest.mark.parametrize(
    ("set_to", "threads", "workers"), [("7", 7, 7), ("many", 16, 2), ("", 16, 2), ("0", 16, 2), ("9999", 16, 2)]
)
def test_the_web_server_starts_whatever_its_numbers_say(
    set_to: str, threads: int, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WEB_THREADS", "WEB_CONCURRENCY"):
        monkeypatch.setenv(name, set_to)
    found = runpy.run_path(str(ROOT / "deploy/gunicorn.conf.py"))
    assert (found["threads"], found["workers"]) == (threads, workers)


def test_secrets_may_stand_in_files(tmp_path: Path) -> None:
    files = {name: tmp_path / name.lower() for name in SECRETS}
    for name, path in files.items():
        path.write_text(f"https://{name.lower()}.example\n")
    found = Settings.read({f"{name}_FILE": str(path) for name, path in files.items()})
    assert found.auth_tokens == ("https://twilio_auth_token.example",)
    told = (found.database_url, found.data_keys, found.redis_url, found.alert_webhook, found.metrics_token)
    told += (found.oidc_client_secret,)
    assert told == tuple(f"https://{name.lower()}.example" for name in SECRETS[1:])


def test_a_secret_that_is_set_twice_is_told(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("k1:x")
    found = Settings.read({"DATA_KEYS": "k2:y", "DATA_KEYS_FILE": str(tmp_path / "keys")})
    assert found.fault == "Set DATA_KEYS or DATA_KEYS_FILE, not both."
