"""`/metrics`: who may read it, what it counts, that nothing private gets in, and that counting is in nobody's way."""

from __future__ import annotations

import os
import re
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from bot import counting
from bot.directory_types import LANGS
from bot.intents import handlers
from bot.settings import ROOT
from bot.store import DELIVERIES, TICKET_STATES, Store, StoreUnavailable
from bot.store.tables import STATUSES
from tests.planted_people import patients
from tests.planted_search import Search
from tests.small_directory import small, write
from tests.stores import NOW
from tests.test_run import free_port
from tests.troubles import locked
from tests.whole_desk import NOBODY, House, whole_desk
from webhook import create_app

pytestmark = [pytest.mark.xdist_group("metrics"), pytest.mark.usefixtures("unhurried")]
TOKEN = "a token for monitoring"
CLOSED: dict[str, set[str]] = {
    "channel": set(counting.CHANNELS),
    "intent": {*handlers(), "none", "other"},
    "language": set(LANGS),
    "outcome": {*get_args(counting.Outcome), *counting.ENDS},
    "urgent": {"yes", "no"},
    "target": set(counting.TARGETS),
    "part": {"directory", "emergent", "nlu", "redis", "store"},
    "state": set(TICKET_STATES),
}
SLOWEST_START, PATIENT = 200, 60  # seconds, on a machine that is busy with other things
QUESTION = "fax for vascular intervention"
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = whole_desk(tmp_path_factory.mktemp("metrics"))
    yield house
    house.close()


def samples(text: str) -> Samples:
    found = text_string_to_metric_families(text)
    return {(one.name, frozenset(one.labels.items())): one.value for family in found for one in family.samples}


def read(client: FlaskClient) -> Samples:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return samples(answer.get_data(as_text=True))


def rise(before: Samples, after: Samples, name: str, **labels: str) -> float:
    """By how much the samples of this name with these labels rose, together."""
    wanted = labels.items()
    return sum(value - before.get(key, 0) for key, value in after.items() if key[0] == name and wanted <= set(key[1]))


# ------------------------------------------------------------------ who may read it


def test_without_a_token_this_machine_alone_reads_it(house: House) -> None:
    client = house.client
    assert client.get("/metrics").status_code == 200
    for headers, address in (
        ({}, "192.0.2.1"),
        ({"X-Forwarded-For": "192.0.2.1"}, "127.0.0.1"),
        ({"Host": "radline.example"}, "127.0.0.1"),
    ):
        answer = client.get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address})
        assert answer.status_code == 403


def test_with_a_token_the_token_alone_counts(house: House, tmp_path: Path) -> None:
    settings = replace(
        house.desk.settings, demo=False, metrics_token=TOKEN, public_url="https://radline.example", var=tmp_path
    )
    client = create_app(settings, house.desk).test_client()
    for sent in (None, "", TOKEN, "Bearer ", f"Bearer {TOKEN}x", f"bearer {TOKEN}", "Bearer \xff"):
        headers = {} if sent is None else {"Authorization": sent}
        assert client.get("/metrics", headers=headers).status_code == 403, sent
    answer = client.get(
        "/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, environ_overrides={"REMOTE_ADDR": "192.0.2.1"}
    )
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"


# ------------------------------------------------------------------ what it counts


def test_a_question_an_urgent_caller_and_a_repeat_are_told_apart(house: House) -> None:
    before = read(house.client)
    house.caller().call().say(QUESTION)
    urgent = house.caller().call().press("2")
    urgent.repeat()
    house.texter().text("number de fax para vascular intervention por favor")
    after = read(house.client)
    assert rise(before, after, "radline_deliveries_total", channel="voice") == 5
    assert rise(before, after, "radline_deliveries_total", channel="text") == 1
    assert rise(before, after, "radline_turns_total", intent="fax") == 2
    assert rise(before, after, "radline_turns_total", outcome="urgent") == 1
    assert rise(before, after, "radline_turns_total", outcome="repeat") == 1
    assert rise(before, after, "radline_turns_total", language="es") == 1
    assert rise(before, after, "radline_transfers_total", target="emergent_line") == 1
    assert rise(before, after, "radline_turn_seconds_count", urgent="yes") == 2
    assert rise(before, after, "radline_http_requests_total", route="voice.turn", status="200") == 3


