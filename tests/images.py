"""The Dockerfile read and its stages made in folders, where there is no Docker engine.

A stage's files, environment and RUN commands are real, at another place than in the image. What changes the system
around them (users, packages of Debian) is left out: `LEFT_OUT` names those commands.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from dockerfile_parse import DockerfileParser

import prepare

ROOT = Path(__file__).resolve().parent.parent
HOME = "/srv/radline"
LEFT_OUT = ("apt-get", "ldconfig", "python -m pip uninstall")
# It is the same as CI's own run.
ITS_OWN_RUN = (".ci/run",)
# Where home is, and how this machine reaches the packages.
HARMLESS = re.compile(r"HOME|LANG|(UV|PIP|SSL)_\w+|\w+_PROXY|\w+_proxy|\w+_CA_BUNDLE")


@dataclass
class Stage:
    """One stage as written: its base image, and its instructions in order as (name, value)."""

    name: str
    base: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def last(self, name: str) -> str:
        return next((value for step, value in reversed(self.steps) if step == name), "")

    def listed(self, name: str) -> list[str]:
        """An instruction in its JSON form, as the words of a command."""
        return json.loads(re.sub(r"^.*?(?=\[)", "", self.last(name)))


def stages() -> dict[str, Stage]:
    """All stages by their names, in order."""
    found: dict[str, Stage] = {}
    stage = Stage("", "")
    with tempfile.TemporaryDirectory() as folder:
        parser = DockerfileParser(path=folder)
        parser.content = (ROOT / "Dockerfile").read_text(encoding="utf-8")
        for step in parser.structure:
            if step["instruction"] == "FROM":
                base, _, name = step["value"].partition(" AS ")
                stage = found[name] = Stage(name, base)
            elif step["instruction"] != "COMMENT":
                stage.steps.append((step["instruction"], step["value"]))
    return found


def ignored(path: str) -> bool:
    """Whether .dockerignore keeps a path of the project out of every image."""
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    parts = path.split("/")
    heads = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    return any(fnmatch(head, line) or fnmatch(f"./{head}", line.replace("**", "*")) for line in lines for head in heads)


@dataclass
class Maker:
    """Makes stages in folders, each once."""

    folder: Path
    made: dict[str, Path] = field(default_factory=dict)
    environs: dict[str, dict[str, str]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def make(self, name: str) -> Path:
        """The folder that stands for the stage's /srv/radline, with all that it builds on made before."""
        if name in self.made:
            return self.made[name]
        stage, place = stages()[name], self.folder / name
        self._begin(stage, place)
        for step, value in stage.steps:
            if step == "COPY":
                self._copy(place, value.split())
            elif step == "RUN":
                self._run(name, value)
            elif step == "ENV":
                self._set(name, value)
        self.made[name] = place
        return place

    def place(self, name: str, text: str) -> str:
        """A text of the Dockerfile with the folder in place of /srv/radline."""
        return text.replace(HOME, str(self.folder / name))

    def _begin(self, stage: Stage, place: Path) -> None:
        if stage.base in stages():
            shutil.copytree(self.make(stage.base), place, symlinks=True)
            self.environs[stage.name] = dict(self.environs[stage.base])
            return
        place.mkdir()
        kept = {name: value for name, value in os.environ.items() if HARMLESS.fullmatch(name)}
        self.environs[stage.name] = kept | {"PATH": f"{_python(self.folder, stage.base)}:/usr/bin:/bin"}

    def _copy(self, place: Path, words: list[str]) -> None:
        if words[0].startswith("--from="):
            origin, source, to = self.make(words[0].removeprefix("--from=")), words[1], words[2]
            # Python itself is on this machine already.
            if not source.startswith("/usr/"):
                _put(origin / source.removeprefix(HOME).lstrip("/"), place / to)
            return
        *sources, to = words
        for source in sources:
            for name in _of_the_project():
                if source == "." or name == source or name.startswith(f"{source.rstrip('/')}/"):
                    target = place / to / (name if source == "." else _inside(source, name))
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(ROOT / name, target)

    def _run(self, name: str, command: str) -> None:
        if command.startswith((*LEFT_OUT, *ITS_OWN_RUN)):
            self.left_out.append(command)
            return
        done = subprocess.run(
            ["sh", "-ec", self.place(name, command)], cwd=self.folder / name, env=self.environs[name],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"

    def _set(self, name: str, value: str) -> None:
        environ = self.environs[name]
        for variable, plain, quoted in re.findall(r'(\w+)=(?:([^\s"]+)|"([^"]*)")', value):
            environ[variable] = self.place(name, plain or quoted).replace("$PATH", environ["PATH"])


def _of_the_project() -> list[str]:
    """What a build is given: tracked and new files that .dockerignore lets in."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return [name for name in names if not ignored(name) and (ROOT / name).is_file()]


def _inside(source: str, name: str) -> str:
    """Where a file of a source lands: a folder's content goes into the target, a file keeps its name."""
    return name[len(source.rstrip("/")) + 1 :] if (ROOT / source).is_dir() else Path(name).name


def _put(source: Path, to: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, to, symlinks=True, dirs_exist_ok=True)
    else:
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, to)


def _python(folder: Path, base: str) -> Path:
    """A folder with `python` and `python3.x` of the base image's version. LookupError where this machine has none."""
    version = re.match(r"python:(3\.\d+)-", base)
    assert version, base
    wanted = tuple(map(int, version[1].split(".")))
    found = next((p for p in prepare._all_called(f"python{version[1]}") if prepare._version(p) == wanted), None)
    if found is None:
        raise LookupError(f"no Python {version[1]} on this machine")
    links = folder / f"python{version[1]}"
    links.mkdir(exist_ok=True)
    for name in ("python", f"python{version[1]}"):
        if not (links / name).exists():
            (links / name).write_text(f'#!/bin/sh\nexec {found} "$@"\n')
            (links / name).chmod(0o755)
    return links
