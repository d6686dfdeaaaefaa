"""`twilio connect`: our number at Twilio set as it should be, or a sentence that says why it is not."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from bot.commands import our_number
from bot.commands.our_number import NAMES
from tests import twiml_rules
from tests.shells import NOBODY, Shell, full, with_directory
from tests.small_directory import entry, small
from tests.twilio_api import ACCOUNT, OURS, TOKEN, Twilio

HERE, TIMES = "https://radline.example", "#ct=1000&rt=3000&tt=5000&rc=1"
BINS = [f"https://handler.twilio.com/twiml/EH{digit * 32}" for digit in "12"]
WITH_BINS = ("--voice-bin", BINS[0], "--sms-bin", BINS[1])


@pytest.fixture
def ours(shell: Shell, twilio: Twilio, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A Radline with an account at the mock, and no wait for Bins that no test made.

    A busy machine may take its time: only where the mock is slow on purpose is the wait for it short.
    """
    monkeypatch.setattr("bot.commands.bins.SECONDS", 0.5)
    monkeypatch.setenv("HTTPS_PROXY", NOBODY)
    own = {"account_sid": ACCOUNT, "auth_tokens": (TOKEN,), "twilio_from": OURS, "twilio_api_base": twilio.url}
    return Shell(replace(full(shell).settings, **own))


@pytest.fixture
def number(twilio: Twilio) -> dict[str, Any]:
    return twilio.add_number()


def connect(shell: Shell, *words: str) -> tuple[str, int]:
    done = shell.type("twilio", "connect", *words)
    assert "Traceback" not in done.output
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.output, done.exit_code


def documents(printed: str) -> list[str]:
    return re.findall(r"<\?xml.*?</Response>", printed, re.DOTALL)


def test_it_sets_every_address_and_method(ours: Shell, number: dict[str, Any]) -> None:
    output, code = connect(ours, *WITH_BINS)
    assert code == 0, output
    assert "Our number at Twilio is set." in output
    assert {name: number[name] for name in NAMES if name.endswith("method")} == {
        "voice_method": "POST", "voice_fallback_method": "POST", "status_callback_method": "POST",
        "sms_method": "POST", "sms_fallback_method": "POST",
    }  # fmt: skip
    assert [number["voice_url"], number["status_callback"], number["sms_url"]] == [
        f"{HERE}/voice{TIMES}", f"{HERE}/voice/status{TIMES}", f"{HERE}/sms{TIMES}",
    ]  # fmt: skip
    assert [number["voice_fallback_url"], number["sms_fallback_url"]] == BINS
    assert "red" not in output


def test_one_request_changes_calls_and_texts_together(ours: Shell, number: dict[str, Any], twilio: Twilio) -> None:
    connect(ours, *WITH_BINS)
    [(_, path, form)] = [request for request in twilio.requests if request[0] == "POST"]
    assert path == f"/2010-04-01/Accounts/{ACCOUNT}/IncomingPhoneNumbers/{number['sid']}.json"
    assert not form.keys() & {"VoiceApplicationSid", "TrunkSid", "SmsApplicationSid", "VoiceReceiveMode"}


def test_what_stands_in_the_way_is_cleared(ours: Shell, twilio: Twilio) -> None:
    way = {"voice_application_sid": "AP" + "1" * 32, "sms_application_sid": "AP" + "2" * 32}
    number = twilio.add_number(**way, trunk_sid="TK" + "3" * 32, voice_receive_mode="fax")
    assert connect(ours, *WITH_BINS)[1] == 0
    assert [number[name] for name in (*way, "trunk_sid", "voice_receive_mode")] == ["", "", "", "voice"]


def test_a_second_time_changes_nothing(ours: Shell, number: dict[str, Any]) -> None:
    connect(ours, *WITH_BINS)
    output, code = connect(ours, *WITH_BINS)
    assert code == 0
    assert "was set already" in output
    assert "Set:" not in output


