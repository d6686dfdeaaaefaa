"""Going on with an unfinished request, or asking how far one is: by its code, from the same number. Pure.

Whoever holds the phone now hears only that there is one; after the code nothing that was told is said again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace

from bot.asking import Answer, Ask, first_of, numbers, say
from bot.directory import Directory
from bot.effects import FindRequest
from bot.fields import control
from bot.fields.pieces import listed, pieces, said
from bot.message import Expect, Message
from bot.release_talk import passing, side, steering
from bot.release_talk.code_heard import code_in
from bot.release_talk.draft import Draft
from bot.release_talk.questions import (
    OF_ITS_OWN,
    PATIENCE,
    asked,
    confirm,
    expect_of,
    last_of,
    question_of,
    state_of,
)
from bot.release_talk.taking import where
from bot.reply import Part
from bot.request import ReleaseRequest, RequestState
from bot.state import State

MOST_MISSES = 2
WAIT_FOR_STORE = 10  # seconds that a caller may take before he answers again
MOST_BESIDE_A_CODE = 12
LEAST_TRY = 3  # letters and figures of a code that went wrong
# Whoever asks about one of these is to call.
TO_CALL: frozenset[RequestState] = frozenset({"needs_something", "came_back"})
UNSIGNED: frozenset[RequestState] = frozenset({"draft", "to_sign"})


def question(draft: Draft, now: dt.datetime) -> Answer:
    """There is an unfinished request: its code, or a new one? `draft` is what was told of a new one."""
    part = say("release_code_or_new")
    return Answer((part,), expect="release_code", patience=PATIENCE, state=state_of(draft, now, part))


def not_saved(directory: Directory) -> Answer:
    """Nothing can be kept now: the paper way."""
    library = directory.role("images_patients")[:1]
    lines = tuple(numbers(e, "phone", "fax", first_only=True) for e in library)
    return Answer((say("release_not_saved"), *lines))


def not_saved_yet(asked_for: Expect, draft: Draft | None, directory: Directory, message: Message) -> Answer:
    """Nothing can be kept now: the same question again, and another way for whoever will not wait."""
    library = directory.role("images_patients")[:1]
    lines = tuple(numbers(e, "phone", reply="short_number", first_only=True) for e in library)
    question = _again(asked_for, draft, message)
    return Answer(
        (say("release_save_later"), *lines, question), expect=asked_for, patience=WAIT_FOR_STORE,
        state={"last": (question,)},
    )  # fmt: skip


def _again(asked_for: Expect, draft: Draft | None, message: Message) -> Part:
    if asked_for in OF_ITS_OWN:
        return say(OF_ITS_OWN[asked_for])
    known = draft or Draft()
    if expect_of(known) == asked_for:
        return question_of(known, message)
    return confirm(known) if asked_for == "release_confirm" else say(asked_for)


def heard(ask: Ask) -> Answer | None:
    """The answer to "say its code"; None where something else is wanted instead of a state."""
    text = ask.message.words
    code = code_in(text, ask.state.lang)
    status = ask.state.expect == "release_status"
    draft = ask.state.release or Draft()
    if code:
        return Answer(effects=(FindRequest(code, status),), expect=ask.state.expect, state={"release": draft})
    steer = control(text)
    if steer.value == "person":
        return steering.person(ask, draft)
    if steer.value == "cancel":
        return Answer((say("go_on"),), state={"release": None})
    if status:
        return _no_status(ask, draft)
    if listed("talk", "new").inside(said(pieces(text))) or steer.value in ("no", "dont_know", "start_over", "skip"):
        return anew(ask, draft)
    if steer.value == "question":
        last = last_of(ask)
        return Answer((*side.told(ask, None), *last), expect="release_code", state={"last": last})
    if draft.tries + 1 >= MOST_MISSES:
        return anew(ask, draft)
    part = say("release_code_again")
    waiting = replace(draft, tries=draft.tries + 1)
    return Answer((part,), expect="release_code", missed=True, state=state_of(waiting, ask.now, part))


def by_code_alone(ask: Ask) -> Answer | None:
    """Where nothing was asked: whoever gives his code goes on with his request, or hears how far it is."""
    words = said(pieces(ask.message.words))
    if ask.meaning.urgency.kind != "none" or not 0 < len(words) <= MOST_BESIDE_A_CODE:
        return None
    plain = "-" in ask.message.words or sum(len(word) == 1 or any(map(str.isdigit, word)) for word in words)
    code = code_in(ask.message.words, ask.state.lang) if plain else ""
    return Answer(effects=(FindRequest(code),), expect="release_code", state={"release": Draft()}) if code else None


def anew(ask: Ask, draft: Draft) -> Answer:
    """A new request, with what the first message told of it."""
    fresh = Draft() if draft.resumed else Draft(request=draft.request, settled=draft.settled)
    if fresh.next == "taken" and not draft.held:
        found = passing.first(ask.message.words, Draft(), where(ask))
        fresh = found.draft if not found.outside else fresh
    return asked(replace(fresh, tries=0), ask.message, ask.now, say("release_new"))


def _no_status(ask: Ask, draft: Draft) -> Answer | None:
    steer, words = control(ask.message.words).value, said(pieces(ask.message.words))
    if steer in ("no", "dont_know", "skip") or listed("talk", "new").inside(words):
        library = first_of(ask, "images_patients")
        lines = (numbers(library, "phone", first_only=True),) if library else ()
        return Answer(
            (say("release_status_unknown"), *lines), state={"release": None}, entry=library.id if library else ""
        )
    tried = sum(len(word) == 1 or word.isdigit() for word in words) >= LEAST_TRY or len(words) == 1
    if draft.tries or not tried:
        return None
    part = say("release_code_again")
    state: dict[str, object] = {"release": replace(draft, tries=1), "last": (part,)}
    return Answer((part,), expect="release_status", missed=True, state=state)


def filled(known: ReleaseRequest, late: Draft | None) -> ReleaseRequest:
    """The stored request with what was told after the quiet, where that is still open in it."""
    if late is None or not late.resumed:
        return known
    told = {one.name: getattr(late.request, one.name) for one in fields(known)}
    return replace(known, **{name: value for name, value in told.items() if value and not getattr(known, name)})


def resumed(
    request_id: str, code: str, request: ReleaseRequest, to_sign: bool, message: Message, now: dt.datetime
) -> Answer:
    """What follows the right code: what is missing, or how to sign. Nothing is read back."""
    draft = Draft(request=request, id=request_id, code=code, placeless=True, resumed=True, at=now.isoformat()).settle(
        "taken"
    )
    if to_sign:
        part = say("release_sign_how") if message.caller else say("release_sign_paper")
        return Answer((say("release_to_sign"), part), expect="release_sign", state=state_of(draft, now, part))
    return asked(draft, message, now, say("release_resumed"))


def not_found(state: State, message: Message, now: dt.datetime) -> Answer:
    """No request with this code was made from this number."""
    draft = state.release or Draft()
    status = state.expect == "release_status"
    if draft.tries + 1 >= MOST_MISSES:
        part = say("release_status_unknown") if status else say("release_code_or_person")
        if status:
            return Answer((part,), state={"release": None})
        return Answer((part,), expect="release_code", state=state_of(replace(draft, tries=0), now, part))
    part = say("release_code_wrong")
    return Answer((part,), expect=state.expect, state=state_of(replace(draft, tries=draft.tries + 1), now, part))


def status_told(stands: RequestState, directory: Directory) -> Answer:
    """How far it is, and nothing else."""
    library = directory.role("images_patients")[:1] if stands in TO_CALL else ()
    lines = tuple(numbers(e, "phone", reply="short_number", first_only=True) for e in library)
    return Answer((say(f"release_state.{stands}"), *lines, say("anything_else")), state={"release": None})
