"""Sayings as TwiML: what is spoken, in which order keys and words are heard, and Twilio's limits."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from urllib.parse import parse_qsl, urldefrag, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels import twiml
from bot.saying import Dial, Foreign, Letters, Saying, SpokenNumber
from tests import twiml_rules

BASE = "https://desk.example"
NUMBER = SpokenNumber(("919", "555", "0100"))


def saying(*bits: str | SpokenNumber | Letters, **more: object) -> Saying:
    fields: dict[str, object] = {"lang": "en", "written": "", "step": 3} | more
    return Saying(bits=bits, **fields)  # type: ignore[arg-type]


def document(*bits: str | SpokenNumber | Letters, **more: object) -> ET.Element:
    return twiml_rules.voice(twiml.spoken(saying(*bits, **more), BASE))


def heard(element: ET.Element) -> str:
    return twiml_rules.words(element)


def test_words_are_said_inside_one_gather_that_hears_keys_and_words() -> None:
    root = document("How can I help?", patience=7, hints=("thyroid uptake", "heart scan"))
    gather = root[0]
    assert [verb.tag for verb in root] == ["Gather", "Redirect"]
    assert gather.attrib == {
        "action": f"{BASE}/voice/turn?step=3&lang=en&expect=open#ct=1000&rt=3000&tt=5000&rc=1",
        "method": "POST",
        "input": "dtmf speech",
        "numDigits": "1",
        "finishOnKey": "",
        "language": "en-US",
        "hints": "thyroid uptake,heart scan",
        "actionOnEmptyResult": "true",
        "speechTimeout": "auto",
        "timeout": "7",
        "profanityFilter": "false",
    }
    assert heard(gather) == "How can I help?"
    assert root[1].text == gather.attrib["action"]


def test_after_a_miss_keys_are_heard_alone_first() -> None:
    first, second, redirect = document("Press one for images.", keys_first=True, patience=4)
    assert (first.get("input"), second.get("input")) == ("dtmf", "dtmf speech")
    assert first.get("actionOnEmptyResult") is None
    assert int(first.get("timeout", "9")) < 4
    assert heard(first)
    assert not heard(second)
    assert first.get("action") == second.get("action") == redirect.text


def test_a_goodbye_hangs_up() -> None:
    assert [verb.tag for verb in document("Goodbye.", hang_up=True)] == ["Say", "Hangup"]


def test_spanish_has_its_own_voice_and_ears() -> None:
    gather = document("Hola.", lang="es")[0]
    assert gather.get("language") == "es-US"
    assert gather[0].attrib == {"voice": "Polly.Lupe-Neural", "language": "es-US"}
    assert "lang=es" in gather.attrib["action"]


def test_a_transfer_dials_with_the_keys_of_its_option() -> None:
    dial = Dial("+19195550102", "night_line.emergent", "+19195550123", "2", 2.0, 3, 20, emergent=True)
    say, verb = document("Connecting you.", dial=dial, expect="reached")
    assert (say.tag, heard(say)) == ("Say", "Connecting you.")
    assert verb.attrib | {"action": ""} == {
        "action": "",
        "method": "POST",
        "answerOnBridge": "true",
        "callerId": "+19195550123",
        "timeout": "20",
    }
    assert (verb[0].text, verb[0].get("sendDigits")) == ("+19195550102", "wwww2")
    link, fragment = urldefrag(verb.attrib["action"])
    assert link.startswith(f"{BASE}/voice/transfer?")
    assert fragment == twiml.TIMEOUTS
    query = {"step": "3", "lang": "en", "expect": "reached", "target": "night_line.emergent", "tries": "3"}
    assert dict(parse_qsl(urlsplit(link).query)) == query


def test_a_plain_transfer_sends_no_keys_and_leaves_out_an_unknown_caller() -> None:
    verb = document("Connecting you.", dial=Dial("+19195550101", "front_desk", ""))[1]
    assert "callerId" not in verb.attrib
    assert verb[0].attrib == {}


@pytest.mark.parametrize(("seconds", "keys", "sent"), [(4.0, "2", "w" * 8 + "2"), (0.6, "1", "ww1"), (4.0, "", "")])
def test_waits_are_half_seconds(seconds: float, keys: str, sent: str) -> None:
    assert twiml.waits(seconds, keys) == sent


def test_a_number_is_read_digit_by_digit_in_groups() -> None:
    say = document("The number is", NUMBER, "Again:", NUMBER)[0][0]
    assert heard(say) == "The number is 9 1 9, 5 5 5, 0 1 0 0, Again: 9 1 9, 5 5 5, 0 1 0 0."
    assert [child.tag for child in say] == ["break"] * 4


def test_punctuation_of_the_sentence_follows_a_number_directly() -> None:
    assert heard(document("Call ", NUMBER, ", option 2.")[0]) == "Call 9 1 9, 5 5 5, 0 1 0 0, option 2."


def test_the_digit_that_a_look_alike_changes_is_slow_and_loud() -> None:
    stressed = SpokenNumber(NUMBER.groups, frozenset({3, 9}))
    say = document("Call", stressed)[0][0]
    assert heard(say) == "Call 9 1 9, 5 5 5, 0 1 0 0."
    loud = [child for child in say if child.tag == "prosody"]
    assert [child.text for child in loud] == ["5", "0"]
    assert all(child.attrib == {"rate": "slow", "volume": "loud"} for child in loud)


def test_slower_slows_all_of_it() -> None:
    say = document("Call", SpokenNumber(("91", "95"), frozenset({1})), slow=True)[0][0]
    assert [child.attrib for child in say] == [{"rate": "80%"}]
    assert heard(say) == "Call 9 1, 9 5."


def test_letters_are_said_slowly() -> None:
    say = document("Write to", Letters("a, b, at, c, dot, o, r, g"), "Thank you.")[0][0]
    assert [(child.tag, child.get("rate")) for child in say] == [("prosody", "slow")]
    assert heard(say) == "Write to a, b, at, c, dot, o, r, g Thank you."


def test_words_of_the_other_language_have_its_voice() -> None:
    gather = document("How can I help?", Foreign("es", "Para español, oprima el 8."), "Bye: ", NUMBER)[0]
    assert [(say.get("language"), heard(say)) for say in gather] == [
        ("en-US", "How can I help?"),
        ("es-US", "Para español, oprima el 8."),
        ("en-US", "Bye: 9 1 9, 5 5 5, 0 1 0 0."),
    ]


def test_nothing_to_say_still_listens() -> None:
    assert len(document()[0]) == 0


def test_a_long_answer_is_cut_into_several_says() -> None:
    long = "This is one sentence of many. " * 300
    says = document(long, NUMBER, long)[0].findall("Say")
    assert len(says) > 6
    assert "9 1 9, 5 5 5, 0 1 0 0, This" in " ".join(map(heard, says))
    assert " ".join(map(heard, says)).count("one sentence of many.") == 600


def test_hints_stay_within_twilios_limits() -> None:
    hints = ("a, comma", "x" * 101, "", "a, comma", *(f"service {i}" for i in range(600)))
    sent = document("Yes?", hints=hints)[0].attrib["hints"].split(",")
    assert sent[:2] == ["a comma", "service 0"]
    assert len(sent) == 500


def test_many_long_hints_leave_room_in_the_document() -> None:
    hints = tuple(f"{i} {'x' * 90}" for i in range(500))
    sent = document("Yes?", hints=hints)[0].attrib["hints"]
    assert len(sent) <= twiml.ALL_HINTS
    assert sent.endswith("x" * 90)


def test_a_text_is_one_message_and_silence_is_an_empty_response() -> None:
    sent = twiml_rules.text(twiml.written(saying(written="Fax: (919) 555-0100 & more <b>")))
    assert [body.text for body in sent.iter("Body")] == ["Fax: (919) 555-0100 & more <b>"]
    for quiet in (saying(written=""), saying(written="Bye", silent=True)):
        assert twiml.written(quiet) == '<?xml version="1.0" encoding="UTF-8"?><Response />'


def test_a_text_is_never_longer_than_twilio_sends() -> None:
    assert len(twiml_rules.words(twiml_rules.text(twiml.texted("x" * 5000)))) == 1600


def test_links_are_relative_without_an_address() -> None:
    root = twiml_rules.voice(twiml.spoken(saying("Yes?"), ""))
    assert root[0].attrib["action"].startswith("/voice/turn?step=3&")


BITS = st.one_of(
    st.text(max_size=60),
    st.builds(Letters, st.text(max_size=30)),
    st.builds(Foreign, st.sampled_from(["en", "es"]), st.text(max_size=30)),
    st.builds(SpokenNumber, st.just(("919", "555", "0100")), st.frozensets(st.integers(0, 9))),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(BITS, max_size=6), st.booleans(), st.booleans(), st.text(max_size=30))
def test_any_words_make_a_document_twilio_takes(bits: list, slow: bool, keys_first: bool, hint: str) -> None:
    root = document(*bits, slow=slow, keys_first=keys_first, hints=(hint,))
    digits = [bit for bit in bits if isinstance(bit, SpokenNumber)]
    said = re.sub(r"[ ,.]", "", heard(root[0]))
    assert said.count("9195550100") >= len(digits)
    twiml_rules.text(twiml.texted(hint))