def test_it_prints_the_documents_to_keep_at_twilio(ours: Shell, number: dict[str, Any]) -> None:
    calls, text = documents(connect(ours)[0])
    root = twiml_rules.voice(calls)
    assert [(say.get("language"), "9 1 1" in (say.text or "")) for say in root[:2]] == [
        ("en-US", True),
        ("es-US", True),
    ]
    assert [number.text for number in root.iter("Number")] == [entry(small(), "night")["numbers"][0]["number"]]
    assert root.find("Dial").attrib.keys().isdisjoint({"action"})  # type: ignore[union-attr]
    body = twiml_rules.words(twiml_rules.text(text))
    assert "call 911" in body
    assert "llame al 911" in body
    assert "(312) 555-0122, then press 2" in body
    assert "{{" not in calls + text, "a Bin would put something in place of it"


@pytest.mark.parametrize(
    ("words", "lacking", "fallbacks"),
    [
        ((), ["calls", "texts"], [f"{HERE}/voice/fallback{TIMES}", f"{HERE}/sms/fallback{TIMES}"]),
        (WITH_BINS[:2], ["texts"], [BINS[0], f"{HERE}/sms/fallback{TIMES}"]),
        (WITH_BINS[2:], ["calls"], [f"{HERE}/voice/fallback{TIMES}", BINS[1]]),
    ],
)
def test_without_a_bin_it_falls_back_to_us_and_warns(
    ours: Shell, number: dict[str, Any], words: tuple[str, ...], lacking: list[str], fallbacks: list[str]
) -> None:
    output, code = connect(ours, *words)
    assert code == 0
    assert [number["voice_fallback_url"], number["sms_fallback_url"]] == fallbacks
    for what in ("calls", "texts"):
        assert (f"the fallback of {what} is on this machine" in output) == (what in lacking)
    assert "`doctor` stays red" in output


def test_it_says_what_it_replaces(ours: Shell, twilio: Twilio) -> None:
    twilio.add_number(voice_url="https://anna:geheim@demo.example/hello")
    output = connect(ours, *WITH_BINS)[0]
    assert "voice_url (calls): it was https://…@demo.example/hello, and is" in output
    assert "geheim" not in output


def test_a_bin_with_other_numbers_is_told(ours: Shell, number: dict[str, Any], twilio: Twilio) -> None:
    calls, text = documents(connect(ours)[0])
    good = twilio.add_bin(calls), twilio.add_bin(text)
    assert connect(ours, "--voice-bin", good[0], "--sms-bin", good[1])[1] == 0
    bad = twilio.add_bin(calls.replace("+13125550122", "+13125550199"))
    output, code = connect(ours, "--voice-bin", bad, "--sms-bin", good[1])
    assert code == 3
    assert "voice_fallback_url: this Bin does not dial or tell the numbers" in output


# ------------------------------------------------------------------ where it goes wrong


@pytest.mark.parametrize("listed", [[], ["+19195550101", "+191955501000"]])
def test_an_account_without_our_number(ours: Shell, twilio: Twilio, listed: list[str]) -> None:
    for other in listed:
        twilio.add_number(other)
    output, code = connect(ours, *WITH_BINS)
    assert code == 1
    assert f"This Twilio account has no number {OURS}." in output
    assert all(number["voice_url"] is None for number in twilio.numbers)


@pytest.mark.parametrize("wrong", [{"auth_tokens": ("old", TOKEN)}, {"account_sid": "AC" + "9" * 32}])
def test_a_wrong_token_or_account(ours: Shell, number: dict[str, Any], wrong: dict[str, Any]) -> None:
    output, code = connect(Shell(replace(ours.settings, **wrong)), *WITH_BINS)
    assert code == 1
    assert "Twilio does not take this account and token. Nothing was changed." in output
    assert TOKEN not in output.replace("and token", "").replace("AUTH_TOKEN", "")
    assert number["voice_url"] is None


