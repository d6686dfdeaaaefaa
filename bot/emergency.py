"""Is this urgent? A pure function over reviewed rules; no model, store, network or clock stands before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from bot.emergency_phrases import Findings
from bot.emergency_rules import Balance, Context, Kind, Rule, Rules, at_house, load_rules
from bot.emergency_words import Heard, listen
from bot.once_a_turn import once_a_turn

UrgentKind = Literal["none", "images", "danger", "suicide", "scanner", "after_procedure"]
Span = tuple[int, int]
Sign = tuple[Kind, str]
LIFT_REACH = 8
DANGERS = frozenset({"danger", "suicide", "scanner"})
WEIGHED = ".weighed"
OF_A_HOSPITAL = (
    "in_hospital_now",
    "in_care",
    "clinician_role",
    "hospital_word",
    "patient_word",
    "care_place",
    "transfer",
)
RULES = load_rules()


@dataclass(frozen=True, slots=True)
class Urgency:
    """What one text asks for.

    `also_images`: both readings are left, so the 911 sentence comes once and the transfer goes on.
    `doubt`: not urgent enough to act on; the reply should also name the 24/7 line.
    `evidence`: ids of the rules that fired, never the caller's words.
    `leaning`: mere signs taken together say so; a reading that comes in time may make it a doubt.
    """

    kind: UrgentKind
    also_images: bool = False
    doubt: bool = False
    evidence: tuple[str, ...] = ()
    leaning: bool = False


@lru_cache(maxsize=8)
def rules_at(house: tuple[str, ...]) -> Rules:
    """The rules of a house with these names; "coming to us" is then heard in them too."""
    return at_house(RULES, house)


def hear(text: str, *, private: bool = False, rules: Rules = RULES) -> Urgency:
    """What the words of one turn ask for, in English or Spanish. Never raises on any text.

    `private`: the caller is answering a form question, so only danger that the speaker tells of themselves or
    of someone beside them, and a plain wish to be put through, count; words of a name or an address do not.
    """
    heard, found = _listened(text, rules)
    fired = [r for r in rules.rules if (not private or _counts(r, found)) and _fires(r, heard, found, rules)]
    if private:
        return _decide([(r.kind, r.id) for r in fired], found, private=True)
    urgency = _decide(_weighed(fired, found, rules.balances), found, private=False)
    return replace(urgency, leaning=urgency.evidence != () and rules.leaning.issuperset(urgency.evidence))


@once_a_turn
def _listened(text: str, rules: Rules) -> tuple[Heard, Findings]:
    return _without_names(listen(text, rules.mending), rules)


def _without_names(heard: Heard, rules: Rules) -> tuple[Heard, Findings]:
    """Names and figures of speech are blanked: no rule sees "Stroke Center" or "killing me"."""
    words = list(heard.words)
    found = rules.finder.look(heard)
    blanked = [span for name in rules.blanked for span in found.spans(name)]
    if not blanked:
        return heard, found
    for start, end in blanked:
        words[start:end] = ["~"] * (end - start)
    rest = Heard(tuple(words), heard.sentence, heard.clause)
    return rest, rules.finder.look(rest)


def _counts(rule: Rule, found: Findings) -> bool:
    return rule.private == "always" or (rule.private == "own" and bool(found.spans("own_voice")))


def _weighed(fired: Sequence[Rule], found: Findings, balances: Sequence[Balance]) -> list[Sign]:
    """The rules that stand against the balance of their kind, and the kinds that the balance alone decides."""
    signs: list[Sign] = []
    low: set[Kind] = set()
    unclear: set[str] = set()
    for balance in balances:
        points = sum(worth for name, worth in balance.points if found.has(name))
        if points < balance.stops:
            low.add(balance.kind)
        if points >= balance.decides and _may_decide(balance, points, found):
            signs.append((balance.kind, balance.id))
            unclear |= {balance.id} if points < balance.clear else set()
        elif points >= balance.doubts and not any(found.has(name) for name in balance.unless):
            signs.append(("doubt", balance.id))
    stand = [(r.kind, r.id) for r in fired if r.sure or r.kind not in low] + signs
    told = any(kind in DANGERS for kind, name in stand if not name.endswith(WEIGHED))
    if told and not _care_team_speaks(found, images=True):
        # Whoever tells of danger in so many words asks for no images by mere signs.
        stand = [(kind, name) for kind, name in stand if kind != "images" or not name.endswith(WEIGHED)]
    if any(kind == "after_procedure" for kind, _ in stand):
        stand = [sign for sign in stand if sign[1] not in unclear]
        if not any(found.has(name) for name in OF_A_HOSPITAL):
            # A patient who got worse after a procedure names the pictures it was done with.
            return [sign for sign in stand if sign[0] != "images"]
    return stand


def _may_decide(balance: Balance, points: int, found: Findings) -> bool:
    needed = points >= balance.surely or all(any(found.has(name) for name in need) for need in balance.needs)
    return needed and not any(found.has(name) for name in balance.unless)


def _fires(rule: Rule, heard: Heard, found: Findings, rules: Rules) -> bool:
    if len(heard.words) > rule.most_words or not all(map(found.may_have, rule.needs)):
        return False
    if not any(True for _ in _matches(rule, heard, found, rules)):
        return False
    return sum(points for name, points in rule.weights if found.has(name)) >= rule.enough


def _matches(rule: Rule, heard: Heard, found: Findings, rules: Rules) -> Iterator[Span]:
    needs: list[list[Span]] = []
    for need in rule.needs:
        needs.append(sorted({s for name in need for s in found.spans(name)}))
        if not needs[-1]:
            return
    for first in needs[0]:
        span = _spread(first, needs[1:], rule.within)
        if span and not any(_takes_back(rules.contexts[c], span, heard, found) for c in rule.unless):
            yield span


def _spread(first: Span, others: Sequence[Sequence[Span]], within: int) -> Span | None:
    """The span of one match: the nearest phrase of every other need, none of them used twice."""
    taken = [first]
    for need in others:
        free = [s for s in need if s not in taken and (first not in need or s[1] <= first[0] or s[0] >= first[1])]
        if not free:
            return None
        taken.append(min(free, key=lambda s: max(s[0] - first[1], first[0] - s[1])))
    span = min(s for s, _ in taken), max(e for _, e in taken)
    return span if span[1] - span[0] <= within else None


def _takes_back(context: Context, span: Span, heard: Heard, found: Findings) -> bool:
    if not any(_near(context, s, span, heard) for s in found.spans(context.name)):
        return False
    return not any(_lifts(s, span, heard) for name in context.lifted_by for s in found.spans(name))


def _near(context: Context, words: Span, span: Span, heard: Heard) -> bool:
    before, after = span[0] - words[1], words[0] - span[1]
    if context.same != "text":
        parts = heard.clause if context.same == "clause" else heard.sentence
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
    """ "Now" in the same sentence, or a few words off, makes a match stand whatever stands around it."""
    together = heard.sentence[span[0]] <= heard.sentence[words[0]] <= heard.sentence[span[1] - 1]
    return together or max(span[0] - words[1], words[0] - span[1]) <= LIFT_REACH


def _decide(signs: Sequence[Sign], found: Findings, *, private: bool) -> Urgency:
    kinds = {kind for kind, _ in signs}
    if not kinds - {"doubt"}:
        return Urgency("none", doubt=bool(kinds) and not private, evidence=tuple(name for _, name in signs))
    evidence = tuple(name for kind, name in signs if kind != "doubt")
    also = "images" in kinds
    if "suicide" in kinds:
        # "If the scan is bad tonight I will end it" asks for no images: only a care team is put through as well.
        return Urgency("suicide", also_images=also and _care_team_speaks(found, images=True), evidence=evidence)
    if "scanner" in kinds:
        return Urgency("scanner", also_images=also, evidence=evidence)
    if "danger" in kinds and (private or not _care_team_speaks(found, images=also)):
        return Urgency("danger", also_images=also, evidence=evidence)
    if also or "danger" in kinds:
        return Urgency("images", evidence=evidence)
    if "after_procedure" in kinds:
        return Urgency("after_procedure", evidence=evidence)
    return Urgency("danger", also_images=True, evidence=evidence)


def _care_team_speaks(found: Findings, *, images: bool) -> bool:
    """People who speak of images for a patient in hospital care are not sent to 911."""
    in_hospital = bool(found.spans("in_hospital_now"))
    beside_caller = found.spans("beside_me") or (found.spans("own_people") and not in_hospital)
    in_care = in_hospital or found.spans("in_care")
    return bool(in_care and not beside_caller and (images or found.spans("pictures")))


__all__ = ["RULES", "Rules", "Urgency", "UrgentKind", "hear", "load_rules", "rules_at"]