def test_an_urgent_caller_whom_nobody_takes_is_counted_once(house: House) -> None:
    before = read(house.client)
    caller = house.caller().call().press("2")
    dials = 0
    while caller.listening == "dial":
        caller.dial_ends("no-answer")
        dials += 1
    after = read(house.client)
    assert dials >= 3
    assert rise(before, after, "radline_transfers_ended_total", outcome="no-answer") == dials
    assert rise(before, after, "radline_transfers_ended_total", target="emergent_line") >= 1
    assert rise(before, after, "radline_urgent_unreached_total", channel="voice") == 1
    assert after["radline_ticket_waits_seconds", frozenset()] >= 0


def test_what_could_not_be_saved_is_counted_so(house: House) -> None:
    before, caller = read(house.client), house.caller().call()
    with locked(house):
        caller.say(QUESTION)
    after = read(house.client)
    assert rise(before, after, "radline_turns_total", outcome="not_saved") == 1


def test_the_page_is_there_with_the_store_in_trouble(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any) -> Any:
        raise StoreUnavailable("gone")

    monkeypatch.setattr(house.desk.store, "pulse", gone)
    monkeypatch.setattr(house.desk.store, "situation", lambda: "no tables")
    found = read(house.client)
    assert found["radline_part_up", frozenset({("part", "store")})] == 0
    assert found["radline_part_up", frozenset({("part", "emergent")})] == 1
    assert ("radline_outbox_overdue_seconds", frozenset()) not in found


def test_what_waits_in_the_store(store: Store) -> None:
    empty = store.pulse(NOW)
    assert (empty.due_since, empty.open_since) == (None, None)
    with store.turn(NOW) as turn:
        turn.queue_text("+19195550123", "a text", "test", True, "one")
        turn.open_ticket("talk", "voice", "en", "+19195550123")
    found = store.pulse(NOW.replace(hour=16))
    assert (found.texts["queued"], found.tickets["open"]) == (1, 1)
    assert (found.due_since, found.open_since) == (NOW, NOW)
    assert set(found.texts) == set(STATUSES)


# ------------------------------------------------------------------ nothing private


def test_no_name_birth_date_or_number_gets_in(house: House) -> None:
    people, before = list(patients(4)), open_labels(read(house.client), house)  # other tests' apps have other routes
    search = Search((one.place, value) for one in people for value in one.values)
    for one in people:
        told = f"this is {one.name} born {one.births[0]} my record number is {one.mrn} call {one.number}"
        house.caller(one.number).call().say(told).say(one.name).silent()
        house.texter(one.number).text(f"{told}, send my {one.study} to {one.doctor}, {one.address}")
        house.client.get(f"/sign/{one.mrn}-{one.number}")
        house.client.get(f"/{one.name}?{one.mrn}")
        query = f"/voice/transfer?target={one.name}&lang={one.name}&expect={one.mrn}"
        house.client.post(query, data={"From": one.number, "DialCallStatus": one.name})
    page = house.client.get("/metrics").get_data()
    assert not list(search.hits(page))
    assert list(search.hits(page + people[0].name.encode())), "a leak would be found"
    assert open_labels(samples(page.decode()), house) == before


def open_labels(found: Samples, house: House) -> set[tuple[str, str]]:
    """Labels with a value of no closed list."""
    rules = {rule.endpoint for rule in house.client.application.url_map.iter_rules()}
    closed = CLOSED | {"route": {*rules, "other"}, "le": {"+Inf", *map(str, counting.BUCKETS)}}
    labels = {label for _, labels in found for label in labels}
    statuses = {*STATUSES, *DELIVERIES}
    return {
        (name, value)
        for name, value in labels
        if not (re.fullmatch(r"[1-5]\d\d", value) or value in statuses if name == "status" else value in closed[name])
    }