@pytest.mark.parametrize("trouble", ["nobody", "cut", "slow", "503", "429"])
def test_twilio_down(
    ours: Shell, number: dict[str, Any], twilio: Twilio, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if trouble == "slow":
        monkeypatch.setattr(our_number, "SECONDS", 0.5)
    if trouble == "nobody":
        ours = Shell(replace(ours.settings, twilio_api_base=NOBODY))
    elif trouble.isdigit():
        twilio.answer = int(trouble), json.dumps({"code": 20429, "status": int(trouble)})
    twilio.cut, twilio.seconds = trouble == "cut", 0.8 if trouble == "slow" else 0
    output, code = connect(ours, *WITH_BINS)
    assert code == 1
    assert "Twilio cannot be reached now, or is in trouble. Nothing was changed." in output
    assert "status.twilio.com" in output


@pytest.mark.parametrize("text", ["", "no json", "[]", "null", "{}", "<html>", '{"incoming_phone_numbers": [{}]}'])
def test_babble_in_twilios_place(ours: Shell, twilio: Twilio, text: str) -> None:
    twilio.answer = 200, text
    output, code = connect(ours, *WITH_BINS)
    assert code == 1
    assert "not Twilio's API" in output or "has no number" in output


def test_half_set(ours: Shell, number: dict[str, Any], twilio: Twilio) -> None:
    twilio.ignores = {"SmsUrl", "VoiceFallbackUrl"}
    output, code = connect(ours, *WITH_BINS)
    assert code == 3
    assert f"NOT set: sms_url (texts): it is not set, and should be {HERE}/sms{TIMES}." in output
    assert "NOT set: voice_fallback_url" in output
    assert "Set: voice_url" in output
    assert "Run the same command again" in output
    assert "Our number at Twilio is set." not in output


def test_a_lost_answer_is_looked_up(ours: Shell, number: dict[str, Any], twilio: Twilio) -> None:
    twilio.lose_changes = True
    output, code = connect(ours, *WITH_BINS)
    assert code == 0, output
    assert "Our number at Twilio is set." in output


def test_a_lost_answer_that_cannot_be_looked_up(
    ours: Shell, number: dict[str, Any], twilio: Twilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = our_number.OurNumber.set

    def then_gone(*args: Any) -> None:
        twilio.lose_changes = True
        try:
            change(*args)
        finally:
            twilio.cut = True

    monkeypatch.setattr(our_number.OurNumber, "set", then_gone)
    output, code = connect(ours, *WITH_BINS)
    assert code == 3
    assert "Nobody knows what Twilio took of it" in output


def test_a_refusal_names_twilios_number_of_the_error(
    ours: Shell, number: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.commands.twilio.wanted", lambda *_: {"voice_url": "no address"})
    monkeypatch.setattr("bot.commands.our_number.IN_THE_WAY", {})
    output, code = connect(ours)
    assert code == 1
    assert "Twilio refused this (error 21502). Nothing was changed." in output


@pytest.mark.parametrize(
    ("option", "url", "told"),
    [
        ("--voice-bin", "handler.twilio.com/twiml/EH1", "give the whole address"),
        ("--sms-bin", "ftp://handler.twilio.com/twiml/EH1", "give the whole address"),
        ("--voice-bin", f"{HERE}/voice/fallback", "kept at Twilio, not on this machine"),
        ("--sms-bin", "https://RADLINE.example:8443/x", "kept at Twilio, not on this machine"),
    ],
)
def test_an_address_that_is_no_bin(ours: Shell, number: dict[str, Any], option: str, url: str, told: str) -> None:
    output, code = connect(ours, option, url)
    assert code == 2
    assert told in output
    assert number["voice_url"] is None


def test_without_a_mock_a_bin_has_to_be_reached_safely(ours: Shell) -> None:
    real = Shell(replace(ours.settings, twilio_api_base=""))
    assert connect(real, "--voice-bin", "http://handler.twilio.com/twiml/EH1")[1] == 2


def test_our_own_number_as_the_emergent_line_is_refused(ours: Shell, twilio: Twilio) -> None:
    own = entry(small(), "night")["numbers"][0]["number"]
    number = twilio.add_number(own)
    output, code = connect(Shell(replace(ours.settings, twilio_from=own)), *WITH_BINS)
    assert code == 1
    assert "in a circle" in output
    assert number["voice_url"] is None
    assert not documents(output)


def test_in_a_demo_and_with_half_the_settings_it_says_what_to_set(ours: Shell, shell: Shell) -> None:
    assert connect(shell) == (
        "Error: This is a demo: set PUBLIC_URL and TWILIO_* first; docs/settings.md explains each.\n",
        1,
    )
    output, code = connect(Shell(replace(ours.settings, fault="Set DATA_KEYS too.")))
    assert code == 1
    assert "Set DATA_KEYS too." in output


def test_a_broken_directory_is_no_reason_to_dial_nobody(ours: Shell, number: dict[str, Any]) -> None:
    output, code = connect(with_directory(ours, small() | {"timezone": "Mars"}), *WITH_BINS)
    assert code == 1
    assert "directory check" in output
    assert number["voice_url"] is None
