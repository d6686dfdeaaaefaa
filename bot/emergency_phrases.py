"""A small readable pattern language over words, matched without backtracking.

A phrase is words with `(a|b)` either, `[x]` maybe, `<group>` any phrase of that group, `*` any one word,
`..` up to three words between, `...` up to six. A phrase never runs over the end of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal

from bot.emergency_words import Heard

Spans = tuple[tuple[int, int], ...]
SIGN = re.compile(r"<[a-z_0-9]+>|\.\.\.|\.\.|[()\[\]|*]|[^\s()\[\]|<>*]+")
GAPS = {"..": 3, "...": 6}
ANYTHING = frozenset("*")


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a phrase. `gap` is the most words skipped; `ways` are alternatives."""

    sort: Literal["word", "group", "ways", "gap", "any"]
    name: str = ""
    gap: int = 0
    ways: tuple[tuple[Part, ...], ...] = ()


Phrase = tuple[Part, ...]
Starts = Mapping[str, tuple["Ready", ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """A part made ready to run: its alternatives by the word they may begin with."""

    sort: Literal["word", "group", "ways", "gap", "any"]
    name: str
    gap: int
    starts: Starts
    may_be_left_out: bool


@dataclass(frozen=True, slots=True)
class Ready:
    """A phrase made ready to run: the plain words it begins with, and the steps after them.

    `words` and `groups` are those that a text must have somewhere for it to be there at all.
    """

    lead: tuple[str, ...]
    steps: tuple[Step, ...]
    words: frozenset[str]
    groups: frozenset[str]


class Unreadable(ValueError):
    """A phrase in the data cannot be read."""


def read_phrases(text: str, plain: Callable[[str], Sequence[str]]) -> tuple[Phrase, ...]:
    """The phrases of one line, split at its outermost `|`. Raises Unreadable."""
    ways, rest = _ways(SIGN.findall(text), plain)
    if rest or not all(ways):
        raise Unreadable(text)
    return ways


def _ways(signs: Sequence[str], plain: Callable[[str], Sequence[str]]) -> tuple[tuple[Phrase, ...], Sequence[str]]:
    ways: list[list[Part]] = [[]]
    while signs and signs[0] not in ")]":
        run = _words_at_the_start(signs)
        if run:
            ways[-1] += [Part("word", name=word) for word in plain(" ".join(run))]
            signs = signs[len(run) :]
            continue
        sign, signs = signs[0], signs[1:]
        if sign == "|":
            ways.append([])
        elif sign in "([":
            inner, signs = _inside(sign, signs, plain)
            ways[-1].append(Part("ways", ways=inner))
        else:
            ways[-1].append(_part(sign))
    return tuple(map(tuple, ways)), signs


def _inside(
    opening: str, signs: Sequence[str], plain: Callable[[str], Sequence[str]]
) -> tuple[tuple[Phrase, ...], Sequence[str]]:
    inner, signs = _ways(signs, plain)
    if not signs or signs[0] != {"(": ")", "[": "]"}[opening] or not all(inner):
        raise Unreadable(opening)
    return (inner if opening == "(" else (*inner, ())), signs[1:]


def _words_at_the_start(signs: Sequence[str]) -> Sequence[str]:
    end = next((n for n, s in enumerate(signs) if s in GAPS or s[0] in "()[]|*<"), len(signs))
    return signs[:end]


def _part(sign: str) -> Part:
    if sign in GAPS:
        return Part("gap", gap=GAPS[sign])
    return Part("any") if sign == "*" else Part("group", name=sign[1:-1])


class Finder:
    """Finds where the groups of phrases stand in a text; one instance serves all threads."""

    def __init__(self, groups: Mapping[str, tuple[Phrase, ...]]) -> None:
        self._groups = groups
        self._firsts: dict[str, frozenset[str]] = {}
        self._open_groups: set[str] = set()
        self._starts = {name: self._indexed(phrases) for name, phrases in groups.items()}
        vague = [name for name, starts in self._starts.items() if "*" in starts]
        if vague:
            raise Unreadable(f"begins with a gap: {vague}")
        self._beginning: dict[str, list[str]] = {}
        for name, starts in self._starts.items():
            for word in starts:
                self._beginning.setdefault(word, []).append(name)

    def with_group(self, name: str, phrases: tuple[Phrase, ...]) -> Finder:
        """Another finder, with other phrases in this group."""
        return Finder({**self._groups, name: phrases})

    def look(self, heard: Heard) -> Findings:
        """The phrases of one text, each group looked for when it is first asked about."""
        places: dict[str, list[int]] = {}
        for at, word in enumerate(heard.words):
            for name in self._beginning.get(word, ()):
                places.setdefault(name, []).append(at)
        return Findings(heard, self._starts, places)

    def _indexed(self, phrases: Iterable[Phrase]) -> Starts:
        """Phrases by the word they may begin with; those that begin with any are under each, and under "*"."""
        index: dict[str, list[Ready]] = {}
        for phrase in phrases:
            plain = next((n for n, part in enumerate(phrase) if part.sort != "word"), len(phrase))
            lead = tuple(part.name for part in phrase[:plain])
            words, groups = (frozenset(p.name for p in phrase if p.sort == sort) for sort in ("word", "group"))
            ready = Ready(lead, tuple(map(self._ready, phrase[plain:])), words, groups)
            for word in self._first(phrase):
                index.setdefault(word, []).append(ready)
        anywhere = index.get("*", [])
        return {word: (*ready, *(anywhere if word != "*" else ())) for word, ready in index.items()}

    def _ready(self, part: Part) -> Step:
        ways = [way for way in part.ways if way]
        return Step(part.sort, part.name, part.gap, self._indexed(ways) if ways else {}, () in part.ways)

    def _first(self, phrase: Phrase) -> frozenset[str]:
        """The words a phrase may begin with, "*" for any. Raises Unreadable where it may be empty."""
        words: frozenset[str] = frozenset()
        for part in phrase:
            words |= self._first_of(part)
            if not (part.sort == "ways" and () in part.ways):
                return words
        raise Unreadable(f"may be empty: {phrase}")

    def _first_of(self, part: Part) -> frozenset[str]:
        if part.sort == "word":
            return frozenset((part.name,))
        if part.sort == "group":
            return self._first_of_group(part.name)
        if part.sort == "ways":
            return frozenset().union(*(self._first(way) for way in part.ways if way))
        return ANYTHING

    def _first_of_group(self, name: str) -> frozenset[str]:
        if name not in self._firsts:
            if name not in self._groups:
                raise Unreadable(f"no group {name}")
            if name in self._open_groups:
                raise Unreadable(f"group {name} stands inside itself")
            self._open_groups.add(name)
            self._firsts[name] = frozenset().union(*(self._first(p) for p in self._groups[name]))
            self._open_groups.remove(name)
        return self._firsts[name]


class Findings:
    """One text: every (group, place) is looked at once at most, so the time is bounded by the length."""

    def __init__(self, heard: Heard, starts: Mapping[str, Starts], places: Mapping[str, Sequence[int]]) -> None:
        """`places`: where a phrase of a group may begin, by its first word alone."""
        self._words, self._starts, self._places = heard.words, starts, places
        self._said, self._groups = frozenset(heard.words), frozenset(places)
        self._stops = _stops(heard.sentence)
        self._ends: dict[tuple[str, int], Set[int]] = {}
        self._spans: dict[str, Spans] = {}

    def spans(self, name: str) -> Spans:
        """Where a group stands: (first word, word after the last), the longest at each first word."""
        spans = self._spans.get(name)
        if spans is None:
            places = self._places.get(name, ())
            self._spans[name] = spans = tuple((at, max(ends)) for at in places if (ends := self._ends_of(name, at)))
        return spans

    def has(self, name: str) -> bool:
        """Whether a group stands anywhere; quicker than its spans."""
        if name not in self._places:
            return False
        known = self._spans.get(name)
        if known is not None:
            return bool(known)
        return any(self._ends_of(name, at) for at in self._places[name])

    def may_have(self, names: Iterable[str]) -> bool:
        """Whether one of these groups may stand anywhere, by first words alone; quicker still."""
        return not self._places.keys().isdisjoint(names)

    def _ends_of(self, name: str, at: int) -> Set[int]:
        """Where a group ends that begins here; a phrase of it begins with this word."""
        key = (name, at)
        known = self._ends.get(key)
        if known is None:
            self._ends[key] = known = self._any_of(self._starts[name], at, self._stops[at])
        return known

    def _any_of(self, starts: Starts, at: int, stop: int) -> set[int]:
        """Where the phrases end that begin here; `stop` is the end of the sentence."""
        ends: set[int] = set()
        words, said, groups = self._words, self._said, self._groups
        for ready in starts.get(words[at]) or starts.get("*", ()):
            if ready.words <= said and ready.groups <= groups:
                lead = ready.lead
                after = at + len(lead)
                # Of a lead of one word it is known that it stands here.
                if after <= stop and (len(lead) < 2 or words[at:after] == lead):
                    ends |= self._run(ready.steps, after, stop) if ready.steps else {after}
        return ends

    def _run(self, steps: Sequence[Step], at: int, stop: int) -> set[int]:
        places = {at}
        for step in steps:
            places = self._step(step, places, stop)
            if not places:
                break
        return places

    def _step(self, step: Step, places: set[int], stop: int) -> set[int]:
        if step.sort == "word":
            return {at + 1 for at in places if at < stop and self._words[at] == step.name}
        if step.sort == "gap":
            return {n for at in places for n in range(at, min(at + step.gap, stop) + 1)}
        if step.sort == "any":
            return {at + 1 for at in places if at < stop}
        words = self._words
        if step.sort == "group":
            starts = self._starts[step.name]
            return {end for at in places if at < stop and words[at] in starts for end in self._ends_of(step.name, at)}
        starts = step.starts
        here = (at for at in places if at < stop and (words[at] in starts or "*" in starts))
        ends = {end for at in here for end in self._any_of(starts, at, stop)}
        return ends | places if step.may_be_left_out else ends


def _stops(sentence: Sequence[int]) -> list[int]:
    """For each word the place after the last word of its sentence."""
    last = {number: at + 1 for at, number in enumerate(sentence)}
    return [last[number] for number in sentence]
