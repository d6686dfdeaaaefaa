"""`make bench`: its parts by themselves. Nothing here starts Rasa or measures anything."""

from __future__ import annotations

import http.server
import json
import os
import runpy
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from sqlalchemy import create_engine, func, select

from bench.judge import Case
from bench.speed import control, page, plots, processes, talks
from bench.speed.figures import Report, Round, Sample, Spread, Start, percentile
from bench.speed.goals import goals
from bench.speed.load import Request, wave
from bench.speed.rounds import Measured, Taken
from bench.stock import lookup, project
from bot import training_data
from bot.sealing import Keyring
from bot.settings import ROOT
from tests.callers import ACCOUNT, Signer

BASE, TOKEN = "https://radline.example", "0" * 32
DOCUMENT = (
    '<Response><Gather input="dtmf" action="https://radline.example/voice/turn?step=1&amp;lang=en#ct=1"/></Response>'
)
SIDES = {"radline": "Radline, SQLite", "stock": "stock Rasa", "control": "a control", "parse": "bare parse"}


# ------------------------------------------------------------------ figures


@pytest.mark.parametrize(("share", "value"), [(50, 50), (95, 95), (99, 99), (100, 100), (1, 1)])
def test_a_percentile_is_a_value_that_was_measured(share: int, value: float) -> None:
    assert percentile(range(100, 0, -1), share) == value


def test_the_percentile_of_one_value_is_that_value() -> None:
    assert percentile([0.25], 99) == 0.25


def test_a_sample_tells_milliseconds_and_turns_a_second() -> None:
    one = Sample.of(("radline", "words", 8), [0.001, 0.002, 0.003, 0.030], failed=1, wall=0.5, processor=0.04)
    assert (one.p50, one.p95, one.p99) == (2, 30, 30)
    assert (one.turns, one.failed, one.rate, one.cpu) == (4, 1, 8.0, 10.0)


def test_a_ratio_is_formed_in_each_round_by_itself() -> None:
    report = made([(10, 1), (40, 2), (90, 3)])
    found = report.ratio("rate", ("radline", "words", 8), ("stock", "words", 8))
    assert found == Spread(median=20, least=10, most=30)


def test_what_was_not_measured_has_no_figure() -> None:
    report = made([(10, 1)])
    assert report.spread("radline", "words", 1, "p50") is None
    assert report.ratio("rate", ("radline", "words", 8), ("nobody", "words", 8)) is None
    assert report.start_ratio("memory", "radline", "nobody") is None


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    made([(10, 1)]).write(tmp_path / "deep/speed.json")
    assert Report.read(tmp_path / "deep/speed.json") == made([(10, 1)])


@pytest.mark.parametrize(("rate", "met"), [(19.9, False), (20.0, True), (300.0, True)])
def test_a_goal_is_met_from_its_bound_on(rate: float, met: bool) -> None:
    assert next(goals(made([(rate, 1)]))).met is met


def test_a_goal_that_was_not_measured_is_neither_met_nor_missed() -> None:
    report = Report(about={}, titles={}, rounds=[Round(samples=[], starts=[])])
    assert {goal.met for goal in goals(report)} == {None}
    assert "not measured" in page.summary(report)


def test_the_page_tells_each_goal_and_side(tmp_path: Path) -> None:
    report = made([(10, 1), (30, 1), (50, 1)])
    text = page.page(report)
    assert "30 (10 to 50) | met |" in text
    assert "not met" in text
    assert "Too few rounds" in text
    assert all(title in text for title in SIDES.values())
    assert all(len(line) <= 120 for line in text.splitlines() if not line.startswith("|"))
    page.write(report, tmp_path)
    assert (tmp_path / "speed.md").read_text(encoding="utf-8") == text


def test_the_same_report_gives_the_same_plots(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        plots.draw(made([(10, 1), (30, 1)]), tmp_path / folder)
    drawn = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert set(drawn) == {"rates.svg", "times.svg", "size.svg"}
    assert drawn == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}


def made(rates: list[tuple[float, float]]) -> Report:
    """One round for each pair: the turns a second of Radline and of stock Rasa."""
    about = dict.fromkeys("machine load time utterances rasa sentences epochs stock_training".split(), "x")
    return Report(about=about, titles=SIDES, rounds=[_round(*pair) for pair in rates], training=60)


def _round(radline: float, stock: float) -> Round:
    rates = {"radline": radline, "stock": stock, "control": 100.0, "parse": 200.0}
    samples = [
        Sample(side=side, kind="words", callers=1 if side == "parse" else 8, turns=1, failed=0, wall=1 / rate,
               p50=1000 / rate, p95=1500 / rate, p99=2000 / rate, cpu=900 / rate)
        for side, rate in rates.items()
    ]  # fmt: skip
    starts = [Start(side=side, ready=9, memory=700, web_process=240, troubles={}) for side in SIDES]
    return Round(samples=samples, starts=starts)


