"""`python -m bench.growth`: its parts by themselves, and the smallest sizes of two curves."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import yaml

from bench.growth import page, sentences, steps, turns
from bench.growth.__main__ import STEPS
from bench.growth.boxes import led
from bench.growth.curve import Curve, Curves
from bot import training_data
from bot.directory import load
from bot.training_data import Utterance
from bot.understanding import Understanding


def curve(values: dict[int, float], wants: str = "linear", size_of: str = "callers at once") -> Curve:
    rounds = {at: [ms] for at, ms in values.items()}
    return Curve.model_validate({"name": "a turn", "size_of": size_of, "wants": wants, "rounds": rounds})


@pytest.mark.parametrize(
    ("values", "wants", "steep"),
    [
        ({1: 10, 2: 20, 4: 40}, "linear", []),
        ({1: 10, 2: 24, 4: 40}, "linear", []),
        ({1: 10, 2: 26, 4: 40}, "linear", [(1, 2)]),
        ({4: 100, 1: 10, 2: 10}, "linear", [(2, 4)]),
        ({0: 10, 1_000: 13}, "linear", [(0, 1_000)]),
        ({1: 10, 2_000: 12}, "flat", []),
        ({1: 10, 2_000: 13}, "flat", [(1, 2_000)]),
        ({1: 10, 2: 20, 3: 17}, "no less", []),
        ({1: 10, 2: 20, 3: 15}, "no less", [(2, 3)]),
    ],
)
def test_a_step_is_too_steep_where_it_beats_its_share(
    values: dict[int, float], wants: str, steep: list[tuple[int, int]]
) -> None:
    assert curve(values, wants).steps_too_steep() == steep


def test_the_rounds_give_the_middle_and_the_ends() -> None:
    one = curve({})
    for value in (3.0, 1.0, 2.0):
        one.add(8, value)
    assert one.points() == [(8, 2.0, 1.0, 3.0)]


def test_the_page_and_the_plots_tell_each_curve(tmp_path: Path) -> None:
    curves = Curves(machine="a machine", cores=7, curves=[curve({1: 10, 2: 50}), curve({1: 10, 2: 12})])
    page.write(curves, tmp_path)
    text = (tmp_path / "growth.md").read_text(encoding="utf-8")
    assert "not met, 1 to 2" in text
    assert "wanted no step worse than linear: met" in text
    for folder in ("one", "two"):
        page.draw(curves, tmp_path / folder)
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["callers.svg"]
    assert (tmp_path / "one/callers.svg").read_bytes() == (tmp_path / "two/callers.svg").read_bytes()


@pytest.mark.parametrize("many", [15, 40])
def test_an_invented_directory_is_valid_at_every_size(many: int, tmp_path: Path) -> None:
    path = tmp_path / "directory.yaml"
    path.write_text(yaml.safe_dump(steps.large(many)), encoding="utf-8")
    assert len(load(path).entries) == many


def test_a_form_is_filled_in_with_requests_stored_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "REQUESTS", (0, 20))
    monkeypatch.setattr(steps, "TALKS", 1)
    (found,) = steps.requests(rounds=1)
    assert set(found.rounds) == {0, 20}


def test_what_is_measured_again_takes_the_place_of_what_was_measured_before() -> None:
    curves = Curves(curves=[curve({1: 10}), curve({1: 5}, size_of="requests stored")])
    curves.put([curve({2: 20}), curve({3: 30})])
    assert {(one.size_of, *one.rounds) for one in curves.curves} == {
        ("requests stored", 1), ("callers at once", 2), ("callers at once", 3),
    }  # fmt: skip
    text = page.page(curves)
    assert text.index("## Callers at once") < text.index("## Requests stored")


def test_the_page_tells_of_few_cores() -> None:
    text = page.page(Curves(cores=2, curves=[curve({1: 10}, size_of="web processes")]))
    assert "more than 2 processes at work cannot gain" in " ".join(text.split())


def test_no_words_are_asked_twice() -> None:
    parts = list(turns.shares(list("abcdefgh"), few=2, many=3))
    assert parts == [["a", "d"], ["b", "e"], ["c", "f"]]


def test_sentences_are_of_all_intents_and_beyond_our_own_none_comes_twice() -> None:
    own = [Utterance(f"intent_{at // 10}", f"number {at} of the fax for my scan", "ada", "en") for at in range(50)]
    assert {one.intent for one in sentences.sentences(own, 10)} == {one.intent for one in own}
    more = sentences.sentences(own, 80)
    assert more[:50] == own
    assert len({(one.intent, one.text) for one in more}) == 80


def test_what_is_heard_right_is_no_new_sentence() -> None:
    own = [Utterance("fax", f"scan {word}", "ada", "en") for word in ("one", "two", "three", "four", "five", "six")]
    heard = [one.text for one in sentences.heard_wrongly(own * 3)]
    assert heard
    assert set(heard).isdisjoint(one.text for one in own)
    assert len(heard) == len(set(heard))


def test_sentences_are_written_as_training_reads_them(tmp_path: Path) -> None:
    own = [Utterance("fax", "the fax please", "ada", "en"), Utterance("yes", "sure", "bo", "en")]
    sentences.write(own, tmp_path)
    assert training_data.read(tmp_path) == own


def test_a_name_half_heard_is_no_name_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "directory.yaml"
    path.write_text(yaml.safe_dump(steps.large(15)), encoding="utf-8")
    known = Understanding(load(path), None)
    for text in steps.half_heard(known):
        assert {m.how for m in known.lexicon.find(text.split()) if m.id.startswith("service_")} <= {"sound"}


def test_one_port_leads_to_several_servers() -> None:
    with ExitStack() as stack:
        servers = [stack.enter_context(_answering(name)) for name in (b"a", b"b")]
        one, both = stack.enter_context(led([servers[:1], servers]))
        assert {_asked(one) for _ in range(4)} == {b"a"}
        assert sorted(_asked(both) for _ in range(4)) == [b"a", b"a", b"b", b"b"]


@contextmanager
def _answering(name: bytes) -> Iterator[int]:
    """A server that says its name to whoever comes; its port."""

    class Answer(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(name)

    with socketserver.TCPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def _asked(port: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        return line.recv(1)


def test_every_part_can_be_asked_for_by_its_name() -> None:
    assert list(STEPS) == list(page.ABOUT)
