"""Which pictures, and when; a part of the body, or a side, that was not told is asked for once. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.fields import birth_date, control, studies
from bot.fields.pieces import listed, pieces, said
from bot.fields.studies import NO_STUDIES, StudiesHeard
from bot.fields.study import Study, as_said
from bot.fields.study_anchors import GENERAL
from bot.fields.study_left_out import told_and_left_out
from bot.fields.study_mending import is_plain, put_right, tells_of_more
from bot.fields.study_parts import completed, kind_of, lacks_a_part, parts_of
from bot.fields.vague_dates import unread_day, whens
from bot.release_talk.draft import Draft
from bot.release_talk.told import Told
from bot.release_talk.where import Where
from bot.request import StudyAsked

LONGEST_WORDS = 100
LONGEST_TIME = 14
YEARS_BACK = (("this_year", 0), ("last_year", 1))


def studies_told(text: str, draft: Draft, where: Where) -> Told:
    """The studies in an answer, or what was still open of those known."""
    if "studies" in draft.unsure:
        return _once_more(text, draft, where)
    told = _of_the_kind(_put_right(text, draft, where) or _plainly(text, draft, where))
    if "studies" not in told.fields or told.why:
        return told
    return replace(told, draft=told.draft.doubt("studies", _doubtful(told.draft, text, where)))


def _of_the_kind(told: Told) -> Told:
    """ "The left elbow": of the kind that was told before, "the x-rays you took"; "of my neck": of each kind told."""
    draft, request = told.draft, told.draft.request
    parts = [s.study.removeprefix(GENERAL).strip() for s in request.studies]
    if not draft.kinds or not all(parts) or any(kind_of(s.study) != GENERAL for s in request.studies):
        return told
    each = draft.kinds if len(request.studies) == 1 else draft.kinds[:1]
    if len(each) > 1:
        parts = [part.removeprefix("both ") for part in parts]  # both of them, and not both sides
    named = zip(request.studies, parts, strict=True)
    asked = tuple(replace(s, study=f"{kind} {part}") for s, part in named for kind in each)
    return replace(told, draft=replace(draft, request=replace(request, studies=asked)))


def _put_right(text: str, draft: Draft, where: Where) -> Told | None:
    """One of those known, put right; none while a date is asked for."""
    known = _known_studies(draft)
    right = put_right(known.value, text, where.today, where.lang) if "date" not in known.missing else None
    if right is None:
        return None
    asked = tuple(StudyAsked(s.study, as_said(s)) for s in right)
    return Told(replace(draft, request=replace(draft.request, studies=asked)), ("studies",))


def _doubtful(draft: Draft, text: str, where: Where) -> bool:
    asked = draft.request.studies
    if draft.request.all_studies:
        return False
    return any(lacks_a_part(s.study) for s in asked) or (where.voice and unread_day(text, where.lang))


def _once_more(text: str, draft: Draft, where: Where) -> Told:
    """What was known with what is told now; what is still open stays so."""
    if control(text).value == "question":
        return Told(draft, (), "question")
    draft = draft.doubt("studies", False)
    if is_plain(text) and (right := _put_right(text, draft, where)):
        return right
    known = tuple(Study(s.study, s.date) for s in draft.request.studies)
    fresh = _plainly(text, replace(draft, general=True, request=replace(draft.request, studies=())), where)
    now = tuple(Study(s.study, s.date) for s in fresh.draft.request.studies)
    if not now:
        return _plainly(text, draft, where) if "study_dates" in draft.request.missing() else Told(draft, ("studies",))
    asked = tuple(StudyAsked(s.study, s.date) for s in completed(known, now))
    draft = replace(draft, request=replace(draft.request, studies=asked))
    return Told(draft, ("studies",), "no_dates" if "study_dates" in draft.request.missing() else "")


def _plainly(text: str, draft: Draft, where: Where) -> Told:
    request, before = draft.request, _known_studies(draft)
    if left := told_and_left_out(text, where.today, where.lang):
        asked = tuple(StudyAsked(s.study, as_said(s)) for s in left)
        lacking = "no_dates" if not all(s.date for s in asked) else ""
        return Told(replace(draft, request=replace(request, studies=asked)), ("studies",), lacking)
    dates_asked = bool(before.value) and "study_dates" in request.missing()
    steered = control(text).value
    fresh = studies(text, where.today, where.lang)
    when = any(one.iso for one in whens(pieces(text), where.today, where.lang))
    if dates_asked and steered in ("dont_know", "skip", "refuse", "no") and not when:
        return Told(replace(draft, request=replace(request, no_dates=True)), ("studies",))
    if any(not s.general for s in fresh.value):
        again = {s.study for s in before.value} <= {s.study for s in fresh.value}
        kept = () if again else tuple(s for s in before.value if s.date and not _retold(s, fresh.value, text))
        before = StudiesHeard(kept, ()) if kept else NO_STUDIES
    heard = studies(text, where.today, where.lang, before)
    if heard.why or not heard.value:
        if dates_asked and steered in ("", "yes") and _of_a_time(text):
            return _dated_in_words(text, draft)
        if draft.tries and steered in ("", "yes") and len(text.split()) > 1 and not dates_asked:
            return _as_said(text, draft)
        return Told(draft, (), heard.why or "nothing")
    value = tuple(s for s in heard.value if not _bare_again(s, request.studies, text)) or heard.value
    if dates_asked and fresh.value and not _instead(request.studies, fresh.value, text):
        told = tuple(replace(s, date=as_said(s)) for s in fresh.value)
        value = completed(_known_studies(draft).value, told)
    asked = tuple(StudyAsked(s.study, as_said(s)) for s in value)
    if heard.everything:
        asked = tuple(s for s in asked if s.date)
    asked = _this_year(asked, text, where)
    undated = dates_asked and not all(s.date for s in asked)
    if undated and not draft.tries and not any(s.date for s in asked) and _the_same(request.studies, asked):
        return Told(draft, ("studies",), "no_dates")  # "just the sinus ct": its day is asked for once more
    draft = replace(draft, request=replace(request, studies=asked, all_studies=heard.everything, no_dates=undated))
    general = all(s.general for s in heard.value) and not heard.everything
    if general and not draft.general and not (draft.kinds and all(s.study != GENERAL for s in heard.value)):
        return Told(replace(draft, general=True, request=replace(draft.request, studies=())), (), "general")
    return Told(draft, ("studies",), "no_dates" if "study_dates" in draft.request.missing() else "")


def _bare_again(told: Study, known: Sequence[StudyAsked], text: str) -> bool:
    """Whether a kind alone is told of an examination that is known whole: "the MRI was the 17th"."""
    more = tells_of_more(said(pieces(text)))
    same = [s for s in known if s.date and kind_of(s.study) == kind_of(told.study)]
    return bool(same) and not more and not told.date and not parts_of(told.study)


def _instead(known: Sequence[StudyAsked], fresh: Sequence[Study], text: str) -> bool:
    """Whether the one that was asked about is told anew, with its day: "coronary CT angiogram, Oct 6"."""
    more = tells_of_more(said(pieces(text)))
    whole = len(known) == len(fresh) == 1 and bool(fresh[0].date) and not fresh[0].general and not more
    return whole and not lacks_a_part(fresh[0].study) and not parts_of(fresh[0].study) <= parts_of(known[0].study)


def _the_same(known: Sequence[StudyAsked], told: Sequence[StudyAsked]) -> bool:
    """Whether no other examination is told than those known."""
    parts = [parts_of(s.study) for s in known]
    return len(known) == len(told) and all(parts_of(s.study) in parts for s in told)


def _retold(known: Study, fresh: Sequence[Study], text: str) -> bool:
    """Whether it is told once more: the same of that day, or its other side, where it is not one more."""
    more = tells_of_more(said(pieces(text)))
    same_day = [s for s in fresh if as_said(s) in (known.date, "") and kind_of(s.study) == kind_of(known.study)]
    return not more and any(parts_of(s.study) == parts_of(known.study) for s in same_day)


def _this_year(asked: tuple[StudyAsked, ...], text: str, where: Where) -> tuple[StudyAsked, ...]:
    """Days told without their year, where it is told for all of them: "both this year"."""
    back = next((n for name, n in YEARS_BACK if listed("talk", name).inside(said(pieces(text)))), None)
    if back is None:
        return asked
    year = str(where.today.year - back)
    return tuple(replace(s, date=_with_year(s.date, year, where)) for s in asked)


def _with_year(date: str, year: str, where: Where) -> str:
    """The day in that year, as ISO; the words as they are where they tell no day."""
    if re.fullmatch(r"\d{4}(-\d\d)*", date) or not date:
        return date
    told = birth_date(f"{date} {year}", where.today, where.lang)
    return told.value.isoformat() if told.value else date


def _of_a_time(text: str) -> bool:
    """Whether the words may tell of a time: "when my son was born", "around easter"."""
    words = said(pieces(text))
    return len(words) <= LONGEST_TIME and listed("talk", "times").inside(words)


def _known_studies(draft: Draft) -> StudiesHeard:
    known = tuple(Study(s.study, s.date) for s in draft.request.studies)
    if not known:
        return NO_STUDIES
    return StudiesHeard(known, () if all(s.date for s in known) else ("date",))


def _as_said(text: str, draft: Draft) -> Told:
    """Asked for twice: the caller's own words, which the library can read, rather than a third question."""
    words = " ".join(text.split())[:LONGEST_WORDS]
    asked = (StudyAsked("images", words),)
    return Told(replace(draft, request=replace(draft.request, studies=asked)), ("studies",))


def _dated_in_words(text: str, draft: Draft) -> Told:
    """A vague date stays in the caller's words."""
    words = " ".join(text.split())[:LONGEST_WORDS]
    asked = tuple(s if s.date else replace(s, date=words) for s in draft.request.studies)
    return Told(replace(draft, request=replace(draft.request, studies=asked)), ("studies",))
