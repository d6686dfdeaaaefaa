"""Alerts on their way, and what the operator sees of them: carriers, commands, doctor, health, settings."""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot.alerts import Alerts
from bot.commands.outbox import provider_of
from bot.send_texts import TextNotSent, TwilioProvider, send_due
from bot.settings import Settings
from tests.shells import CALLER, Shell
from tests.twilio_api import ACCOUNT, OURS, TOKEN, Twilio
from tests.watching import BASE, FIRST, MINUTE, RINGS, SECOND, Watch, failed, opened, sent, watch
from tests.whole_desk import House, whole_desk

pytestmark = [pytest.mark.xdist_group("alerts"), pytest.mark.usefixtures("unhurried")]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = whole_desk(tmp_path)
    watch(house, FIRST, SECOND)
    yield house
    house.desk.afterwards.settled()
    house.close()


# ------------------------------------------------------------------ carried


def test_twilio_is_asked_to_ring_and_to_text(house: House, twilio: Twilio) -> None:
    watch(house, FIRST, f"call:{RINGS}")
    ticket = failed(house)
    send_due(house.desk.store, TwilioProvider(ACCOUNT, TOKEN, OURS, twilio.url), house.desk.now(), house.desk.alert)
    (_, texted, text), (_, rang, call) = twilio.requests
    assert texted.endswith("/Messages.json")
    assert text["To"] == [FIRST]
    assert rang.endswith("/Calls.json")
    assert (call["To"], call["From"]) == ([RINGS], [OURS])
    assert call["Url"] == [f"{BASE}/alert/call?ticket={ticket}"]
    assert {one.status for one in house.desk.store.texts()} == {"sent"}


