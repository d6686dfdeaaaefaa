"""Which examinations and when: "my MRI from last march and the CT in 2019". Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.fields.control import control
from bot.fields.pieces import Piece, listed, pieces, said
from bot.fields.study import Study
from bot.fields.study_anchors import GENERAL, bodies, meant
from bot.fields.study_corrections import corrected, written_out
from bot.fields.study_dates import with_dates
from bot.fields.study_names import LONGEST, body_of, name_of, side_alone
from bot.fields.study_shared_part import with_shared_parts, with_the_same_part
from bot.fields.study_words import Anchor, anchors_in, negated
from bot.fields.tables import word_set
from bot.fields.vague_dates import DAY, When, whens
from bot.hearing import fold
from bot.once_a_turn import once_a_turn

StudyPart = Literal["study", "date"]
StudyWhy = Literal["", "nothing", "not_known", "refused", "question", "steering"]
MOST = 12
AS = 4  # words of "same day as the"
LEAD = 4  # words before a day to come
MONTH = 7  # signs of a month with its year
MOST_PIECES = 200


@dataclass(frozen=True, slots=True)
class StudiesHeard:
    """The examinations in the order said. `everything`: all there are. `missing` "date": one has none at all."""

    value: tuple[Study, ...] = ()
    missing: tuple[StudyPart, ...] = ("study", "date")
    why: StudyWhy = ""
    everything: bool = False


NO_STUDIES = StudiesHeard(why="nothing")


@once_a_turn
def studies(text: str, today: dt.date, lang: str = "en", before: StudiesHeard = NO_STUDIES) -> StudiesHeard:
    """The examinations in an answer.

    `before` may hold some without a date: a date alone completes them, more examinations are added.
    """
    found = corrected(pieces(written_out(text))[:MOST_PIECES], lang)
    words = said(found)
    dates = _days_before_years([one for one in whens(found, today, lang) if not _to_come(words, one.start)], today)
    anchors = [a for a in anchors_in(found, words, dates) if not negated(found, a.start, a.end)]
    anchors = [a for a in anchors if not set(words[a.end : a.end + 1]) & word_set("studies", "place_of")]
    anchors = [a for a in anchors if not (_compared(words, a.start) and _beside(a, anchors))][:MOST]
    everything = listed("studies", "all").inside(words) and all(a.kind == GENERAL for a in anchors)
    if everything:
        return _everything(dates)
    if any(a.kind != GENERAL for a in anchors):
        anchors = [a for a in anchors if a.kind != GENERAL or body_of(found, a, anchors, dates)]
    anchors = meant(found, anchors, dates)
    if not anchors:
        return _dates_alone(dates, before) or _bodies_alone(text, found, dates, before)
    return _told(found, anchors, dates, before)


def _days_before_years(dates: Sequence[When], today: dt.date) -> list[When]:
    """Without "this year", or "June of this year", told alone beside days of that time."""
    days = [one.iso for one in dates if len(one.iso) == DAY]
    this_year = [day for day in days if day.startswith(str(today.year))]
    month = {day[:MONTH] for day in days}
    alone = listed("named_days", "this_year")
    kept = (one for one in dates if one.iso or not (this_year and alone.at(fold(one.words).split(), 0)))
    return [one for one in kept if one.iso not in month]


def _to_come(words: Sequence[str], i: int) -> bool:
    """Whether a day stands there on which somebody is seen: "appt dec 3"."""
    return any(listed("studies", "to_come").at(words, at) == i - at for at in range(max(0, i - LEAD), i))


def _compared(words: Sequence[str], i: int) -> bool:
    """Whether an examination there only tells the day of another: "the same day as the ct"."""
    return any(listed("studies", "same_as").at(words, at) == i - at for at in range(max(0, i - AS), i))


def _beside(one: Anchor, anchors: Sequence[Anchor]) -> bool:
    """Whether one of its kind is named elsewhere."""
    return any(other is not one and other.kind == one.kind for other in anchors)


def _told(found: Sequence[Piece], anchors: list[Anchor], dates: Sequence[When], before: StudiesHeard) -> StudiesHeard:
    """What the anchors tell, put onto what was known."""
    words = said(found)
    names = with_the_same_part([name_of(found, a, anchors, dates) for a in anchors], anchors, words)
    names = with_shared_parts(names, anchors, found)
    named = [Study(name, general=a.kind == GENERAL) for name, a in zip(names, anchors, strict=True)]
    told = _like_the_last(named, anchors)
    if len(told) == 1:
        told = [replace(told[0], study=side_alone(told[0].study, words))]
    several = with_dates(told, anchors, dates, found)
    several = _dated_behind([s for s in several if not _named_better(s, several)], [a.kind for a in anchors])
    again = {s.study for s in several}
    return _made((*(s for s in _known(before) if s.date or s.study not in again), *several))


def _named_better(one: Study, every: Sequence[Study]) -> bool:
    """Whether it is of no kind, and its part of the body stands in another with its kind."""
    parts = set(one.study.split()[1:])
    others = (s for s in every if not s.general and one.date in ("", s.date))
    return one.general and bool(parts) and any(parts <= set(s.study.split()) for s in others)


def _dated_behind(told: Sequence[Study], kinds: Sequence[str]) -> list[Study]:
    """ "CT abdomen and MRI liver, the CT was in May": a kind alone tells when the one of its kind was."""
    bare = [s for s in told if s.study in kinds and s.study in word_set("studies", "need_a_part")]
    out = list(told)
    for again in bare:
        whole = [s for s in told if s.study.startswith(f"{again.study} ")]
        if len(whole) == 1 and told.index(whole[0]) < told.index(again):
            mended = replace(whole[0], date=again.date, iso=again.iso) if again.date else whole[0]
            out = [mended if s is whole[0] else s for s in out if s is not again]
    return out


def _like_the_last(told: Sequence[Study], anchors: Sequence[Anchor]) -> list[Study]:
    """ "A PET in May and another in June": of the same part as the one before."""
    out: list[Study] = []
    for study, anchor in zip(told, anchors, strict=True):
        bare = anchor.again and study.study == anchor.kind and bool(out)
        out.append(replace(study, study=out[-1].study) if bare else study)
    return out


def _everything(dates: Sequence[When]) -> StudiesHeard:
    first = dates[0] if dates else When(0, 0, "")
    return StudiesHeard((Study(GENERAL, first.words, first.iso, True),), (), "", True)


def _known(before: StudiesHeard) -> tuple[Study, ...]:
    return () if before.why else before.value


def _made(told: Sequence[Study]) -> StudiesHeard:
    unique = tuple(dict.fromkeys(told))[:MOST]
    return StudiesHeard(unique, () if all(s.date for s in unique) else ("date",))


def _dates_alone(dates: Sequence[When], before: StudiesHeard) -> StudiesHeard | None:
    """A date that answers "when was it?"."""
    if not dates or not before.value:
        return None
    waiting = [s for s in before.value if not s.date]
    if not waiting:
        return None
    queue = list(dates)
    out = []
    for study in before.value:
        if study.date:
            out.append(study)
            continue
        one = queue.pop(0) if len(queue) > 1 else queue[0]
        out.append(replace(study, date=one.words, iso=one.iso))
    return _made(out)


def _bodies_alone(text: str, found: Sequence[Piece], dates: Sequence[When], before: StudiesHeard) -> StudiesHeard:
    """No kind of examination: a part of the body alone, or nothing."""
    words = said(found)
    parts = bodies(words, dates)
    steered = control(text).value
    known: dict[str, StudyWhy] = {"dont_know": "not_known", "refuse": "refused", "question": "question", "": "nothing"}
    if not parts or steered in ("question", "refuse", "cancel", "start_over", "go_back", "person"):
        if steered == "dont_know" and before.value and before.missing == ("date",):
            return _made([s if s.date else replace(s, date=text.strip()[:LONGEST]) for s in before.value])
        return StudiesHeard(before.value, before.missing, known.get(steered, "steering"))
    return _told(found, parts, dates, before)
