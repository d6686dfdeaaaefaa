"""The urgent rules as data: named rules, shared groups of phrases, and contexts that take a match back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast, get_args

import yaml

from bot.emergency_phrases import Finder, Part, Phrase, Unreadable, read_phrases
from bot.emergency_words import Mending, listen, load_mending

Kind = Literal["images", "danger", "either", "suicide", "scanner", "after_procedure", "doubt"]
Private = Literal["never", "own", "always"]
Where = Literal["before", "right_before", "after", "either"]
Same = Literal["clause", "sentence", "text"]
HOME = Path(__file__).resolve().parent.parent / "data" / "emergency"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Groups that the decision itself asks about, whatever rule fired.
DECIDING = ("beside_me", "own_people", "in_care", "in_hospital_now", "own_voice", "pictures")
BLANKED = "blank_"
OUR_HOUSE = "our_house"  # the group that no file fills: the names of our house, see `at_house`
NEVER = 999


@dataclass(frozen=True, slots=True)
class Context:
    """Words around a match that take it back ("last year", "what if"), unless `lifted_by` words stand near.

    `reach` is the most words between; `same` is the part of the text that both must stand in.
    """

    name: str
    where: Where
    reach: int
    same: Same
    lifted_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One reviewed rule: every need heard `within` so many words, and none of the `unless` contexts around it.

    With `weights` the groups heard anywhere in the text must also add up to `enough`; with `most_words` the
    rule is for short texts only. A `sure` rule counts whatever the balance of its kind says; one that `leans` puts
    signs together, and a reading that comes in time may make it a doubt. `private` says whether it counts while a
    form question is being answered: never, when the speaker tells of someone ("own"), or always.
    """

    id: str
    kind: Kind
    why: str
    lang: Literal["en", "es", "both"]
    needs: tuple[tuple[str, ...], ...]
    within: int
    unless: tuple[str, ...]
    private: Private
    weights: tuple[tuple[str, int], ...]
    enough: int
    most_words: int
    sure: bool
    leans: bool


