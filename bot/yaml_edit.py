"""Changes single values in a YAML text and leaves every other letter of it as it is: comments, order, quotes, breaks.

The libraries that read a YAML text and write it again set its lists anew: of the shipped directory half the lines came
out otherwise. So the places of the values are taken from the parser, and only what changes is written there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import yaml

from bot.tables import PLAIN

Value = str | list[Any] | dict[str, Any]
WIDTH = 118
COMMENT = re.compile(r"#[^\n]*")
TIME = re.compile(r"\d\d:\d\d")
DASH = re.compile(r" *- +")


class CannotEdit(Exception):
    """The text is written in a way that this program does not change; a person has to."""


@dataclass(frozen=True)
class Splice:
    """What stands from `start` to `end` becomes `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Editor:
    """One text. `bare` are the keys whose values are written without quotes, such as dates."""

    text: str
    bare: frozenset[str] = frozenset()

    def root(self) -> yaml.Node:
        """The text, parsed. Raises CannotEdit for what is no YAML."""
        try:
            found = yaml.compose(self.text, Loader=PLAIN)
        except (yaml.YAMLError, ValueError):
            found = None
        if found is None:
            raise CannotEdit("it is no YAML")
        return found

    def with_value(self, node: yaml.Node, wanted: Value) -> str:
        """The text with `wanted` where `node` stands. New keys come where `wanted` has them. Raises CannotEdit."""
        made = _applied(self.text, self._splices(node, wanted))
        start, end = self._line_start(node.start_mark.index), self._line_end(_end(node)) + 1
        before, after = self.text[start:end], made[start : end + len(made) - len(self.text)]
        at = node.start_mark.index - start
        if sorted(_comments(before, at)) != sorted(_comments(after, at)):
            raise CannotEdit("a comment stands inside what is changed")
        return made

    def _splices(self, node: yaml.Node, wanted: Value, key: str = "") -> list[Splice]:
        if raw(node) == wanted:
            return []
        if (
            not isinstance(node, yaml.CollectionNode)
            or type(wanted) is not type(raw(node))
            or not (node.value and wanted)
        ):
            return [Splice(node.start_mark.index, _end(node), self._written(wanted, key, node))]
        if node.flow_style:
            return [Splice(node.start_mark.index, node.end_mark.index, self._flow(node, wanted))]
        return list(self._block(node, wanted))

    def _block(self, node: yaml.CollectionNode, wanted: Value) -> Iterator[Splice]:
        if isinstance(node, yaml.MappingNode) and isinstance(wanted, dict):
            yield from self._map(node, wanted)
        elif isinstance(node, yaml.SequenceNode) and isinstance(wanted, list):
            yield from self._list(node, wanted)

    def _map(self, node: yaml.MappingNode, wanted: Mapping[str, Value]) -> Iterator[Splice]:
        """A map with each key on a line of its own."""
        there = {key.value: (key, value) for key, value in node.value}
        column, after = node.value[0][0].start_mark.column, None
        for name, value in wanted.items():
            if name in there:
                after = there[name][1]
                yield from self._splices(after, value, name)
            elif after is None:
                raise CannotEdit("the first field cannot be added")
            else:
                at = self._line_end(_end(after))
                yield Splice(at, at, "\n" + " " * column + self._field(name, value, column))
        for name, (key, value) in there.items():
            if name not in wanted:
                yield self._without(key.start_mark.index, _end(value), "")

    def _list(self, node: yaml.SequenceNode, wanted: Sequence[Value]) -> Iterator[Splice]:
        """A list with each item behind a dash on a line of its own."""
        items = node.value
        first = items[0].start_mark.index
        dash = DASH.fullmatch(self.text, self._line_start(first), first)
        if dash is None:
            raise CannotEdit("a list that begins in the middle of a line")
        column = dash[0].index("-")
        for kind, start, end, begin, stop in _steps([raw(item) for item in items], wanted):
            for old, new in zip(items[start:end], wanted[begin:stop], strict=False):
                yield from self._splices(old, new) if kind == "replace" else ()
            for old in items[start + max(0, stop - begin) : end] if kind != "equal" else ():
                yield self._without(old.start_mark.index, _end(old), "- ")
            for new in wanted[begin + (end - start) : stop]:
                yield self._item(items, end, column, new)

    def _item(self, items: Sequence[yaml.Node], place: int, column: int, value: Value) -> Splice:
        line = " " * column + "- " + self._written(value)
        if place == 0:
            at = self._line_start(items[0].start_mark.index)
            return Splice(at, at, line + "\n")
        at = self._line_end(_end(items[place - 1]))
        return Splice(at, at, "\n" + line)

    def _flow(self, node: yaml.CollectionNode, wanted: Value) -> str:
        """A list or map in brackets: what stays keeps its place on its line."""
        spans = [(_first(item).start_mark.index, _end(_last(item))) for item in node.value]
        out, new_here, before = _Line(node.start_mark.column), False, -1
        out.add(self.text[node.start_mark.index : spans[0][0]])
        more = "\n" + " " * self._indent(node)
        for place, words in self._parts(node, wanted):
            gap = self.text[spans[place - 1][1] : spans[place][0]] if place > 0 else ", "
            if 0 <= before < place - 1 and "\n" in self.text[spans[before][1] : spans[place][0]]:
                gap = "," + more  # the line ended with one that goes
            new_here = "\n" not in gap and (new_here or place < 0)
            gap = "," + more if new_here and "\n" not in gap and out.column + len(words) > WIDTH else gap
            out.add((gap if before != -1 else "") + words)
            before = place if place >= 0 else -2
        return out.text + self.text[spans[-1][1] : node.end_mark.index]

    def _parts(self, node: yaml.CollectionNode, wanted: Value) -> Iterator[tuple[int, str]]:
        """Each item of the new list or map: its place in the old one, or -1; and how it is written."""
        if isinstance(wanted, dict):
            there = {key.value: place for place, (key, _) in enumerate(node.value)}
            for name, value in wanted.items():
                if name in there:
                    key, old = node.value[there[name]]
                    yield there[name], self._source(key) + self._between(key, old) + self._merged(old, value, name)
                else:
                    yield -1, f"{name}: {self._written(value, name)}"
            return
        for kind, start, end, begin, stop in _steps([raw(item) for item in node.value], wanted):
            if kind == "equal":
                yield from ((place, self._source(node.value[place])) for place in range(start, end))
            else:
                yield from ((-1, self._written(one)) for one in wanted[begin:stop])

    def _merged(self, node: yaml.Node, wanted: Value, key: str) -> str:
        start, end = node.start_mark.index, _end(node)
        inside = [Splice(s.start - start, s.end - start, s.text) for s in self._splices(node, wanted, key)]
        return _applied(self.text[start:end], inside)

    def _without(self, start: int, end: int, before: str) -> Splice:
        """The lines from `start` to `end` away; nothing but blanks and `before` may stand beside them."""
        first, last = self._line_start(start), self._line_end(end)
        beside = self.text[first:start].strip() + self.text[end:last].strip()
        if beside != before.strip():
            raise CannotEdit("something else stands on the line that would go")
        return Splice(first, min(last + 1, len(self.text)), "")

    def _field(self, name: str, value: Value, column: int) -> str:
        """A new field: on one line where that holds it, else its parts on a line each."""
        one, inner = f"{name}: {self._written(value, name)}", "\n" + " " * (column + 2)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return f"{name}:" + "".join(f"{inner}- {self._written(item)}" for item in value)
        if isinstance(value, dict) and column + len(one) > WIDTH:
            return f"{name}:" + "".join(inner + self._field(key, part, column + 2) for key, part in value.items())
        return self._wrapped(one, value, column) if isinstance(value, list) else one

    def _wrapped(self, one: str, value: Sequence[Value], column: int) -> str:
        out = _Line(column)
        out.add(one[: one.index("[") + 1])
        for place, item in enumerate(value):
            words = self._written(item)
            long = out.column + len(words) > WIDTH
            out.add(("" if place == 0 else f",\n{' ' * (column + 2)}" if long else ", ") + words)
        return out.text + "]"

    def _written(self, value: Value, key: str = "", node: yaml.Node | None = None) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{name}: {self._written(one, name)}" for name, one in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self._written(one) for one in value) + "]"
        quoted = isinstance(node, yaml.ScalarNode) and node.style == '"'
        return value if key in self.bare else _scalar(value, quoted)

    def _source(self, node: yaml.Node) -> str:
        return self.text[node.start_mark.index : _end(node)]

    def _between(self, one: yaml.Node, other: yaml.Node) -> str:
        return self.text[_end(one) : other.start_mark.index]

    def _indent(self, node: yaml.Node) -> int:
        """Where the lines after the first one of a list in brackets begin."""
        inside = re.search(r"\n( +)\S", self.text[node.start_mark.index : node.end_mark.index])
        if inside:
            return len(inside[1])
        line = self.text[self._line_start(node.start_mark.index) :]
        return len(line) - len(line.lstrip(" ")) + 2

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found


class _Line:
    """Text that grows and knows its column."""

    def __init__(self, column: int) -> None:
        self.text, self._begun = "", column

    @property
    def column(self) -> int:
        head, _, tail = self.text.rpartition("\n")
        return len(tail) if head else self._begun + len(tail)

    def add(self, words: str) -> None:
        self.text += words


def raw(node: yaml.Node) -> Value:
    """What a node holds, every value as its text."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: raw(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [raw(item) for item in node.value]
    return str(node.value)


def _applied(text: str, splices: Sequence[Splice]) -> str:
    for splice in sorted(splices, key=lambda s: (s.start, s.end))[::-1]:
        text = text[: splice.start] + splice.text + text[splice.end :]
    return text


def _steps(old: Sequence[Value], new: Sequence[Value]) -> Sequence[tuple[str, int, int, int, int]]:
    one, other = ([json.dumps(item, sort_keys=True) for item in some] for some in (old, new))
    return SequenceMatcher(None, one, other, autojunk=False).get_opcodes()


def _scalar(value: str, quoted: bool) -> str:
    """A word or sentence; in double quotes where it would be taken for something else, or was in them.

    Some readers take 18:30 for a number, so times of the day are quoted, all of them.
    """
    dumped = yaml.safe_dump([value], default_flow_style=True, allow_unicode=True, width=10**9).strip()[1:-1]
    if not quoted and dumped[:1] not in ("'", '"') and not TIME.fullmatch(value):
        return dumped
    return yaml.safe_dump(value, default_style='"', allow_unicode=True, width=10**9).strip()


def _comments(lines: str, at: int) -> Iterator[str]:
    """Every comment in the lines of one node that begins at `at`: what begins with # outside of values."""
    part, done = Editor(" " * at + lines[at:]), 0
    for node in sorted(_scalars(part.root()), key=lambda n: n.start_mark.index):
        yield from COMMENT.findall(part.text[done : node.start_mark.index])
        done = max(done, _end(node))
    yield from COMMENT.findall(part.text[done:])


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    else:
        for part in node.value:
            for one in part if isinstance(part, tuple) else (part,):
                yield from _scalars(one)


def _end(node: yaml.Node) -> int:
    """Where a node ends; the parser counts the blank lines and comments after a block to it."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    return _end(_last(node.value[-1]))


def _first(item: yaml.Node | tuple[yaml.Node, yaml.Node]) -> yaml.Node:
    return item[0] if isinstance(item, tuple) else item


def _last(item: yaml.Node | tuple[yaml.Node, yaml.Node]) -> yaml.Node:
    return item[1] if isinstance(item, tuple) else item
