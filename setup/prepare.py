"""Make ready what the commands need: python3 setup/prepare.py web dev nlu model

web    .venv, the Python of the talk          dev    the tools for tests and checks, in the same place
nlu    .venv-nlu, Python 3.10 with Rasa       model  a model that fits the data, trained if need be
train  train now, into var/models             keep   make the current model the tracked one in models/

What is up to date is skipped: a stamp beside each result holds the hash of what it was made from.
Standard library only, for any Python from 3.8 on, because this runs before anything is installed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import models

ROOT = models.ROOT
OWN = ROOT / ".setup"
WEB, NLU = ROOT / ".venv", ROOT / ".venv-nlu"
OLDEST_UV = (0, 5)
WEB_PYTHONS = ((3, 11), (3, 14))  # oldest and newest that the pinned packages have builds for
RASA = "3.6.21"
TICK = 2.0  # seconds between two signs of life


class SetupFailed(Exception):
    """A step went wrong: what it was, and what to do about it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what}\nWhat to do: {mend}")


def main() -> None:
    """Do the named steps in order. A failed one is told in plain words, with exit code 1."""
    steps = {"web": web, "dev": dev, "nlu": nlu, "model": model, "train": train, "keep": keep}
    names = sys.argv[1:]
    if not names or any(name not in steps for name in names):
        raise SystemExit(__doc__)
    OWN.mkdir(exist_ok=True)
    with (OWN / "lock").open("w") as lock:
        try:
            _wait_for(lock.fileno())
            for name in names:
                steps[name]()
        except SetupFailed as failed:
            raise SystemExit(f"\nSet-up stopped. {failed}") from None
        except KeyboardInterrupt:
            raise SystemExit("\nSet-up stopped. The next try goes on from here.") from None


def web() -> None:
    """Make .venv with the pinned packages of the talk."""
    _environment("the web side", WEB, "requirements.txt", _web_python)


def dev() -> None:
    """Add the tools for tests and checks to .venv."""
    _environment("the tools for tests", WEB, "requirements-dev.txt", _web_python)


def nlu() -> None:
    """Make .venv-nlu and look that it holds the one Rasa that this project is made for."""
    if _environment("the understanding box", NLU, "requirements-nlu.txt", _nlu_python):
        return
    found = _output([str(NLU / "bin/python"), "-c", "import rasa; print(rasa.__version__)"])
    if found != RASA:
        _stamp(NLU, "requirements-nlu.txt").unlink()
        raise SetupFailed(f"Rasa {RASA} is needed, found {found or 'none'}.", "delete .venv-nlu and try again.")


def model() -> None:
    """Train, if neither the tracked model nor the one under var/ fits the data."""
    if models.current() is None:
        train()


def train() -> None:
    """Train into var/models, whatever is there."""
    made_from, made, data = models.fingerprint(), ROOT / models.TRAINED, "var/nlu/nlu.yml"
    mend = "mend what the lines above name (`make check` tells more), then try again."
    _run("Reading the training data", [WEB / "bin/python", "-m", "bot.training_data", "--out", data], mend)
    _run("Training the model", [NLU / "bin/python", "-m", "nlu.train", "--data", data, "--out", made], mend)
    models.describe(made, made_from)


def keep() -> None:
    """Copy the current model to the tracked place and list its intents in domain.yml."""
    found, tracked = models.current(), ROOT / models.TRACKED
    if found is None:
        raise SetupFailed("No model fits the data.", "run `make train` first.")
    if found.stat().st_size > models.BIGGEST:
        raise SetupFailed(f"The model has {found.stat().st_size} bytes.", "lower max_features in config.yml.")
    if found != tracked:
        tracked.parent.mkdir(exist_ok=True)
        shutil.copyfile(str(found), str(tracked))
        shutil.copyfile(str(models.manifest(found)), str(models.manifest(tracked)))
    _run("Listing the intents", [WEB / "bin/python", "-m", "bot.training_data", "--list"], "run `make check`.")
    print("models/ and domain.yml are up to date: commit them together.")


