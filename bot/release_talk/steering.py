"""Words that steer instead of answering: a person, the page, never mind, start over, go back, again, wait. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.asking import Answer, Ask, first_of, nobody, numbers, say
from bot.effects import CancelRequest, KeepRequest, LinkRequest
from bot.fields import control
from bot.fields.pieces import listed, pieces, said, written
from bot.fields.study_left_out import told_and_left_out
from bot.release_talk import offering
from bot.release_talk.draft import FIELDS, Draft, Field
from bot.release_talk.hear import told
from bot.release_talk.questions import ONCE, asked, expect_of, last_of, question_of, state_of
from bot.release_talk.taking import where
from bot.reply import Part, Transfer
from bot.request import ReleaseRequest

# Longer than this, a word that steers may stand in an answer by chance.
LONG = 25
WAIT = 30
MOST_REPEATS = 2


def steered(ask: Ask, draft: Draft) -> Answer | None:
    """What a steering word leads to; None where there is none, or an answer holds it."""
    text = ask.message.words
    heard = control(text)
    if not text or len(text.split()) > LONG:
        return None
    if heard.value == "person":
        return person(ask, draft)
    if heard.value == "page" and ask.state.expect != "release_sign":
        return page(ask, draft)
    if heard.value == "cancel" and not _put_right(ask, draft):
        return cancelled(ask, draft)
    if heard.value == "start_over":
        return _afresh(ask, draft)
    if heard.value == "go_back" and ask.state.expect != "release_sign":
        return _back(ask, draft)
    if heard.value == "repeat" and (heard.alone or len(text.split()) < 8) and draft.tries < _most_repeats(ask):
        return _same(ask, replace(draft, tries=draft.tries + 1))
    if heard.value == "wait" and (heard.alone or (len(text.split()) < 8 and not _tells(draft, heard.rest, ask))):
        return _same(ask, draft, say("take_your_time"), wait=True)
    return None


def _tells(draft: Draft, rest: str, ask: Ask) -> bool:
    """Whether the answer comes behind "hold on"."""
    name = draft.next
    if name not in ("name", "birth", "record", "reach") or not rest:
        return False
    heard = told(name, rest, draft, where(ask))
    return bool(heard.fields) and heard.draft.request != draft.request


def _put_right(ask: Ask, draft: Draft) -> bool:
    """Whether "nvm" stands inside an answer that is put right: "5/6/88, nvm, 5/7/88", "... nvm skip the x-ray"."""
    found, name = pieces(ask.message.words), draft.next
    span = listed("control", "soft_cancel").find(said(found))
    if span is None or name is None:
        return False
    before, rest = written(found[: span[0]]), written(found[span[1] :])
    tells = [bool(part) and bool(told(name, part, draft, where(ask)).fields) for part in (before, rest)]
    if name == "studies" and tells[0] and told_and_left_out(ask.message.words, ask.now.date(), ask.state.lang):
        return True
    return tells[1] and not listed("talk", "given_up").inside(said(pieces(rest)))


def _most_repeats(ask: Ask) -> int:
    """How often a question is said again before the talk goes on, or offers other ways."""
    return 1 if ask.state.expect in ONCE else MOST_REPEATS


def person(ask: Ask, draft: Draft) -> Answer:
    """A person at the image library; what was told is kept, and nothing is submitted."""
    library = first_of(ask, "images_patients")
    if library is None:
        return nobody(ask)
    line = numbers(library, "phone", first_only=True)
    if ask.message.channel == "voice" and line.numbers:
        return Answer(
            (say("person_call"), line), transfer=Transfer(line.numbers[0]), entry=library.id, expect=ask.state.expect
        )
    kept = (say("release_kept", code=draft.code),) if draft.id else ()
    last = ask.state.last
    return Answer(
        (say("person_text"), line, *kept), entry=library.id, expect=ask.state.expect,
        state={"last": last, "release": replace(draft, at=ask.now.isoformat())},
    )  # fmt: skip


def page(ask: Ask, draft: Draft) -> Answer:
    """The secure page, by a link; the talk may go on meanwhile."""
    voice = ask.message.channel == "voice"
    done = say("release_link_soon" if voice else "release_page", code="", link="")
    effects = (KeepRequest(), LinkRequest(done, offering.no_link(ask)))
    if voice:
        return asked(draft, ask.message, ask.now, done, effects=effects)
    question = question_of(draft, ask.message)
    return Answer((done,), expect=ask.state.expect, effects=effects, state=state_of(draft, ask.now, question))


def cancelled(ask: Ask, draft: Draft) -> Answer:
    """Never mind: nothing is sent, and another way is named."""
    effects = (CancelRequest(draft.id),) if draft.id else ()
    return Answer(
        (say("release_cancelled"), say("anything_else")), effects=effects,
        state={"release": Draft(over=True), "intent": ""},
    )  # fmt: skip


def _afresh(ask: Ask, draft: Draft) -> Answer:
    fresh = Draft(id=draft.id, code=draft.code, resumed=draft.resumed).settle("taken")
    effects = (KeepRequest(),) if draft.id else ()
    return asked(fresh, ask.message, ask.now, say("release_afresh"), effects=effects)


def _back(ask: Ask, draft: Draft) -> Answer:
    """The question before this one again."""
    now = draft.next
    place = FIELDS.index(now) if now else len(FIELDS)
    before = next((name for name in reversed(FIELDS[1:place])), None)
    if before == "address" and not draft.request.recipient_address:
        before = "recipient"
    if before is None:
        return _same(ask, draft)
    return asked(cleared(draft, before), ask.message, ask.now, say("release_back"))


def cleared(draft: Draft, name: Field) -> Draft:
    """The draft with this to be asked for anew."""
    request, none = draft.request, ReleaseRequest()
    fields: dict[Field, tuple[str, ...]] = {
        "who": ("requester", "relation", "deceased"), "name": ("patient_name",), "birth": ("date_of_birth",),
        "studies": ("studies", "all_studies", "no_dates"), "recipient": ("recipient_name", "recipient_home"),
        "address": ("recipient_address",), "record": ("mrn",), "reach": ("callback",),
        "needed": ("needed_by", "needed_words"),
    }  # fmt: skip
    request = replace(request, **{one: getattr(none, one) for one in fields.get(name, ())})
    unsure = tuple(f for f in draft.unsure if f != name)
    draft = replace(draft, request=request, birth=(None, None, None), address=None, digits="", read=(), unsure=unsure)
    return draft.open_again(name)


def _same(ask: Ask, draft: Draft, *before: Part, wait: bool = False) -> Answer:
    if ask.state.expect == "release_sign":
        last = last_of(ask)
        return Answer(
            (*before, *last) if not wait else before, expect="release_sign", state={"last": last},
            patience=WAIT if wait else 0,
        )  # fmt: skip
    question = question_of(draft, ask.message)
    parts = before if wait and ask.message.channel == "voice" else (*before, question)
    expect = expect_of(draft)
    return Answer(parts, expect=expect, patience=WAIT if wait else 0, state=state_of(draft, ask.now, question))
