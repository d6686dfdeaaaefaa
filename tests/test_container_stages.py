"""The Dockerfile's stages made in folders, from its own RUN commands, and what ships started as it would be.

Left out are the commands that change the system around (tests/images.py), and the engine's own work: users, networks,
read-only mounts. Instead nothing of the trees may change while the programs run.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from bot.sealing import Keyring
from tests.images import LEFT_OUT, Maker, stages
from tests.test_run import free_port

pytestmark = [pytest.mark.night, pytest.mark.xdist_group("container stages")]
TOOLS = ("gcc", "g++", "cc", "c++", "clang", "ld", "make", "cargo", "rustc", "nvcc", "uv")
PATIENCE = 180.0  # seconds


@pytest.fixture(scope="module")
def maker() -> Iterator[Maker]:
    folder = Path(tempfile.mkdtemp(prefix="radline-images-"))
    maker = Maker(folder)
    try:
        maker.make("web")
        maker.make("nlu")
        yield maker
    except LookupError as missing:
        pytest.skip(str(missing))
    finally:
        shutil.rmtree(folder)


def tree(place: Path) -> dict[str, tuple[int, int]]:
    """Every file with its size and time."""
    found = {path: path.lstat() for path in place.rglob("*")}
    return {str(path): (stat.st_size, stat.st_mtime_ns) for path, stat in found.items()}


@contextmanager
def started(maker: Maker, name: str, command: list[str], **environ: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program in the place of its stage, with the stage's environment; what it prints is in <stage>.txt."""
    place = maker.folder / name
    command = [str(place / f".venv{'-nlu' if name == 'nlu' else ''}/bin" / command[0]), *command[1:]]
    with (maker.folder / f"{name}.txt").open("ab") as printed:
        process = subprocess.Popen(
            command, cwd=place, env=maker.environs[name] | environ, stdout=printed, stderr=printed,
            start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        assert process.wait(timeout=30) == 0


def well(maker: Maker, name: str, port: int) -> bool:
    """What the image's own HEALTHCHECK says."""
    probe = [
        word.replace(":8000", f":{port}").replace(":5005", f":{port}") for word in stages()[name].listed("HEALTHCHECK")
    ]
    probe[0] = str(maker.folder / name / f".venv{'-nlu' if name == 'nlu' else ''}/bin/python")
    return subprocess.run(probe, cwd=maker.folder / name, env=maker.environs[name], check=False).returncode == 0


def wait_until_well(maker: Maker, name: str, port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while not well(maker, name, port):
        assert process.poll() is None, (maker.folder / f"{name}.txt").read_text()[-2000:]
        assert time.monotonic() < end, (maker.folder / f"{name}.txt").read_text()[-2000:]
        time.sleep(0.5)


def command(name: str, port: int) -> list[str]:
    """The image's own CMD, on loopback and at a free port."""
    words = [word.replace(":8000", f":{port}").replace("5005", str(port)) for word in stages()[name].listed("CMD")]
    return [word.replace("0.0.0.0", "127.0.0.1") for word in words]


def test_what_ships_has_no_compiler_no_installer_and_no_tests(maker: Maker) -> None:
    for name in ("web", "nlu"):
        place = maker.made[name]
        programs = {path.name for path in place.rglob("*") if os.access(path, os.X_OK) and not path.is_dir()}
        assert programs.isdisjoint(TOOLS)
        assert not (place / "tests").exists()
        assert not (place / ".setup").exists()
        assert not list(place.glob(".git*"))
    assert not (maker.made["nlu"] / "bot").exists()
    assert not list(maker.made["web"].glob(".venv/**/rasa"))
    assert all(command.startswith(LEFT_OUT) for command in maker.left_out)


def test_the_programs_start_serve_and_leave_their_trees_alone(maker: Maker, tmp_path: Path) -> None:
    web, box = free_port(), free_port()
    var, temporary = tmp_path / "var", tmp_path / "tmp"
    var.mkdir()
    temporary.mkdir()
    before = {name: tree(maker.made[name]) for name in ("web", "nlu")}
    place = {"TMPDIR": str(temporary), "HOME": str(temporary)}
    settings = place | {
        "PUBLIC_URL": "https://radline.example",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "of a test",
        "TWILIO_FROM": "+19195550199",
        "TWILIO_API_BASE": "http://127.0.0.1:9",
        "DATA_KEYS": Keyring.generate().secret_text(),
        "RADLINE_VAR": str(var),
        "NLU_URL": f"http://127.0.0.1:{box}",
    }
    with started(maker, "nlu", command("nlu", box), **place) as nlu:
        wait_until_well(maker, "nlu", box, nlu)
        sender = ["flask", "--app", "webhook", "outbox", "run"]
        with (
            started(maker, "web", ["python", "-m", *sender], **settings),
            started(maker, "web", command("web", web), **settings) as gunicorn,
        ):
            wait_until_well(maker, "web", web, gunicorn)
            with httpx.Client(base_url=f"http://127.0.0.1:{web}", trust_env=False, timeout=10) as client:
                ready = _ready(client)
                assert ready["store"]
                assert ready["nlu"]
                assert client.get("/health/emergent").status_code == 200
                assert "<Dial" in client.post("/voice").text
    assert {name: tree(maker.made[name]) for name in before} == before


def _ready(client: httpx.Client) -> dict[str, object]:
    """What the web side says of itself, once the sender has made the tables."""
    end = time.monotonic() + 60
    while not (found := client.get("/health/ready").json())["store"] and time.monotonic() < end:
        time.sleep(0.5)
    return dict(found)
