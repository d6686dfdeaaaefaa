"""Is this urgent? A pure function over reviewed rules; no model, store, network or clock stands before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

import yaml

from bot.emergency_phrases import Finder, Findings, Phrase, Unreadable, read_phrases
from bot.emergency_words import LONGEST, Heard, Mending, listen, load_mending

UrgentKind = Literal["none", "images", "danger", "suicide", "scanner", "after_procedure"]
RuleKind = Literal["images", "danger", "either", "suicide", "scanner", "after_procedure", "doubt"]
Span = tuple[int, int]
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
HOME = Path(__file__).resolve().parent.parent / "data" / "emergency"


@dataclass(frozen=True, slots=True)
class Urgency:
    """What one text asks for.

    `also_images`: both readings are left, so the 911 sentence comes once and the transfer goes on.
    `doubt`: not urgent enough to act on; the reply should also name the 24/7 line.
    `evidence`: ids of the rules that fired, never the caller's words.
    """

    kind: UrgentKind
    also_images: bool = False
    doubt: bool = False
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """Words around a match that take it back ("last year", "what if"), unless `lifted_by` words stand near."""

    name: str
    where: Literal["before", "right_before", "after", "either"]
    reach: int
    same: Literal["clause", "sentence", "text"]
    lifted_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One reviewed rule: every need heard within so many words, and none of the contexts around it.

    With `weights` the groups heard anywhere in the text must also add up to `enough`; with `most_words` the
    rule is for short texts only.
    """

    id: str
    kind: RuleKind
    why: str
    lang: Literal["en", "es", "both"]
    needs: tuple[tuple[str, ...], ...]
    within: int
    unless: tuple[str, ...]
    private: Literal["no", "own", "yes"]
    weights: tuple[tuple[str, int], ...]
    enough: int
    most_words: int


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything read from data/emergency; immutable and shared by all threads."""

    mending: Mending
    finder: Finder
    rules: tuple[Rule, ...]
    contexts: Mapping[str, Context]
    names: tuple[str, ...]


def hear(text: str, *, private: bool = False, rules: Rules | None = None) -> Urgency:
    """What the words of one turn ask for, in English or Spanish. Never raises on any text.

    `private`: the caller is answering a form question, so only danger to the speaker (or someone beside them)
    and a plain wish to be put through count; words of a name or an address do not.
    """
    rules = rules or RULES
    heard = _without_names(listen(text, rules.mending), rules)
    found = rules.finder.look(heard)
    fired = [r for r in rules.rules if _fires(r, heard, found, rules)]
    return _in_private(fired, found) if private else _decide(fired, found)


def _without_names(heard: Heard, rules: Rules) -> Heard:
    """Names and figures of speech are blanked: no rule sees "Stroke Center" or "killing me"."""
    words = list(heard.words)
    found = rules.finder.look(heard)
    for start, end in (span for name in rules.names for span in found.spans(name)):
        words[start:end] = ["~"] * (end - start)
    return Heard(tuple(words), heard.sentence, heard.clause)


def _fires(rule: Rule, heard: Heard, found: Findings, rules: Rules) -> bool:
    if len(heard.words) > rule.most_words or not any(True for _ in _matches(rule, heard, found, rules)):
        return False
    return sum(points for name, points in rule.weights if found.spans(name)) >= rule.enough


def _matches(rule: Rule, heard: Heard, found: Findings, rules: Rules) -> Iterable[Span]:
    needs = []
    for need in rule.needs:
        needs.append(sorted({s for name in need for s in found.spans(name)}))
        if not needs[-1]:
            return
    for first in needs[0]:
        span = _spread(first, needs[1:], rule.within)
        if span and not any(_takes_back(rules.contexts[c], span, heard, found) for c in rule.unless):
            yield span


def _spread(first: Span, others: Sequence[Sequence[Span]], within: int) -> Span | None:
    """The span of one match: the nearest of every other need, each another phrase."""
    taken = [first]
    for need in others:
        free = [s for s in need if s not in taken and (first not in need or s[1] <= first[0] or s[0] >= first[1])]
        if not free:
            return None
        taken.append(min(free, key=lambda s: max(s[0] - first[1], first[0] - s[1])))
    span = min(s for s, _ in taken), max(e for _, e in taken)
    return span if span[1] - span[0] <= within else None


def _takes_back(context: Context, span: Span, heard: Heard, found: Findings) -> bool:
    near = [s for s in found.spans(context.name) if _near(context, s, span, heard)]
    if not near:
        return False
    return not any(_lifts(s, span, heard) for name in context.lifted_by for s in found.spans(name))


def _near(context: Context, words: Span, span: Span, heard: Heard) -> bool:
    before, after = span[0] - words[1], words[0] - span[1]
    if context.same != "text":
        parts = getattr(heard, context.same)
        if not parts[span[0]] <= parts[words[0]] <= parts[span[1] - 1]:
            return False
    if context.where == "right_before":
        return 0 <= before <= context.reach
    if context.where == "before":
        return words[0] < span[0] and before <= context.reach
    if context.where == "after":
        return 0 <= after <= context.reach
    return max(before, after) <= context.reach


def _lifts(words: Span, span: Span, heard: Heard) -> bool:
    """ "Now" in the same sentence, or within eight words, makes a match stand whatever stands around it."""
    together = heard.sentence[span[0]] <= heard.sentence[words[0]] <= heard.sentence[span[1] - 1]
    return together or max(span[0] - words[1], words[0] - span[1]) <= 8


def _decide(fired: Sequence[Rule], found: Findings) -> Urgency:
    kinds: dict[str, tuple[str, ...]] = {}
    for rule in fired:
        kinds[rule.kind] = (*kinds.get(rule.kind, ()), rule.id)
    evidence = tuple(r.id for r in fired)
    if "danger" in kinds and "suicide" not in kinds and "scanner" not in kinds:
        return _danger(images="images" in kinds, found=found, evidence=evidence)
    for kind in ("suicide", "scanner", "images", "after_procedure"):
        if kind in kinds:
            return Urgency(
                cast(UrgentKind, kind), also_images="images" in kinds and kind != "images", evidence=evidence
            )
    if "either" in kinds:
        return Urgency("danger", also_images=True, evidence=evidence)
    return Urgency("none", doubt="doubt" in kinds, evidence=evidence)


def _danger(*, images: bool, found: Findings, evidence: tuple[str, ...]) -> Urgency:
    """People who speak of images for a patient in hospital care are not sent to 911."""
    in_hospital = bool(found.spans("in_hospital_now"))
    beside = found.spans("beside_me") or (found.spans("own_people") and not in_hospital)
    in_care = in_hospital or found.spans("in_care")
    if in_care and not beside and (images or found.spans("pictures")):
        return Urgency("images", evidence=evidence)
    return Urgency("danger", also_images=images, evidence=evidence)


def _in_private(fired: Sequence[Rule], found: Findings) -> Urgency:
    own = bool(found.spans("own_voice"))
    kept = [r for r in fired if r.private == "yes" or (r.private == "own" and own)]
    urgency = _decide([r for r in kept if r.kind != "doubt"], found)
    return urgency if urgency.kind != "none" else Urgency("none")


def load_rules(path: Path = HOME) -> Rules:
    """Rules of a folder of YAML files. Raises ValueError (naming the rule) or OSError."""
    raw = [yaml.load(p.read_text(encoding="utf-8"), Loader=LOADER) for p in sorted(path.glob("*.yaml"))]
    mending = load_mending(_joined(raw, "mending"), known=_written(raw))
    reader = _Reader(lambda text: listen(text, mending).words)
    for name, lines in _joined(raw, "groups").items():
        reader.group(name, lines)
    contexts = {n: reader.context(n, c) for n, c in _joined(raw, "contexts").items()}
    rules = tuple(reader.rule(r, part) for part in raw for r in part.get("rules", ()))
    return _checked(mending, reader.groups, contexts, rules)


def _checked(
    mending: Mending,
    groups: dict[str, tuple[Phrase, ...]],
    contexts: dict[str, Context],
    rules: tuple[Rule, ...],
) -> Rules:
    finder = Finder(groups)
    used = {n for r in rules for need in r.needs for n in need} | set(contexts)
    used |= (
        {n for r in rules for n, _ in r.weights}
        | {n for c in contexts.values() for n in c.lifted_by}
        | {"beside_me", "own_people", "in_care", "in_hospital_now", "own_voice"}
    )
    missing = (used | {c for r in rules for c in r.unless}) - set(groups)
    if missing or len({r.id for r in rules}) < len(rules):
        raise ValueError(f"groups that nobody wrote, or rules of one name: {sorted(missing)}")
    return Rules(mending, finder, rules, contexts, tuple(n for n in groups if n.startswith("blank_")))


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
    says = [part.get("groups", {}).values() for part in raw]
    said = [
        c.get("says", ())
        for part in raw
        for c in (*part.get("contexts", {}).values(), *part.get("rules", ()))
    ]
    return " ".join(str(line) for lines in (*(ls for group in says for ls in group), *said) for line in lines)


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
        return Context(
            name,
            raw.get("where", "either"),
            raw.get("reach", 99),
            raw.get("same", "sentence"),
            tuple(raw.get("lifted_by", ())),
        )

    def rule(self, raw: Mapping[str, Any], part: Mapping[str, Any]) -> Rule:
        kind, needs = raw.get("kind", part["kind"]), [tuple(str(n).split("|")) for n in raw.get("needs", ())]
        if kind not in get_args(RuleKind) or not raw["why"] or not (needs or "says" in raw):
            raise ValueError(f"rule {raw['id']}: kind, why, or what it hears is missing")
        if "says" in raw:
            self.group(f"rule {kind}.{raw['id']}", raw["says"])
            needs.insert(0, (f"rule {kind}.{raw['id']}",))
        unless = [c for c in part.get("unless", ()) if c not in raw.get("even_if", ())]
        return Rule(
            f"{kind}.{raw['id']}",
            kind,
            raw["why"],
            raw.get("lang", "both"),
            tuple(needs),
            raw.get("within", 20),
            (*unless, *raw.get("unless", ())),
            raw.get("private", part.get("private", "no")),
            tuple(raw.get("weights", {}).items()),
            raw.get("enough", 0),
            raw.get("most_words", LONGEST),
        )


RULES = load_rules()

__all__ = ["LONGEST", "RULES", "Rules", "Urgency", "hear", "load_rules"]
