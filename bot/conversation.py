"""One turn of a talk: from what was meant to what is answered. Pure: the clock and the directory are passed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

from bot import call_back, choices, ladder, transfers, urgent
from bot.asking import Answer, Ask, say
from bot.corrections import by_signs, corrected
from bot.directory import Directory
from bot.directory_types import Lang, Purpose
from bot.effects import Effect, StopTexts
from bot.intents import handlers
from bot.keys import pressed, spoken
from bot.meaning import Meaning, Need
from bot.message import RELEASE, Expect, Message
from bot.needs import NEVER_OFFERED, OURS, joined, met
from bot.release_talk import talk as release_talk
from bot.release_talk.wanted import NOT_SENDING, brought, sends_his_own, tells_of_his_own, wanted
from bot.reply import Option, Part, Reply
from bot.signs import keyword
from bot.state import State
from bot.understanding import ALONE, TOLD_OF


@dataclass(frozen=True, slots=True)
class Turned:
    """What a turn leads to: the talk's new state, the reply, and what is to be done in the world."""

    state: State
    reply: Reply
    effects: tuple[Effect, ...] = ()


def turn(state: State, message: Message, meaning: Meaning, directory: Directory, now: dt.datetime) -> Turned:
    """Answer one message. `now` is aware; it is read in the directory's own zone."""
    state = replace(state, lang=_language(state, message, meaning), step=max(state.step, message.step) + 1)
    answer = _answer(state, message, meaning, directory, directory.local(now))
    if state.dropped and message.channel == "text" and answer.parts:
        answer = replace(answer, parts=(*answer.parts, say("dropped")))
    return _turned(replace(state, dropped=False), message, _back_to_request(answer, state, message, now))


def replied(state: State, answer: Answer, message: Message) -> Turned:
    """The turn with this answer instead: an effect came out otherwise."""
    return _turned(state, message, answer)


def _back_to_request(answer: Answer, state: State, message: Message, now: dt.datetime) -> Answer:
    """Where nothing else is wanted, a request that was left for something urgent goes on."""
    if message.channel != "voice" or answer.parts != (say("anything_else"),) or answer.again:
        return answer
    return release_talk.go_on(state, message, now) or answer


# Whole sentences of a caller who answers these tell his language.
TALKED: frozenset[Expect] = frozenset({"release_taken", "release_who", "release_confirm", "release_sign"})
TALK = 6


def _language(state: State, message: Message, meaning: Meaning) -> Lang:
    if message.kind == "words":
        if "spanish" in meaning.signs and "english" not in meaning.signs and len(meaning.words) < 8:
            return "es"
        no_english = meaning.lang == "es" and "no" in meaning.words
        if "english" in meaning.signs and len(meaning.words) < 8 and not no_english:
            return "en"
        if 2 * sum(len(word) == 1 for word in meaning.words) > len(meaning.words):
            return state.lang  # letters that are spelled
        if state.expect in RELEASE and (state.expect not in TALKED or len(meaning.words) < TALK):
            return state.lang  # names and addresses are in no language
        if meaning.lang in ("en", "es") and (message.channel == "text" or meaning.lang == "es"):
            return "es" if meaning.lang == "es" else "en"
    return state.lang


Asked = Callable[[State, Message, Meaning, Directory, dt.datetime], Answer | None]


def _answer(state: State, message: Message, meaning: Meaning, directory: Directory, now: dt.datetime) -> Answer:
    """The first of these that has an answer."""
    steps: tuple[Asked, ...] = (
        _arrived,
        call_back.answer,
        release_talk.answer,
        _by_keys,
        _silent,
        _by_keyword,
        _urgent,
        _chosen,
        _picture_only,
        _to_be_sent,
        _needed,
    )
    for step in steps:
        found = step(state, message, meaning, directory, now)
        if found is not None:
            return found
    return ladder.miss(state, message, directory, now)


def _arrived(state: State, message: Message, meaning: Meaning, directory: Directory, now: dt.datetime) -> Answer | None:
    if message.kind == "arrival":
        return Answer((say("greeting"),))
    return transfers.ended(state, message, directory, now) if message.kind == "transfer_ended" else None


