"""Letters told against others: "m c, not m a c", "e i not i e", "with a k instead of a c". Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.fields.letters import spelled
from bot.fields.pieces import Piece, listed, said
from bot.fields.spelling import bare

MOST = 12  # pieces before "not"; "v as in victor" has four
ARTICLES = frozenset({"a", "an", "una", "un"})


@dataclass(frozen=True, slots=True)
class Swap:
    """Letters that are right, and those that are wrong; where they start, where "not" stands, and where they end."""

    right: str
    wrong: str
    start: int
    against: int
    end: int


def swapped(known: Sequence[str], found: Sequence[Piece]) -> tuple[list[str], list[Piece]]:
    """The words of a name with wrong letters put right, and the pieces without what told of them."""
    words, gone = list(known), set[int]()
    for swap in _swaps(found):
        changed = _put_right(words, swap)
        gone |= set(range(swap.start if changed else swap.against, swap.end))
        words = changed or words
    return words, [piece for i, piece in enumerate(found) if i not in gone]


def _swaps(found: Sequence[Piece]) -> Iterator[Swap]:
    words, i = said(found), 1
    while i < len(found):
        size = listed("letters", "against").at(words, i)
        right, start = _before(found, i) if size else ("", i)
        wrong, end = _behind(found, i + size) if right else ("", i)
        if right and wrong and right != wrong:
            yield Swap(right, wrong, start, i, end)
        i = max(end, i + 1)


def _put_right(words: Sequence[str], swap: Swap) -> list[str]:
    """The words with the swap in the last one that holds the wrong letters once; none where no word does."""
    at = next((i for i in reversed(range(len(words))) if bare(words[i]).count(swap.wrong) == 1), None)
    if at is None or words[at].lower().count(swap.wrong) != 1:
        return []
    new = words[at].lower().replace(swap.wrong, swap.right)
    return [*words[:at], new if words[at].islower() else new.capitalize(), *words[at + 1 :]]


def _before(found: Sequence[Piece], end: int) -> tuple[str, int]:
    """The longest run of letters that ends there."""
    for start in range(max(0, end - MOST), end):
        text, stop = spelled(found[:end], start, 1)
        if stop == end and text.isalpha():
            article = len(text) == 2 and found[start].word in ARTICLES
            return (text[1:], start + 1) if article else (text, start)
    return "", end


def _behind(found: Sequence[Piece], start: int) -> tuple[str, int]:
    """The run of letters that begins there, or behind an article."""
    text, end = spelled(found[: start + MOST], start, 1)
    article = len(text) == 2 and found[start].word in ARTICLES
    if article:
        return text[1:], end
    return (text, end) if text.isalpha() else ("", start)
