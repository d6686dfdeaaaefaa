"""The units for a machine without Docker: what they start is there, and the backup's own lines are run."""

from __future__ import annotations

import configparser
import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.shells import ROOT, Shell

UNITS = sorted((ROOT / "deploy/systemd").iterdir())
HOME = "/srv/radline"


def read(name: str) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(ROOT / "deploy/systemd" / name, encoding="utf-8")
    return unit


@pytest.mark.parametrize("name", [path.name for path in UNITS if path.suffix == ".service"])
def test_what_a_unit_starts_is_there(name: str) -> None:
    service = read(name)["Service"]
    program, *rest = shlex.split(service["ExecStart"])
    files = [word for word in (program, *rest) if word.startswith(HOME) or word.endswith(".py")]
    assert all((ROOT / word.removeprefix(HOME).lstrip("/")).exists() for word in files)
    assert files or shutil.which(program)
    assert (service["WorkingDirectory"], service["User"]) == (HOME, "radline")
    assert f"{HOME}/var" in service["ReadWritePaths"].split(), "with all else read-only it could save nothing"


def test_the_timer_starts_the_backup_every_night() -> None:
    assert {path.name for path in UNITS} == {"radline.service", "radline-backup.service", "radline-backup.timer"}
    assert read("radline-backup.timer")["Timer"]["OnCalendar"].startswith("*-*-* 0")


def test_the_backup_is_made_and_old_ones_go(shell: Shell, tmp_path: Path) -> None:
    shell.store.close()
    service, backups = read("radline-backup.service")["Service"], tmp_path / "backups"
    backups.mkdir()
    for name, days in (("radline-old", 40), ("radline-new", 20), ("others", 40)):
        (backups / name).touch()
        then = (backups / name).stat().st_mtime - days * 86400
        os.utime(backups / name, (then, then))
    environ = {"PATH": os.environ["PATH"], "RADLINE_VAR": str(tmp_path)}
    environ |= {"DATABASE_URL": shell.settings.database_url, "RADLINE_DIRECTORY": str(shell.settings.directory)}
    for line in (service["ExecStart"], service["ExecStartPost"]):
        # systemd takes "%%" for a percent sign.
        words = shlex.split(line.replace("%%", "%").replace("/backups", str(backups)))
        subprocess.run(words, cwd=ROOT, env=environ, check=True, capture_output=True, timeout=100)
    names = {path.name for path in backups.iterdir()}
    assert {"radline-new", "others"} < names
    (made,) = names - {"radline-new", "others"}
    assert (backups / made).read_bytes().startswith(b"SQLite format 3")
