"""Writes directory.yaml, whole or not at all, keeps each version that it takes the place of, and goes back to it.

For a machine where nothing else writes the file. Whoever runs takes the new one within seconds, by its hash.
"""

from __future__ import annotations

import datetime as dt
import errno
import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.directory import DirectoryBroken, read_file, version_of
from bot.directory_edit import known

KEPT = "directory-earlier"
MOST_KEPT = 100
# When, the version that stood there, the version that was written in its place.
NAME = re.compile(r"(\d{8}T\d{12})-([0-9a-f]{12})-([0-9a-f]{12})\.yaml")
Why = Literal["full", "not_allowed", "other"]
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}


class NotWritten(Exception):
    """The file stands as it was. `why` says what was in the way."""

    def __init__(self, why: Why) -> None:
        super().__init__(f"the directory could not be written: {why}")
        self.why = why


class NothingEarlier(Exception):
    """No earlier version is kept."""


class EditedSince(Exception):
    """The file is not what was last written here: somebody edited it by hand."""


@dataclass(frozen=True)
class Written:
    """A version that came in the place of another."""

    before: bytes
    after: bytes

    @property
    def version(self) -> str:
        """What stands there now."""
        return version_of(self.after)

    @property
    def earlier(self) -> str:
        """What stood there."""
        return version_of(self.before)

    @property
    def differing(self) -> dict[str, list[str]]:
        """The entries and schedules that differ, each with its fields that do; {} where one of the two is broken."""
        try:
            sides = [{**known(data, "schedules"), **known(data)} for data in (self.before, self.after)]
        except DirectoryBroken:
            return {}
        both = {name: [side.get(name, {}) for side in sides] for name in dict.fromkeys((*sides[0], *sides[1]))}
        fields = {name: [f for f in dict.fromkeys((*a, *b)) if a.get(f) != b.get(f)] for name, (a, b) in both.items()}
        return {name: some for name, some in fields.items() if some}


@dataclass(frozen=True)
class DirectoryFile:
    """The file, and the folder of what stood in it earlier."""

    path: Path
    earlier: Path

    @classmethod
    def of(cls, path: Path, var: Path) -> DirectoryFile:
        """The one at `path`, behind any link; earlier ones are kept under `var`."""
        return cls(path.resolve(), var / KEPT)

    def write(self, change: Callable[[bytes], bytes], now: dt.datetime) -> Written:
        """Write what `change` makes of the file, one writer after the other. Raises NotWritten, DirectoryBroken."""
        with _trouble(), self._alone():
            before = read_file(self.path)
            done = Written(before, change(before))
            if done.after != before:
                kept = self._keep(done, now)
                try:
                    self._put(done.after)
                except OSError:
                    kept.unlink(missing_ok=True)
                    raise
        return done

    def back(self, anyway: bool = False) -> Written:
        """Put the version back that the newest one took the place of; that one is kept beside it, and no more gone to.

        `anyway`: also where somebody edited the file by hand since. Raises NothingEarlier, EditedSince, NotWritten.
        """
        with _trouble(), self._alone():
            kept = next(iter(self._kept()), None)
            if kept is None:
                raise NothingEarlier
            now, before = self.path.read_bytes() if self.path.exists() else b"", kept.read_bytes()
            if not kept.name.endswith(f"-{version_of(now)}.yaml") and not anyway:
                raise EditedSince
            undone = kept.with_name(f"{kept.stem}.undone")
            _whole(undone, now)
            self._put(before)
            kept.unlink()
        return Written(now, before)

    def _kept(self) -> list[Path]:
        """The newest first."""
        return sorted((one for one in self.earlier.glob("*.yaml") if NAME.fullmatch(one.name)), reverse=True)

    def _keep(self, done: Written, now: dt.datetime) -> Path:
        self.earlier.mkdir(parents=True, exist_ok=True)
        at = now.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%S%f")
        kept = self.earlier / f"{at}-{done.earlier}-{done.version}.yaml"
        _whole(kept, done.before)
        for old in self._kept()[MOST_KEPT:]:
            old.unlink(missing_ok=True)
        return kept

    def _put(self, data: bytes) -> None:
        _whole(self.path, data, self.path.stat().st_mode & 0o777 if self.path.exists() else 0o644)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One writer of this folder at a time, over all processes of the machine."""
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)


def _whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """All of it under its name, or nothing: a process that ends in between leaves the file as it was."""
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with half.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        half.chmod(mode)
        half.replace(path)
    except OSError:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        raise
    _settled(path.parent)


def _settled(folder: Path) -> None:
    """Have the folder remember the new name even if the power goes; where it cannot, the file is there all the same."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


@contextmanager
def _trouble() -> Iterator[None]:
    """What the machine says, as the one exception that callers of this module know."""
    why: Why | None = None
    try:
        yield
    except OSError as fault:
        why = "full" if fault.errno in FULL else "not_allowed" if fault.errno in NOT_ALLOWED else "other"
    if why:
        raise NotWritten(why)