class Hook(BaseHTTPRequestHandler):
    """Keeps what it gets; answers as told."""

    got: list[tuple[str, str]] = []  # noqa: RUF012
    status = 204

    def do_POST(self) -> None:
        self.got.append((self.path, self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.send_response(self.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[tuple[type[Hook], str]]:
    handler = type("Own", (Hook,), {"got": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield handler, f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_webhook_gets_json(house: House, hook: tuple[type[Hook], str], twilio: Twilio) -> None:
    handler, url = hook
    watch(house, web=url)
    ticket = failed(house)
    send_due(house.desk.store, TwilioProvider(ACCOUNT, TOKEN, OURS, twilio.url), house.desk.now(), house.desk.alert)
    ((path, body),) = handler.got
    assert path == "/hook"
    assert json.loads(body)["ticket"] == ticket


@pytest.mark.parametrize("status", [301, 307, 400, 404, 500])
def test_a_webhook_that_does_not_take_it_is_tried_again_and_followed_nowhere(
    house: House, hook: tuple[type[Hook], str], status: int
) -> None:
    handler, url = hook
    handler.status = status
    watch(house, web=url)
    failed(house)
    provider = TwilioProvider(ACCOUNT, TOKEN, OURS, "http://127.0.0.1:9")
    send_due(house.desk.store, provider, house.desk.now(), house.desk.alert)
    assert [path for path, _ in handler.got] == ["/hook"]
    handler.status = 200
    send_due(house.desk.store, provider, house.desk.now() + MINUTE, house.desk.alert)
    assert len(handler.got) == 2
    assert {one.status for one in house.desk.store.texts()} == {"sent"}


def test_no_webhook_at_all_is_not_sent() -> None:
    with pytest.raises(TextNotSent) as raised:
        TwilioProvider(ACCOUNT, TOKEN, OURS, "http://127.0.0.1:9").post("http://127.0.0.1:9/secret", "{}")
    assert str(raised.value) == "later"
    assert raised.value.__context__ is None


def test_one_that_fails_keeps_no_other_from_being_told(house: House) -> None:
    watch(house, FIRST, web="https://watch.example")
    failed(house)
    carrier = Watch()
    carrier.post = lambda url, body: (_ for _ in ()).throw(TextNotSent("unknown"))  # type: ignore[method-assign]
    send_due(house.desk.store, carrier, house.desk.now(), house.desk.alert)
    assert [to for to, _ in carrier.said] == [FIRST]
    assert sorted(one.status for one in house.desk.store.texts()) == ["failed", "sent"]
    assert len(sent(house, 5 * MINUTE)) == 2


def test_a_demo_shows_its_alerts(shell: Shell) -> None:
    demo = Shell(replace(shell.settings, alert_to=(FIRST,)))
    ticket = opened(demo)
    assert provider_of(demo.settings) is None
    assert "1 texts handled" in demo.type("outbox", "run", "--once").output
    listed = demo.type("outbox", "list").output
    assert "shown" in listed
    assert ticket in listed


# ------------------------------------------------------------------ commands, doctor, health


def test_the_commands_take_show_and_close_a_call_back(shell: Shell) -> None:
    shell.store.close()
    assert "Nobody waits" in shell.type("alerts", "list").output
    ticket = opened(shell)
    listed = shell.type("alerts", "list").output
    assert f"{ticket}  open; told of 0 times" in listed
    assert CALLER not in listed
    taken = shell.type("alerts", "accept", ticket.lower(), "Dana", "Rivera")
    assert (taken.exit_code, CALLER in taken.output) == (0, True)
    again = shell.type("alerts", "accept", ticket, "Ada")
    assert again.exit_code == 1
    assert "Dana Rivera" in again.output
    assert "called back 1 times" in shell.type("alerts", "tried", ticket).output
    assert CALLER in shell.type("alerts", "show", ticket, "Ada").output
    assert "done by Dana Rivera" in shell.type("alerts", "done", ticket).output
    assert shell.type("alerts", "done", ticket).exit_code == 1
    assert "Nobody waits" in shell.type("alerts", "list").output
    assert ticket in shell.type("alerts", "list", "--state", "done").output


@pytest.mark.parametrize("words", [["accept", "XXXXXX", "Ada"], ["show", "XXXXXX", "Ada"], ["done", "XXXXXX"]])
def test_a_command_for_no_ticket_says_so(shell: Shell, words: list[str]) -> None:
    shell.store.close()
    done = shell.type("alerts", *words)
    assert done.exit_code == 1
    assert "There is no such call back" in done.output


def test_a_name_that_is_none_is_refused(shell: Shell) -> None:
    ticket = opened(shell)
    assert shell.type("alerts", "accept", ticket, "123").exit_code == 2
    assert "open" in shell.type("alerts", "list").output


def test_each_look_at_a_number_leaves_one_entry(shell: Shell) -> None:
    from sqlalchemy import select

    from bot.store.tables import audit

    ticket = opened(shell)
    for _ in range(3):
        shell.type("alerts", "show", ticket, "Ada")
    with shell.store._work() as work:
        assert len(work.rows(select(audit).where(audit.c.event == "ticket_seen"))) == 3


def test_doctor_names_a_missing_channel_and_who_waits(well: Shell) -> None:
    assert "look   alerts      Nobody is alerted" in well.type("doctor").output
    alerted = Shell(replace(well.settings, alert_to=(FIRST,)))
    assert "ok     alerts" in alerted.type("doctor").output
    ticket = opened(alerted, dt.datetime.now(dt.UTC) - 2 * MINUTE)
    printed = alerted.type("doctor").output
    assert "URGENT alerts      1 urgent callers wait for a call back." in printed
    assert "Nobody was told of 1 of them" in printed
    assert CALLER not in printed
    alerted.type("alerts", "accept", ticket, "Ada")
    assert "ok     alerts" in alerted.type("doctor").output
    late = Shell(replace(alerted.settings, clock=dt.datetime.now(dt.UTC) + 60 * MINUTE))
    assert re.search(r"(WRONG|URGENT) +alerts", late.type("doctor").output), "taken, and nobody called back"


def test_the_health_page_shows_both(house: House) -> None:
    found = house.client.get("/health/ready").get_json()
    assert (found["alert_channel"], found["open_alerts"]) == (True, 0)
    failed(house)
    assert house.client.get("/health/ready").get_json()["open_alerts"] == 1
    watch(house)
    assert house.client.get("/health/ready").get_json()["alert_channel"] is False


# ------------------------------------------------------------------ the settings


def test_the_channel_is_what_the_settings_name() -> None:
    env = {"ALERT_TO": f"{FIRST}, text:{SECOND},call: {RINGS}", "ALERT_WEBHOOK": "https://watch.example/x"}
    found = Settings.read(env)
    assert not found.fault
    alerts = Alerts.of(replace(found, public_url=BASE))
    assert (alerts.texts, alerts.calls, alerts.web) == ((FIRST, SECOND), (RINGS,), "https://watch.example/x")
    assert "watch.example" not in repr(alerts) + repr(found)
    assert not Alerts.of(Settings.read({}))
    assert not Alerts.of(Settings.read({"ALERT_TO": f"call:{RINGS}"})), "a call needs our address"


@pytest.mark.parametrize(
    ("name", "value"),
    [("ALERT_TO", "919-555-0171"), ("ALERT_TO", "mail:+19195550171"), ("ALERT_TO", "+1919555017x"),
     ("ALERT_WEBHOOK", "http://watch.example"), ("ALERT_WEBHOOK", "https://"), ("ALERT_WEBHOOK", "watch"),
     ("ALERT_WEBHOOK", "https://[")],
)  # fmt: skip
def test_a_channel_that_cannot_be_is_told_in_a_sentence(name: str, value: str) -> None:
    fault = Settings.read({name: value}).fault
    assert fault.startswith(name)
    assert fault.endswith(".")
    assert ". " not in fault


def test_our_own_number_is_nobody_on_watch() -> None:
    for one in (OURS, f"text:{OURS}", f"call:{OURS}"):
        assert "our own number" in Settings.read({"ALERT_TO": one, "TWILIO_FROM": OURS}).fault
