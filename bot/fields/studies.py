"""Which examinations and when: "my MRI from last march and the CT in 2019". Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.fields.body_words import parted
from bot.fields.control import control
from bot.fields.pieces import Piece, listed, pieces, said
from bot.fields.study_anchors import GENERAL, bodies, meant
from bot.fields.study_corrections import corrected, written_out
from bot.fields.study_names import ANDS, LONGEST, body_of, name_of, side_alone
from bot.fields.study_shared_part import in_one_breath, with_shared_parts, with_the_same_part
from bot.fields.study_words import Anchor, anchors_in, negated
from bot.fields.tables import field_table, word_set
from bot.fields.vague_dates import DAY, When, whens
from bot.hearing import fold
from bot.once_a_turn import once_a_turn

StudyPart = Literal["study", "date"]
StudyWhy = Literal["", "nothing", "not_known", "refused", "question", "steering"]
MOST = 12
AS = 4  # words of "same day as the"
LEAD = 4  # words before a day to come
YEAR, MONTH = 4, 7  # signs of a year alone, and of a month with its year
MOST_PIECES = 200


@dataclass(frozen=True, slots=True)
class Study:
    """One examination: `study` "MRI right hip"; `date` in the caller's words, `iso` as far as they tell it.

    `iso` is "2026-08-04", "2026-08", "2019" or ""; `general`: only "pictures" were named, not of which kind.
    """

    study: str
    date: str = ""
    iso: str = ""
    general: bool = False

    @property
    def on_a_day(self) -> bool:
        """Whether its date is told to the day."""
        return len(self.iso) == DAY

    def past(self, today: dt.date) -> bool:
        """Whether it was on a day before today."""
        return self.on_a_day and self.iso < today.isoformat()


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
    anchors = [a for a in anchors_in(found, words, dates) if not negated(words, a.start, a.end)]
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
    names = with_shared_parts(names, anchors, words)
    named = [Study(name, general=a.kind == GENERAL) for name, a in zip(names, anchors, strict=True)]
    told = _like_the_last(named, anchors)
    if len(told) == 1:
        told = [replace(told[0], study=side_alone(told[0].study, words))]
    dated = _each_its_own(told, anchors, dates) or _dated(told, anchors, dates, words, found)
    several = dated if dated == _each_its_own(told, anchors, dates) else _several(dated, anchors, dates, words)
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


def _dated(
    told: list[Study], anchors: Sequence[Anchor], dates: Sequence[When], words: Sequence[str], found: Sequence[Piece]
) -> list[Study]:
    """Each examination with its date: the one behind it, one said before all, or one for both."""
    out = []
    for i, study in enumerate(told):
        end = anchors[i + 1].start if i + 1 < len(anchors) else len(words)
        behind = [d for d in dates if anchors[i].end <= d.start < end]
        behind = _itself(behind, words)
        own = behind[0] if behind and not (i + 1 < len(anchors) and _leads(words, behind[0], end)) else None
        out.append(replace(study, date=own.words, iso=own.iso) if own else study)
    return _shared(out, anchors, dates, words, found)


def _each_its_own(told: list[Study], anchors: Sequence[Anchor], dates: Sequence[When]) -> list[Study]:
    """ "A CT of the sinuses and an MRI of the brain, October 5th and 6th": as many dates, all of them behind."""
    behind = len(dates) == len(told) > 1 and all(d.iso and d.start >= anchors[-1].end for d in dates)
    if not behind or len({s.study for s in told}) < len(told):
        return []
    return [replace(study, date=d.words, iso=d.iso) for study, d in zip(told, dates, strict=True)]


def _itself(behind: list[When], words: Sequence[str]) -> list[When]:
    """Without words for a time that the date itself follows: "when she was six weeks, that was february ninth"."""
    if len(behind) > 1 and not behind[0].iso and behind[1].iso:
        span = listed("studies", "so_that").find(words, behind[0].end)
        return behind[1:] if span and span[1] <= behind[1].start else behind
    return behind


def _several(
    told: Sequence[Study], anchors: Sequence[Anchor], dates: Sequence[When], words: Sequence[str]
) -> list[Study]:
    """One examination with several dates is several: "two mris one in 2020 and one in 2022"; a span of time is not."""
    out = []
    for i, (study, anchor) in enumerate(zip(told, anchors, strict=True)):
        end = anchors[i + 1].start if i + 1 < len(anchors) else len(words)
        last = i + 1 == len(anchors)
        near = (d for d in dates if anchor.end <= d.start < end and (last or not _leads(words, d, end)))
        own = list({d.iso or d.words: d for d in near}.values())
        own = days if len(days := [d for d in own if len(d.iso) == DAY]) > 1 else own  # "when he fell" tells no more
        own = _years_of_a_month(own)
        own = [d for d in own if len(d.iso) != YEAR or not any(o.iso[:YEAR] == d.iso and o is not d for o in own)]
        apart = [replace(study, study=name) for name in parted(study.study)]
        if len(apart) > 1:
            each = own if len(own) == len(apart) else ()
            out += [replace(s, date=d.words, iso=d.iso) for s, d in zip(apart, each, strict=False)] or apart
            continue
        study = apart[0]
        alone = i + 1 == len(anchors) or bool({w for d in own[1:] for w in words[own[0].end : d.start]} & ANDS)
        spans = any(set(words[d.end : d.end + 1]) & word_set("studies", "until") for d in own[:1])
        if spans and len(own) > 1:
            out.append(replace(study, date=f"{own[0].words} - {own[1].words}", iso=""))
        elif alone and len(own) > 1 and all(d.iso for d in own):
            out += [replace(study, date=d.words, iso=d.iso) for d in own]
        else:
            out.append(study)
    return out


def _years_of_a_month(own: Sequence[When]) -> list[When]:
    """ "2023, 2024 and 2025, always in sept": each with its month."""
    years, others = [d for d in own if len(d.iso) == YEAR], [d for d in own if len(d.iso) != YEAR]
    months = field_table("dates")["months"].items()
    month = next((int(m) for m, names in months if len(others) == 1 and fold(others[0].words) in names), 0)
    several = len(years) > 1 and month
    return [replace(d, iso=f"{d.iso}-{month:02d}") for d in years] if several else list(own)


def _leads(words: Sequence[str], date: When, next_start: int) -> bool:
    """Whether a date between two examinations belongs to the one behind it: "a ct and in 2019 an mri"."""
    before = words[max(0, date.start - 2) : date.start]
    between = words[date.end : next_start]
    return bool(set(before) & word_set("studies", "clause_ends")) and not set(between) & word_set(
        "studies", "clause_ends"
    )


def _shared(
    told: list[Study], anchors: Sequence[Anchor], dates: Sequence[When], words: Sequence[str], found: Sequence[Piece]
) -> list[Study]:
    """Those without a date get one that was said before them, or for all."""
    if not dates:
        return told
    both = listed("studies", "both").inside(words) and len({d.words for d in dates}) == 1
    aside = len(dates) == 1 and dates[0].start >= anchors[-1].end and "," in found[_with_on(words, dates[0].start)].gap
    out = []
    for study, anchor in zip(told, anchors, strict=True):
        leading = [d for d in dates if d.end <= anchor.start and (d.start < anchors[0].start or _before(words, d))]
        lead = dates[0] if both or aside else leading[-1] if leading else None
        out.append(replace(study, date=lead.words, iso=lead.iso) if lead and not study.date else study)
    return _pairs(out, anchors, dates, words)


def _pairs(told: list[Study], anchors: Sequence[Anchor], dates: Sequence[When], words: Sequence[str]) -> list[Study]:
    """ "MRI brain and MRI neck both in May, CT in June": those without a date before "both" have its date too.

    So has the X-ray of "an X-ray and an MRI of the hip in May".
    """
    out = list(told)
    for i in range(len(out) - 1, 0, -1):
        behind = [d.start for d in dates if d.start >= anchors[i].end]
        shared = behind and listed("studies", "both").inside(words[anchors[i].end : behind[0]])
        shared = shared or in_one_breath(words, anchors[i - 1], anchors[i])
        if out[i].date and not out[i - 1].date and shared:
            out[i - 1] = replace(out[i - 1], date=out[i].date, iso=out[i].iso)
    return out


def _before(words: Sequence[str], date: When) -> bool:
    return bool(set(words[max(0, date.start - 2) : date.start]) & word_set("studies", "clause_ends"))


def _with_on(words: Sequence[str], i: int) -> int:
    """The start of "on" and the like before a date."""
    while i > 0 and words[i - 1] in word_set("studies", "on"):
        i -= 1
    return i


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


def as_said(study: Study) -> str:
    """The date to be written: as far as it was told in figures, else in the caller's words."""
    return study.iso or study.date