def _by_keys(state: State, message: Message, meaning: Meaning, directory: Directory, now: dt.datetime) -> Answer | None:
    bare = message.words.strip(" .)") if message.channel == "text" else ""
    key = message.keys or (bare if len(bare) == 1 and (bare.isdigit() or bare == "*") else "")
    key = key or spoken(message, meaning, state)
    if not key:
        return None
    option = choices.by_key(state, replace(message, keys=key))
    if option:
        return _take(option, state, message, meaning, directory, now)
    return pressed(key, Ask(Need("", 1.0), meaning, state, message, directory, now))


def _silent(state: State, message: Message, meaning: Meaning, directory: Directory, now: dt.datetime) -> Answer | None:
    return ladder.silence(state, message, directory, now) if message.kind == "silence" else None


def _by_keyword(
    state: State, message: Message, meaning: Meaning, directory: Directory, now: dt.datetime
) -> Answer | None:
    """A text that is one of the carriers' words, or MORE."""
    word = keyword(message.words) if message.channel == "text" else ""
    if word == "stop":
        return Answer(effects=(StopTexts(),), silent=True)
    if word == "start":
        return Answer((say("texts_started"),), effects=(StopTexts(start=True),))
    if word == "help":
        return Answer((say("help"),))
    if word == "more" and state.more:
        return Answer(state.more)
    return None


def _urgent(state: State, message: Message, meaning: Meaning, directory: Directory, now: dt.datetime) -> Answer | None:
    if meaning.urgency.kind == "none":
        return None
    named = [directory.entry(g[0]) for need in meaning.needs for g in need.entries if len(g) == 1]
    asked = [q for need in meaning.needs for q in directory.questions if q.id == need.question]
    named += [directory.target(option).entry for q in asked for option in q.options[:1]]
    return urgent.answer(meaning.urgency, directory, message, named, now)


def _chosen(state: State, message: Message, meaning: Meaning, directory: Directory, now: dt.datetime) -> Answer | None:
    if state.expect == "reached":
        return _reached(state, message, meaning, directory, now)
    two = choices.both(state, meaning)
    if two:
        return joined([_take(option, state, message, meaning, directory, now) for option in two])
    option = choices.by_words(state, meaning, directory) if state.options else None
    return _take(option, state, message, meaning, directory, now) if option else None


# What is meant after a short call has to be this plain, or the 24/7 line is tried again.
PLAIN = 0.8
# And another need, beside words that plainly ask to send pictures, this sure.
SURELY_OTHER = 0.45


def _reached(state: State, message: Message, meaning: Meaning, directory: Directory, now: dt.datetime) -> Answer | None:
    """Did you reach someone? Yes ends it, another plain need is met; anything else tries again."""
    need = meaning.need
    if need and need.intent in ("yes", "thanks"):
        return Answer((say("anything_else"),))
    said_no = need is None or need.intent == "no" or (meaning.words and meaning.words[0].lower() == "no")
    unclear = need is None or need.intent in NEVER_OFFERED or need.score < PLAIN
    if said_no:
        return urgent.images(directory, message, now)
    return transfers.again(state, message, directory, now) if unclear else None


def _take(
    option: Option, state: State, message: Message, meaning: Meaning, directory: Directory, now: dt.datetime
) -> Answer:
    """An option was chosen: answer what was wanted, for it."""
    name, _, purpose = option.target.partition(".")
    if not purpose and name in {e.id for e in directory.role("images_patients")} and option.intent == "appointment":
        option, name = replace(option, intent="release_images"), ""
    need = Need(
        "fax" if purpose == "fax" else option.intent,
        1.0,
        entries=((name,),) if name else (),
        purposes=(cast(Purpose, purpose),) if purpose else (),
    )
    handler = handlers().get(need.intent) or handlers()["appointment"]
    return _of_intent(need, handler(Ask(need, meaning, state, message, directory, now)))


def _of_intent(need: Need, answer: Answer) -> Answer:
    """The talk remembers what it is about, but for answers that leave it where it was."""
    kept = answer.again or need.intent in NEVER_OFFERED
    return answer if kept else replace(answer, state={"intent": need.intent, **answer.state})


def _picture_only(
    state: State, message: Message, meaning: Meaning, directory: Directory, now: dt.datetime
) -> Answer | None:
    empty = not message.words.strip()
    return Answer((say("no_pictures"), say("tell_me_more"))) if message.media and empty else None


