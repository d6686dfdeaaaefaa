"""What to ask next, and how: shorter the first time, with a reason or an example the second. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import cast

from bot.asking import Answer, Ask, say
from bot.effects import Effect
from bot.fields.study_parts import lacks_a_part
from bot.message import Expect, Message
from bot.release_talk.draft import Draft, Field
from bot.reply import Part

PATIENCE = 6
# Asked once: anything unclear means yes, or none.
ONCE: frozenset[Expect] = frozenset({"release_taken", "release_needed"})
# Questions that are no field of the request.
OF_ITS_OWN: dict[Expect, str] = {
    "release_code": "release_code_or_new", "release_status": "release_what_code", "release_sign": "release_sign_how",
}  # fmt: skip
# Why an answer was none, where a sentence helps before the question comes again.
HINTS = frozenset({
    "birth.future", "birth.no_such_day", "birth.no_such_month", "birth.no_leap_day", "birth.too_long_ago",
    "birth.two_dates", "recipient.vague", "recipient.a_disc", "recipient.by_email", "recipient.mychart",
    "address.on_file", "recipient.on_file", "record.social_security", "record.too_short", "record.too_long",
    "record.a_date", "record.a_phone", "reach.premium", "reach.no_such_number", "reach.too_short", "reach.too_long",
    "reach.an_email", "name.number", "address.not_known",
})  # fmt: skip
SAME_HINT = {
    "birth.no_such_month": "birth.no_such_day", "address.on_file": "recipient.on_file",
    "record.too_long": "record.too_short", "record.a_date": "record.too_short", "record.a_phone": "record.too_short",
    "reach.no_such_number": "reach.premium", "reach.too_short": "reach.premium", "reach.too_long": "reach.premium",
}  # fmt: skip
# A part that is still wanted has its own question.
PARTS = frozenset({
    "birth.no_year", "birth.no_month", "birth.no_day", "name.last_name", "studies.no_dates", "studies.general",
    "recipient.no_place", "address.no_street", "address.no_city", "reach.area_code",
})  # fmt: skip


def asked(
    draft: Draft,
    message: Message,
    now: dt.datetime,
    *parts: Part,
    why: str = "",
    effects: tuple[Effect, ...] = (),
    missed: bool = False,
    patience: int = PATIENCE,
) -> Answer:
    """These parts, then the next question. `why`: what the answer before left open ("birth.no_year")."""
    question = question_of(draft, message, why)
    return Answer(
        (*parts, question), expect=expect_of(draft), effects=effects, missed=missed, patience=patience,
        state=state_of(draft, now, question),
    )  # fmt: skip


def last_of(ask: Ask) -> tuple[Part, ...]:
    """The question of this state, as it was asked last."""
    return ask.state.last or (say(OF_ITS_OWN[ask.state.expect]),)


def expect_of(draft: Draft) -> Expect:
    """The kind of answer that the next question waits for."""
    return cast(Expect, f"release_{draft.next or 'confirm'}")


def state_of(draft: Draft, now: dt.datetime, *last: Part) -> dict[str, object]:
    """What the talk remembers: the question alone, so that nothing private is said again."""
    return {"release": replace(draft, at=now.isoformat()), "last": last, "intent": "release_images"}


def question_of(draft: Draft, message: Message, why: str = "") -> Part:
    """The next question, in the words for this try."""
    name = draft.next
    if name is None:
        return confirm(draft)
    if name in draft.unsure:
        return say(f"release_{name}.{_open_of(name, draft)}")
    if f"{name}.{why}" in PARTS or (why := _open_part(name, draft)):
        return say(f"release_{name}.{why}")
    if name == "name" and draft.tries == 0 and draft.request.requester not in ("patient", None):
        return say("release_name.other")
    if name == "who" and draft.papers:
        return say("release_papers")
    if name == "address" and draft.request.recipient_home:
        return say("release_address.home" if draft.tries == 0 else "release_address_again")
    if name == "reach" and draft.tries == 0:
        return say("release_reach" if message.caller else "release_reach_any")
    return say(f"release_{name}_again" if draft.tries and name not in ("taken", "needed") else f"release_{name}")


def _open_part(name: Field, draft: Draft) -> str:
    """Which part of what was told is still wanted, "" for none."""
    if name == "birth" and draft.birth != (None, None, None):
        open_ = [part for part, value in zip(("year", "month", "day"), draft.birth, strict=True) if value is None]
        return f"no_{open_[0]}" if open_ else ""
    if name == "studies" and draft.request.studies and draft.tries == 0:
        return "no_dates"
    if name == "recipient" and draft.lacks_place:
        return "no_place"
    if name == "name" and draft.request.patient_name:
        return "last_name"
    if name == "address" and draft.address and draft.tries == 0:
        return "no_street" if not draft.address.street else "no_city"
    return ""


def _open_of(name: Field, draft: Draft) -> str:
    """What is doubtful of a field that was heard."""
    parts = any(lacks_a_part(study.study) for study in draft.request.studies)
    return "which_day" if name == "studies" and not parts else "unsure"


def hint(name: Field, why: str) -> tuple[Part, ...]:
    """A sentence on what was wrong with an answer."""
    key = f"{name}.{why}"
    return (say(f"release_hint.{SAME_HINT.get(key, key)}"),) if key in HINTS else ()


def confirm(draft: Draft) -> Part:
    """Which things we have; their values are not told again."""
    request = draft.request
    return say(
        "release_confirm", record=bool(request.mrn), reach=bool(request.callback), needed=bool(request.needed_words)
    )
