"""A name inside more talk: "sorry, I was getting my glasses, Yolanda Crump". Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

from bot.common_words import common_words
from bot.fields.name_order import in_order
from bot.fields.name_start import Whose, name_like
from bot.fields.name_words import NameWord, Read, read_from, read_name
from bot.fields.pieces import Piece, listed, said
from bot.fields.remarks import without_besides
from bot.fields.sounds import likeness
from bot.fields.spelling import ALIKE
from bot.fields.tables import field_table, given_names, word_set
from bot.hearing import fold

FULL = 2  # words of a name
MOST = 60  # pieces
MOST_STARTS = 8
MARKS = frozenset({"comma", "coma"})
ELIDED = frozenset({"o", "d"})
APOSTROPHE = frozenset({"apostrophe", "apostrofe", "apostrofo"})


def likeliest(found: Sequence[Piece], whose: Whose = "patient") -> Read:
    """The name in these pieces, also where talk stands around it; what `read_name` finds where that is a name."""
    first = read_name(found, whose)
    if first.led and first.words:
        return first
    first = _without_talk(first)
    if _names(first) >= FULL or _spelled(first) or _of_a_recipient(said(found)):
        return first
    near = found[:MOST]
    others = [_without_talk(read_from(near, at)) for at in islice(_starts(near), MOST_STARTS)]
    best = max(others, key=_worth, default=first)
    return best if _names(best) >= FULL and _worth(best) > _worth(first) else first


def _of_a_recipient(words: Sequence[str]) -> bool:
    """Whether a doctor or a place is told, and no patient."""
    others = word_set("recipient", "places") | set(field_table("recipient")["titles"])
    return bool(set(words) & others) or listed("talk", "sending").inside(words)


def put_plainly(found: Sequence[Piece]) -> tuple[Piece, ...]:
    """Without what is said of a name ("no middle name"), and with "comma" and "o apostrophe shea" as signs."""
    found = without_besides(found)
    plain = _put_right([found[i] for i in listed("names", "asides").outside(said(found))])
    kept = _without_again(in_order(plain))
    out: list[Piece] = []
    for i, piece in enumerate(kept):
        before = kept[i - 1].word if i else ""
        if piece.word in MARKS and out and i + 1 < len(kept):
            continue
        if before in MARKS and out:
            piece = replace(piece, gap=", ")
        if before in APOSTROPHE and i > 1 and kept[i - 2].word in ELIDED and _whole(kept, i):
            out = out[:-2]
            head = kept[i - 2]
            piece = replace(piece, raw=f"{head.raw}'{piece.raw}", word=head.word + piece.word, gap=head.gap)
        out.append(piece)
    return tuple(out)


def _put_right(found: Sequence[Piece]) -> Sequence[Piece]:
    """ "Theo Oliviera, sorry, Oliveira": the words that are told in the place of those like them."""
    words = said(found)
    span = listed("dates", "taken_back").find(words) or (0, 0)
    right = words[span[1] :]
    named = right and all(name_like(found, i) for i in range(span[1], len(found)))
    for size in range(len(right), 0, -1) if named else ():
        wrong = words[max(span[0] - size, 0) : span[0]]
        if len(wrong) == size and likeness("".join(wrong), "".join(right)) >= ALIKE:
            return [*found[: span[0] - size], *found[span[1] :]]
    return found


def _without_again(found: Sequence[Piece]) -> list[Piece]:
    """Without "and junior's my middle name" behind the whole name."""
    words = said(found)
    span = listed("names", "is_the_middle").find(words)
    if span is None or not span[0]:
        return list(found)
    again = span[0] - 1
    known = words[again].removesuffix("s") in words[:again] or words[again] in words[:again]
    return [*found[:again], *found[span[1] :]] if known else list(found)


def _whole(found: Sequence[Piece], i: int) -> bool:
    """Whether a word stands there, and not the next letter."""
    return len(found[i].raw) > 1 and not listed("letters", "capital").at(said(found), i)


def is_talk(word: str) -> bool:
    """Whether a word is one of everyday, and hardly one of a name."""
    word = fold(word)
    return word in common_words() and word not in _names_too()


@cache
def _names_too() -> frozenset[str]:
    """Everyday words that are names too, or parts of them."""
    return given_names() | word_set("names", "everyday") | word_set("names", "particles")


def _starts(found: Sequence[Piece]) -> Iterator[int]:
    """Where a run of words begins that may be a name; none behind a doctor's title."""
    for i in range(1, len(found)):
        fresh = not _of_a_name(found, i - 1) or "." in found[i].gap or "," in found[i].gap
        if fresh and _of_a_name(found, i) and found[i - 1].word not in field_table("recipient")["titles"]:
            yield i


def _of_a_name(found: Sequence[Piece], i: int) -> bool:
    return name_like(found, i) and not is_talk(found[i].word)


def _without_talk(read: Read) -> Read:
    """Without everyday words before a whole name."""
    start = 0
    while start < len(read.words) and _talks(read.words[start]):
        start += 1
    whole = len(read.words) - start >= FULL
    return replace(read, words=read.words[start:]) if start and whole else read


def _talks(word: NameWord) -> bool:
    return not word.spelled and word.role == "full" and word.text.islower() and is_talk(word.text)


def _names(read: Read) -> int:
    return sum(not _talks(word) for word in read.words)


def _spelled(read: Read) -> bool:
    return any(word.spelled for word in read.words)


def _worth(read: Read) -> int:
    """How much a run looks like a name: its words, less those of talk; letters count twice."""
    talk = len(read.words) - _names(read)
    return min(_names(read), 4) + 2 * _spelled(read) - talk
