"""Set-up: what is found, what is skipped, what is said when a step fails."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import models
import prepare

ROOT = Path(__file__).resolve().parent.parent
REAL = f'#!/bin/sh\nexec {sys.executable} "$@"\n'
LEADS_NOWHERE = "#!/bin/sh\necho 'python3.10: command not found' >&2\nexit 127\n"


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)
    return path


def says_version(version: str) -> str:
    return f"#!/bin/sh\necho {version}\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own: pinned files, and a uv that notes its commands and makes folders as uv does."""
    for name in ("ROOT", "OWN", "WEB", "NLU"):
        monkeypatch.setattr(prepare, name, tmp_path / getattr(prepare, name).relative_to(ROOT))
    prepare.OWN.mkdir()
    for pinned in ("requirements.txt", "requirements-dev.txt", "requirements-nlu.txt"):
        (tmp_path / pinned).write_text("")
    program(
        tmp_path / "path/uv",
        f"""#!/bin/sh
echo "$@" >> {tmp_path}/uv-was-asked
case "$1 $2" in
"--version ") echo "uv 0.9.1 (a build)" ;;
venv*) for last; do :; done; mkdir -p "$last/bin"; printf '%s' '{says_version("3 10")}' > "$last/bin/python"
       chmod +x "$last/bin/python" ;;
esac
""",
    )
    monkeypatch.setenv("PATH", f"{tmp_path / 'path'}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def asked(place: Path) -> list[str]:
    return [line for line in (place / "uv-was-asked").read_text().splitlines() if line != "--version"]


def test_a_python_that_only_has_the_name_is_passed_over(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(place / "path/python3.10", LEADS_NOWHERE)
    kept = program(place / "pyenv/versions/3.10.13/bin/python3.10", says_version("3 10"))
    monkeypatch.setenv("PATH", str(place / "path"))
    monkeypatch.setenv("PYENV_ROOT", str(place / "pyenv"))
    assert prepare._nlu_python() == str(kept)


def test_without_any_fit_python_uv_is_asked_for_one(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(place / "path/python3.10", says_version("3 9"))
    program(place / "path/python3.12", says_version("2 7"))
    monkeypatch.setenv("PATH", str(place / "path"))
    monkeypatch.setenv("PYENV_ROOT", str(place / "none"))
    monkeypatch.setattr(sys, "executable", str(program(place / "old", says_version("3 8"))))
    assert (prepare._nlu_python(), prepare._web_python()) == ("3.10", "3.12")


def test_the_running_python_serves_if_it_will_do(place: Path) -> None:
    assert prepare._web_python() == sys.executable


def test_packages_are_installed_by_their_hashes_and_only_once(place: Path) -> None:
    (place / "requirements.txt").write_text("flask==3\n")
    prepare.web()
    first = asked(place)
    assert any("--require-hashes" in line and "/requirements.txt " in line for line in first)
    prepare.web()
    assert asked(place) == first
    (place / "requirements.txt").write_text("flask==4\n")
    prepare.web()
    assert len(asked(place)) > len(first)


@pytest.mark.parametrize("version", ["3.6.20", "1.10.2", ""])
def test_another_rasa_is_refused_and_not_taken_for_done(
    place: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    real = prepare._output
    monkeypatch.setattr(prepare, "_output", lambda command: version if "rasa" in command[-1] else real(command))
    for _ in range(2):
        with pytest.raises(prepare.SetupFailed, match=r"3\.6\.21"):
            prepare.nlu()


def test_the_right_rasa_is_taken(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = prepare._output
    monkeypatch.setattr(prepare, "_output", lambda command: "3.6.21" if "rasa" in command[-1] else real(command))
    prepare.nlu()
    first = asked(place)
    prepare.nlu()
    assert asked(place) == first


def test_an_old_uv_is_not_used(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(place / "path/uv", "#!/bin/sh\necho uv 0.1.44\n")
    steps: list[str] = []
    monkeypatch.setattr(prepare, "_run", lambda sentence, command, mend: steps.append(" ".join(map(str, command))))
    assert prepare._uv() == str(prepare.OWN / "uv/bin/uv")
    assert "--require-hashes" in steps[-1]


def test_a_failed_step_says_what_failed_and_what_to_do(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(prepare.SetupFailed, match=r"Moving the moon: failed with exit code 3\.\n.*push harder"):
        prepare._run("Moving the moon", ["sh", "-c", "echo too heavy >&2; exit 3"], "push harder.")
    assert "too heavy" in capsys.readouterr().out


def test_a_long_step_shows_that_it_lives(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(prepare, "TICK", 0.05)
    prepare._run("Waiting", ["sleep", "0.3"], "")
    assert re.fullmatch(r"Waiting\.{2,} done in 0 s\n", capsys.readouterr().out)
    assert prepare.TICK < 3


def test_it_runs_with_the_standard_library_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-E", "-s", "-S", ROOT / "setup/prepare.py", "moon"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Make ready what the commands need" in done.stderr


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A folder with one file for each ingredient of a model, and the directory."""
    for pattern in (*models.INGREDIENTS, "directory.yaml"):
        path = tmp_path / pattern.replace("*", "fax")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pattern)
    (tmp_path / "requirements-nlu.txt").write_text("numpy==1.23.5 \\\nrasa==3.6.21 \\\nscipy==1\nwaitress==3\n")
    return tmp_path


def change(name: str) -> Callable[[Path], object]:
    return lambda sources: (sources / name.replace("*", "fax")).write_text("changed")


@pytest.mark.parametrize(
    "deed",
    [
        *map(change, models.INGREDIENTS),
        lambda sources: (sources / "data/nlu/new.yml").write_text("new"),
        lambda sources: (sources / "data/nlu/fax.yml").rename(sources / "data/nlu/facts.yml"),
        lambda sources: (sources / "requirements-nlu.txt").write_text("numpy==1.23.5\nrasa==3.6.22\nscipy==1\n"),
    ],
)
def test_what_a_model_is_made_from_makes_it_stale(sources: Path, deed: Callable[[Path], object]) -> None:
    before = models.fingerprint(sources)
    deed(sources)
    assert models.fingerprint(sources) != before


def test_an_edit_of_the_directory_makes_no_model_stale(sources: Path) -> None:
    before = models.fingerprint(sources)
    change("directory.yaml")(sources)
    (sources / "requirements-nlu.txt").write_text("numpy==1.23.5 \\\nrasa==3.6.21 \\\nscipy==1\nwaitress==4\n")
    assert models.fingerprint(sources) == before


def test_every_ingredient_of_a_model_exists() -> None:
    assert not [pattern for pattern in models.INGREDIENTS if not list(ROOT.glob(pattern))]


def keep_model(sources: Path, where: Path) -> Path:
    model = sources / where
    model.parent.mkdir(parents=True, exist_ok=True)
    model.write_bytes(b"a model")
    models.describe(model, models.fingerprint(sources))
    return model


def test_the_tracked_model_goes_before_the_trained_one(sources: Path) -> None:
    assert models.current(sources) is None
    trained = keep_model(sources, models.TRAINED)
    assert models.current(sources) == trained
    tracked = keep_model(sources, models.TRACKED)
    assert models.current(sources) == tracked


@pytest.mark.parametrize("spoil", ["other bytes", "stale", "no manifest", "broken manifest", "no model"])
def test_a_model_that_is_not_whole_or_not_current_is_trained_anew(sources: Path, spoil: str) -> None:
    tracked = keep_model(sources, models.TRACKED)
    if spoil == "other bytes":
        tracked.write_bytes(b"another")
    elif spoil == "stale":
        change("config.yml")(sources)
    elif spoil == "no model":
        tracked.unlink()
    elif spoil == "no manifest":
        models.manifest(tracked).unlink()
    else:
        models.manifest(tracked).write_text("[]")
    assert models.current(sources) is None


def test_a_model_too_big_for_git_is_not_kept(sources: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained = keep_model(sources, models.TRAINED)
    monkeypatch.setattr(models, "current", lambda: trained)
    monkeypatch.setattr(models, "BIGGEST", 3)
    with pytest.raises(prepare.SetupFailed, match="7 bytes"):
        prepare.keep()


def test_the_model_in_git_is_small_and_whole() -> None:
    tracked = ROOT / models.TRACKED
    about = models._about(tracked)
    assert tracked.stat().st_size <= models.BIGGEST
    assert about["sha256"] == models._sha256(tracked)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-nlu.txt"])
def test_every_package_is_pinned_with_hashes(name: str) -> None:
    pins = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text())[1:]
    assert pins
    assert [
        pin.split()[0] for pin in pins if not re.match(r"[\w.\[\]-]+==\S+", pin) or "--hash=sha256:" not in pin
    ] == []


def test_talk_and_tests_pin_the_same_versions() -> None:
    def pinned(name: str) -> dict[str, str]:
        return dict(re.findall(r"^([\w.-]+)(?:\[\w+\])?==(\S+)", (ROOT / name).read_text(), re.MULTILINE))

    web, dev = pinned("requirements.txt"), pinned("requirements-dev.txt")
    assert {name: web[name] for name in web.keys() & dev.keys() if web[name] != dev[name]} == {}
    assert not web.keys() & {"rasa", "tensorflow", "sanic"}


def test_help_lists_every_command_of_the_contract() -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    commands = dict(re.findall(r"^make (\S+) +(\S.*)$", told, re.MULTILINE))
    wanted = {"run", "test", "test-night", "check", "train", "model", "exam", "bench", "say", "help"}
    assert wanted <= commands.keys()
