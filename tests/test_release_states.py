"""Every state of a release request with every kind of message: key 2 and urgent words work, no state is a dead end,
nothing private stands in a text, and no word of an answer reaches the understanding box."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import httpx
import pytest

from bot import emergency, form_answers
from bot.conversation import Turned, turn
from bot.directory import load
from bot.directory_types import LANGS, Lang
from bot.fields.tables import field_table
from bot.meaning import Meaning
from bot.message import PRIVATE, RELEASE, Channel, Expect, Message
from bot.nlu_client import NluClient
from bot.put_in_words import put_in_words
from bot.release_talk.draft import FIELDS, Draft
from bot.release_talk.questions import expect_of
from bot.request import ReleaseRequest, StudyAsked
from bot.settings import ROOT
from bot.state import State, dump, restore
from bot.texts import segments
from bot.understanding import Understanding
from bot.wording import Wording
from tests.faults.phrases import DANGER, HURRIED
from tests.whole_desk import NOBODY, House, whole_desk

pytestmark = pytest.mark.xdist_group("release states")
SHIPPED, WORDING = load(ROOT / "directory.yaml"), Wording()
NOW = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
PERSON, LINE = "+19195550123", "+19195550199"
# Words that stand nowhere in what we say.
WHOLE = ReleaseRequest(
    requester="patient", patient_name="Zbigniew Quixworth", date_of_birth=dt.date(1957, 3, 9), mrn="D7136092",
    studies=(StudyAsked("MRI right hip", "2026-07-09"),), recipient_name="Dr. Tolliver, Harborview Bone Clinic",
    recipient_address="47 Hickoryjade Terrace, Shelbyton, NC 28150", callback="+12125550147", needed_words="zebra day",
    needed_by=dt.date(2026, 12, 30),
)  # fmt: skip
VALUES = (
    "zbigniew quixworth 1957 d7136092 7136092 tolliver harborview hickoryjade shelbyton 28150 5550147 zebra".split()
)
WITHOUT: dict[str, dict[str, Any]] = {
    "release_who": {"requester": None}, "release_name": {"patient_name": ""}, "release_birth": {"date_of_birth": None},
    "release_studies": {"studies": ()}, "release_recipient": {"recipient_name": ""},
    "release_address": {"recipient_address": ""}, "release_record": {"mrn": ""}, "release_reach": {"callback": ""},
    "release_needed": {"needed_words": "", "needed_by": None},
}  # fmt: skip
# Answers of every kind, right and wrong ones, to whatever is asked.
SAID = [
    "yes", "no", "me", "it's for my mother", "Zbigniew Quixworth", "quixworth q u i x w o r t h", "March 9 1957",
    "03091957", "february thirtieth", "tomorrow", "MRI of the right hip last July", "I don't know", "skip",
    "why do you need that", "how long does it take", "what's your fax", "is it safe",
    "Dr. Tolliver at Harborview Bone Clinic", "to my house", "47 Hickoryjade Terrace, Shelbyton NC 28150",
    "D7136092", "this number", "212-555-0147", "that's not right", "go back", "no the birthday is the tenth",
    "start over", "hold on", "say that again", "I'd rather not", "zebra", "", "mande", "123", "ABC-DEFG", "new",
    "page", "on a cd", "email it to me", "5 5 5", "i already told you", "sí", "no sé", "???", "fax it",
]  # fmt: skip
ENDS = ["never mind", "a person please", "stop texting me", "paper"]


def standing(expect: Expect, lang: Lang = "en", **more: Any) -> State:
    """A talk that waits for this answer, with all other things told."""
    draft = Draft(replace(WHOLE, **WITHOUT.get(expect, {})), id="f" * 32, code="ACD-EFHJ", at=NOW.isoformat())
    settled = tuple(name for name in FIELDS if f"release_{name}" != expect)
    draft = replace(draft, settled=settled if expect in WITHOUT or expect == "release_taken" else FIELDS)
    return State(step=5, lang=lang, expect=expect, release=replace(draft, **more))


def message(channel: Channel, words: str = "", keys: str = "", kind: Any = "words") -> Message:
    return Message(channel, kind, words=words, keys=keys, caller=PERSON, line=LINE, step=5)


KNOWN = Understanding(SHIPPED, NluClient(NOBODY))
RULES = emergency.rules_at(SHIPPED.file.house_names)


def said(state: State, channel: Channel, words: str) -> Turned:
    """What is answered to these words."""
    return turn(state, message(channel, words), heard(words, state.expect), SHIPPED, NOW)


@cache
def heard(words: str, expect: Expect) -> Meaning:
    """What is heard in an answer; the channel makes no difference."""
    return (
        form_answers.heard(message("text", words), emergency.hear(words, rules=RULES), expect, KNOWN, NOW)
        if words.strip()
        else Meaning()
    )


@cache
def urgent(words: str, expect: Expect) -> bool:
    return form_answers.strictly(words, emergency.hear(words, rules=RULES), expect, NOW.date(), RULES).kind != "none"


def test_an_examination_told_with_its_day_is_no_cry_from_the_machine() -> None:
    told = "the next day they put me in the big doughnut the cat scan of my chest on the fifteenth of september"
    plain = emergency.hear(told, rules=RULES)
    assert plain.kind == "scanner"
    assert form_answers.may_be_an_answer(told, plain, NOW.date(), RULES)
    assert not urgent(told, "release_studies")
    assert urgent("i am in the mri and my chest is burning", "release_studies")


def in_words(turned: Turned, channel: Channel) -> str:
    saying, _ = put_in_words(turned.reply, turned.state, message(channel), SHIPPED, WORDING)
    return saying.written if channel == "text" else " ".join(str(bit) for bit in saying.bits)


def every_answer(channel: Channel, lang: Lang = "en") -> Iterator[tuple[State, str, Turned]]:
    for expect, words in itertools.product(sorted(RELEASE), (*SAID, *ENDS)):
        state = standing(expect, lang)
        yield state, words, said(state, channel, words)


def test_all_states_of_a_request_are_private() -> None:
    assert RELEASE <= PRIVATE
    assert {f"release_{name}" for name in FIELDS} <= RELEASE
    assert all(expect_of(standing(e).release) == e for e in WITHOUT)  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", LANGS)
def test_a_text_holds_nothing_private_and_fits(lang: Lang) -> None:
    for state, words, turned in every_answer("text", lang):
        written = in_words(turned, "text")
        assert turned.reply.silent or written or turned.effects, f"{state.expect}: no reply to {words!r}"
        found = [value for value in VALUES if value in written.lower()]
        assert not found, f"{state.expect}, {words!r}: {written}"
        assert segments(written) <= 2, f"{state.expect}, {words!r}: {written}"
        if turned.state.expect in RELEASE and words not in ("hold on",):
            assert "MORE" not in written, f"{state.expect}, {words!r}: the question waits behind MORE: {written}"


def test_control_a_value_put_into_a_text_is_found() -> None:
    told = "I have Zbigniew Quixworth."
    assert [value for value in VALUES if value in told.lower()] == ["zbigniew", "quixworth"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("channel", ["voice", "text"])
def test_no_answer_leads_to_a_dead_end(channel: Channel, lang: Lang) -> None:
    for state, words, turned in every_answer(channel, lang):
        reply = turned.reply
        assert reply.parts or reply.silent or turned.effects, f"{state.expect}, {words!r}"
        assert restore(dump(turned.state)).expect == turned.state.expect
        if channel == "voice" and not reply.transfer and not turned.effects:
            assert in_words(turned, channel).strip(), f"{state.expect}, {words!r}: nothing is said"


@pytest.mark.parametrize("channel", ["voice", "text"])
@pytest.mark.parametrize("expect", sorted(RELEASE))
def test_the_same_answer_over_and_over_leads_out(expect: Expect, channel: Channel) -> None:
    """Whoever only says one thing is not asked for ever: other ways are offered, or the talk goes on."""
    for words in ("zebra", "I don't know", "no", "why do you need that"):
        state, seen = standing(expect), 0
        for _ in range(12):
            turned = said(state, channel, words)
            seen = seen + 1 if turned.reply.parts[-1:] == state.last[-1:] else 0
            state = turned.state
            if state.expect not in RELEASE or turned.reply.transfer:
                break
        assert seen < 9 or words.startswith("why"), f"{expect}: {words!r} for ever"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("expect", sorted(RELEASE))
def test_key_2_and_urgent_words_lead_on_and_the_request_stays(expect: Expect, lang: Lang) -> None:
    state = standing(expect, lang)
    pressed = turn(state, message("voice", keys="2", kind="keys"), Meaning(), SHIPPED, NOW)
    assert pressed.reply.transfer is not None
    assert pressed.reply.transfer.emergent
    for words in (*HURRIED, *DANGER):
        assert urgent(words, expect), f"{expect}: {words}"
    for turned in (pressed, said(state, "text", DANGER[0]), said(state, "text", "2")):
        assert turned.state.release == state.release, "the request is gone"
        assert turned.state.expect == expect


@pytest.mark.parametrize("keys", ["02291957", "03091957", "0", "*", "20", "00", "9195550147", "22"])
def test_only_a_lone_key_is_a_key(keys: str) -> None:
    state = standing("release_birth")
    turned = turn(state, message("voice", keys=keys, kind="keys"), Meaning(), SHIPPED, NOW)
    transferred = turned.reply.transfer is not None
    assert transferred == (keys == "0")
    assert turned.reply.parts


def test_what_was_read_back_is_not_said_again_on_repeat() -> None:
    state = standing("release_birth")
    told = said(state, "voice", "march ninth nineteen fifty seven")
    assert "nineteen fifty-seven" in in_words(told, "voice")
    again = said(told.state, "voice", "say that again please")
    assert "fifty" not in in_words(again, "voice")
    assert "fifty" not in in_words(turn(told.state, message("voice", kind="silence"), Meaning(), SHIPPED, NOW), "voice")


@pytest.mark.parametrize("expect", sorted(WITHOUT))
def test_after_a_resume_nothing_is_read_back(expect: Expect) -> None:
    for words in SAID:
        spoken = in_words(said(standing(expect, resumed=True), "voice", words), "voice").lower()
        assert not [value for value in (*VALUES, "fifty-seven") if value in spoken], f"{expect}, {words!r}: {spoken}"


def test_after_a_quiet_half_hour_the_code_comes_first() -> None:
    for expect in sorted(RELEASE - {"release_code", "release_status"}):
        state = standing(expect, at=(NOW - dt.timedelta(minutes=31)).isoformat())
        turned = said(state, "text", "March 9 1957")
        assert turned.state.expect == "release_code", expect
        kept = turned.state.release.request if turned.state.release else None
        told = ReleaseRequest(date_of_birth=dt.date(1957, 3, 9)) if expect == "release_birth" else ReleaseRequest()
        assert kept == told, expect  # what was answered now, and nothing of before
        earlier = standing(expect, at=(NOW - dt.timedelta(minutes=29)).isoformat())
        assert said(earlier, "text", "March 9 1957").state.expect != "release_code"


def test_a_stored_talk_holds_no_facts_of_a_kept_request() -> None:
    stored = str(dump(standing("release_confirm"))).lower()
    assert not [value for value in VALUES if value in stored]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = whole_desk(tmp_path_factory.mktemp("states"), NluClient(NOBODY, transport=httpx.MockTransport(BOX)))
    yield house
    house.close()


class Box:
    """A box that keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.content.decode())
        found = {"release_images": 0.97, "emergent_images": 0.01, "danger": 0.01, "after_procedure": 0.01}
        ranking = [{"name": name, "confidence": score} for name, score in found.items()]
        return httpx.Response(200, json={"intent_ranking": ranking})


BOX = Box()


def test_no_answer_is_sent_to_the_box(house: House) -> None:
    caller = house.caller().call().say("send my MRI from Duke to my doctor")
    texter = house.texter()
    texter.text("send my MRI from Duke to my doctor")
    asked = len(BOX.asked)
    assert asked
    for words in ("Zbigniew Quixworth", "March 9 1957", "zebra zebra", "Dr. Tolliver", "what is your fax"):
        caller.say(words)
        texter.text(words)
    assert len(BOX.asked) == asked


def test_every_table_of_the_talk_can_be_read() -> None:
    assert all(field_table("talk").values())
    assert all(field_table("wanted").values())
