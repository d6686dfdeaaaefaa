"""Plain signs that outweigh the reading of an intent: data/corrections.yaml. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from bot.directory import Directory
from bot.meaning import Meaning, Need
from bot.tables import read_table

RIVAL = "rival"
# A rival that is named for nearly every message says nothing.
NO_RIVAL = frozenset({"appointment", "main_line"})
# A corrected need is as plain as the sign that corrected it.
PLAIN = 0.9


@dataclass(frozen=True, slots=True)
class Correction:
    """One rule; the head of the table explains the fields."""

    to: str
    signs: frozenset[str]
    without: frozenset[str]
    of: frozenset[str]
    talk: frozenset[str]
    special: bool | None
    numbers: bool
    below: float


@cache
def corrections() -> tuple[Correction, ...]:
    """Read the table once. Raises KeyError for a rule without `to`."""
    return tuple(
        Correction(
            to=rule["to"],
            signs=frozenset(rule.get("signs", ())),
            without=frozenset(rule.get("without", ())),
            of=frozenset(rule.get("of", ())),
            talk=frozenset(rule.get("talk", ())),
            special={"true": True, "false": False}.get(str(rule.get("special", "")).lower()),
            numbers=str(rule.get("numbers", "")).lower() == "true",
            below=float(rule.get("below", 2.0)),
        )
        for rule in read_table("corrections")["rules"]
    )


def corrected(need: Need, meaning: Meaning, directory: Directory, talk: str = "") -> Need:
    """The need as plain signs would have it; `talk` is the intent that the talk was about."""
    for rule in corrections():
        if _fits(rule, need, meaning, directory) and (not rule.talk or talk in rule.talk):
            to = _rival(need) if rule.to == RIVAL else rule.to
            return replace(need, intent=to, score=max(need.score, PLAIN)) if to else need
    return need


def by_signs(meaning: Meaning, directory: Directory) -> tuple[Need, ...]:
    """What plain signs alone tell, where nothing could be read; () where they tell nothing."""
    need = corrected(Need("", 0.0), meaning, directory)
    return (need,) if need.intent else ()


def _fits(rule: Correction, need: Need, meaning: Meaning, directory: Directory) -> bool:
    return (
        rule.signs <= meaning.signs
        and not rule.without & meaning.signs
        and (not rule.of or need.intent in rule.of)
        and (rule.special is None or rule.special == _special(need, directory))
        and (not rule.numbers or bool(meaning.numbers))
        and need.score < rule.below
    )


def _special(need: Need, directory: Directory) -> bool:
    """Whether a service with a line of its own is named."""
    return any(set(group) & directory.services for group in need.entries)


def _rival(need: Need) -> str:
    return next((name for name in need.rivals if name not in NO_RIVAL), "")