# ------------------------------------------------------------------ what is asked


@pytest.fixture(scope="module")
def heard() -> list[Case]:
    return talks.heard()


def test_every_run_asks_the_same_in_the_same_order(heard: list[Case]) -> None:
    first, again = talks.asked(500, 40, heard), talks.asked(500, 40, list(heard))
    assert first == again
    assert (len(first.words), len(first.urgent), len(first.warm)) == (500, 100, 40)
    assert len({*first.words, *first.urgent, *first.warm}) == 640, "nothing is asked twice, nor warmed up with"


def test_fewer_are_the_first_of_all(heard: list[Case]) -> None:
    assert talks.asked(100, 10, heard).words == talks.asked(500, 10, heard).words[:100]


def test_a_caller_follows_the_document_and_signs() -> None:
    sign = Signer(TOKEN, ACCOUNT, BASE)
    request = talks.Caller(3, sign).answer(DOCUMENT, {"Digits": "1"})
    assert request.path == "/voice/turn?step=1&lang=en"
    assert b"Digits=1" in request.body
    assert "X-Twilio-Signature" in request.headers
    assert talks.action("<Response><Hangup/></Response>") == ""


def test_stock_rasa_is_asked_at_its_own_door_without_a_signature() -> None:
    request = talks.Caller(3, None).ring()
    assert request.path == "/webhooks/twilio_voice/webhook"
    assert set(request.headers) == {"Content-Type"}


@pytest.mark.parametrize(("kind", "count"), [("words", 1), ("urgent", 1), ("keys", 3), ("form", 6)])
def test_each_step_is_a_wave_over_all_calls(kind: talks.Kind, count: int) -> None:
    found = talks.steps(kind, ["one", "two"])
    assert [len(step) for step in found] == [2] * count
    if count == 1:
        assert [fields["SpeechResult"] for fields in found[0]] == ["one", "two"]


# ------------------------------------------------------------------ asking


class Echo(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200 if body != b"bad" else 500)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def echo() -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("callers", [1, 8])
def test_each_answer_stands_where_its_request_stood(callers: int) -> None:
    requests = [Request("/", str(i).encode(), {}) for i in range(30)]
    with echo() as port:
        done = wave(port, requests, callers)
    assert done.answers == [str(i) for i in range(30)]
    assert all(0 < one < 60 for one in done.took)
    assert max(done.took) <= done.wall


def test_an_answer_that_is_no_document_counts_as_failed() -> None:
    with echo() as port:
        done = wave(port, [Request("/", b"good", {}), Request("/", b"bad", {})], 1)
    taken = Taken()
    taken.add(done, 0.1)
    assert (done.answers, taken.failed) == (["good", ""], 1)


def test_nobody_there_is_a_failure_and_no_crash() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    assert wave(port, [Request("/", b"x", {})], 1).answers == [""]


def test_keys_and_forms_are_told_of_together_and_the_way_to_a_form_is_not() -> None:
    told = Measured(talks.Asked([], [], []))
    told.taken = {
        ("radline", "keys", 8): Taken([0.1], 0, 1.0, 0.5),
        ("radline", "form", 8): Taken([0.3, 0.3], 1, 2.0, 1.0),
        ("radline", "", 8): Taken([9.0], 0, 9.0, 9.0),
    }  # type: ignore[assignment]
    found = {one.kind: one for one in told.samples()}
    assert set(found) == {"keys", "form", "no model"}
    both = found["no model"]
    assert (both.turns, both.failed, both.rate, both.p99, both.cpu) == (3, 1, 1.0, 300, 500)


def test_the_processes_of_a_side_are_found_and_have_a_size() -> None:
    mine = processes.family([os.getpid()])
    assert os.getpid() in mine
    assert processes.seconds(mine) > 0
    held = processes.memory(mine)
    assert held.largest > 0
    assert processes.memory([]) == (0.0, 0.0)


# ------------------------------------------------------------------ the control


@pytest.fixture
def told(tmp_path: Path) -> dict[str, str]:
    documents = tmp_path / "documents.json"
    documents.write_text(json.dumps({"ring": DOCUMENT, "keys": "<keys/>", "words": "<words/>"}))
    keys = Keyring.generate().secret_text()
    found = {"documents": str(documents), "store": f"sqlite:///{tmp_path / 'store.db'}", "keys": keys}
    return found | {"base": BASE, "token": TOKEN, "account": ACCOUNT}


