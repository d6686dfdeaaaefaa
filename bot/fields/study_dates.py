"""Which date belongs to which examination: the one behind it, one said before all, one for both, or several. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.fields.body_words import parted
from bot.fields.pieces import Piece, listed, said
from bot.fields.study import Study
from bot.fields.study_names import ANDS
from bot.fields.study_shared_part import in_one_breath
from bot.fields.study_words import Anchor
from bot.fields.tables import field_table, word_set
from bot.fields.vague_dates import DAY, When
from bot.hearing import fold

YEAR = 4  # signs of a year alone


def with_dates(
    told: list[Study], anchors: Sequence[Anchor], dates: Sequence[When], found: Sequence[Piece]
) -> list[Study]:
    """Each examination with its date; one with several dates is several."""
    words = said(found)
    own = _each_its_own(told, anchors, dates)
    return own or _several(_dated(told, anchors, dates, words, found), anchors, dates, words)


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
    return _pairs(out, anchors, dates, found)


def _pairs(told: list[Study], anchors: Sequence[Anchor], dates: Sequence[When], found: Sequence[Piece]) -> list[Study]:
    """ "MRI brain and MRI neck both in May, CT in June": those without a date before "both" have its date too.

    So has the X-ray of "an X-ray and an MRI of the hip in May".
    """
    out, words = list(told), said(found)
    for i in range(len(out) - 1, 0, -1):
        behind = [d.start for d in dates if d.start >= anchors[i].end]
        shared = behind and listed("studies", "both").inside(words[anchors[i].end : behind[0]])
        shared = shared or in_one_breath(found, anchors[i - 1], anchors[i])
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
