"""Of which part of the body an examination was, and on which side; a second answer put onto the first. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.fields.pieces import pieces, said
from bot.fields.study import Study
from bot.fields.study_anchors import GENERAL
from bot.fields.tables import field_table, word_set


def lacks_a_part(study: str) -> bool:
    """Whether a study is named without its part of the body, or a paired part without its side."""
    kind, words = kind_of(study), said(pieces(study))
    if kind == GENERAL:
        return False
    body = set(words) & word_set("studies", "body") - word_set("studies", "not_body") - word_set("studies", "sides")
    if not body and "back" in words and set(words) & {"lower", "upper"}:
        return False
    if not body:
        return kind in word_set("studies", "need_a_part")
    return bool(body & word_set("studies", "paired")) and not set(words) & word_set("studies", "sides")


def kind_of(study: str) -> str:
    """The word for a kind of examination that a study's name begins with."""
    kinds = [kind for kind in field_table("studies")["kinds"] if study == kind or study.startswith(f"{kind} ")]
    return max(kinds, key=len, default=GENERAL)


def completed(known: Sequence[Study], now: Sequence[Study]) -> tuple[Study, ...]:
    """The studies known with what was told now: their parts, their dates; others told now are added."""
    out, left = [], list(now)
    for one in known:
        again = _same(one, left, alone=len(known) == 1) or _the_only(one, known, left)
        if again:
            left.remove(again)
        out.append(_one(one, again) if again else one)
    fresh = [s for s in (_of_one_kind(s, known) for s in left) if kind_of(s.study) != GENERAL]
    named = frozenset[str]().union(*(parts_of(s.study) for s in fresh))
    kept = (s for s in out if kind_of(s.study) != GENERAL or not parts_of(s.study) & named)
    return (*kept, *fresh)


def _of_one_kind(told: Study, known: Sequence[Study]) -> Study:
    """ "The right hip and the left shoulder", of X-rays: another part of the body is of the one kind that is known."""
    kinds = {kind_of(s.study) for s in known}
    body = told.study.removeprefix(GENERAL).strip()
    other = kind_of(told.study) == GENERAL and body and not any(parts_of(s.study) & parts_of(body) for s in known)
    return replace(told, study=f"{kinds.pop()} {body}", general=False) if other and len(kinds) == 1 else told


def _the_only(one: Study, known: Sequence[Study], now: Sequence[Study]) -> Study | None:
    """The one of its kind that is told with its day, where the day of the only one known was asked for."""
    of_its_kind = [[s for s in every if kind_of(s.study) == kind_of(one.study)] for every in (known, now)]
    only = not one.date and all(len(every) == 1 for every in of_its_kind)
    return of_its_kind[1][0] if only and of_its_kind[1][0].date else None


def _same(one: Study, now: Sequence[Study], *, alone: bool) -> Study | None:
    """Which of the studies told now is this one: of its kind, or of none, and of its part of the body before others."""
    kinds = [s for s in now if kind_of(s.study) == kind_of(one.study)] + [s for s in now if kind_of(s.study) == GENERAL]
    parts = parts_of(one.study)
    near = next((s for s in kinds if parts and parts & parts_of(s.study)), None)
    return near or next((s for s in kinds if alone or not (parts and parts_of(s.study))), None)


def parts_of(study: str) -> frozenset[str]:
    """The parts of the body in a study's name, one or two of them alike."""
    words = set(said(pieces(study))) & word_set("studies", "body") - word_set("studies", "sides")
    return frozenset(word.removesuffix("s") for word in words)


def _one(known: Study, now: Study) -> Study:
    """One study after a second answer; "both knees" is the part of an X-ray told before."""
    name = now.study
    if kind_of(name) == GENERAL:
        body = name.removeprefix(GENERAL).strip()
        name = f"{kind_of(known.study)} {body}" if body else known.study
    if lacks_a_part(name) and not lacks_a_part(known.study):
        name = known.study
    return replace(known, study=name, date=now.date or known.date)
