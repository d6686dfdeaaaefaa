"""Corrections: "no, the birthday is the ninth", "that's not right". Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.asking import Answer, Ask, say
from bot.fields.control import ControlHeard
from bot.fields.pieces import listed, pieces, said, written
from bot.release_talk import offering
from bot.release_talk.draft import MOST_DEMANDED, OPTIONAL, Draft, Field
from bot.release_talk.hear import told
from bot.release_talk.questions import asked, state_of
from bot.release_talk.steering import cleared
from bot.release_talk.taking import text_of, took, where
from bot.release_talk.told import Told

# The first of these that is named is what a correction is about.
FEW_WORDS = 6
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
    return mended(ask, draft, name, steer.rest)


def not_mine(ask: Ask, draft: Draft) -> Answer | None:
    """ "That's my name, hers is Ana Ruiz": the caller had given his own."""
    found = pieces(text_of(ask))
    words = said(found)
    if draft.request.requester == "patient" or not listed("talk", "my_own_name").inside(words):
        return None
    start = listed("talk", "their_name").find(words)
    rest = written(found[start[1] :]) if start else ""
    return mended(ask, draft, "name", rest) if rest else asked(cleared(draft, "name"), ask.message, ask.now)


def last_read(ask: Ask, draft: Draft, steer: ControlHeard, asked_for: Field | None = None) -> Answer | None:
    """ "That's not right": of what was read back last. A mere no to an optional thing is no such objection."""
    if steer.value not in ("correction", "no") or not draft.read:
        return None
    if steer.rest:
        for name in draft.read:
            heard = told(name, steer.rest, draft, where(ask))
            if heard.fields and heard.draft.request != draft.request:
                return took(ask, heard, Told(heard.draft))
    if asked_for in OPTIONAL and not objects(ask):
        return None
    if not (steer.alone or objects(ask)) and len(text_of(ask).split()) > FEW_WORDS:
        return None  # "i do not have the street": a longer no tells of what is asked now
    if len(draft.read) == 1:
        return asked(cleared(draft, draft.read[0]), ask.message, ask.now, say("release_back"))
    return what_is_wrong(ask, draft)


def objects(ask: Ask) -> bool:
    """Whether it is said that something is wrong."""
    return listed("talk", "wrong").inside(said(pieces(ask.message.words)))


def what_is_wrong(ask: Ask, draft: Draft) -> Answer:
    """Which thing is wrong? Asked too often, the paper way."""
    draft = replace(draft, tries=draft.tries + 1, read=())
    if draft.tries > MOST_DEMANDED:
        return offering.paper_way(ask, draft)
    part = say("release_what_wrong")
    return Answer((part,), expect="release_confirm", state=state_of(draft, ask.now, part))


def named(text: str, draft: Draft) -> Field | None:
    """What a correction is about, by its plain word."""
    words = said(pieces(text))
    return next((name for name in NAMED if listed("talk", name).inside(words)), None)


def mended(ask: Ask, draft: Draft, name: Field, rest: str) -> Answer:
    """The new value in the place of the old one; asked for where it was not told."""
    for before in (draft, cleared(draft, name)):
        heard = told(name, rest, before, where(ask))
        if heard.fields and not heard.why and before is draft and heard.draft.request == draft.request:
            return asked(replace(heard.draft, read=()), ask.message, ask.now)  # it was right before
        if heard.fields and heard.draft.request != before.request and heard.draft.request != draft.request:
            return took(ask, heard, Told(heard.draft))
    return asked(cleared(draft, name), ask.message, ask.now, say("release_back"))
