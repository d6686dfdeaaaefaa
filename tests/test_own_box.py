"""The understanding box that a command starts for itself."""

from __future__ import annotations

import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands import own_box
from bot.settings import Settings
from tests.shells import NOBODY, SECRET, Shell


@pytest.fixture
def stand_in(tmp_path: Path, nlu: str) -> Path:
    """A project whose Rasa is a script: it says where it listens, notes its end, and the model is fresh."""
    python = tmp_path / "project/.venv-nlu/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(
        f"#!{sys.executable}\nimport os, signal, sys, time\n"
        f"open({str(tmp_path / 'environ')!r}, 'w').write(repr(dict(os.environ)))\n"
        f"signal.signal(signal.SIGTERM, lambda *_: (open({str(tmp_path / 'ended')!r}, 'w'), sys.exit(0)))\n"
        f"print('noise')\nprint('understanding box ready on {nlu.removeprefix('http://')}', flush=True)\n"
        "time.sleep(60)\n"
    )
    python.chmod(0o755)
    models = tmp_path / "project/setup/models.py"
    models.parent.mkdir()
    models.write_text("def current(root):\n    return root / 'm.tar.gz'\n")
    return tmp_path / "project"


def test_a_box_is_started_and_ended(
    shell: Shell, stand_in: Path, nlu: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_KEYS", SECRET)
    monkeypatch.setattr(own_box, "listens", lambda url: False)
    settings = replace(shell.settings, root=stand_in, nlu_url=Settings().nlu_url)
    with own_box.nlu_url(settings) as url:
        assert url == nlu
        assert not (tmp_path / "ended").exists()
    assert (tmp_path / "ended").exists()
    assert SECRET not in (tmp_path / "environ").read_text()


def test_a_box_ends_with_a_command_that_is_ended(stand_in: Path, tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit), own_box.started(stand_in):
        signal.raise_signal(signal.SIGTERM)
    assert (tmp_path / "ended").exists()
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize("missing", ["model", "python", "start"])
def test_without_a_box_the_words_answer_alone(
    shell: Shell, stand_in: Path, missing: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(own_box, "listens", lambda url: False)
    if missing == "model":
        (stand_in / "setup/models.py").write_text("def current(root):\n    return None\n")
    elif missing == "python":
        (stand_in / ".venv-nlu/bin/python").unlink()
    else:
        (stand_in / ".venv-nlu/bin/python").write_text("#!/bin/sh\nexit 3\n")
    with own_box.nlu_url(replace(shell.settings, root=stand_in, nlu_url=Settings().nlu_url)) as url:
        assert url == Settings().nlu_url
    assert "Without Rasa" in capfd.readouterr().err


def test_a_server_that_was_named_is_used(shell: Shell) -> None:
    with own_box.nlu_url(shell.settings) as url:
        assert url == NOBODY
