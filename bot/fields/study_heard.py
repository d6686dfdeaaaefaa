"""Words of examinations as they were heard or written in haste, put as they are meant. Pure.

"sign us" sinus, "R wrist" right wrist, "the ninth and the twentieth, all in June" with the month behind each day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from bot.fields.date_numbers import View, days, view
from bot.fields.pieces import Phrases, Piece, phrase, said
from bot.fields.tables import field_table, word_set

MOST_TO_MONTH = 4  # words between "all" and the month


def as_meant(found: Sequence[Piece], lang: str) -> tuple[Piece, ...]:
    """The pieces as they are meant."""
    return _with_the_month(_sided(_words(found)), lang)


@cache
def _heard() -> tuple[tuple[str, Phrases], ...]:
    return tuple((meant, Phrases(words)) for meant, words in field_table("studies_heard")["words"].items())


def _words(found: Sequence[Piece]) -> list[Piece]:
    words, out, i = said(found), list[Piece](), 0
    while i < len(found):
        size, meant = max(((p.at(words, i), meant) for meant, p in _heard()), key=lambda known: known[0])
        if size:
            out += [Piece(w, w, " " if n else found[i].gap) for n, w in enumerate(phrase(meant))]
        else:
            out.append(found[i])
        i += size or 1
    return out


def _sided(found: Sequence[Piece]) -> list[Piece]:
    """ "R wrist", "rt forearm", "tobillo izq"."""
    sides, out = field_table("studies_heard")["sides"], list(found)
    paired = word_set("studies", "paired") | word_set("studies_heard", "in_twos")
    words = [word.removesuffix("s") for word in said(found)]
    for i, piece in enumerate(found):
        side = sides.get(piece.word)
        before, behind = (words[i - 1] if i else ""), (words[i + 1] if i + 1 < len(words) else "")
        if side and (behind in paired or (len(piece.word) > 1 and before in paired)):
            out[i] = replace(piece, word=side, raw=side)
    return out


def _with_the_month(found: Sequence[Piece], lang: str) -> tuple[Piece, ...]:
    """Days told alone, whose month is told once for all of them."""
    seen, words = view(found, lang), said(found)
    month = next((i for i in range(len(words)) if seen.at(i) == "n" and _for_all(words, i)), None)
    if month is None:
        return tuple(found)
    out, i = list[Piece](), 0
    while i < len(found):
        end = _day_alone(seen, words, i) if i < month else i
        out += [*found[i:end], replace(found[month], gap=" ")] if end > i else [found[i]]
        i = max(end, i + 1)
    return tuple(out)


def _for_all(words: Sequence[str], month: int) -> bool:
    return bool(set(words[max(0, month - MOST_TO_MONTH) : month]) & word_set("studies_heard", "for_all"))


def _day_alone(seen: View, words: Sequence[str], i: int) -> int:
    """The end of "the twenty third" with no month beside it; `i` for none."""
    if not i or words[i - 1] not in word_set("studies", "on") or seen.at(i) not in "oy":
        return i
    told = max(days(seen, i), key=lambda r: r.end, default=None)
    beside = told and (seen.at(seen.skip(told.end)) == "n" or seen.at(i - 2) == "n")
    return told.end if told and not beside else i
