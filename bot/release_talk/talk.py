"""One turn of the talk about a request: urgent words and keys first, then words that steer, then the answer. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot import urgent
from bot.asking import Answer, Ask, say
from bot.directory import Directory
from bot.effects import CancelRequest, RecordUrgent, StopTexts
from bot.meaning import Meaning, Need
from bot.message import RELEASE, Message
from bot.release_talk import answers, begin, ending, resume, steering
from bot.release_talk.draft import Draft
from bot.release_talk.hear import told
from bot.release_talk.questions import OF_ITS_OWN, ONCE, asked, expect_of, last_of, question_of, state_of
from bot.release_talk.taking import where
from bot.release_talk.told import Told
from bot.reply import Part
from bot.signs import keyword
from bot.state import State

DANGERS = frozenset({"danger", "suicide", "scanner", "after_procedure"})
MOST_SILENCES = 3
LONGEST_TALK = 200
NOTHING = Need("", 0.0)


def answer(state: State, message: Message, meaning: Meaning, directory: Directory, now: dt.datetime) -> Answer | None:
    """The answer to what was asked here; None where the talk goes its ordinary way."""
    ask = Ask(meaning.need or NOTHING, meaning, state, message, directory, now)
    if state.expect not in RELEASE:
        return begin.one_more(ask) or resume.by_code_alone(ask) if message.kind == "words" else None
    if message.kind not in ("keys", "words", "silence"):
        return None
    if message.kind == "silence":
        return _silent(ask)
    return _urgent(ask) or _carrier(ask) or _key(ask) or _quiet(ask) or _language(ask) or _answered(ask)


def known(ask: Ask) -> Draft:
    """The request as far as it was told; a call whose talk was lost starts with what is asked."""
    return ask.state.release or Draft().settle("taken")


def go_on(state: State, message: Message, now: dt.datetime) -> Answer | None:
    """The question that was open when somebody was put through, after the call came back."""
    draft = state.release
    if draft is None or draft.over or not (draft.held or draft.request.requester):
        return None
    return asked(draft, message, now, say("release_where_we_were"))


def _urgent(ask: Ask) -> Answer | None:
    """The 24/7 line or 911 at once; the request waits."""
    if ask.meaning.urgency.kind == "none":
        return None
    found = urgent.answer(ask.meaning.urgency, ask.directory, ask.message, now=ask.now)
    return replace(found, expect=ask.state.expect)


def _carrier(ask: Ask) -> Answer | None:
    """A text that is one of the carriers' words, or MORE."""
    word = keyword(ask.message.words) if ask.message.channel == "text" else ""
    if word == "stop":
        draft = ask.state.release
        effects = (StopTexts(), CancelRequest(draft.id if draft else ""))
        return Answer(effects=effects, silent=True, state={"release": None, "last": ()})
    if word == "start":
        return asked(known(ask), ask.message, ask.now, effects=(StopTexts(start=True),))
    if word == "help":
        return _again(ask, say("help"))
    if word == "more" and ask.state.more:
        return Answer(ask.state.more, again=True)
    return None


def _key(ask: Ask) -> Answer | None:
    """A lone 0, 2 or star works everywhere; anything else that is keyed is an answer."""
    key = ask.message.keys or (ask.message.words.strip(" .)") if ask.message.channel == "text" else "")
    if key == "2":
        found = urgent.images(ask.directory, ask.message, ask.now)
        return replace(found, effects=(RecordUrgent("images", ("key_2",)),), expect=ask.state.expect)
    if key == "0":
        return steering.person(ask, known(ask))
    return _again(ask) if key == "*" else None


def _quiet(ask: Ask) -> Answer | None:
    """After a while the same number may be in other hands: the code first."""
    draft = ask.state.release
    if draft is None or not draft.id or ask.state.expect in ("release_code", "release_status"):
        return None
    return resume.question(_told_late(ask), ask.now) if draft.quiet(ask.now) else None


def _told_late(ask: Ask) -> Draft:
    """What the answer told that came after the quiet: kept until the code is there, and then put with the rest."""
    name = answers.FIELD_OF.get(ask.state.expect)
    heard = told(name, ask.message.words, Draft(), where(ask)) if name and ask.message.words else Told(Draft())
    whole = heard.fields and not heard.why and not heard.outside
    return replace(heard.draft if whole else Draft(), resumed=True)


def _language(ask: Ask) -> Answer | None:
    """ "Español": the question again, in the language that the talk has by now."""
    short = len(ask.meaning.words) <= 3 and ask.meaning.signs & {"spanish", "english"}
    return _again(ask) if short else None


def _answered(ask: Ask) -> Answer | None:
    if ask.state.expect in ("release_code", "release_status"):
        return resume.heard(ask)
    if not ask.message.words.strip() and ask.message.media:
        return _again(ask, say("no_pictures"))
    draft = known(ask)
    steered = steering.steered(ask, draft)
    if steered:
        return steered
    if ask.state.expect == "release_sign":
        return ending.signed_how(ask, draft)
    return answers.answered(ask, draft)


def _silent(ask: Ask) -> Answer | None:
    if ask.state.urgent in DANGERS or ask.message.channel == "text":
        return None
    if ask.state.silences + 1 >= MOST_SILENCES or ask.message.step > LONGEST_TALK:
        draft = ask.state.release
        kept = (say("release_kept_bye"),) if draft and draft.id else ()
        return Answer((*kept, say("goodbye")), hang_up=True)
    if ask.state.expect in ONCE and ask.state.silences >= 1:
        return answers.answered(ask, known(ask))
    return _again(ask)


def _again(ask: Ask, *parts: Part) -> Answer:
    """The question once more; what was read back is not."""
    expect = ask.state.expect
    if expect in OF_ITS_OWN:
        last = last_of(ask)
        return Answer((*parts, *last), expect=expect, state={"last": last})
    draft = known(ask)
    question = question_of(draft, ask.message)
    return Answer((*parts, question), expect=expect_of(draft), state=state_of(draft, ask.now, question))
