"""What `doctor` says of what stands around the desk: address, certificate, clocks, Redis, disk, database, settings."""

from __future__ import annotations

import datetime as dt
import ipaddress
import shutil
import sqlite3
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import make_url

from bot.commands import check_outside, check_settings, check_store
from bot.commands.findings import Finding
from bot.commands.tools import Tools
from bot.sealing import Keyring
from bot.store import Answer
from bot.take_turn import Desk
from tests.redis_servers import RedisServer
from tests.shells import NOW, Shell, full
from tests.stores import Postgres, sqlite_in
from tests.twilio_api import Twilio

DAY = dt.timedelta(days=1)


def told(findings: Iterator[Finding]) -> list[tuple[str, str]]:
    return [(one.state, one.what) for one in findings]


@contextmanager
def opened(shell: Shell) -> Iterator[Tools]:
    desk = Desk.open(shell.settings)
    yield Tools(shell.settings, desk, "")
    desk.store.close()
    desk.limits.close()


# ------------------------------------------------------------------ address and certificate


class Page(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


def certificate(folder: Path, begins: dt.datetime, ends: dt.datetime) -> Path:
    """A certificate for localhost that vouches for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file = folder / "certificate.pem"
    file.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return file


@contextmanager
def proxy(pem: Path, status: int = 200) -> Iterator[str]:
    """A proxy with this certificate; its address."""
    page = type("Answering", (Page,), {"status": status})
    server = HTTPServer(("127.0.0.1", 0), page)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("age", "left", "trusted", "status", "states"),
    [
        (30 * DAY, 60 * DAY, True, 200, ["ok"]),
        (85 * DAY, 5 * DAY, True, 200, ["WRONG", "ok"]),
        (90 * DAY, -DAY, True, 200, ["URGENT"]),
        (30 * DAY, 60 * DAY, False, 200, ["URGENT"]),
        (30 * DAY, 60 * DAY, True, 502, ["URGENT"]),
    ],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_the_address_and_its_certificate(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    age: dt.timedelta, left: dt.timedelta, trusted: bool, status: int, states: list[str],
) -> None:  # fmt: skip
    now = dt.datetime.now(dt.UTC)
    pem = certificate(tmp_path, now - age, now + left)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with proxy(pem, status) as url:
        ours = replace(full(shell).settings, public_url=url)
        assert [one.state for one in check_outside.address(Tools(ours, None, ""))] == states


def test_an_address_that_cannot_be_reached_from_here_is_to_be_looked_at(shell: Shell) -> None:
    ours = replace(full(shell).settings, public_url="https://127.0.0.1:9")
    [(state, what)] = told(check_outside.address(Tools(ours, None, "")))
    assert state == "look"
    assert "from here" in what


# ------------------------------------------------------------------ clocks


@pytest.mark.parametrize(("ahead", "state"), [(0, "ok"), (95, "WRONG"), (-95, "WRONG")])
def test_a_clock_that_goes_wrong_is_noticed_at_twilio(
    shell: Shell, twilio: Twilio, monkeypatch: pytest.MonkeyPatch, ahead: int, state: str
) -> None:
    real = check_outside.parsedate_to_datetime
    monkeypatch.setattr(check_outside, "parsedate_to_datetime", lambda text: real(text) - dt.timedelta(seconds=ahead))
    ours = replace(full(shell).settings, twilio_api_base=twilio.url)
    [(found, what)] = told(check_outside.clocks(Tools(ours, None, "")))
    assert found == state
    assert "Twilio" in what


def test_the_databases_clock_is_compared(postgres: Postgres, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = Shell(replace(shell.settings, clock=None, database_url=postgres.new_database()))
    with opened(ours) as found:
        assert told(check_outside.clocks(found)) == [("ok", "It goes with that of the database.")]
        late = replace(found.desk.store.checkup(), now=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=4))
        monkeypatch.setattr(found.desk.store, "checkup", lambda: late)
        [(state, what)] = told(check_outside.clocks(found))
    assert state == "WRONG"
    assert "240 seconds ahead of that of the database" in what


# ------------------------------------------------------------------ Redis


def test_redis_is_told_only_where_it_is_set(shell: Shell, redis_server: RedisServer) -> None:
    with opened(shell) as found:
        assert told(check_outside.redis(found)) == []
    with opened(Shell(replace(shell.settings, redis_url=redis_server.url))) as found:
        assert [state for state, _ in told(check_outside.redis(found))] == ["ok"]
        with redis_server.frozen():
            assert [state for state, _ in told(check_outside.redis(found))] == ["WRONG"]


# ------------------------------------------------------------------ the store and the disk


@pytest.mark.parametrize(("free", "state"), [(3 << 30, "ok"), (1 << 30, "look"), (1 << 20, "WRONG")])
def test_room_on_the_disk(shell: Shell, monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    usage = shutil._ntuple_diskusage(4 << 30, 0, free)  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert [found for found, _ in told(check_store.room(Tools(shell.settings, None, "")))] == [state]


def test_a_damaged_file_is_urgent(shell: Shell, tmp_path: Path) -> None:
    ours = Shell(replace(shell.settings, database_url=sqlite_in(tmp_path)))
    store = ours.store
    with store.turn(NOW) as turn:
        turn.stop("+19195550123")
    store.close()
    with sqlite3.connect(tmp_path / "radline.db") as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'stop_list'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    with (tmp_path / "radline.db").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\x00" * 64)
    with opened(ours) as found:
        damaged = [what for state, what in told(check_store.store(found)) if state == "URGENT"]
    assert any("damaged" in what for what in damaged)


def test_a_database_that_takes_no_changes_is_urgent(shell: Shell, postgres: Postgres) -> None:
    url = postgres.new_database()
    ours = Shell(replace(shell.settings, database_url=url))
    ours.store.close()
    postgres.run(f"ALTER ROLE {make_url(url).username} SET default_transaction_read_only = on")
    with opened(ours) as found:
        said = told(check_store.store(found))
    assert ("URGENT", f"The database takes no changes. {check_store.NOTHING_SAVED}") in said
    assert any("fsync" in what for state, what in said if state == "look")


def test_a_purge_that_nobody_runs_is_told(shell: Shell) -> None:
    with shell.store.turn(NOW - 10 * DAY) as turn:
        turn.remember(["one"], "/sms", Answer("<Response/>", "text/xml"))
    with opened(shell) as found:
        assert any("past its time" in what for _, what in told(check_store.store(found)))
        found.desk.store.purge(NOW)
        assert not any("past its time" in what for _, what in told(check_store.store(found)))


# ------------------------------------------------------------------ settings


def test_a_misspelt_setting_is_named_and_its_value_is_not() -> None:
    environ = {"TWILIO_TOKEN": "secret", "DATA_KEY": "secret", "REDIS_URI": "secret", "PATH": "/bin", "PORT": "80"}
    found = list(check_settings.misspelt(environ))
    assert [(one.what.split()[0], one.mend) for one in found] == [
        ("DATA_KEY", "Did you mean DATA_KEYS?"),
        ("REDIS_URI", "Did you mean REDIS_URL?"),
        ("TWILIO_TOKEN", "Did you mean TWILIO_AUTH_TOKEN?"),
    ]
    assert "secret" not in str(found)


def test_settings_that_are_seldom_meant_are_told(shell: Shell) -> None:
    odd = replace(full(shell).settings, auth_tokens=("one", "two"))
    said = " ".join(what for state, what in told(check_settings.settings(Tools(odd, None, ""))) if state == "look")
    assert all(part in said for part in ("TWILIO_API_BASE", "2 tokens", "/metrics"))


def test_a_demo_key_that_others_may_read_is_told(shell: Shell) -> None:
    kept = shell.settings.var / "demo-keys"
    kept.write_text(Keyring.generate().secret_text())
    kept.chmod(0o644)
    [finding] = check_settings.keys(Tools(shell.settings, None, ""))
    assert (finding.state, finding.mend) == ("look", f"`chmod 600 {kept}`.")
    kept.chmod(0o600)
    [finding] = check_settings.keys(Tools(shell.settings, None, ""))
    assert finding.state == "ok"
