"""Corrections: "no, the birthday is the ninth", "that's not right", and the answer to "is that right?". Pure."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from bot.asking import Answer, Ask, say
from bot.fields import birth_date
from bot.fields.control import ControlHeard, control
from bot.fields.pieces import listed, pieces, said, written
from bot.fields.spelling import is_spelled
from bot.fields.tables import word_set
from bot.fields.vague_dates import DAY, whens
from bot.release_talk import confirming, ending, offering, several, side
from bot.release_talk.draft import MOST_DEMANDED, OPTIONAL, Draft, Field
from bot.release_talk.hear import told
from bot.release_talk.questions import asked, state_of
from bot.release_talk.steering import cleared
from bot.release_talk.taking import text_of, took, where
from bot.release_talk.told import Told

# The first of these that is named is what a correction is about.
FEW_WORDS = 6
ALL_BUT_ONE = 2  # parts of a date
SENTENCE = re.compile(r"(?<=[.!?])\s+")
MONTH = 7  # signs of an ISO month
NAMED: tuple[Field, ...] = (
    "birth", "record", "needed", "reach", "address", "recipient", "studies", "name", "who",
)  # fmt: skip


def other_field(ask: Ask, draft: Draft, asked_for: Field, steer: ControlHeard) -> Answer | None:
    """A correction of something that was told before, while another thing is asked."""
    if steer.value not in ("correction", "no") or (not steer.rest and steer.alone):
        return None
    name = named(ask.message.words, draft)
    if name is None or name == asked_for or cleared(draft, name).request == draft.request:
        return None  # what was never told is not put right
    return _mended(ask, draft, name, steer.rest)


def not_mine(ask: Ask, draft: Draft) -> Answer | None:
    """ "That's my name, hers is Ana Ruiz": the caller had given his own."""
    found = pieces(text_of(ask))
    words = said(found)
    if draft.request.requester == "patient" or not listed("talk", "my_own_name").inside(words):
        return None
    start = listed("talk", "their_name").find(words)
    rest = written(found[start[1] :]) if start else ""
    return _mended(ask, draft, "name", rest) if rest else asked(cleared(draft, "name"), ask.message, ask.now)


def last_read(ask: Ask, draft: Draft, steer: ControlHeard, asked_for: Field | None = None) -> Answer | None:
    """ "That's not right": of what was read back last. A mere no to an optional thing is no such objection."""
    if steer.value not in ("correction", "no") or not draft.read:
        return None
    if steer.rest:
        for name in draft.read:
            heard = told(name, steer.rest, draft, where(ask))
            if heard.fields and heard.draft.request != draft.request:
                return took(ask, heard, Told(heard.draft))
    if asked_for in OPTIONAL and not _objects(ask):
        return None
    if not (steer.alone or _objects(ask)) and len(text_of(ask).split()) > FEW_WORDS:
        return None  # "i do not have the street": a longer no tells of what is asked now
    if len(draft.read) == 1:
        return asked(cleared(draft, draft.read[0]), ask.message, ask.now, say("release_back"))
    return _what(ask, draft)


def _objects(ask: Ask) -> bool:
    """Whether it is said that something is wrong."""
    return listed("talk", "wrong").inside(said(pieces(ask.message.words)))


def confirmed(ask: Ask, draft: Draft) -> Answer:
    """The answer to "is that right?"."""
    text = text_of(ask)
    steer = control(text)
    words = said(pieces(text))
    if own := not_mine(ask, draft):
        return own
    if short := confirming.without_middle(text, draft):
        return took(ask, short, Told(short.draft))
    if listed("talk", "right_after_all").inside(words):
        return asked(replace(draft, read=()), ask.message, ask.now)
    many = several.told_of(text, draft, where(ask)) if steer.value != "question" else None
    gently = confirming.mended(text, draft, where(ask)) if steer.value not in ("question", "refuse") else None
    if many and len(many.fields) > len(gently.fields if gently else ()):
        return took(ask, many, Told(many.draft))
    if gently and gently.draft.request != draft.request:
        return took(ask, gently, Told(gently.draft))
    if gently and listed("talk", "rest_right").inside(words):
        return ending.finished(ask, draft)
    if _agrees(text, draft, steer):
        return ending.finished(ask, draft)
    first, *more = SENTENCE.split(text)
    if more and _agrees(first, draft, control(first)) and control(more[-1]).value == "question":
        return side.question(ask, draft, "who")
    if gently and is_spelled(pieces(text)) and not many and named(text, draft) in (None, "name"):
        return took(ask, gently, Told(gently.draft))  # the letters that we know, told once more
    if many and not many.fields:
        return asked(replace(draft, read=()), ask.message, ask.now)
    if many:
        return took(ask, many, Told(many.draft))
    born = _birth_mended(ask, draft)
    if born:
        return born
    if day := _study_day_mended(ask, draft):
        return took(ask, day, Told(day.draft))
    name = named(text, draft) or _of_studies(ask, draft)
    if name and steer.value != "question":
        return _mended(ask, draft, name, steer.rest or text)
    mended = last_read(ask, draft, steer) if steer.rest else None
    if mended:
        return mended
    if part := confirming.by_a_part(text, draft, where(ask)):
        return took(ask, part, Told(part.draft))
    if steer.value == "question":
        placed = confirming.with_his_place(text, draft, where(ask))
        return took(ask, placed, Told(placed.draft)) if placed else side.question(ask, draft, "who")
    if steer.value == "refuse":
        return offering.refused(ask, draft, "birth")
    if steer.value not in ("no", "correction") and draft.tries and not _objects(ask):
        return ending.finished(ask, draft)  # said twice, and nothing in it is another; the page shows all of it
    return _what(ask, draft)


def _agrees(text: str, draft: Draft, steer: ControlHeard) -> bool:
    """Whether all is right as it was read: yes, its key, "that's all right", "no changes"."""
    words = said(pieces(text))
    agreed = listed("talk", "all_right").inside(words) and steer.value not in ("no", "correction", "question")
    plain = agreed and (len(words) <= FEW_WORDS or not named(text, draft))
    unchanged = listed("talk", "no_changes").inside(words) and len(words) <= FEW_WORDS
    return steer.value == "yes" or text.strip() == "1" or plain or unchanged


def _of_studies(ask: Ask, draft: Draft) -> Field | None:
    """ "It's the left hand, not the right": an examination, by its part of the body alone."""
    side = set(said(pieces(text_of(ask)))) & word_set("studies", "sides")
    heard = told("studies", text_of(ask), draft, where(ask)) if side and draft.request.studies else Told(draft)
    known, now = draft.request.studies, heard.draft.request.studies
    return "studies" if len(now) == len(known) and now != known else None


def _birth_mended(ask: Ask, draft: Draft) -> Answer | None:
    """A whole date that is the date of birth in all but one part: "i put his brother's year, june 30 2015"."""
    known = draft.request.date_of_birth
    place = where(ask)
    fresh = birth_date(text_of(ask), place.today, place.lang)
    if sum(part is not None for part in (fresh.year, fresh.month, fresh.day)) < ALL_BUT_ONE and not _year_named(
        ask, known
    ):
        return None
    heard = told("birth", text_of(ask), draft, where(ask))
    now = heard.draft.request.date_of_birth
    if known is None or now is None or not heard.fields or now == known:
        return None
    same = sum(getattr(known, part) == getattr(now, part) for part in ("year", "month", "day"))
    return took(ask, heard, Told(heard.draft)) if same >= ALL_BUT_ONE else None


def _study_day_mended(ask: Ask, draft: Draft) -> Told | None:
    """ "The date is wrong, it was the 16th of September": of the one study that was in that month of that year."""
    place, known = where(ask), draft.request.studies
    days = [w.iso for w in whens(pieces(text_of(ask)), place.today, place.lang) if len(w.iso) == DAY]
    same = [s for s in known if len(days) == 1 and len(s.date) == DAY and s.date[:MONTH] == days[0][:MONTH]]
    if len(same) != 1 or same[0].date == days[0]:
        return None
    asked_for = tuple(replace(s, date=days[0]) if s is same[0] else s for s in known)
    return Told(replace(draft, request=replace(draft.request, studies=asked_for)), ("studies",))


def _year_named(ask: Ask, known: dt.date | None) -> bool:
    """ "My year is 1978, not 1987": the year of birth, by the old one beside it or as the caller's own."""
    words = said(pieces(text_of(ask)))
    if known is None or listed("talk", "studies").inside(words):
        return False
    return str(known.year) in words or listed("talk", "birth_year").inside(words)


def _what(ask: Ask, draft: Draft) -> Answer:
    """Which thing is wrong?"""
    draft = replace(draft, tries=draft.tries + 1, read=())
    if draft.tries > MOST_DEMANDED:
        return offering.paper_way(ask, draft)
    part = say("release_what_wrong")
    return Answer((part,), expect="release_confirm", state=state_of(draft, ask.now, part))


def named(text: str, draft: Draft) -> Field | None:
    """What a correction is about, by its plain word."""
    words = said(pieces(text))
    return next((name for name in NAMED if listed("talk", name).inside(words)), None)


def _mended(ask: Ask, draft: Draft, name: Field, rest: str) -> Answer:
    """The new value in the place of the old one; asked for where it was not told."""
    for before in (draft, cleared(draft, name)):
        heard = told(name, rest, before, where(ask))
        if heard.fields and not heard.why and before is draft and heard.draft.request == draft.request:
            return asked(replace(heard.draft, read=()), ask.message, ask.now)  # it was right before
        if heard.fields and heard.draft.request != before.request and heard.draft.request != draft.request:
            return took(ask, heard, Told(heard.draft))
    return asked(cleared(draft, name), ask.message, ask.now, say("release_back"))
