"""Words that steer a form instead of answering it: yes, no, go back, start over, I'd rather not say. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot.fields.pieces import Phrases, Piece, listed, pieces, said, written
from bot.fields.tables import field_table, word_set
from bot.once_a_turn import once_a_turn

Control = Literal[
    "", "start_over", "go_back", "cancel", "person", "page", "refuse", "dont_know", "repeat", "wait", "skip",
    "correction", "question", "yes", "no",
]  # fmt: skip
STEERING: tuple[Control, ...] = (
    "start_over", "go_back", "cancel", "person", "page", "refuse", "dont_know", "repeat", "wait", "skip", "correction",
)  # fmt: skip

# No question is one of these: "what happens if i don't have it".
ANSWERS: tuple[Control, ...] = ("refuse", "dont_know", "skip", "correction")


@dataclass(frozen=True, slots=True)
class ControlHeard:
    """What a text steers to; "" for none.

    `rest` is what was said besides, as written: behind "no, the ninth" the new day. `alone`: nothing was.
    A question may hold an answer ("can you send it to Dr. Ames?"), so its `rest` is the whole text.
    """

    value: Control = ""
    rest: str = ""
    alone: bool = False


@cache
def _phrases(kind: Control, where: str) -> Phrases:
    return Phrases(field_table("control")[kind].get(where, ()))


@once_a_turn
def control(text: str) -> ControlHeard:
    """The one steering word of a text, the most urgent first. Yes and no count only at its start."""
    found = pieces(text)
    words = said(found)
    if listed("control", "neither").inside(words):
        return ControlHeard("", text.strip(), False)
    asks = _phrases("question", "first").at(words, _past_polite(words))
    for kind in STEERING:
        heard = None if asks and (kind in ANSWERS or 1 < asks == len(words)) else _steers(kind, found, words)
        if heard:
            return heard
    if asks or text.rstrip().endswith("?"):
        return ControlHeard("question", text, False)
    return _yes_or_no(found, words) or ControlHeard("", text.strip(), False)


def _steers(kind: Control, found: Sequence[Piece], words: list[str]) -> ControlHeard | None:
    span = _phrases(kind, "anywhere").find(words)
    if span:
        rest = _rest(found, words, *span)
        return ControlHeard(kind, rest, not rest)
    span = _phrases(kind, "alone").find(words)
    if span and _all_polite(words[: span[0]] + words[span[1] :]):
        return ControlHeard(kind, "", True)
    return None


def _rest(found: Sequence[Piece], words: list[str], start: int, end: int) -> str:
    """What else was said: behind the phrase, or before it where nothing comes behind."""
    behind, before = (found[end:], words[end:]), (found[:start], words[:start])
    return next((written(kept) for kept, ws in (behind, before) if not _all_polite(ws)), "")


def _all_polite(words: Sequence[str]) -> bool:
    return all(word in word_set("control", "polite") for word in words)


def _past_polite(words: Sequence[str]) -> int:
    """Where the talk starts behind "well" and the like; 0 where a yes or no does."""
    start = 0
    while start < len(words) - 1 and words[start] in word_set("control", "before"):
        start += 1
    return start


def _yes_or_no(found: Sequence[Piece], words: list[str]) -> ControlHeard | None:
    """Yes or no at the start; "no, the ninth" and "yes but" are corrections."""
    start = _past_polite(words)
    for kind in ("no", "yes"):
        size = _phrases(kind, "first").at(words, start)
        if size:
            end = start + size
            while more := _phrases(kind, "first").at(words, end):
                end += more
            return _answered(kind, found[end:], words[end:])
    span = _phrases("yes", "alone").find(words)
    return ControlHeard("yes", "", True) if span and _all_polite(words[: span[0]] + words[span[1] :]) else None


def _answered(kind: Control, found: Sequence[Piece], words: list[str]) -> ControlHeard:
    farewell = listed("control", "farewells").find(words)
    if _all_polite(words[: farewell[0]] + words[farewell[1] :] if farewell else words):
        return ControlHeard(kind, "", True)
    rest = written(found)
    doubted = kind == "no" or any(word in word_set("control", "but") for word in words[:3])
    return ControlHeard("correction" if doubted else kind, rest, False)
