"""Spelled words put in the place of what they sound like: "long leaf" and l o n g l e a f. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from rapidfuzz import fuzz

from bot.fields.capitals import name_case
from bot.fields.letters import spelled
from bot.fields.pieces import Piece
from bot.hearing import fold

ALIKE = 60  # of 100: a spelled word is the word heard, misheard
CUT = 72  # several words for one
MOST_CUT = 3
LEAST_NAME = 3  # letters


def is_spelled(found: Sequence[Piece]) -> bool:
    """Whether something is spelled letter by letter."""
    return bool(spelled_runs(found))


def spelled_runs(found: Sequence[Piece]) -> dict[int, tuple[str, int]]:
    """Every spelled word by the piece where it starts, and where it ends."""
    runs: dict[int, tuple[str, int]] = {}
    found, i = runs_apart(found), 0
    while i < len(found):
        text, end = spelled(found, i)
        cut = end - len(text) == i and two_names([p.word for p in found], text)
        if cut:
            runs[i], runs[i + cut] = (text[:cut], i + cut), (text[cut:], end)
        elif text:
            runs[i] = (text, end)
        i = end if text else i + 1
    return runs


def runs_apart(found: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with a break where the letters of a word that was just said are over: "cormac c o r m a c o shea"."""
    out, words = list(found), [p.word for p in found]
    for i, word in enumerate(words):
        end = i + 1 + len(word)
        letters, behind = words[i + 1 : end], words[end : end + LEAST_NAME]
        whole = len(word) >= LEAST_NAME and letters == list(word)
        begun = len(behind) == LEAST_NAME and len(behind[0]) == len(behind[-1]) == 1
        i_am = behind[:1] == ["i"] and len("".join(behind[1:2])) > 1  # "m o s s i put the two together"
        if whole and (i_am or (begun and not _one_that_was_said(words, end))):
            out[end] = replace(out[end], gap=". ")
    return tuple(out)


def _one_that_was_said(words: Sequence[str], start: int) -> bool:
    """Whether the letters there are those of another word that was said: `two_names` knows what to do."""
    letters = "".join(takewhile(lambda word: len(word) == 1, words[start:]))
    return len(letters) >= LEAST_NAME and letters in words


def two_names(words: Sequence[str], text: str) -> int:
    """Where a run is cut that holds two words that were said, spelled without a break; 0 where it is one."""
    cuts = range(LEAST_NAME, len(text) - LEAST_NAME + 1)
    return next((n for n in cuts if text[:n] in words and text[n:] in words), 0)


def place(words: Sequence[str], text: str) -> tuple[int, int] | None:
    """From where to where the words sound like a spelled one, the last of equals; None where none does."""
    best, at = 0.0, None
    for size in range(1, MOST_CUT + 1):
        for i in range(len(words) - size + 1):
            alike = fuzz.ratio(bare("".join(words[i : i + size])), bare(text))
            if alike >= (ALIKE if size == 1 else CUT) and alike >= best + (size > 1):
                best, at = alike, (i, i + size)
    return at


def put_in(words: Sequence[str], at: tuple[int, int], text: str) -> list[str]:
    """The words with a name in the place of some of them; a comma behind these stays."""
    comma = "," if words[at[1] - 1].endswith(",") else ""
    return [*words[: at[0]], name_case(text) + comma, *words[at[1] :]]


def bare(text: str) -> str:
    """Its letters and digits alone, folded."""
    return "".join(filter(str.isalnum, fold(text)))


def apart(words: Sequence[str], text: str) -> list[str]:
    """A run of letters in two, where it ends with a word that was said: "s f a l e o l o" behind "faleolo tavita"."""
    for word in words:
        head = text[: -len(word)]
        if len(word) > 2 and 0 < len(head) <= 2 and text.endswith(bare(word)):
            return [head, text[len(head) :]]
    return [text]
