"""An answer to the question asked: taken, mended, asked for again, or gone on without. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.asking import Answer, Ask, say
from bot.fields import control
from bot.fields.control import ControlHeard
from bot.release_talk import mending, offering, passing, read_back, side
from bot.release_talk.draft import FIELDS, MOST_DEMANDED, MOST_OPTIONAL, OPTIONAL, Draft, Field
from bot.release_talk.hear import told
from bot.release_talk.hear_who import died_since
from bot.release_talk.questions import asked, hint, question_of, state_of
from bot.release_talk.taking import begun, text_of, took, where
from bot.release_talk.told import Told

FIELD_OF: dict[str, Field] = {f"release_{name}": name for name in FIELDS}


def answered(ask: Ask, draft: Draft) -> Answer:
    """What follows from an answer."""
    if ask.state.expect == "release_confirm":
        return read_back.confirmed(ask, draft)
    if ask.state.expect == "release_taken":
        return taken(ask, draft)
    name = FIELD_OF[ask.state.expect]
    text = text_of(ask)
    steer = control(text)
    heard = told(name, text, draft, where(ask))
    plain = name == "who" and bool(heard.fields)  # "oh no, I'm the patient"
    mended = mending.not_mine(ask, draft) or (None if plain else mending.other_field(ask, draft, name, steer))
    if mended:
        return mended
    died = died_since(text, heard.draft)
    heard = replace(heard, draft=died.draft, notes=(*heard.notes, *died.notes)) if died.fields else heard
    if name in draft.unsure and heard.fields and heard.draft.request == draft.request and steer.value == "":
        heard = _of_the_next(ask, heard)
    if name == "needed" and steer.value == "question":
        heard = Told(draft) if heard.draft.request.needed_by is None else heard
    if heard.outside:
        return offering.outside(ask, heard.outside)
    if heard.fields and heard.why and _no_further(draft, heard.draft):
        return missed(ask, heard, name)
    if heard.fields:
        return took(ask, heard, passing.beside(text, heard.draft, where(ask), name))
    return _nothing_told(ask, draft, name, steer, heard)


def _of_the_next(ask: Ask, heard: Told) -> Told:
    """What was keyed or said in the place of letters may be the answer to what comes next."""
    after = heard.draft.next
    more = told(after, text_of(ask), heard.draft, where(ask)) if after in ("birth", "address") else heard
    return replace(more, fields=(*heard.fields, *more.fields)) if more.fields and more is not heard else heard


def _no_further(draft: Draft, told: Draft) -> bool:
    """Whether the same half of an answer came again."""
    return (draft.request, draft.birth, draft.address) == (told.request, told.birth, told.address)


def _nothing_told(ask: Ask, draft: Draft, name: Field, steer: ControlHeard, heard: Told) -> Answer:
    more = passing.beside(text_of(ask), heard.draft, where(ask), name, alone=True)
    if more.fields:
        return took(ask, more, Told(more.draft))
    if steer.value == "question":
        return side.question(ask, draft, name)
    mended = mending.last_read(ask, draft, steer, name)
    if mended:
        return mended
    if steer.value == "yes" and steer.alone and draft.read:
        return asked(replace(draft, read=()), ask.message, ask.now)
    if steer.value in ("refuse", "skip", "dont_know", "no") and name in OPTIONAL:
        return took(ask, Told(draft.settle(name), (name,)), Told(draft.settle(name)))
    if steer.value == "refuse" or heard.why == "refused":
        return offering.refused(ask, draft, name)
    return missed(ask, heard, name)


def taken(ask: Ask, draft: Draft) -> Answer:
    """Were they taken here? Whoever answers anything but a plain no goes on."""
    text = text_of(ask)
    if control(text).value == "question" and not offering.elsewhere(text, ask.directory.file):
        first = passing.beside(text, draft, where(ask), "taken")
        return (
            side.question(ask, draft, "taken")
            if not first.fields
            else begun(ask, replace(first, draft=first.draft.settle("taken")))
        )
    heard = told("who", text, draft, where(ask)) if draft.request.requester is None else Told(draft)
    if offering.elsewhere(text, ask.directory.file) and not heard.fields:
        return offering.from_elsewhere(ask)
    if heard.outside:
        return offering.outside(ask, heard.outside)
    draft = (heard.draft if heard.fields else draft).settle("taken")
    more = passing.first(text, draft, where(ask)) if len(text.split()) >= passing.FEW else Told(draft)
    if more.outside:
        return offering.outside(ask, more.outside)
    fields = tuple(dict.fromkeys((*heard.fields, *more.fields)))
    return begun(ask, Told(more.draft, fields, notes=tuple(dict.fromkeys((*heard.notes, *more.notes)))))


def missed(ask: Ask, heard: Told, name: Field) -> Answer:
    """Asked again in other words; an optional thing is gone on without, a demanded one leads to other ways."""
    draft = replace(heard.draft, tries=heard.draft.tries + 1, read=())
    if name in OPTIONAL and draft.tries >= MOST_OPTIONAL:
        settled = _let_go(ask, draft, name)
        return took(ask, Told(settled, (name,)), Told(settled))
    if draft.tries > MOST_DEMANDED:
        return offering.paper_way(ask, draft)
    if draft.tries == MOST_DEMANDED:
        question = question_of(draft, ask.message)
        return Answer(
            (say("release_stuck"),), expect=ask.state.expect, missed=True, state=state_of(draft, ask.now, question)
        )
    hinted = hint(name, heard.why) or ((say("release_missed"),) if draft.tries == 1 else ())
    return asked(draft, ask.message, ask.now, *hinted, why=heard.why, missed=True)


def _let_go(ask: Ask, draft: Draft, name: Field) -> Draft:
    """Gone on without it; whoever told no number to be reached at is reached at the one he calls or writes from."""
    if name == "reach" and ask.message.caller:
        draft = replace(draft, request=replace(draft.request, callback=ask.message.caller))
    return draft.settle(name)
