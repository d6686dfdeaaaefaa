"""The understanding box from outside: Python 3.10 with Rasa, asked over HTTP as the talk asks it."""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import models
from bot.training_data import Utterance, read, write
from tests.nlu_boxes import PYTHON, ROOT, Box, running, stand_in

SAID = {
    "fax": ["fax number", "the fax please", "where do i fax it", "fax for SERVICE", "fax?", "need your fax"],
    "opening_hours": [
        "are you open",
        "open now",
        "when do you close",
        "hours",
        "open on sunday",
        "your hours",
    ],
    "no": ["no", "nope", "no thanks", "not really", "no sir", "nah"],
}
PLANTED = "Zebulon Quackenbush"
pytestmark = [
    pytest.mark.skipif(not PYTHON.exists(), reason="there is no .venv-nlu: run python3 setup/prepare.py nlu"),
    pytest.mark.xdist_group("nlu box"),
]


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model trained on a handful of sentences, with the project's own pipeline."""
    folder = tmp_path_factory.mktemp("model")
    return trained(SAID, folder)


def trained(said: dict[str, list[str]], folder: Path) -> Path:
    data, made = folder / "nlu.yml", folder / "radline.tar.gz"
    write([Utterance(name, text, "ada", "en") for name, texts in said.items() for text in texts], data)
    command = [str(PYTHON), "-m", "nlu.train", "--data", str(data), "--out", str(made)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    models.describe(made, "of a test")
    return made


@pytest.fixture(scope="session")
def box(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    with running(["-m", "nlu.server", "--model", str(model), "--port", "0"], tmp_path_factory.mktemp("box")) as box:
        yield box


TOLD = """
import json, sys
from pathlib import Path
from nlu.server import load
parse = load(Path(sys.argv[1]))
left_out = ["tensorflow", "sanic", "dask.distributed", "rasa.core.agent"]
told = [parse(text)["intent_ranking"] for text in json.loads(sys.argv[2])]
print(json.dumps([told, [name for name in left_out if name in sys.modules]]))
"""
# Rasa's own way: every class of both plans is loaded, and its own runner goes through them.
TOLD_BY_RASA = """
import json, sys, tempfile
from pathlib import Path
from nlu import quiet
quiet.hush()
from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
with tempfile.TemporaryDirectory() as opened:
    about, runner = load_predict_graph_runner(Path(opened), Path(sys.argv[1]), LocalModelStorage, DaskGraphRunner)
def parse(text):
    run = runner.run({PLACEHOLDER_MESSAGE: [UserMessage(text)]}, [about.nlu_target])
    return run[about.nlu_target][0].get("intent_ranking")
print(json.dumps([[parse(text) for text in json.loads(sys.argv[2])], []]))
"""


def told(script: str, model: Path, texts: list[str]) -> tuple[list[dict[str, float]], list[str]]:
    done = subprocess.run(
        [str(PYTHON), "-c", script, str(model), json.dumps(texts)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    rankings, loaded = json.loads(done.stdout.splitlines()[-1])
    return [{one["name"]: one["confidence"] for one in ranking} for ranking in rankings], loaded


def test_it_says_what_rasa_itself_would_and_loads_a_tenth_of_it(model: Path) -> None:
    texts = ["whats the fax number", "r u open?", "NO", "SERVICE", "número de fax", "x"]
    found, loaded = told(TOLD, model, texts)
    assert found == told(TOLD_BY_RASA, model, texts)[0]
    assert loaded == []


def test_nobody_gives_it_commands(box: Box) -> None:
    for command in ("/no", "\n/no", " / no"):
        assert {one["name"] for one in box.parse(command)["intent_ranking"]} == SAID.keys()


def test_it_answers_in_rasas_own_form_with_every_intent(box: Box, model: Path) -> None:
    answer = box.parse("whats the fax number")
    assert answer.keys() == {"text", "intent", "intent_ranking", "entities", "model"}
    assert answer["model"] == hashlib.sha256(model.read_bytes()).hexdigest()
    assert answer["text"] == "whats the fax number"
    assert answer["intent"] == answer["intent_ranking"][0]
    assert answer["intent"]["name"] == "fax"
    assert answer["entities"] == []
    sure = [one["confidence"] for one in answer["intent_ranking"]]
    assert {one["name"] for one in answer["intent_ranking"]} == SAID.keys()
    assert sure == sorted(sure, reverse=True)
    assert sum(sure) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    "text", ["", "   ", "???", "\N{GRINNING FACE}" * 100, "\x00", "ﷺ" * 500, "a" * 500, "\u202eno"]
)
def test_any_text_gets_a_ranking(box: Box, text: str) -> None:
    assert len(box.parse(text)["intent_ranking"]) == len(SAID)


def test_half_a_character_does_no_harm(box: Box) -> None:
    answer = box.send("POST", "/model/parse", content=rb'{"text": "fax \ud83d please"}')
    assert answer.json()["intent"]["name"] == "fax"


def test_accents_make_no_difference(box: Box) -> None:
    assert box.parse("fáx númber")["intent"]["confidence"] == box.parse("fax number")["intent"]["confidence"]


def test_a_mask_is_not_the_word_it_is_written_with(box: Box) -> None:
    assert box.parse("fax for SERVICE")["intent"] != box.parse("fax for service")["intent"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("closing time", "opening_hours"),
        ("will anybody be there this weekend", "opening_hours"),
        ("i disagree", "no"),
    ],
)
def test_words_that_nobody_wrote_are_understood_by_what_they_mean(box: Box, text: str, intent: str) -> None:
    assert box.parse(text)["intent"]["name"] == intent


def test_a_text_cannot_command_an_intent(box: Box) -> None:
    assert box.parse("/opening_hours")["intent"]["confidence"] < 1
    assert box.parse('//no{"a": "b"}')["entities"] == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/model/parse", 405), ("PUT", "/model/parse", 405), ("OPTIONS", "/model/parse", 405)]
    + [(method, "/model", 404) for method in ("GET", "PUT", "DELETE", "POST")]
    + [("GET", path, 404) for path in ("/", "/status", "/version", "/domain", "/model/parse/")]
    + [("POST", path, 404) for path in ("/model/train", "/model/test/intents", "/model/predict", "/model/test/stories")]
    + [(method, "/conversations/x/" + rest, 404) for method in ("GET", "POST", "PUT") for rest in ("tracker", "story")]
    + [("POST", "/webhooks/rest/webhook", 404), ("POST", "/conversations/x/tracker/events", 404)],
)
def test_there_is_nothing_else(box: Box, method: str, path: str, status: int) -> None:
    answer = box.send(method, path, content=b'{"text": "fax"}')
    assert answer.status_code == status
    assert answer.json()["reason"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"fax"', b"{}", b'{"text": 7}', b"\xff\xfe", b"[" * 8000])
def test_a_broken_request_is_told_what_to_send(box: Box, body: bytes) -> None:
    answer = box.send("POST", "/model/parse", content=body)
    assert (answer.status_code, answer.json()["reason"]) == (400, 'Send JSON: {"text": "..."}')


def test_too_long_is_refused(box: Box) -> None:
    assert box.send("POST", "/model/parse", json={"text": "a" * 501}).status_code == 400
    assert box.send("POST", "/model/parse", json={"text": "a" * 20_000}).status_code == 413


def test_it_listens_on_loopback_alone(box: Box) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", box.port), timeout=2)  # open to a server on every address


def test_words_are_neither_printed_nor_kept(model: Path, tmp_path: Path) -> None:
    with running(["-m", "nlu.server", "--model", str(model), "--port", "0"], tmp_path) as box:
        box.parse(f"my name is {PLANTED} and i need the fax")
        box.send("POST", "/model/parse", content=f'{{"text": "{PLANTED}'.encode())
        box.send("POST", f"/model/parse?name={PLANTED}", json={"text": PLANTED * 40})
        box.send("GET", f"/{PLANTED}")
    left = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert left, "the printed output is there"
    assert not any(word in content for content in left for word in (b"Zebulon", b"Quackenbush"))


def test_a_failing_model_tells_only_the_name_of_its_fault(tmp_path: Path) -> None:
    with running(stand_in("raise ValueError(text)"), tmp_path) as box:
        answer = box.send("POST", "/model/parse", json={"text": PLANTED})
        assert (answer.status_code, answer.json()) == (
            500,
            {"status": "failure", "reason": "Parsing failed."},
        )
    printed = box.printed.read_text()
    assert "ValueError" in printed
    assert "Zebulon" not in printed


def test_a_crowd_is_not_kept_waiting_for_what_nobody_reads_any_more(tmp_path: Path) -> None:
    with running(stand_in("import time; time.sleep(1); return {'intent': {}}"), tmp_path) as box:

        def ask(_: int) -> tuple[int, float]:
            start = time.monotonic()
            return box.send("POST", "/model/parse", json={"text": "hi"}).status_code, time.monotonic() - start

        with ThreadPoolExecutor(2) as pool:
            answers = sorted(pool.map(ask, range(2)))
    assert [status for status, _ in answers] == [200, 503]
    assert answers[1][1] < 0.9


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('example.com', 80)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "open('written.txt', 'w')",
        "import os; os.remove('config.yml')",
        "import os; os.mkdir('var/made')",
    ],
)
def test_the_running_box_is_shut_in(tmp_path: Path, deed: str) -> None:
    with running(stand_in(f"{deed}\nreturn {{'intent': {{}}}}"), tmp_path) as box:
        assert box.send("POST", "/model/parse", json={"text": "hi"}).status_code == 500
    assert "Caged" in box.printed.read_text()


