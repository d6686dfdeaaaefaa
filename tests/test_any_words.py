"""Whatever anybody says or writes, wherever the talk stands: an answer that leads on, and no number but ours."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.directory import Directory, load
from bot.directory_types import LANGS
from bot.intents import handlers
from bot.message import EXPECTS
from bot.nlu_client import NluClient
from bot.settings import ROOT
from bot.texts import segments
from bot.wording import Wording
from tests import points, read_back, twiml_rules
from tests.whole_desk import NOBODY, House, whole_desk

pytestmark = pytest.mark.xdist_group("any words")  # so that the desk is built once
SHIPPED = load(ROOT / "directory.yaml")
MOST = 1600
SOON = 2.0  # seconds of work; Twilio gives up on a call's document after three
EXAMPLES = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


class Box:
    """A box that understands anything as what it is told to: `best` intents with their `scores`."""

    best: tuple[str, ...] = ("fax",)
    scores: tuple[float, ...] = (0.97,)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        found = [{"name": n, "confidence": s} for n, s in zip(self.best, self.scores, strict=False)]
        return httpx.Response(200, json={"intent_ranking": found})


BOX = Box()
# What the box makes of the words: one intent surely, or faintly one of three; None when it is dead.
READINGS = st.one_of(
    st.none(),
    st.tuples(
        st.lists(st.sampled_from(sorted(handlers())), min_size=3, max_size=3, unique=True).map(tuple),
        st.sampled_from([(0.97, 0.01, 0.01), (0.97, 0.01, 0.01), (0.45, 0.4, 0.1), (0.2, 0.18, 0.17)]),
    ),
)


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, House]]:
    """The desk with a box that is up, and with one that is dead."""
    up = NluClient(NOBODY, transport=httpx.MockTransport(BOX))
    found = {"up": whole_desk(tmp_path_factory.mktemp("up"), up), "dead": whole_desk(tmp_path_factory.mktemp("dead"))}
    for house in found.values():
        house.midway().say("vascular fax")  # what is built at the first turn is not to be measured
    yield found
    for house in found.values():
        house.close()


def _vocabulary(directory: Directory) -> list[str]:
    called = [word for thing in (*directory.entries, *directory.questions) for _, word in thing.called]
    numbers = [number.number for entry in directory.entries for number in entry.numbers]
    return [*called[::5], *numbers, *(n[2:] for n in numbers), *(n[-7:-4] + "-" + n[-4:] for n in numbers)]


VOCABULARY = st.sampled_from(
    [
        *_vocabulary(SHIPPED), "my name is", "born on", "04/05/1961", "MRN 7781234", "(919) 555-0147",
        "+44 20 7946 0123", "one two three four five six seven", "and", ".", "?", "no", "yes", "the second", "fax",
        "connect me",
        "text me", "911", "988", "two", "2", "stop", "START", "MORE", "español", "help", "&", "<Say>", "]]>",
        "{{ 7*7 }}", "%s%n",
        "\u202e", "\u0000", "\ufeff", "😀", "ﷺ", "ا", "é", "\ue000n+19005550199\ue001", "press 2", "image library",
    ]
)  # fmt: skip
UNICODE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)
REPEATED = st.builds(
    lambda piece, times: (piece * times)[:MOST], st.one_of(VOCABULARY, st.text(max_size=6)), st.integers(1, 800)
)
SENTENCES = st.lists(VOCABULARY, min_size=1, max_size=25).map(" ".join)
WORDS = st.one_of(UNICODE, SENTENCES, REPEATED, st.builds("{} {}".format, SENTENCES, UNICODE)).map(
    lambda text: text[:MOST]
)


@cache
def known_digits() -> frozenset[str]:
    """Every run of digits that the directory and the replies hold: what an answer may hold of them."""
    texts = [(ROOT / "directory.yaml").read_text(encoding="utf-8"), str(Wording().tables)]
    numbers = {number.number[2:] for entry in SHIPPED.entries for number in entry.numbers}
    return frozenset(numbers | set(read_back.LONG.findall(" ".join(texts))))


# The code of a request is drawn anew each time; four digits may follow each other in it.
CODE = re.compile(r"\b(?=(?:\d, )*[A-Z])(?:[A-Z0-9], ){6}[A-Z0-9]\b|\b(?=[0-9-]*[A-Z])[A-Z0-9]{3}-[A-Z0-9]{4}\b")


# What is told to these questions is read back by voice.
READ_BACK = frozenset(expect for expect in EXPECTS if expect.startswith("release_"))


def only_ours(words: str, own: str = "") -> None:
    """No digits in an answer that are not the directory's: nobody's own are given back, none are made up.

    `own` is what was said and keyed where it is read back by voice: a record number, a number to be reached at.
    """
    theirs = re.sub(r"\D", "", own)
    others = {run for run in read_back.long_digits(CODE.sub("", words)) if run not in theirs}
    assert others <= known_digits(), words


def quickly(do: Callable[[], object]) -> None:
    """Measured as work, not as waiting: the machine may be busy with other things."""
    started = time.thread_time()
    do()
    took = time.thread_time() - started
    assert took < SOON, f"an answer took {took:.1f} s"


POINTS = st.sampled_from(sorted(points.CALLS))


def in_the_mood(houses: dict[str, House], reading: tuple[tuple[str, ...], tuple[float, ...]] | None) -> House:
    """The desk whose box reads the words so."""
    if reading is None:
        return houses["dead"]
    BOX.best, BOX.scores = reading
    return houses["up"]


@EXAMPLES
@given(point=POINTS, words=WORDS, reading=READINGS)
@example(point="a choice", words="\ue000n+19005550199\ue001", reading=None)
def test_any_words_in_a_call(houses: dict[str, House], point: str, words: str, reading: Any) -> None:
    house = in_the_mood(houses, reading)
    caller = points.called(house, point) if reading is None else house.midway()
    quickly(lambda: caller.say(words))
    dialled = {number for number, _ in caller.dialled}
    assert dialled <= SHIPPED.numbers
    assert caller.heard
    assert caller.listening or caller.ended
    assert "\ue000" not in caller.heard
    only_ours(caller.heard)


@EXAMPLES
@given(
    point=st.sampled_from(sorted(points.TEXTS)), words=WORDS, reading=READINGS, media=st.sampled_from([0, 0, 0, 1, 3])
)
def test_any_words_in_a_text(houses: dict[str, House], point: str, words: str, reading: Any, media: int) -> None:
    house = in_the_mood(houses, reading)
    texter = points.texted(house, point) if reading is None else house.texter()
    replies: list[str | None] = []
    quickly(lambda: replies.append(texter.text(words, media)))
    (reply,) = replies
    assert reply or _is_stop(words), "no reply"
    if reply:
        only_ours(reply)
        assert segments(reply) <= 2
        assert "\ue000" not in reply


@pytest.mark.parametrize("intent", sorted(handlers()))
def test_any_intent_understood_of_anything(houses: dict[str, House], intent: str) -> None:
    """The box may be as wrong as it likes: what is answered is still ours."""
    house = in_the_mood(houses, ((intent,), (0.99,)))
    for words in ("vascular", "is 919-555-0147 your fax"):
        caller, texter = house.midway().say(words), house.texter()
        for answer in (caller.heard, texter.text(words) or ""):
            only_ours(answer)
        assert {number for number, _ in caller.dialled} <= SHIPPED.numbers
        assert caller.listening or caller.ended


def _is_stop(words: str) -> bool:
    """The carriers' own words alone are met with silence."""
    bare = re.sub(r"[^a-z ]", "", words.casefold()).strip()
    return bare in {
        "stop",
        "stopall",
        "stop all",
        "unsubscribe",
        "cancel",
        "end",
        "quit",
        "optout",
        "opt out",
        "revoke",
        "alto",
        "parar",
    }