def test_a_word_that_is_not_of_the_list_is_other(house: House) -> None:
    assert counting._known("Ximena", counting.ENDS) == "other"
    before = read(house.client)
    counting.TURNS.labels("voice", "Ximena", "en", "answered").inc()
    found = open_labels(read(house.client), house) - open_labels(before, house)
    assert found == {("intent", "Ximena")}
    counting.TURNS.remove("voice", "Ximena", "en", "answered")
    assert set(read(house.client)) <= set(before)


# ------------------------------------------------------------------ in nobody's way


def test_a_fault_of_the_counting_is_no_callers_trouble(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise OSError("no room")

    for metric in (counting.TURNS, counting.DELIVERIES, counting.REQUESTS):
        monkeypatch.setattr(metric, "labels", broken)
    assert house.caller().call().press("2").dialled


def test_counting_takes_no_time(house: House) -> None:
    house.caller().call().say(QUESTION)
    taken, count = [], counting._count

    def timed(*arguments: Any) -> None:
        started = time.perf_counter()
        count(*arguments)
        taken.append(time.perf_counter() - started)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "_count", timed)
        for _ in range(20):
            house.caller().call().say(QUESTION)
    assert sorted(taken)[len(taken) // 2] < 0.002


# ------------------------------------------------------------------ several processes


@pytest.mark.timeout(2 * SLOWEST_START)
def test_several_web_processes_count_together(tmp_path: Path) -> None:
    port, asked = free_port(), 40
    environ = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environ |= {"RADLINE_VAR": str(tmp_path), "NLU_URL": NOBODY, "TMPDIR": str(tmp_path), "PORT": str(port)}
    environ |= {"RADLINE_DIRECTORY": str(write(tmp_path / "small.yaml", small()))}
    command = ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}", "webhook:app()"]
    server = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environ)
    try:
        wait_for(server, f"http://127.0.0.1:{port}/health/live")
        for _ in range(asked):
            answer = httpx.post(f"http://127.0.0.1:{port}/voice/fallback", trust_env=False, timeout=PATIENT)
            assert answer.status_code == 200
        for _ in range(6):
            page = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False, timeout=PATIENT).text
            found = samples(page)
            key = frozenset({("route", "fallback.voice"), ("status", "200")})
            routes = {dict(labels).get("route"): value for (name, labels), value in found.items() if "http" in name}
            assert found.get(("radline_http_requests_total", key)) == asked, routes
            assert found["radline_deliveries_total", frozenset({("channel", "text")})] == 0
        (folder,) = tmp_path.glob("radline-metrics-*")
        workers = {path.name for path in folder.glob("counter_*.db")}
        assert len(workers) == 2
        assert all(path.stat().st_blocks * 512 >= path.stat().st_size for path in folder.glob("*.db")), "room is made"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=PATIENT)
    assert not list(tmp_path.glob("radline-metrics-*"))


def wait_for(server: subprocess.Popen[bytes], url: str) -> None:
    """Until it answers there. A start is some seconds of work for each process, and others may have the machine."""
    end = time.monotonic() + SLOWEST_START
    while time.monotonic() < end and server.poll() is None:
        with suppress(httpx.TransportError):
            if httpx.get(url, trust_env=False, timeout=PATIENT).status_code == 200:
                return
        time.sleep(0.1)
    raise AssertionError("it does not start")


def test_without_room_each_process_counts_for_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(counting.SHARED, str(tmp_path))
    found = runpy.run_path(str(ROOT / "deploy/gunicorn.conf.py"))

    def full(*_: Any) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(os, "posix_fallocate", full)
    found["post_fork"](None, None)
    assert counting.SHARED not in os.environ
