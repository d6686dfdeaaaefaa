"""The directory as the talk uses it, read from one file and renewed when the file changes."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from bot import hours
from bot.directory_faults import DirectoryBroken, read
from bot.directory_rules import Fault
from bot.directory_types import DirectoryFile, Entry, Number, Purpose, Question, Role, Schedule
from bot.uncollected import uncollected

__all__ = [
    "Directory", "DirectoryBroken", "EntryMissing", "Fault", "Keeper", "Target", "built", "load", "read_file",
    "version_of",
]  # fmt: skip

log = structlog.get_logger(__name__)
LOOK_EVERY = 2.0


class EntryMissing(LookupError):
    """The directory has no such entry."""


@dataclass(frozen=True)
class Target:
    """An entry, or one purpose of it ("image_library.fax")."""

    entry: Entry
    purpose: Purpose | None = None

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers meant: those of the purpose, or all of the entry."""
        return self.entry.of(self.purpose) if self.purpose else self.entry.numbers


@dataclass(frozen=True)
class Directory:
    """One good version of directory.yaml. `version` is 12 hex digits of the file's sha256."""

    version: str
    file: DirectoryFile = field(compare=False)

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.file.entries

    @property
    def questions(self) -> tuple[Question, ...]:
        return self.file.questions

    @cached_property
    def _by_id(self) -> dict[str, Entry]:
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.file.timezone)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every number of the directory in E.164."""
        return frozenset(number.number for entry in self.entries for number in entry.numbers)

    def entry(self, name: str) -> Entry:
        """Return the entry with this id.

        Raises:
            EntryMissing: there is none.
        """
        try:
            return self._by_id[name]
        except KeyError:
            raise EntryMissing("the directory has no such entry") from None

    def has(self, name: str) -> bool:
        """Whether an entry has this id."""
        return name in self._by_id

    @cached_property
    def services(self) -> frozenset[str]:
        """The ids of the services with a line of their own."""
        general = {e.id for e in self.role("scheduling")}
        return frozenset(e.id for e in self.entries if e.kind == "service") - general

    def role(self, role: Role) -> tuple[Entry, ...]:
        """Return the entries that do this job, in the file's order; () where nobody does."""
        return tuple(self.entry(name) for name in self.file.roles.get(role, ()))

    @property
    def emergent_backup(self) -> tuple[Entry, ...]:
        """Who else may take an emergent caller, in order, whatever the hour."""
        return tuple(self.entry(name) for name in self.file.emergent_backup)

    def target(self, option: str) -> Target:
        """Return what an option of a question means, "image_library" or "image_library.fax".

        Raises:
            EntryMissing: there is no such entry, or it has no number for the purpose.
        """
        name, _, purpose = option.partition(".")
        entry = self.entry(name)
        found = next((n.purpose for n in entry.numbers if n.purpose == purpose), None)
        if purpose and not found:
            raise EntryMissing("the entry has no number for this purpose")
        return Target(entry, found)

    def answering(self, intent: str, day: dt.date | None = None) -> Entry | None:
        """Return the entry that answers an intent by its own account and is told on `day`, any day if left out."""
        return next((e for e in self.entries if e.intent == intent and (day is None or e.spoken_on(day))), None)

    def holders(self, number: str) -> tuple[Target, ...]:
        """Return whose number this is (E.164), in the file's order; () if it is none of ours."""
        return tuple(Target(e, n.purpose) for e in self.entries for n in e.numbers if n.number == number)

    def agree(self, entries: Iterable[Entry], *purposes: Purpose) -> bool:
        """Whether the entries give the same numbers for these purposes, and at least one."""
        sets = {frozenset((n.number, n.option) for n in entry.of(*purposes)) for entry in entries}
        return len(sets) == 1 and sets != {frozenset()}

    def local(self, when: dt.datetime) -> dt.datetime:
        """Return the aware time `when` in the desk's own zone."""
        return when.astimezone(self.zone)

    def schedule(self, of: Entry | Number) -> Schedule | None:
        """Return the schedule of an entry or number, None where hours are not given."""
        return self.file.schedules[of.hours] if of.hours else None

    def is_open(self, of: Entry | Number, when: dt.datetime) -> bool | None:
        """Say whether it is open at the aware time `when`; None: the source does not say."""
        return hours.is_open(self.schedule(of), self.local(when), self.file.country)

    def next_opening(self, of: Entry | Number, when: dt.datetime) -> dt.datetime | None:
        """Return the next sure opening in the desk's zone, or None."""
        return hours.next_opening(self.schedule(of), self.local(when), self.file.country)

    def open_among(self, entries: Iterable[Entry], when: dt.datetime, unknown: bool = False) -> tuple[Entry, ...]:
        """Return the entries open at `when`; with `unknown`, then those it is not given for."""
        local = self.local(when)
        return hours.open_entries(entries, local, self.file.schedules, self.file.country, unknown)

    def holiday(self, when: dt.datetime) -> str | None:
        """Return the public holiday's English name, or None."""
        return hours.holiday(self.local(when).date(), self.file.country)