def test_a_control_checks_the_signature_commits_once_and_gives_the_document(
    told: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    control.prepare(told)
    monkeypatch.setenv(control.TOLD, json.dumps(told))
    client, caller = control.app().test_client(), talks.Caller(1, Signer(TOKEN, ACCOUNT, BASE))
    answers = [client.post(one.path, data=one.body, headers=one.headers) for one in _all_kinds(caller)]
    assert [answer.get_data(as_text=True) for answer in answers] == [DOCUMENT, "<keys/>", "<words/>"]
    forged = caller.ring()._replace(headers={"Content-Type": talks.FORM, "X-Twilio-Signature": "no"})
    assert client.post(forged.path, data=forged.body, headers=forged.headers).status_code == 403
    engine = create_engine(told["store"])
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(control.rows)).scalar() == 1 + len(answers)
    engine.dispose()


def test_a_control_without_a_store_answers_the_same(told: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(control.TOLD, json.dumps(told | {"store": ""}))
    one = talks.Caller(1, Signer(TOKEN, ACCOUNT, BASE)).ring()
    answer = control.app().test_client().post(one.path, data=one.body, headers=one.headers)
    assert answer.get_data(as_text=True) == DOCUMENT


def _all_kinds(caller: talks.Caller) -> list[Request]:
    pressed, said = ({"Digits": "1"}, {"SpeechResult": "hello"})
    return [caller.ring(), caller.answer(DOCUMENT, pressed), caller.answer(DOCUMENT, said)]


def test_a_control_has_radlines_own_gunicorn_without_its_tables() -> None:
    ours = runpy.run_path(str(ROOT / "deploy/gunicorn.conf.py"))
    theirs = runpy.run_path(str(ROOT / "bench/speed/control.conf.py"))
    same = ("workers", "threads", "worker_class", "keepalive", "timeout", "accesslog")
    assert {name: theirs[name] for name in same} == {name: ours[name] for name in same}
    assert "when_ready" in ours
    assert "when_ready" not in theirs


# ------------------------------------------------------------------ the stock project


@pytest.fixture(scope="module")
def stock() -> dict[str, dict]:
    said = training_data.read(ROOT / "data/nlu")
    defaults = (ROOT / ".venv-nlu" / project.DEFAULTS).read_text(encoding="utf-8")
    return {name: yaml.safe_load(text) for name, text in project.files(said, defaults, 3).items()}


def test_the_stock_project_has_rasas_own_pipeline_and_policies(stock: dict[str, dict]) -> None:
    theirs = yaml.safe_load((ROOT / ".venv-nlu" / project.DEFAULTS).read_text(encoding="utf-8"))
    for part in ("pipeline", "policies"):
        ours = stock["config.yml"][part]
        assert [{**one, "epochs": 0} for one in ours] == [{**one, "epochs": 0} for one in theirs[part]]
        assert {one["epochs"] for one in ours if "epochs" in one} == {3}
    assert "DIETClassifier" in {one["name"] for one in stock["config.yml"]["pipeline"]}


def test_the_stock_project_answers_every_intent_of_the_data(stock: dict[str, dict]) -> None:
    intents = {path.stem for path in (ROOT / "data/nlu").glob("*.yml")}
    assert set(stock["domain.yml"]["intents"]) == intents
    answered = {rule["steps"][0]["intent"]: rule["steps"][1]["action"] for rule in stock["data/rules.yml"]["rules"]}
    assert answered.keys() == intents | {project.FALLBACK}
    known = {*stock["domain.yml"]["actions"], *stock["domain.yml"]["responses"]}
    assert set(answered.values()) <= known
    told = stock["data/stories.yml"]["stories"]
    assert len(told) == len(project.STORIES)
    assert {step.get("intent", "fax") for story in told for step in story["steps"]} <= intents


def test_the_stock_project_has_both_channels_a_tracker_store_and_actions(tmp_path: Path) -> None:
    assert {"twilio", "twilio_voice"} <= project.credentials().keys()
    about = project.endpoints(tmp_path / "talks.db", 5055)
    assert about["tracker_store"]["type"] == "SQL"
    assert about["action_endpoint"]["url"].startswith("http://127.0.0.1:")
    assert project.environ()["RASA_TELEMETRY_ENABLED"] == "false"
    assert project.environ()["SANIC_HOST"] == "127.0.0.1"


def test_another_sentence_is_another_project() -> None:
    said = [training_data.Utterance("fax", text, "ada", "en") for text in ("fax please", "the fax")]
    assert project._name({}, said) == project._name({}, list(said))
    assert project._name({}, said) != project._name({}, said[:1])
    assert project._name({"config.yml": "epochs: 1"}, said) != project._name({}, said)


def test_the_stock_action_says_the_number_of_the_longest_name() -> None:
    entries, names = lookup.read(ROOT / "directory.yaml")
    found = lookup.sought("hi i need the fax for Vascular Intervention please", names)
    assert found
    fax = next(line["number"] for line in entries[found]["numbers"] if line["purpose"] == "fax")
    assert fax in lookup.answer(entries[found], fax=True)
    assert fax not in lookup.answer(entries[found], fax=False)
    assert lookup.sought("good morning", names) == ""