@dataclass(frozen=True, slots=True)
class Balance:
    """Signs for and against one kind, each with its points, added up over the whole text.

    From `decides` points on the kind is heard though no rule fired, if one of each of `needs` is heard as well (not
    asked from `surely` points on) and none of `unless`. Below `stops` the rules of the kind that are not `sure` do
    not count; from `doubts` on the 24/7 line is named. Below `clear` it gives way to a sign of a procedure.
    """

    id: str
    kind: Kind
    points: tuple[tuple[str, int], ...]
    needs: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...]
    decides: int
    stops: int
    doubts: int
    surely: int
    clear: int


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Everything read from a folder of rules; immutable and shared by all threads."""

    mending: Mending
    finder: Finder
    rules: tuple[Rule, ...]
    balances: tuple[Balance, ...]
    contexts: Mapping[str, Context]
    blanked: tuple[str, ...]
    leaning: frozenset[str]


def load_rules(path: Path = HOME) -> Rules:
    """Rules of a folder of YAML files. Raises ValueError (naming the rule or the group), KeyError or OSError."""
    raw = [yaml.load(p.read_text(encoding="utf-8"), Loader=LOADER) for p in sorted(path.glob("*.yaml"))]  # noqa: S506
    mending = load_mending(_joined(raw, "mending"), known=_written(raw))
    reader = _Reader(cache(lambda text: listen(text, mending).words))
    reader.group(OUR_HOUSE, ())
    for name, lines in _joined(raw, "groups").items():
        reader.group(name, lines)
    contexts = {n: reader.context(n, c) for n, c in _joined(raw, "contexts").items()}
    rules = tuple(reader.rule(r, part) for part in raw for r in part.get("rules", ()))
    balances = tuple(_balance(kind, b) for kind, b in _joined(raw, "balances").items())
    _check(reader.groups, contexts, rules, balances)
    blanked = tuple(n for n in reader.groups if n.startswith(BLANKED))
    leaning = frozenset(r.id for r in rules if r.leans) | {b.id for b in balances}
    return Rules(mending, Finder(reader.groups), rules, balances, contexts, blanked, leaning)


def at_house(rules: Rules, names: Sequence[str]) -> Rules:
    """The same rules where our house is called so. Names are plain words; none of them mends or hides a word."""
    spoken = (listen(name, rules.mending).words for name in names)
    phrases = tuple(tuple(Part("word", name=word) for word in words) for words in spoken if words)
    return replace(rules, finder=rules.finder.with_group(OUR_HOUSE, phrases))


def _balance(kind: str, raw: Mapping[str, Any]) -> Balance:
    if kind not in get_args(Kind) or not raw["why"]:
        raise ValueError(f"balance {kind}: the kind is not one of the words allowed, or why is missing")
    points = [(name, int(worth)) for worth, names in raw["points"].items() for name in names]
    twice = {name for name, _ in points if [n for n, _ in points].count(name) > 1}
    if twice:
        raise ValueError(f"balance {kind}: weighed twice: {sorted(twice)}")
    needs = tuple(tuple(str(n).split("|")) for n in raw.get("needs", ()))
    return Balance(
        f"{kind}.weighed", cast(Kind, kind), tuple(points), needs, tuple(raw.get("unless", ())),
        raw["decides"], raw["stops"], raw.get("doubts", NEVER), raw.get("surely", NEVER), raw.get("clear", 0),
    )  # fmt: skip


def _check(
    groups: Mapping[str, Any], contexts: Mapping[str, Context], rules: Sequence[Rule], balances: Sequence[Balance]
) -> None:
    asked = {n for b in balances for n, _ in b.points} | {n for b in balances for need in b.needs for n in need}
    asked |= {n for r in rules for need in r.needs for n in need} | {n for r in rules for n, _ in r.weights}
    asked |= {n for c in contexts.values() for n in c.lifted_by} | set(DECIDING)
    taken_back = {c for r in rules for c in r.unless} | {c for b in balances for c in b.unless}
    missing = asked - set(groups) | taken_back - set(contexts)
    if missing or len({r.id for r in rules}) < len(rules):
        raise ValueError(f"groups or contexts that nobody wrote, or two rules of one name: {sorted(missing)}")


def _joined(raw: Iterable[Mapping[str, Any]], key: str) -> dict[str, Any]:
    joined: dict[str, Any] = {}
    for part in raw:
        for name, value in part.get(key, {}).items():
            if name in joined:
                raise ValueError(f"{name} stands twice under {key}")
            joined[name] = value
    return joined


def _written(raw: Sequence[Mapping[str, Any]]) -> str:
    """All the words of the rules: none of them is a slip."""
    says = [lines for part in raw for lines in part.get("groups", {}).values()]
    for part in raw:
        says += [one.get("says", ()) for one in (*part.get("contexts", {}).values(), *part.get("rules", ()))]
    return " ".join(str(line) for lines in says for line in lines)


class _Reader:
    def __init__(self, plain_words: Callable[[str], Sequence[str]]) -> None:
        self._plain = plain_words
        self.groups: dict[str, tuple[Phrase, ...]] = {}

    def group(self, name: str, lines: Sequence[str]) -> None:
        try:
            self.groups[name] = tuple(p for line in lines for p in read_phrases(str(line), self._plain))
        except Unreadable as bad:
            raise ValueError(f"{name}: cannot read {bad}") from bad

    def context(self, name: str, raw: Mapping[str, Any]) -> Context:
        self.group(name, raw["says"])
        where, same = raw.get("where", "either"), raw.get("same", "sentence")
        if where not in get_args(Where) or same not in get_args(Same):
            raise ValueError(f"context {name}: where or same is not one of the words allowed")
        return Context(name, where, raw.get("reach", 99), same, tuple(raw.get("lifted_by", ())))

    def rule(self, raw: Mapping[str, Any], part: Mapping[str, Any]) -> Rule:
        kind, private = part["kind"], raw.get("private", part.get("private", "never"))
        if kind not in get_args(Kind) or private not in get_args(Private) or not raw["why"]:
            raise ValueError(f"rule {raw['id']}: kind, private or why is missing or not one of the words allowed")
        name = f"{kind}.{raw['id']}"
        return Rule(
            name, kind, raw["why"], raw.get("lang", "both"), self._needs(name, raw), raw.get("within", 20),
            (*part.get("unless", ()), *raw.get("unless", ())), private, tuple(raw.get("weights", {}).items()),
            raw.get("enough", 0), raw.get("most_words", 999), raw.get("sure", part.get("sure", False)),
            raw.get("leans", False),
        )  # fmt: skip

    def _needs(self, name: str, raw: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
        needs = [tuple(str(n).split("|")) for n in raw.get("needs", ())]
        if "says" in raw:
            self.group(name, raw["says"])
            needs.insert(0, (name,))
        if not needs:
            raise ValueError(f"rule {name}: nothing that it hears")
        return tuple(needs)