def load(path: Path | str) -> Directory:
    """Return the directory in the file.

    Raises:
        DirectoryBroken: the file is missing or has faults; all of them are named.
    """
    return built(read_file(Path(path)), Path(path).name)


class Keeper:
    """Holds the last good directory of a file and looks for a new one at most every two seconds.

    `keep` names a copy of the last good file, so that a process born after a broken edit has one too.
    `fault` is None, or one sentence for the health page. Safe to use from many threads.
    """

    def __init__(self, path: Path | str, keep: Path | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """Raises DirectoryBroken if neither the file nor the copy is good."""
        self._path, self._keep, self._clock = Path(path), keep, clock
        self._lock = threading.Lock()
        self._seen = ""
        self.fault: str | None = None
        self._directory = self._first()
        self._looked = clock()

    def current(self) -> Directory:
        """Return the newest good directory; never waits for another thread's look at the file."""
        due = self._clock() - self._looked >= LOOK_EVERY
        if due and self._lock.acquire(blocking=False):
            try:
                self._look()
                self._looked = self._clock()
            finally:
                self._lock.release()
        return self._directory

    def _first(self) -> Directory:
        try:
            data = read_file(self._path)
            self._seen = _digest(data)
            return self._good(built(data, self._path.name), data)
        except DirectoryBroken as broken:
            if not (self._keep and self._keep.exists()):
                raise
            self._bad(broken)
            return load(self._keep)

    def _look(self) -> None:
        try:
            data = read_file(self._path)
            digest = _digest(data)
            if digest == self._seen:
                return
            self._seen = digest
            self._directory = self._good(built(data, self._path.name), data)
        except DirectoryBroken as broken:
            self._bad(broken)

    def _good(self, directory: Directory, data: bytes) -> Directory:
        self.fault = None
        log.info("directory_loaded", version=directory.version, entries=len(directory.entries))
        if self._keep:
            _save(self._keep, data)
        return directory

    def _bad(self, broken: DirectoryBroken) -> None:
        """A file that stays away is told once too."""
        fault = f"{self._path.name} has {len(broken.faults)} faults; the last good version goes on"
        if any(f.what == GONE for f in broken.faults):
            if self._seen == GONE:
                return
            self._seen = GONE
        self.fault = fault
        log.error("directory_refused", faults=len(broken.faults))


GONE = "The file cannot be read."


def read_file(path: Path) -> bytes:
    """The bytes of a directory's file. Raises DirectoryBroken where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        raise DirectoryBroken((Fault(path.name, GONE, "Put it back and allow reading."),)) from None


@lru_cache(maxsize=4)  # the same bytes make the same directory, which nothing changes
def built(data: bytes, name: str) -> Directory:
    """The directory that these bytes make. Raises DirectoryBroken."""
    with uncollected():
        return Directory(version_of(data), read(data, name))


def version_of(data: bytes) -> str:
    """What these bytes are called as a version of the directory."""
    return _digest(data)[:12]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _save(path: Path, data: bytes) -> None:
    """Best effort and whole: a full disk must not stop the desk."""
    half = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(data)
        half.replace(path)
    except OSError:
        log.warning("directory_copy_not_kept")
