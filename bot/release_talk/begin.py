"""How a request begins: with all that the first message tells. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.asking import Answer, Ask, first_of, say, targets
from bot.effects import BeginRequest
from bot.fields import control, who_asks
from bot.fields.control import ControlHeard
from bot.fields.pieces import listed, pieces, said
from bot.fields.tables import word_set
from bot.release_talk import offering, passing
from bot.release_talk.draft import Draft
from bot.release_talk.questions import asked
from bot.release_talk.taking import begun, took, where
from bot.release_talk.told import Told
from bot.reply import Part
from bot.request import ReleaseRequest

FEW_WORDS = 7
NEAR = 4  # words from "for" to whom it is for


def begin(ask: Ask, *, ours: bool = False, again: bool = False, before: tuple[Part, ...] = ()) -> Answer:
    """The first question. `ours`: it was said that the pictures were taken here; `again`: it is not the first one."""
    again = again or _just_done(ask)
    heard = passing.first(ask.message.words, _same_patient(ask) if again else Draft(), where(ask))
    if heard.outside:
        return offering.outside(ask, heard.outside)
    welcome = () if again else before or (_welcome(ask),)
    if ours:
        found = begun(ask, replace(heard, draft=heard.draft.settle("taken")), *welcome)
    else:
        found = asked(heard.draft, ask.message, ask.now, *welcome)
    return replace(found, effects=(BeginRequest(), *found.effects))


def _just_done(ask: Ask) -> bool:
    """Whether a request was told to its end in this talk; after a while another may hold the phone."""
    before = ask.state.release
    return before is not None and before.over and not before.quiet(ask.now)


def _same_patient(ask: Ask) -> Draft:
    """For a second request: who asks, or who the patient himself is, need not be told again."""
    before = ask.state.release
    known = before.request if before else None
    if known is None:
        return Draft()
    words = said(pieces(ask.message.words))
    fresh = ReleaseRequest()
    if listed("talk", "same_recipient").inside(words):
        fresh = replace(fresh, recipient_name=known.recipient_name, recipient_address=known.recipient_address)
    if known.requester != "patient" or _of_another(ask, words):
        own = known.patient_name if known.requester == "patient" else known.asker
        return Draft(request=replace(fresh, asker=own))
    if listed("talk", "same_studies").inside(words):
        fresh = replace(fresh, studies=known.studies, all_studies=known.all_studies, no_dates=known.no_dates)
    request = replace(
        fresh, requester="patient", patient_name=known.patient_name, date_of_birth=known.date_of_birth, mrn=known.mrn,
        callback=known.callback,
    )  # fmt: skip
    here = ("taken",) if fresh.studies or fresh.all_studies else ()
    return Draft(request=request).settle("record", "reach", *here)


def _of_another(ask: Ask, words: Sequence[str]) -> bool:
    """Whether the second request is another patient's; not "the same pictures, so my granddaughter can look"."""
    who = who_asks(ask.message.words)
    lead = listed("in_passing", "for_whom")
    named = any(lead.at(words, i) and who.relation in words[i : i + NEAR] for i in range(len(words)))
    same = listed("talk", "same_studies").inside(words) and not named
    return who.value not in ("patient", None) and not same


def _welcome(ask: Ask) -> Part:
    """What comes, the other ways, and that a text is not private; the library's number where it costs no breath."""
    library = first_of(ask, "images_patients")
    asked = ask.message.channel == "text" or "reach" in ask.meaning.signs
    line = targets(library, "phone", first_only=True) if library and asked else ()
    return Part("release_welcome", numbers=line)


def go_on(ask: Ask, draft: Draft) -> Answer:
    """A request that is being taken already goes on with its question."""
    more = passing.beside(ask.message.words, draft, where(ask), "taken")
    if more.fields:
        return took(ask, more, Told(more.draft))
    return asked(draft, ask.message, ask.now)


def _no_more(words: Sequence[str], steer: ControlHeard) -> bool:
    """ "No sir, I've kept you long enough": a no, and nothing else is wanted."""
    says_no = bool(words) and words[0] in word_set("talk", "noes") and steer.value not in ("question", "person")
    more = listed("talk", "another").inside(words) and bool(set(words) & word_set("talk", "for_one"))
    return says_no and not set(words) & word_set("talk", "wants") and not more


def _will_sign(ask: Ask, words: Sequence[str]) -> Answer | None:
    """ "Okay, I'll sign it": said once more after the talk about it."""
    if not listed("talk", "signs").inside(words) or len(words) > FEW_WORDS:
        return None
    return Answer((say("release_sign_soon"), say("anything_else")), state={"release": ask.state.release})


def one_more(ask: Ask) -> Answer | None:
    """After a request: "yes, one more for my mother" begins another."""
    draft = ask.state.release
    if draft is None or not draft.over or ask.meaning.urgency.kind != "none":
        return None
    text = ask.message.words
    words = said(pieces(text))
    more = bool(words) and listed("talk", "another").inside(words)
    steer = control(text)
    for_another = bool(who_asks(text).relation) and steer.value not in ("no", "question")
    done = listed("talk", "done").inside(words) and len(words) <= FEW_WORDS
    if (steer.value == "no" and steer.alone) or done or _no_more(words, steer):
        voice = ask.message.channel == "voice"
        return Answer((say("goodbye" if voice else "no_problem"),), hang_up=voice, state={"release": None})
    if not (more or for_another) or steer.value == "no":
        return _will_sign(ask, words) if steer.value != "question" else None
    return begin(ask, again=True)
