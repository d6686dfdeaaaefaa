"""A change of one entry of directory.yaml: made in its text, looked over by the rules of the directory check. Pure."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

import yaml

from bot.directory import Directory, DirectoryBroken, Fault, built
from bot.directory_check import loops, warnings_of
from bot.directory_types import Entry
from bot.tables import PLAIN
from bot.yaml_edit import CannotEdit, Editor, Value, raw

# Written without quotes, as people write them.
BARE = frozenset({"verified", "review_by", "from", "until", "inferred", "wait"})
ORDER = [one.alias or name for name, one in Entry.model_fields.items()]
Fits = Literal["fits", "there", "gone"]


class NoLongerApplies(Exception):
    """What would be changed was changed by others since, or is there no more."""


@dataclass(frozen=True)
class Edit:
    """Fields of an entry with what they held and what they shall hold; None: the field is not there."""

    entry: str
    was: Mapping[str, Value | None]
    now: Mapping[str, Value | None]

    def fits(self, there: Mapping[str, Value] | None) -> Fits:
        """Whether it can be made in the entry as it is now, or is made there already."""
        held = {name: (there or {}).get(name) for name in self.now}
        if there is None or any(value not in (self.was[name], self.now[name]) for name, value in held.items()):
            return "gone"
        return "there" if held == dict(self.now) else "fits"


@dataclass(frozen=True)
class Looked:
    """A changed file and what the check says of it. `warnings` are those that it had not before."""

    data: bytes = field(repr=False, default=b"")
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    directory: Directory | None = None


def entries(data: bytes) -> Mapping[str, dict[str, Value]]:
    """Every entry by its id, each value as its text. Raises DirectoryBroken for what is no directory."""
    return _entries(data)


@lru_cache(maxsize=2)  # pages ask again and again for what stands in the same file
def _entries(data: bytes) -> Mapping[str, dict[str, Value]]:
    try:
        found = yaml.load(data, Loader=PLAIN)["entries"]  # noqa: S506 - it makes text, lists and maps alone
        return {one["id"]: one for one in found}
    except (yaml.YAMLError, ValueError, KeyError, TypeError):
        raise DirectoryBroken((Fault("directory", "It cannot be read.", "Mend the file."),)) from None


def edit_of(entry: str, there: Mapping[str, Value], wanted: Mapping[str, Value | None]) -> Edit:
    """What of `wanted` differs from what is there."""
    new = {name: value for name, value in wanted.items() if value != there.get(name)}
    return Edit(entry, {name: there.get(name) for name in new}, new)


def edited(data: bytes, edit: Edit) -> bytes:
    """The file with the edit made, every other letter as it was. Raises NoLongerApplies, CannotEdit."""
    known = entries(data)
    if edit.fits(known.get(edit.entry)) == "gone":
        raise NoLongerApplies
    wanted = _ordered(known[edit.entry], edit.now)
    editor = Editor(_text(data), BARE)
    made = editor.with_value(_node(editor.root(), edit.entry), wanted).encode()
    if entries(made) != {**known, edit.entry: wanted}:
        raise CannotEdit("it came out otherwise")
    return made


def looked_at(data: bytes, edit: Edit, name: str, now: dt.datetime, own: Iterable[str] = ()) -> Looked:
    """Make the edit and check the file that comes of it. Raises NoLongerApplies, CannotEdit, DirectoryBroken."""
    made = edited(data, edit)
    try:
        after = built(made, name)
    except DirectoryBroken as broken:
        return Looked(made, broken.faults)
    before, today = built(data, name), after.local(now).date()
    faults = tuple(loops(after, own))
    known = {(one.place, one.what) for one in warnings_of(before, today)}
    new = tuple(one for one in warnings_of(after, today) if (one.place, one.what) not in known)
    return Looked(made, faults, new, after)


def unified(before: bytes, after: bytes, name: str) -> str:
    """The difference as a unified diff that `git apply` and `patch -p1` take."""
    old, new = (_text(data).splitlines(keepends=True) for data in (before, after))
    lines = difflib.unified_diff(old, new, f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise CannotEdit("it is not written in UTF-8") from None


def _ordered(there: Mapping[str, Value], new: Mapping[str, Value | None]) -> dict[str, Value]:
    """The entry with the new values: what is there in its own order, what comes behind what usually stands before."""
    names = [name for name in there if new.get(name, "") is not None]
    for name in sorted(new.keys() - there.keys(), key=ORDER.index):
        if new[name] is not None:
            before = [place for place, one in enumerate(names) if ORDER.index(one) < ORDER.index(name)]
            names.insert(max(before, default=0) + 1, name)
    return {name: value for name in names if (value := new.get(name, there.get(name))) is not None}


def _node(root: Any, entry: str) -> yaml.Node:
    listed = next(value for key, value in root.value if key.value == "entries")
    found: yaml.Node = next(one for one in listed.value if _id(raw(one)) == entry)
    return found


def _id(one: Value) -> Value | None:
    return one.get("id") if isinstance(one, dict) else None
