"""Whole answers: every intent with everything that can be named beside it, as it is spoken and as it is written."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import product

import pytest

from bot.channels.twiml import says
from bot.directory import load
from bot.directory_types import LANGS, Entry, Lang
from bot.meaning import Meaning, Need
from bot.message import Message
from bot.put_in_words import put_in_words
from bot.settings import ROOT
from bot.signs import keyword
from bot.state import State
from bot.texts import gsm7, length
from bot.wording import Wording
from tests import read_back
from tests.every_answer import MONDAY, Case, answered, cases

pytestmark = pytest.mark.xdist_group("whole answers")  # so that they are made once
SHIPPED = load(ROOT / "directory.yaml")
WORDING = Wording()
TWO_SEGMENTS = 306
POLLY = 3000
A_MINUTE = 165  # words
LONGEST = 75  # seconds, all numbers twice
TEXT = Message("text", "words", caller="+19195550123", line="+19195550199")
CALL = Message("voice", "words", caller="+19195550123", line="+19195550199")


@cache
def every() -> tuple[Case, ...]:
    return tuple(cases(SHIPPED))


@cache
def written(case: Case, lang: Lang) -> tuple[str, ...]:
    """The text that answers, and each that MORE brings after it."""
    texts: list[str] = []
    state, reply = State(lang=lang), case.reply
    while reply.parts:
        saying, state = put_in_words(reply, state, TEXT, SHIPPED, WORDING)
        texts.append(saying.written)
        assert len(texts) < 6, f"MORE never ends: {texts}"
        reply = replace(reply, parts=state.more)
    return tuple(texts)


@cache
def spoken(case: Case, lang: Lang) -> str:
    """All that is said, as the voice gets it; no Say longer than the voice speaks."""
    saying, _ = put_in_words(case.reply, replace(case.state, lang=lang), CALL, SHIPPED, WORDING)
    verbs = [re.sub(r"<[^>]*>", "", str(say)) for say in says(lang, saying.bits)]
    assert all(0 < len(verb.strip()) <= POLLY for verb in verbs), case
    return " ".join(" ".join(verbs).split())


def numbers(case: Case) -> set[str]:
    targets = (target for part in case.reply.parts for target in part.numbers)
    return {SHIPPED.target(t.partition("#")[0]).numbers[int(t.partition("#")[2] or 0)].number for t in targets}


def of(channel: str) -> list[Case]:
    return [case for case in every() if case.channel == channel and not case.reply.silent]


def test_many_answers_are_looked_at() -> None:
    assert len(of("text")) > 300
    assert len(of("voice")) > 200
    assert {part.reply for case in every() for part in case.reply.parts} >= {
        "numbers",
        "which",
        "hours",
        "fact",
        "email",
    }


@pytest.mark.parametrize("lang", LANGS)
def test_a_text_is_two_segments_at_most_and_more_brings_the_rest(lang: Lang) -> None:
    for case in of("text"):
        _fits(case, lang)


@pytest.mark.parametrize("lang", LANGS)
def test_two_long_answers_in_one_text_fit_too(lang: Lang) -> None:
    longest = sorted(of("text"), key=lambda case: -len(" ".join(written(case, lang))))
    intents = list(dict.fromkeys(case.intent for case in longest))[:12]
    services = [e.id for e in SHIPPED.entries if e.kind == "service"]
    for (one, other), entry in product(product(intents, intents), services[4:6]):
        needs = (Need(one, 1.0, entries=((entry,),)), Need(other, 1.0, entries=((services[-1],),)))
        _fits(answered(SHIPPED, Meaning(needs=needs), "text", MONDAY, entry), lang)


def _fits(case: Case, lang: Lang) -> None:
    texts = written(case, lang)
    assert texts, case
    for text in texts:
        assert 0 < length(text) <= TWO_SEGMENTS, f"{case}: {length(text)} {text}"
        assert text == gsm7(text), f"{case}: {text}"
    told = {one.number for text in texts for one in read_back.written(text)}
    assert told == numbers(case), f"{case}: {texts}"
    assert all(_asks_for_more(text) for text in texts[:-1]), texts


def _asks_for_more(text: str) -> bool:
    (word,) = re.findall(r"\b[A-Z]{3,}\b", text.split(". ")[-1])[:1] or [""]
    return keyword(word) == "more"


@pytest.mark.parametrize("lang", LANGS)
def test_an_answer_is_spoken_whole_and_soon_over(lang: Lang) -> None:
    for case in of("voice"):
        words = spoken(case, lang)
        assert words, case
        assert {one.number for one in read_back.said(words)} >= numbers(case), f"{case}: {words}"
        assert len(re.findall(r"\w+", words)) * 60 / A_MINUTE <= LONGEST, f"{case}: {words}"


def test_an_inferred_fax_always_comes_with_the_line_to_confirm_it() -> None:
    inferred = {n.number: e for e in SHIPPED.entries for n in e.of("fax") if n.inferred}
    assert inferred
    looked_at = (*every(), *(_the_other_one(entry) for entry in inferred.values()))
    told = [(case, inferred[number]) for case in looked_at for number in numbers(case) & inferred.keys()]
    wrong = [f"{case} by {case.channel}: {all_words(case)}" for case, entry in told if not _confirmed(case, entry)]
    assert not wrong


def _the_other_one(entry: Entry) -> Case:
    state = State(entry=entry.id, given=(f"{entry.id}.appointments",))
    return answered(SHIPPED, Meaning(needs=(Need("other_one", 1.0),)), "voice", named=entry.id, state=state)


def _confirmed(case: Case, entry: Entry) -> bool:
    assert entry.before is not None
    return entry.before.en in all_words(case) and entry.of("appointments")[0].number in numbers(case)


def all_words(case: Case, lang: Lang = "en") -> str:
    return " ".join(written(case, lang)) if case.channel == "text" else spoken(case, lang)


# Desk rule 19 and its neighbours: what no caller may hear, in words that somebody might be tempted to write.
NEVER = {
    "a result": [
        r"your (?:results?|scan|report) (?:is|are|was|were|shows?)",
        r"(?:is|are|looks?) (?:normal|benign|clear)\b",
    ],
    "reassurance": [
        r"(?:don'?t|do not|nothing to) worry", r"you(?:'ll| will) be fine", "no se preocupe",
        "todo está bien",
    ],
    "harm": [r"\bharm(?:ful|ed)\b", r"\bserious\b", r"\bgrave(?:s|dad)\b"],
    "a patient of ours": [r"(?:he|she|they|you) (?:is|are) (?:a|our) patient", "es (?:un )?paciente de aquí"],
    "images sent": [
        r"(?:images|records) (?:were|have been) sent", r"\b(?:we|i) (?:have )?sent\b",
        "ya se (?:mand|envi)aron",
    ],
    "images there": [r"\b(?:has|have) arrived\b", r"\bwe (?:have )?(?:got|received)\b", "ya llegaron"],
    "a cost": [r"\$", r"\bdollars?\b", r"\bdólares\b", r"\bcosts? (?:about|around|up to)", r"\bcuesta\b"],
    "a finishing time": [
        r"\bwithin \d+", r"\bin \d+ (?:hours|days|minutes)", "will be ready", "business days",
        "días hábiles",
    ],
    "a network": [r"\b(?:is|are|you're) in[- ]network\b", "está dentro de la red"],
    "a connected place": [r"\b(?:hospital|clinic|center) is (?:on|connected to|in) powershare"],
    "a profession": [r"\bi am a (?:nurse|doctor|person|technologist)", "soy (?:una? )?(?:enfermer|doctor|médic)"],
    "safety of texts": [
        r"\btext(?:s|ing)? (?:is|are) (?:secure|safe|private)",
        r"(?:texto|mensaje)s? (?:es|son) segur",
    ],
    "coming courses": [r"\bupcoming\b", r"\bnext course\b", "próximo curso"],
    "our own word": [r"\bemergent\b"],
    "a password": [r"\bpassword is\b", "la contraseña es"],
    "done": [r"\byour request (?:is|has been) (?:complete|done|approved)"],
}  # fmt: skip
CONTROLS = (
    "Your results are back.", "Don't worry.", "That is harmful.", "Yes, she is a patient here.",
    "Your images were sent.", "They have arrived.", "It costs about $40.", "Within 5 days.", "We are in network.",
    "That hospital is connected to PowerShare.", "I am a nurse.", "This text is secure.",
    "The next course is in May.", "Is it emergent?", "The password is x.",
    "Your request has been approved.",
)  # fmt: skip


@pytest.mark.parametrize(("what", "control"), list(zip(NEVER, CONTROLS, strict=True)))
def test_what_is_never_said_is_nowhere(what: str, control: str) -> None:
    pattern = re.compile("|".join(NEVER[what]), re.IGNORECASE)
    assert pattern.search(control), "the pattern does not find what it is for"
    found = {words for words in _all_words() if pattern.search(words)}
    assert not found


@cache
def _all_words() -> tuple[str, ...]:
    return tuple({all_words(case, lang) for case, lang in product(every(), LANGS) if not case.reply.silent})


def test_open_is_said_only_where_hours_are_given() -> None:
    for case in every():
        for part in case.reply.parts:
            if part.reply == "hours":
                entry = SHIPPED.entry(part.entry)
                assert entry.hours, case
                assert SHIPPED.file.schedules[entry.hours].times_given, case
        names = [part.reply for part in case.reply.parts]
        # Whoever wants to be put through hears why not, and when; otherwise the hours stand beside it.
        put_through = case.intent in ("person", "connect_me")
        assert not {"closed_now", "closed_then"} & set(names) or "hours" in names or put_through, case
        shut = (part for part in case.reply.parts if part.reply in ("closed_now", "closed_then"))
        assert all(SHIPPED.entry(part.entry).hours for part in shut), case


def test_a_mailing_address_is_never_a_place_to_go() -> None:
    for case in every():
        for part in case.reply.parts:
            address = SHIPPED.entry(part.entry).address if part.reply == "address" else None
            if address and address.use == "mail":
                words = all_words(case)
                assert re.search(r"\bmail", words, re.IGNORECASE), f"{case}: {words}"


def test_who_called_is_never_a_reason_to_worry() -> None:
    for case, lang in product(every(), LANGS):
        if case.intent == "called_me":
            words = all_words(case, lang)
            assert not re.search(
                r"harm|unexpected|serious|normal|worry|finding|inesperad|hallazgo|grave|preocup", words, re.IGNORECASE
            ), words