def test_the_box_may_write_what_is_temporary(tmp_path: Path) -> None:
    deed = "import tempfile; tempfile.NamedTemporaryFile().write(b'x'); return {'intent': {}}"
    with running(stand_in(deed), tmp_path) as box:
        assert box.send("POST", "/model/parse", json={"text": "hi"}).status_code == 200


@pytest.mark.parametrize("spoil", ["other bytes", "no manifest", "no hash in it", "no file"])
def test_only_the_model_of_the_manifest_is_loaded(model: Path, tmp_path: Path, spoil: str) -> None:
    copy = Path(shutil.copy(model, tmp_path))
    manifest = Path(shutil.copy(models.manifest(model), tmp_path))
    if spoil == "other bytes":
        copy.write_bytes(copy.read_bytes() + b"\0")
    elif spoil == "no manifest":
        manifest.unlink()
    elif spoil == "no hash in it":
        manifest.write_text("[]")
    else:
        copy.unlink()
    command = [str(PYTHON), "-m", "nlu.server", "--model", str(copy), "--port", "0"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Not loaded: ")


@pytest.mark.night
def test_a_model_of_full_size_is_small_and_soon_made(tmp_path: Path) -> None:
    said: dict[str, list[str]] = defaultdict(list)
    for one in read(ROOT / "data/nlu"):
        said[one.intent].append(one.text)
    start = time.monotonic()
    made = trained(said, tmp_path)
    assert time.monotonic() - start < 120
    assert made.stat().st_size <= models.BIGGEST