def _to_be_sent(
    state: State, message: Message, meaning: Meaning, directory: Directory, now: dt.datetime
) -> Answer | None:
    """Pictures are plainly to be sent to somebody: a request begins, whatever the box made of the words."""
    need = meaning.need
    other = need is not None and need.intent in NOT_SENDING and need.score >= SURELY_OTHER
    if other and need is not None and need.intent == "upload_images" and sends_his_own(message.words, directory.file):
        other = False
    official = meaning.signs & {"official", "poa"} == {"official"} and not tells_of_his_own(message.words)
    if message.kind != "words" or other or official or brought(meaning.signs) or meaning.lang not in OURS:
        return None
    contents = "contents" in meaning.signs  # what has to be in a letter is a question
    if contents or not wanted(message.words, directory.file, now.date()):
        return None
    wish = replace(need or Need("", 1.0), intent="release_images")
    ask = Ask(wish, meaning, state, message, directory, now)
    return _of_intent(wish, handlers()["release_images"](ask))


def _needed(state: State, message: Message, meaning: Meaning, directory: Directory, now: dt.datetime) -> Answer | None:
    needs = meaning.needs or by_signs(meaning, directory)
    needs = needs[:1] + tuple(
        n for n in needs[1:] if corrected(n, meaning, directory, state.intent).intent not in ALONE
    )
    answers = [found for need in needs if (found := met(need, state, message, meaning, directory, now))]
    if not answers:
        return None
    both = joined(answers)
    picture = (say("no_pictures"),) if message.media else ()
    doubt = _doubted(meaning, directory, both)
    return _of_intent(needs[0], replace(both, parts=(*picture, *both.parts, *doubt)))


def _without_the_exam(needs: tuple[Need, ...], meaning: Meaning) -> tuple[Need, ...]:
    """Without an appointment, where the exam is over and its pictures are wanted: "got an MRI, she needs it"."""
    over = "taken" in meaning.signs and "booking" not in meaning.signs
    wanted_too = over and {need.intent for need in needs} == TOLD_OF
    return tuple(need for need in needs if need.intent == "release_images") if wanted_too else needs


OF_IMAGES = frozenset(
    "release_images release_status team_lead powershare image_library upload_images image_cd pick_up"
    " second_read".split()
)


def _doubted(meaning: Meaning, directory: Directory, answer: Answer) -> tuple[Part, ...]:
    """Where doubt stays whether it is urgent, the 24/7 line, or the emergency number, is named too."""
    if not meaning.urgency.doubt:
        return ()
    kinds = {rule.partition(".")[0] for rule in meaning.urgency.evidence}
    images = "images" in kinds or any(need.intent in OF_IMAGES for need in meaning.needs)
    danger = (say("danger_short"),) if kinds & {"danger", "suicide", "after_procedure"} else ()
    return (*danger, *(_emergent_too(directory, answer) if images else ()))


def _emergent_too(directory: Directory, answer: Answer) -> tuple[Part, ...]:
    told = {t for p in answer.parts for t in p.numbers}
    lines = [(e, f"{e.id}.emergent") for e in directory.role("emergent")[:1]]
    return tuple(Part("emergent_too", entry=e.id, numbers=(line,)) for e, line in lines if line not in told)


def _turned(state: State, message: Message, answer: Answer) -> Turned:
    """The new state and the reply that an answer comes to."""
    given = tuple(t for part in answer.parts for t in part.numbers)
    state = ladder.counted(state, answer, message)
    changes: dict[str, Any] = {"expect": answer.expect, "options": answer.options}
    if not answer.again:
        changes |= {
            "last": answer.parts,
            "given": given or state.given,
            "entry": answer.entry or state.entry,
            "urgent": "",
        }
        changes["helped"] = state.helped or bool(given or answer.entry)
    if answer.options:
        changes["expect"] = "choice"
    if answer.again:
        changes |= {"expect": state.expect, "options": state.options}
    if answer.slow is not None:
        changes["slow"] = answer.slow
    if answer.lang:
        changes["lang"] = answer.lang
    state = replace(state, **(changes | answer.state))
    return Turned(state, _reply(state, message, answer), answer.effects)


def _reply(state: State, message: Message, answer: Answer) -> Reply:
    return Reply(
        parts=answer.parts,
        expect=state.expect,
        options=state.options,
        transfer=answer.transfer if message.channel == "voice" else None,
        keys_first=answer.missed or (message.kind == "silence" and not answer.hang_up),
        hang_up=answer.hang_up,
        silent=answer.silent,
        slow=state.slow,
        patience=answer.patience or 5,
    )
