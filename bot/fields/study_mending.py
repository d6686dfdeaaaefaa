"""One of the examinations that are known, put right: left out, another kind, side, part of the body or day. Pure.

"drop the hip one", "it was a CT, not an MRI", "the second one was the left knee", "no, that was 2025".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from bot.fields.date_numbers import days, long_years, view
from bot.fields.pieces import Phrases, Piece, listed, pieces, said, written
from bot.fields.studies import studies
from bot.fields.study import Study, as_said
from bot.fields.study_anchors import GENERAL
from bot.fields.study_corrections import corrected, written_out
from bot.fields.study_parts import kind_of, lacks_a_part, parts_of
from bot.fields.tables import field_table, word_set
from bot.fields.vague_dates import DAY, whens

PLACES = ("first", "second", "third", "last")
SIDES = frozenset({"left", "right", "both"})
Known = tuple[Study, ...]


def tells_of_more(words: Sequence[str]) -> bool:
    """Whether one more examination is told, and none put right: "and another one of the hip"."""
    return listed("study_mending", "more").inside(words)


def put_right(known: Known, text: str, today: dt.date, lang: str) -> Known | None:
    """The examinations after a correction; None where the text corrects none of them, or tells of new ones."""
    found = _meant(corrected(pieces(written_out(text)), lang))
    words = said(found)
    told = studies(written(found), today, lang).value
    if not known or tells_of_more(words):
        return None
    gone = left_out(known, found, told)
    if gone is not None:
        return gone
    at = which(known, words, told)
    if at is None:
        return None
    one = dated(_named(known[at], told, words), found, today, lang)
    return (*known[:at], one, *known[at + 1 :]) if one != known[at] else None


def _meant(found: Sequence[Piece]) -> list[Piece]:
    """Without what it is not: "left hand, not right"."""
    words = said(found)
    sides = [i for i in range(1, len(words)) if words[i] in SIDES and "not" in words[max(0, i - 2) : i]]
    gone = {at for i in sides for at in range(words.index("not", max(0, i - 2)), i + 1)}
    return [piece for i, piece in enumerate(found) if i not in gone]


def is_plain(text: str) -> bool:
    """Whether it is plainly a correction: one is left out, or named by its place."""
    words = said(pieces(text))
    return any(listed("study_mending", name).inside(words) for name in ("drop", "the_first", "the_second", "the_third"))


def left_out(known: Known, found: Sequence[Piece], told: Known) -> Known | None:
    """ "Drop the hip one"; not "it was not the seventeenth"."""
    words = said(found)
    span = listed("study_mending", "drop").find(words)
    if span is None or len(known) < 2 or _of_a_day(found, span[1]):
        return None
    at = which(known, words, told)
    return None if at is None else (*known[:at], *known[at + 1 :])


def _of_a_day(found: Sequence[Piece], i: int) -> bool:
    behind = found[i] if i < len(found) else None
    return behind is not None and (behind.number or behind.word in field_table("numbers")["ordinals"])


def which(known: Known, words: Sequence[str], told: Known) -> int | None:
    """Which examination is meant: the only one, or by its place, its part of the body or its kind."""
    if len(known) == 1:
        return 0 if len(told) < 2 else None
    for at, name in enumerate(PLACES):
        if listed("study_mending", f"the_{name}").inside(words):
            place = len(known) - 1 if name == "last" else at
            return place if place < len(known) else None
    said_ones = {word.removesuffix("s") for word in words}
    by_part = [i for i, one in enumerate(known) if parts_of(one.study) & said_ones]
    kinds = {kind_of(one.study) for one in told} - {GENERAL}
    by_kind = [i for i, one in enumerate(known) if kind_of(one.study) in kinds]
    both = [i for i in by_part if i in by_kind]
    return next((some[0] for some in (both, by_part, by_kind) if len(some) == 1), None)


def _named(one: Study, told: Known, words: Sequence[str]) -> Study:
    """With the kind, the part of the body and the side that are told."""
    kind, body = kind_of(one.study), one.study.removeprefix(kind_of(one.study)).strip()
    fresh = next((s for s in reversed(told) if kind_of(s.study) not in (GENERAL, kind)), told[0] if told else None)
    if fresh is None:
        body = _sided(body, [w for w in words if w in SIDES])
    else:
        told_body = fresh.study.removeprefix(kind_of(fresh.study)).strip()
        other = bool(parts_of(fresh.study) - parts_of(one.study))
        body = told_body if other else _sided(body, told_body.split())
        kind = kind if kind_of(fresh.study) == GENERAL else kind_of(fresh.study)
    name = f"{kind} {body}".strip()
    worse = lacks_a_part(name) and not lacks_a_part(one.study) and parts_of(name) <= parts_of(one.study)
    return one if worse else replace(one, study=name)


def _sided(body: str, told: Sequence[str]) -> str:
    """The part of the body with another side; as it is where none is told, or several."""
    sides = {w for w in told if w in word_set("studies", "sides")}
    kept = [w for w in body.split() if w not in word_set("studies", "sides")]
    return " ".join([*sides, *kept]) if len(sides) == 1 else body


def dated(one: Study, found: Sequence[Piece], today: dt.date, lang: str) -> Study:
    """An examination with its date, or the year or the day of it, that is told."""
    told = [w for w in whens(found, today, lang) if w.iso or not one.iso]
    whole = next((w for w in reversed(told) if w.iso or w.words), None)
    known = one.iso if len(one.iso) == DAY else one.date if len(one.date) == DAY else ""
    if whole and (len(whole.iso) != 4 or not known):
        return replace(one, date=as_said(Study("", whole.words, whole.iso)), iso=whole.iso)
    return replace(one, date=_part(known, found, lang), iso=_part(known, found, lang)) if known else one


@cache
def _places() -> Phrases:
    """ "The second one" is no day of a month."""
    table = field_table("study_mending")
    return Phrases(one for name in PLACES for one in table[f"the_{name}"] if " " in one)


def _part(known: str, found: Sequence[Piece], lang: str) -> str:
    """The known day with another year, or another day of its month."""
    found = [found[i] for i in _places().outside(said(found))]
    seen, year, month, day = view(found, lang), *map(int, known.split("-"))
    for i in range(len(found)):
        told_year = max(long_years(seen, i), key=lambda y: y.end, default=None)
        if told_year:
            year = told_year.value
            break
        if (seen.at(i) in "oy" and seen.at(i)) or seen.at(i + 1) == "s":
            told = max(days(seen, i), key=lambda r: r.end, default=None)
            day = told.value if told else day
            break
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return known
