"""A request to release images: kept, submitted, cancelled, found again, and its page linked to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.actions.text_number import can_be_texted
from bot.codes import shown
from bot.conversation import Turned, replied
from bot.directory import Directory
from bot.effects import BeginRequest, CancelRequest, FindRequest, KeepRequest, LinkRequest, OfRequest, SubmitRequest
from bot.message import RELEASE, Message
from bot.release_talk import resume
from bot.release_talk.draft import Draft
from bot.reply import Part
from bot.state import State
from bot.store import CodeTaken, Turn
from bot.texts import gsm7
from bot.wording import Wording

MOST_DRAWS = 5


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where a new code and a new token come from, and where the page of a request is (https://host, no slash)."""

    code: Callable[[], str]
    token: Callable[[], str]
    base: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What the effects of one turn need."""

    message: Message
    directory: Directory
    stored: Turn
    wording: Wording
    now: dt.datetime
    drawn: Drawn
    keys: tuple[str, ...]


def run(turned: Turned, effect: OfRequest, desk: Desk) -> Turned:
    """The turn after its effect; what was told of it is true by then."""
    if turned.state.expect == "release_code" and not isinstance(effect, FindRequest):
        return turned  # an unfinished request comes first
    if isinstance(effect, BeginRequest):
        return _begun(turned, desk)
    if isinstance(effect, KeepRequest):
        return _kept(turned, desk)
    if isinstance(effect, SubmitRequest):
        return _submitted(turned, desk)
    if isinstance(effect, CancelRequest):
        return _cancelled(turned, effect, desk.stored)
    if isinstance(effect, LinkRequest):
        return _linked(turned, effect, desk)
    return _found(turned, effect, desk)


def without(turned: Turned, message: Message, directory: Directory, known: State | None) -> Turned:
    """The turn when nothing can be saved: nothing is said to be kept, and the paper way is told.

    In the middle of a request the same question comes again; what was kept before is there when the store is back.
    """
    if turned.reply.silent or turned.reply.transfer:
        return turned
    asked = message.expect if message.channel == "voice" else known.expect if known else "open"
    gone = any(isinstance(effect, CancelRequest) for effect in turned.effects)
    if asked in RELEASE and not gone:
        draft = known.release if known else None
        state = replace(turned.state, release=draft)
        return replied(state, resume.not_saved_yet(asked, draft, directory, message), message)
    return replied(replace(turned.state, release=None), resume.not_saved(directory), message)


def _begun(turned: Turned, desk: Desk) -> Turned:
    """An unfinished request of this number comes first; what was told now is remembered for a new one."""
    if not desk.message.caller or not desk.stored.unfinished(desk.message.caller):
        return turned
    draft = turned.state.release or Draft()
    return replied(turned.state, resume.question(draft, desk.now), desk.message)


def _kept(turned: Turned, desk: Desk) -> Turned:
    draft = turned.state.release
    if draft is None:
        return turned
    if draft.id and desk.stored.save_request(draft.id, draft.request):
        return _coded(turned, draft.code)
    made, code = _new(draft, turned.state, desk)
    draft = replace(draft, id=made, code=shown(code))
    return _coded(replace(turned, state=replace(turned.state, release=draft)), draft.code)


def _new(draft: Draft, state: State, desk: Desk) -> tuple[str, str]:
    """The id and the code of a new request; a code that another has is drawn again. Raises StoreUnavailable."""
    told = desk.message.channel, state.lang, desk.message.caller
    for _ in range(MOST_DRAWS):
        code = desk.drawn.code()
        try:
            return desk.stored.new_request(draft.request, *told, code, desk.directory.version), code
        except CodeTaken:
            continue
    raise CodeTaken


def _coded(turned: Turned, code: str) -> Turned:
    """The parts that tell the code, with the code in them."""
    parts = tuple(
        replace(part, args={**part.args, "code": code}) if part.args.get("code") == "" else part
        for part in turned.reply.parts
    )
    return replace(turned, reply=replace(turned.reply, parts=parts))


def _submitted(turned: Turned, desk: Desk) -> Turned:
    draft = turned.state.release
    found = desk.stored.request(draft.id) if draft else None
    if found and found.state == "draft":
        desk.stored.move_request(found.id, "to_sign", "caller")
    return turned


def _cancelled(turned: Turned, effect: CancelRequest, stored: Turn) -> Turned:
    """The turn, with its unsigned request gone."""
    found = stored.request(effect.request) if effect.request else None
    if found and found.state in resume.UNSIGNED:
        stored.move_request(found.id, "cancelled", "caller")
    return turned


def _linked(turned: Turned, effect: LinkRequest, desk: Desk) -> Turned:
    draft = turned.state.release
    if draft is None or not draft.id:
        return turned
    token = desk.drawn.token()
    link = f"{desk.drawn.base}/sign/{token}"
    told = replace(effect.done, args={**effect.done.args, "code": draft.code, "link": link})
    if desk.message.channel == "voice" and not _texted(told, turned.state, desk):
        return _instead(turned, effect.done, effect.failed, draft.code)
    desk.stored.new_link(draft.id, token)
    return _instead(turned, effect.done, told, draft.code)


def _texted(told: Part, state: State, desk: Desk) -> bool:
    if not can_be_texted(desk.message.caller):
        return False
    part = Part("release_link_text", args=told.args)
    body = gsm7(desk.wording.written(part, state.lang, desk.directory))
    return desk.stored.queue_text(desk.message.caller, body, "release_link", True, f"release:{desk.keys[0]}")


def _instead(turned: Turned, done: Part, other: Part, code: str) -> Turned:
    """With this part in the place of that one, whose code may have been filled in meanwhile."""
    parts = tuple(
        replace(other, args={**other.args, "code": code}) if part.reply == done.reply else part
        for part in turned.reply.parts
    )
    return replace(turned, reply=replace(turned.reply, parts=parts))


def _found(turned: Turned, effect: FindRequest, desk: Desk) -> Turned:
    """The request with this code and number, as far as it may be told."""
    caller, now = desk.message.caller, desk.now
    found = desk.stored.request_by_code(effect.code, caller) if caller else None
    if found is None:
        return replied(turned.state, resume.not_found(turned.state, desk.message, now), desk.message)
    if effect.status_only or found.state not in resume.UNSIGNED:
        return replied(turned.state, resume.status_told(found.state, desk.directory), desk.message)
    request = resume.filled(found.request, turned.state.release) if found.state == "draft" else found.request
    if request != found.request:
        desk.stored.save_request(found.id, request)
    told = found.id, shown(found.code), request, found.state == "to_sign"
    return replied(turned.state, resume.resumed(*told, desk.message, now), desk.message)
