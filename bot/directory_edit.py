"""A change of one entry or schedule of directory.yaml: made in its text, and looked over by the check. Pure."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

import yaml
from pydantic import BaseModel

from bot.directory import Directory, DirectoryBroken, Fault, built
from bot.directory_check import loops, warnings_of
from bot.directory_types import Entry, Schedule
from bot.tables import PLAIN
from bot.yaml_edit import CannotEdit, Editor, Value, raw

# Written without quotes, as people write them.
BARE = frozenset({"verified", "review_by", "from", "until", "inferred", "wait"})
Part = Literal["entries", "schedules"]
MODELS: Mapping[Part, type[BaseModel]] = {"entries": Entry, "schedules": Schedule}
Fits = Literal["fits", "there", "gone"]


class NoLongerApplies(Exception):
    """What would be changed was changed by others since, or is there no more."""


@dataclass(frozen=True)
class Edit:
    """Fields of an entry, or of a schedule, with what they held and what they shall hold; None: it is not there."""

    name: str
    was: Mapping[str, Value | None]
    now: Mapping[str, Value | None]
    part: Part = "entries"

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


def known(data: bytes, part: Part = "entries") -> Mapping[str, dict[str, Value]]:
    """Every entry, or schedule, by its name, each value as its text. Raises DirectoryBroken for no directory."""
    found = _parsed(data)[part]
    return {one["id"]: one for one in found} if part == "entries" else found


@lru_cache(maxsize=4)  # pages ask again and again for what stands in the same file
def _parsed(data: bytes) -> dict[str, Any]:
    """The whole file, with entries that have an id and schedules that are maps."""
    try:
        found: dict[str, Any] = yaml.load(data, Loader=PLAIN)  # noqa: S506 - it makes text, lists and maps alone
        if all(one["id"] for one in found["entries"]) and all(dict(one) for one in found["schedules"].values()):
            return found
    except (yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError):
        pass
    raise DirectoryBroken((Fault("directory", "It cannot be read.", "Mend the file."),))


def edit_of(name: str, there: Mapping[str, Value], wanted: Mapping[str, Value | None], part: Part = "entries") -> Edit:
    """What of `wanted` differs from what is there."""
    new = {field: value for field, value in wanted.items() if value != there.get(field)}
    return Edit(name, {field: there.get(field) for field in new}, new, part)


def edited(data: bytes, edit: Edit) -> bytes:
    """The file with the edit made, every other letter as it was. Raises NoLongerApplies, CannotEdit."""
    there = known(data, edit.part).get(edit.name)
    if there is None or edit.fits(there) == "gone":
        raise NoLongerApplies
    wanted = _ordered(there, edit)
    editor = Editor(_text(data), BARE)
    made = editor.with_value(_node(editor.root(), edit), wanted).encode()
    if _parsed(made) != _with(_parsed(data), edit, wanted):
        raise CannotEdit("it came out otherwise")
    return made


def _with(file: dict[str, Any], edit: Edit, wanted: dict[str, Value]) -> dict[str, Any]:
    """The whole file as it is meant."""
    if edit.part == "schedules":
        return {**file, "schedules": {**file["schedules"], edit.name: wanted}}
    return {**file, "entries": [wanted if one["id"] == edit.name else one for one in file["entries"]]}


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


def _ordered(there: Mapping[str, Value], edit: Edit) -> dict[str, Value]:
    """The entry with the new values: what is there in its own order, what comes behind what usually stands before."""
    order = [one.alias or name for name, one in MODELS[edit.part].model_fields.items()]
    new, names = edit.now, [name for name in there if edit.now.get(name, "") is not None]
    for name in sorted(new.keys() - there.keys(), key=order.index):
        if new[name] is not None:
            before = [place for place, one in enumerate(names) if order.index(one) < order.index(name)]
            names.insert(max(before, default=0) + 1, name)
    return {name: value for name in names if (value := new.get(name, there.get(name))) is not None}


def _node(root: Any, edit: Edit) -> yaml.Node:
    """The node of the entry or schedule."""
    listed = next(value for key, value in root.value if key.value == edit.part)
    if edit.part == "schedules":
        found: yaml.Node = next(value for key, value in listed.value if key.value == edit.name)
    else:
        found = next(one for one in listed.value if _id(raw(one)) == edit.name)
    return found


def _id(one: Value) -> Value | None:
    return one.get("id") if isinstance(one, dict) else None