# Texts made to keep a careless pattern or search busy; the last ones grow when they are folded to plain letters.
HARD = {
    "addresses": "a@" * 800,
    "one word": "a" * MOST,
    "single letters": "q x " * 400,
    "cuts": "biopsy fax and " * 106,
    "dates": "5 may " * 266,
    "streets": "1 a b c " * 200,
    "digits": "1 " * 800,
    "dashes": "1-" * 800,
    "names": "my name is " * 145,
    "grown words": "㌖" * MOST,
    "grown addresses": "㌀@" * 800,
}


@pytest.mark.parametrize("hard", HARD)
def test_no_text_keeps_the_desk_busy(houses: dict[str, House], hard: str) -> None:
    """A worker that searches is a worker that no emergent caller gets."""
    texter = houses["dead"].texter()
    quickly(lambda: texter.text(HARD[hard]))


@EXAMPLES
@given(
    expect=st.sampled_from(EXPECTS), lang=st.sampled_from(LANGS), step=st.integers(0, 99_999), words=WORDS,
    keys=st.text("0123456789*#ABCD ", max_size=40), reading=READINGS,
)  # fmt: skip
def test_any_words_and_keys_at_once_on_any_link(
    houses: dict[str, House], expect: str, lang: str, step: int, words: str, keys: str, reading: Any
) -> None:
    form = {"CallSid": f"CA{zlib.crc32(words.encode('utf-8', 'replace'))}{step}", "SpeechResult": words, "Digits": keys}
    link = f"/voice/turn?step={step}&lang={lang}&expect={expect}"
    answer = in_the_mood(houses, reading).client.post(link, data=form)
    assert answer.status_code == 200
    doc = twiml_rules.voice(answer.get_data(as_text=True))
    heard = " ".join(twiml_rules.words(say) for say in doc.iter("Say"))
    assert heard
    assert {number.text for number in doc.iter("Number")} <= SHIPPED.numbers
    only_ours(heard, words + keys if expect in READ_BACK else "")


@pytest.mark.parametrize(
    "told", ["919-555-0147", "my number is (919) 555 0147", "nine one nine five five five oh one four seven"]
)
def test_the_callers_own_number_is_never_given_back(houses: dict[str, House], told: str) -> None:
    for sentence in (f"is {told} your fax", f"text {told} please", f"call me at {told}", f"fax it to {told}", told):
        for house in houses.values():
            caller, texter = house.midway().say(sentence), house.texter()
            for answer in (caller.heard, texter.text(sentence) or ""):
                assert "5550147" not in "".join(read_back.long_digits(answer)), answer
            assert caller.dialled == [] or caller.dialled[0][0] in SHIPPED.numbers


def test_what_this_file_looks_for_is_found() -> None:
    only_ours("Call 9 1 1. The fax is 9 1 9, 6 8 4, 7 1 7 1, or (919) 684-7171.")
    for wrong in ("Call 9 1 9, 5 5 5, 0 1 4 7.", "(919) 555-0147", "Dial 9 1 2.", "MRN 7781234"):
        with pytest.raises(AssertionError):
            only_ours(wrong)
