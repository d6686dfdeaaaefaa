"""Compares the examinations of a stored request with those that were asked for, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Any

from bench.callers_fields import classes, date, lists, words
from bench.callers_file import Study

MOST = 6  # more are not tried in every order
KINDS = ("modality", "part", "side")


def studies(true: Sequence[Study], stored: Sequence[dict[str, Any]]) -> tuple[str, str]:
    """What is wrong with the examinations, and with their dates; "" where nothing is."""
    if len(true) != len(stored):
        shown = "; ".join(str(one.get("study")) for one in stored) or "nothing"
        return f"{len(stored)} stored, not {len(true)}: {shown}", ""
    orders = permutations(stored) if len(stored) <= MOST else [tuple(stored)]
    return min((_compared(true, order) for order in orders), key=lambda both: (bool(both[0]), bool(both[1])))


def _compared(true: Sequence[Study], order: Sequence[dict[str, Any]]) -> tuple[str, str]:
    pairs = list(zip(true, order, strict=True))
    named = [_study(want.study, str(have.get("study") or "")) for want, have in pairs]
    dated = [f"{want.study}: {fault}" for want, have in pairs if (fault := date(want.date, have.get("date")))]
    return "; ".join(filter(None, named)), "; ".join(dated)


def _study(true: str, stored: str) -> str:
    want, have = _sorted(true), _sorted(stored)
    wrong = [kind for kind in KINDS if not _fits(want[kind], have[kind], kind)]
    return f"is {stored!r}, not {true!r} ({', '.join(wrong)})" if wrong else ""


def _fits(want: set[str], have: set[str], kind: str) -> bool:
    """Kind and side are the same; of the body, what is wanted is there."""
    return want <= have if kind == "part" else want == have


def _sorted(text: str) -> dict[str, set[str]]:
    """The words of an examination by kind; what no table knows stands for itself as a part of the body."""
    found: dict[str, set[str]] = {kind: set() for kind in KINDS}
    idle = set(lists()["idle"].split())
    for word in words(_phrases(" ".join(words(text)))):
        kind = next((kind for kind in KINDS if word in classes(kind)), "part")
        if word not in idle:
            found[kind].add(classes(kind).get(word, word))
    return _plain(found)


def _plain(found: dict[str, set[str]]) -> dict[str, set[str]]:
    """PET and PET/CT are one to people; beside its part "spine" says nothing, nor does "bone" beside its density."""
    if "pet" in found["modality"]:
        found["modality"].discard("ct")
    if found["part"] & set(lists()["of_the_spine"].split()):
        found["part"].discard("spine")
    if "bone_density" in found["modality"]:
        found["part"].discard("bone")
    return found


def _phrases(text: str) -> str:
    for phrase, meaning in lists()["phrases"].items():
        text = text.replace(phrase, meaning)
    return text
