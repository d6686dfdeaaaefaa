"""What is told by the way: all of it in the first message, what is plainly announced beside a later answer. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.fields import birth_date
from bot.fields.dates import NOTHING, DateHeard
from bot.fields.full_dates import full_dates
from bot.fields.in_passing import InPassing, in_passing
from bot.fields.pieces import listed, pieces, said
from bot.fields.restated import restated
from bot.fields.study import as_said
from bot.fields.study_parts import kind_of, lacks_a_part
from bot.fields.tables import field_table, word_set
from bot.fields.who import OUTSIDE
from bot.release_talk.draft import Draft, Field
from bot.release_talk.hear import told
from bot.release_talk.hear_recipient import to_be_spelled, took
from bot.release_talk.hear_who import REQUESTERS, asks
from bot.release_talk.told import Told
from bot.release_talk.where import Where
from bot.request import StudyAsked

# A shorter answer tells the one thing that was asked.
FEW = 5
MOST_IN_A_NAME = 9
LEAST_OF_A_DOCTOR = 2  # words: of "Dr. Moss" alone the place is still to be asked for
# Beside answers to these an examination may be named by the way; in the others its words are part of a name.
STUDIES_BESIDE: frozenset[Field] = frozenset({"taken", "who", "name", "birth"})


def first(text: str, draft: Draft, where: Where) -> Told:
    """The draft with all that a first message tells."""
    text = restated(text, where.lang)
    heard = in_passing(text, where.today, where.lang)
    if heard.who.value in OUTSIDE:
        return Told(draft, (), "", heard.who.value)
    return _put(heard, text, draft, where, frozenset())


def beside(text: str, draft: Draft, where: Where, asked: Field, *, alone: bool = False) -> Told:
    """The draft with what an answer to `asked` tells of other fields, where they were not told yet.

    `alone`: it tells nothing of what was asked, so that less has to announce another field.
    """
    if len(text.split()) < FEW and not alone:
        return Told(draft)
    leave: set[Field] = {asked, "who"}
    if asked not in STUDIES_BESIDE and not alone:
        leave.add("studies")
    words = said(pieces(text))
    if not alone and not listed("talk", "sending").inside(words):
        leave.add("recipient")
    heard = in_passing(text, where.today, where.lang)
    if asked == "name" and heard.birth.value is None and not heard.studies.value:
        heard = replace(heard, birth=_behind_the_name(text, where))
    return _put(heard, text, draft, where, frozenset(leave))


def _behind_the_name(text: str, where: Where) -> DateHeard:
    """ "Ana Ruiz, July 4th 1980": the one date that is told whole beside a name."""
    dates = full_dates(pieces(text), where.lang)
    return birth_date(text, where.today, where.lang) if len(dates) == 1 and not dates[0].short else NOTHING


def _put(heard: InPassing, text: str, draft: Draft, where: Where, leave: frozenset[Field]) -> Told:
    fields: list[Field] = []
    notes: tuple[str, ...] = ()
    requester = REQUESTERS.get(heard.who.value or "")
    if requester and draft.request.requester is None and "who" not in leave:
        of_who = asks(requester, heard.who, text, draft)
        draft, notes = of_who.draft, of_who.notes
        fields.append("who")
    named: tuple[Field, ...] = ("name", "birth", "studies", "recipient", "record", "needed")
    for name in named:
        if name in leave or _known(name, draft):
            continue
        more = _one(name, heard, text, draft, where)
        draft = more.draft
        if more.fields:
            fields += [f for f in more.fields if f not in fields]
    return Told(draft, tuple(fields), notes=notes)


def _known(name: Field, draft: Draft) -> bool:
    request = draft.request
    known: dict[Field, bool] = {
        "name": bool(request.patient_name), "birth": request.date_of_birth is not None,
        "studies": bool(request.studies) or request.all_studies,
        "recipient": bool(request.recipient_name) or request.recipient_home, "record": bool(request.mrn),
        "needed": bool(request.needed_words),
    }  # fmt: skip
    return known[name]


def _one(name: Field, heard: InPassing, text: str, draft: Draft, where: Where) -> Told:
    if name == "name":
        mine = draft.request.requester in (None, "patient")
        if heard.name.value is None or heard.name.missing or not mine:
            return Told(draft)
        draft = replace(draft, request=replace(draft.request, patient_name=heard.name.value))
        return Told(draft.doubt("name", where.voice and not heard.name.spelled), ("name",))
    if name == "birth":
        date = heard.birth.value
        return told("birth", date.isoformat(), draft, where) if date and not heard.birth.doubt else Told(draft)
    if name == "studies":
        return _studies(heard, draft)
    if name == "recipient":
        return _recipient(heard, text, draft, where) if _named(heard) else Told(draft)
    if name == "record":
        number = heard.record.value
        return Told(replace(draft, request=replace(draft.request, mrn=number)), ("record",)) if number else Told(draft)
    day = heard.needed
    if day.value is None and day.pace != "soon":
        return Told(draft)
    request = replace(draft.request, needed_by=day.value, needed_words=day.words)
    return Told(replace(draft.settle("needed"), request=request), ("needed",))


def _recipient(heard: InPassing, text: str, draft: Draft, where: Where) -> Told:
    return to_be_spelled(took(heard.recipient, replace(draft, placeless=True)), text, where)


def _named(heard: InPassing) -> bool:
    """Whether the recipient was told by a name; of "my doctor at UNC" the name is still to be asked for."""
    found = heard.recipient.value
    if found is None or found.kind != "provider" or found.address is not None:
        return found is not None
    words = said(pieces(found.name))
    titled = len(words) > LEAST_OF_A_DOCTOR and words[0] in field_table("recipient")["titles"]
    any_place = set(words[: words.index("in")] if "in" in words else words) <= word_set("recipient", "places")
    plain = not any_place and not set(words) & (word_set("talk", "no_recipient"))
    return plain and 1 < len(words) <= MOST_IN_A_NAME and (titled or bool(set(words) & word_set("recipient", "places")))


def _studies(heard: InPassing, draft: Draft) -> Told:
    named = heard.studies.value
    if heard.studies.why or not named or all(s.general for s in named):
        return Told(draft)
    bare_one = len(named) == 1 and named[0].study in word_set("studies", "enough") and not heard.who.deceased
    short = (s for s in named if len(s.study.split()) < 2)
    if not bare_one and any(lacks_a_part(s.study) or not s.date or heard.who.deceased for s in short):
        kinds = tuple(dict.fromkeys(kind_of(s.study) for s in named))
        return Told(replace(draft, kinds=kinds))  # "my x-rays" alone: of what, is still to be asked for
    asked = tuple(StudyAsked(s.study, as_said(s)) for s in named)
    draft = replace(draft, request=replace(draft.request, studies=asked))
    vague = any(s.date and not s.on_a_day for s in named) or any(lacks_a_part(s.study) for s in named)
    return Told(draft.doubt("studies", vague), ("studies",))