def _environment(name: str, folder: Path, pinned: str, find_python: Callable[[], str]) -> bool:
    """Install the pinned packages into the folder's Python; True when that was done before."""
    stamp, wanted = _stamp(folder, pinned), hashlib.sha256((ROOT / pinned).read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted and (folder / "bin/python").exists():
        return True
    uv = _uv()
    if not _fits(folder):
        _make(uv, folder, name, find_python())
    # Of the box's folder this file is the whole content: what it names no longer is taken out.
    what = ["sync"] if folder == NLU else ["install", "-r"]
    packages = [uv, "pip", *what, ROOT / pinned, "--require-hashes", "--compile-bytecode"]
    mend = "check the internet connection and the free space (3 GB), then try again."
    _run(f"Installing {name}", [*packages, "--python", folder / "bin/python"], mend)
    stamp.write_text(wanted)
    return False


def _make(uv: str, folder: Path, name: str, python: str) -> None:
    wish = "Python 3.10" if folder == NLU else "Python 3.12"
    mend = f"install {wish} (pyenv can), or connect to the internet so that it gets fetched; then try again."
    _run(f"Making a place for {name}", [uv, "venv", "--clear", "--python", python, folder], mend)


def _stamp(folder: Path, pinned: str) -> Path:
    return folder / f"{pinned}.installed"


def _fits(folder: Path) -> bool:
    version = _version(folder / "bin/python")
    return version == (3, 10) if folder == NLU else WEB_PYTHONS[0] <= version <= WEB_PYTHONS[1]


def _web_python() -> str:
    """Give the running Python if it will do, else another one, else a version for uv to fetch."""
    oldest, newest = WEB_PYTHONS
    names = [f"python3.{minor}" for minor in range(newest[1], oldest[1] - 1, -1)]
    found = [sys.executable, *(path for name in names for path in _all_called(name))]
    return next((path for path in found if oldest <= _version(path) <= newest), "3.12")


def _nlu_python() -> str:
    return next((path for path in _all_called("python3.10") if _version(path) == (3, 10)), "3.10")


def _all_called(name: str) -> Iterator[str]:
    """Name every program of that name on PATH, then among pyenv's versions. A name may still not run."""
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        if os.access(os.path.join(folder, name), os.X_OK):
            yield os.path.join(folder, name)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from map(str, sorted(pyenv.glob(f"versions/{name.replace('python', '')}*/bin/{name}"), reverse=True))


def _version(python: str | Path) -> tuple[int, ...]:
    """Ask a Python for its version by running it: a name on PATH may be a stand-in that leads nowhere."""
    answer = _output([str(python), "-c", "import sys; print(*sys.version_info[:2])"])
    return tuple(map(int, answer.split())) if re.fullmatch(r"\d+ \d+", answer) else ()


def _uv() -> str:
    """Give the uv on PATH if it is new enough, else put one into .setup and give that."""
    own = OWN / "uv/bin/uv"
    for uv in ("uv", str(own)):
        known = re.match(r"uv (\d+)\.(\d+)", _output([uv, "--version"]))
        if known and tuple(map(int, known.groups())) >= OLDEST_UV:
            return uv
    mend = "install Python's venv and pip (Debian, Ubuntu: apt install python3-venv) or uv, then try again."
    _run("Making a place for the installer", [sys.executable, "-m", "venv", "--clear", OWN / "uv"], mend)
    pinned = ROOT / "setup/requirements-uv.txt"
    install = [OWN / "uv/bin/python", "-m", "pip", "install", "--require-hashes", "-r", pinned]
    _run("Fetching the installer", install, "check the internet connection, then try again.")
    return str(own)


def _output(command: list[str]) -> str:
    """Give what a command prints, or nothing if it cannot run."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""


def _run(sentence: str, command: Iterable[object], mend: str) -> None:
    """Run a long step: its name, a dot every two seconds, its time. What it prints is kept for a failure."""
    start, log = time.monotonic(), OWN / "last-step.txt"
    print(sentence, end="", flush=True)
    with log.open("wb") as output:
        words = [str(word) for word in command]
        step = subprocess.Popen(words, cwd=str(ROOT), stdout=output, stderr=subprocess.STDOUT, env=_environ())
        code = _watched(step)
    if code:
        print(" failed")
        print(*log.read_text(errors="replace").splitlines()[-15:], sep="\n")
        raise SetupFailed(f"{sentence}: failed with exit code {code}.", mend)
    print(f" done in {time.monotonic() - start:.0f} s", flush=True)


def _watched(step: subprocess.Popen[bytes]) -> int:
    try:
        while True:
            try:
                return step.wait(timeout=TICK)
            except subprocess.TimeoutExpired:
                print(".", end="", flush=True)
    finally:
        step.kill()


def _environ() -> dict[str, str]:
    """Give the environment without the marks of another virtual environment."""
    return {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONHOME")}


def _wait_for(lock: int) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another set-up is running here; waiting for it.", flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)


if __name__ == "__main__":
    main()
