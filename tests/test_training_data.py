"""What people say, read, checked, masked and written for Rasa."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.masking import load_masker
from bot.settings import ROOT
from bot.training_data import (
    TrainingDataBroken,
    Utterance,
    domain_text,
    main,
    masked,
    masks,
    read,
    weaknesses,
    write,
)

BLOCK = """\
- intent: {intent}
  metadata: {{writer: ada, language: en}}
  examples: |
{examples}
"""


def put(folder: Path, intent: str, *texts: str, head: str = 'version: "3.1"\nnlu:\n') -> None:
    examples = "\n".join(f"    - {text}" for text in texts)
    (folder / f"{intent}.yml").write_text(head + BLOCK.format(intent=intent, examples=examples), encoding="utf-8")


def test_blocks_become_utterances(tmp_path: Path) -> None:
    put(tmp_path, "fax", "vasc fax?", "  el   fax,  por favor  ")
    said = read(tmp_path)
    assert [(one.intent, one.text, one.writer, one.language) for one in said] == [
        ("fax", "vasc fax?", "ada", "en"),
        ("fax", "el fax, por favor", "ada", "en"),
    ]


def test_yes_and_no_stay_words(tmp_path: Path) -> None:
    put(tmp_path, "no", "nope")
    put(tmp_path, "yes", "yep")
    assert [one.intent for one in read(tmp_path)] == ["no", "yes"]
    assert yaml.safe_load(domain_text(read(tmp_path)))["intents"] == ["no", "yes"]


def test_a_sentence_said_twice_counts_once(tmp_path: Path) -> None:
    put(tmp_path, "fax", "Your fax", "your fax")
    assert len(read(tmp_path)) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("nlu: [", "not readable YAML"),
        ("\x00", "not readable YAML"),
        ("- fax", "needs `nlu:`"),
        ("nlu: fax", "needs `nlu:`"),
        ("nlu:\n- fax", "must be fax"),
        ("nlu:\n- intent: facts", "must be fax"),
        ("nlu:\n- intent: fax", "needs `metadata:"),
        ("nlu:\n- intent: fax\n  metadata: {writer: ada}", "needs `metadata:"),
        ("nlu:\n- intent: fax\n  metadata: {writer: ada, language: en}", "needs `examples: |`"),
        (
            "nlu:\n- intent: fax\n  metadata: {writer: ada, language: en}\n  examples: |\n    fax?",
            "starts with '- '",
        ),
        (
            "nlu:\n- intent: fax\n  metadata: {writer: ada, language: en}\n  examples: |\n    - [a](b)",
            "brackets",
        ),
    ],
)
def test_a_fault_is_told_with_its_file(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "fax.yml").write_text(content)
    with pytest.raises(TrainingDataBroken, match=r"fax\.yml") as broken:
        read(tmp_path)
    assert told in str(broken.value)


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "fax.yml").write_text("nlu: 1")
    (tmp_path / "no.yml").write_text("nlu: 1")
    with pytest.raises(TrainingDataBroken) as broken:
        read(tmp_path)
    assert len(broken.value.faults) == 2


def test_an_empty_folder_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(TrainingDataBroken, match="no training data"):
        read(tmp_path)


def test_one_sentence_under_two_intents_is_a_weakness(tmp_path: Path) -> None:
    put(tmp_path, "fax", "give me the NUMBER", *(f"fax {n}" for n in range(10)))
    put(tmp_path, "person", "give me the number")
    assert weaknesses(read(tmp_path)) == [
        "'give me the number' stands under fax and person: keep one",
        "person: 1 sentences; write at least 10",
    ]


def test_what_is_written_is_masked_and_reads_the_same(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    put(tmp_path / "in", "no", "not # the: 'moon", "moon", "no \N{GRINNING FACE}")
    said = read(tmp_path / "in")
    texts = ("" if one.text == "moon" else one.text.replace("moon", "PLACE") for one in said)
    write(masked(said, texts), tmp_path / "out" / "no.yml")
    assert [one.text for one in read(tmp_path / "out")] == ["not # the: 'PLACE", "no \N{GRINNING FACE}"]


def test_many_at_once_are_masked_as_each_by_itself_and_in_their_order() -> None:
    said = [Utterance("fax", f"fax for {what} {n}", "ada", "en") for n in range(60) for what in ("vascular", "a moon")]
    mask = load_masker(ROOT / "directory.yaml")
    assert [*masks(said, ROOT / "directory.yaml")] == [" ".join(mask(one.text).split()) for one in said]


def test_the_check_ends_with_a_count_and_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "nlu").mkdir()
    put(tmp_path / "nlu", "fax", *(f"fax {n}" for n in range(10)))
    where = ["--data", str(tmp_path / "nlu"), "--domain", str(tmp_path / "domain.yml")]
    monkeypatch.setattr("sys.argv", ["training_data", "--check", *where])
    with pytest.raises(SystemExit, match=r"(?s)make model.*1 faults"):
        main()
    monkeypatch.setattr("sys.argv", ["training_data", "--list", *where])
    main()
    monkeypatch.setattr("sys.argv", ["training_data", "--check", *where])
    main()
    assert "10 sentences by 1 writers for 1 intents, no fault" in capsys.readouterr().out
