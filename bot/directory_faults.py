"""Reads the bytes of a directory and names every fault at once, with its place and its mend."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pydantic
import yaml

from bot.directory_rules import Fault, Known, faults_of
from bot.directory_types import DirectoryFile, Entry, Fact, Number, Question, Schedule
from bot.tables import PLAIN

Loc = tuple[int | str, ...]
FIELDS = {name for model in (DirectoryFile, Entry, Fact, Number, Question, Schedule) for name in model.model_fields}
MENDS = {
    "missing": "Add this field.",
    "date_from_datetime_parsing": "Write the date as 2026-11-22.",
    "date_parsing": "Write the date as 2026-11-22.",
    "string_too_short": "Write some words here.",
    "too_short": "Add more to this list.",
    "string_type": "Write plain text here.",
    "tuple_type": "Write a list here, one line each with a dash, or [one, two].",
    "dict_type": "Write fields here, each as name: value.",
    "model_type": "Write fields here, each as name: value.",
}


class DirectoryBroken(Exception):
    """The directory cannot be used; `faults` says why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("the directory has faults")
        self.faults = faults


@dataclass(frozen=True)
class Source:
    """A parsed YAML text that still knows its lines."""

    name: str
    root: yaml.Node

    def place(self, loc: Loc) -> str:
        """Return where `loc` stands: "directory.yaml line 12: entries.cardiac_cta.numbers.1"."""
        node, words = self.root, []
        for step in loc:
            below = _child(node, step)
            words.append(_label(below, step))
            node = below or node
        return f"{self.name} line {node.start_mark.line + 1}: {'.'.join(words)}".rstrip(": ")


def read(data: bytes, name: str) -> DirectoryFile:
    """Return the directory in `data`.

    Raises:
        DirectoryBroken: with every fault, not only the first.
    """
    source, raw = _parse(data, name)
    file, shape = _shape(source, raw)
    faults = [*_doubles(source, source.root), *shape]
    if file:
        faults += [Fault(source.place(f.loc), f.what, f.mend) for f in faults_of(file, _known(raw))]
    if faults or not file:
        raise DirectoryBroken(tuple(faults))
    return file


def _parse(data: bytes, name: str) -> tuple[Source, Any]:
    """Every plain value stays text, so that `no`, `18:30` and +1919… mean what they look like."""
    try:
        root = yaml.compose(data, Loader=PLAIN)
        raw = yaml.load(data, Loader=PLAIN)  # noqa: S506 - the base loader builds text, lists, maps alone
    except (yaml.YAMLError, ValueError) as broken:
        mark = getattr(broken, "problem_mark", None)
        place = f"{name} line {mark.line + 1}" if mark else name
        mend = "Compare the indents, quotes and brackets with the entry above."
        raise DirectoryBroken((Fault(place, "This is not YAML.", mend),)) from None
    if not isinstance(raw, dict) or root is None:
        raise DirectoryBroken((Fault(name, "The file is empty or no map.", "Put the last good file back."),))
    return Source(name, root), raw


def _shape(source: Source, raw: dict[str, Any]) -> tuple[DirectoryFile | None, list[Fault]]:
    """The file if it can be built, if need be without its broken parts, and the faults of its shape."""
    try:
        return DirectoryFile.model_validate(raw), []
    except pydantic.ValidationError as broken:
        errors = broken.errors(include_url=False, include_input=False)
    faults = [_fault(source, error) for error in errors]
    try:
        return DirectoryFile.model_validate(_without(raw, [error["loc"] for error in errors])), faults
    except pydantic.ValidationError:
        return None, faults


def _fault(source: Source, error: Any) -> Fault:
    loc: Loc = tuple(step for step in error["loc"] if step != "[key]")
    return Fault(source.place(loc), error["msg"] + ".", _mend(error, str(loc[-1]) if loc else ""))


def _mend(error: Any, field: str) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(field, FIELDS, n=1)
        return f"Did you mean `{near[0]}`?" if near else "Remove this field."
    if kind == "literal_error":
        return f"Use one of {context.get('expected')}."
    if kind == "string_pattern_mismatch":
        return f"Write it so that it fits {context.get('pattern')}."
    return MENDS.get(kind, "Correct this value.")


def _without(raw: dict[str, Any], broken: list[Loc]) -> dict[str, Any]:
    """The raw file without the entries, questions and schedules that are broken, to check the rest."""
    rest = dict(raw)
    for part in ("entries", "questions", "schedules"):
        bad = {loc[1] for loc in broken if len(loc) > 1 and loc[0] == part}
        if isinstance(rest.get(part), list):
            rest[part] = [item for place, item in enumerate(rest[part]) if place not in bad]
        elif isinstance(rest.get(part), dict):
            rest[part] = {name: item for name, item in rest[part].items() if name not in bad}
    return rest


def _known(raw: Mapping[str, Any]) -> Known:
    """The ids written in the file, also of broken parts: pointing to one of them is no fault."""
    entries = [e["id"] for e in raw.get("entries") or () if isinstance(e, dict) and "id" in e]
    return Known(tuple(map(str, entries)), tuple(raw.get("schedules") or ()))


def _doubles(source: Source, node: yaml.Node, loc: Loc = ()) -> Iterator[Fault]:
    """YAML quietly keeps the last of two equal keys; here both are a fault."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                where = f"{source.name} line {key.start_mark.line + 1}: {key.value}"
                yield Fault(where, "This field is written twice.", "Keep one.")
            seen.add(key.value)
            yield from _doubles(source, value, (*loc, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield from _doubles(source, value, (*loc, place))


def _child(node: yaml.Node, step: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]  # type: ignore[no-any-return]
    return None


def _label(node: yaml.Node | None, step: int | str) -> str:
    """An entry's id says more than its place in the list; lists are counted from one."""
    named = _child(node, "id") if node else None
    if isinstance(named, yaml.ScalarNode):
        return str(named.value)
    return str(step + 1) if isinstance(step, int) else str(step)
