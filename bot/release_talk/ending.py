"""The end of the talk: confirmed, how it is signed, anything else, one more. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.asking import Answer, Ask, first_of, say
from bot.effects import Effect, KeepRequest, LinkRequest, SubmitRequest
from bot.fields import control
from bot.fields.pieces import listed, pieces, said
from bot.release_talk import offering, side
from bot.release_talk.draft import Draft
from bot.release_talk.questions import PATIENCE, state_of
from bot.reply import Part


def finished(ask: Ask, draft: Draft) -> Answer:
    """All is right: it waits for a signature, by a link or on paper."""
    draft = replace(draft, read=(), tries=0, request=replace(draft.request, birth_confirmed=True))
    effects = (KeepRequest(), SubmitRequest())
    if ask.message.channel == "text":
        return _link_by_text(ask, draft, *effects)
    question = say("release_sign_how") if ask.message.caller else say("release_sign_paper")
    parts = (say("release_ready", code=""), *_papers(draft), question)
    return Answer(
        parts, expect="release_sign", effects=effects, patience=PATIENCE, state=state_of(draft, ask.now, question)
    )


def _link_by_text(ask: Ask, draft: Draft, *effects: Effect) -> Answer:
    """The link in this very text; how to sign is answered after it."""
    question = say("release_sign_text", code="", link="")
    both = (*effects, LinkRequest(question, offering.no_link(ask)))
    last = state_of(replace(draft, resumed=False), ask.now, say("release_sign_how"))
    return Answer((*_papers(draft), question), expect="release_sign", effects=both, state=last)


def _papers(draft: Draft) -> tuple[Part, ...]:
    """What has to come with the letter."""
    if draft.request.papers_needed:
        return (say("release_with_papers"),)
    return (say("release_they_sign"),) if draft.request.requester == "helper" else ()


def signed_how(ask: Ask, draft: Draft) -> Answer:
    """By the link, or on paper; a question is answered first."""
    text, voice = ask.message.words, ask.message.channel == "voice"
    words = said(pieces(text))
    paper = listed("talk", "paper").inside(words)
    steer = control(text).value
    if steer == "question" and not (paper or listed("talk", "link").inside(words)):
        return side.at_signing(ask)
    over = replace(draft, over=True)
    if paper or steer in ("no", "refuse") or not ask.message.caller:
        parts = (say("release_paper", code=draft.code), *offering.where_to_send(ask))
        return _closed(ask, over, *parts)
    if not voice and (draft.resumed or listed("talk", "new_link").inside(words)):
        return _link_by_text(ask, draft)
    if voice:
        done = say("release_link_soon", code="", link="")
        return _closed(ask, over, done, effects=(LinkRequest(done, offering.no_link(ask)),))
    return _closed(ask, over, say("release_sign_soon"))


def _closed(ask: Ask, draft: Draft, *parts: Part, effects: tuple[LinkRequest, ...] = ()) -> Answer:
    entry = first_of(ask, "images_patients")
    return Answer(
        (*parts, say("anything_else")), effects=effects, entry=entry.id if entry else "",
        state={"release": replace(draft, at=ask.now.isoformat()), "last": parts, "intent": "release_images"},
    )  # fmt: skip
