"""What `doctor` says of our number at Twilio."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.commands import check_number
from bot.commands.findings import Finding
from bot.commands.our_number import wanted
from bot.commands.tools import Tools
from tests.shells import NOBODY, SECRET, Shell, full, with_directory, wrongs
from tests.small_directory import entry, small
from tests.twilio_api import ACCOUNT, OURS, TOKEN, Twilio


@pytest.fixture
def connected(shell: Shell, twilio: Twilio) -> Shell:
    """With a number at Twilio that is set as it should be, and the Bins that belong to it."""
    own = {"account_sid": ACCOUNT, "auth_tokens": (TOKEN,), "twilio_from": OURS, "twilio_api_base": twilio.url}
    ours = Shell(replace(full(shell).settings, **own))
    fixed = check_number.documents(Tools(ours.settings, None, ""))
    bins = twilio.add_bin(fixed.transfer), twilio.add_bin(fixed.text)
    twilio.add_number(**wanted(ours.settings.public_url, *bins))
    return ours


@pytest.fixture
def all_well(well: Shell, connected: Shell) -> Shell:
    """The same where all else is well too."""
    kept = (well.settings.var / "demo-keys").read_text(encoding="ascii")
    return Shell(replace(connected.settings, data_keys=kept, nlu_url=well.settings.nlu_url))


def seen(shell: Shell) -> list[Finding]:
    """What the page says of our number."""
    return list(check_number.number(Tools(shell.settings, None, "")))


def states(shell: Shell) -> list[str]:
    return [finding.state for finding in seen(shell)]


def test_doctor_is_content_with_a_number_that_is_set_as_it_should_be(all_well: Shell) -> None:
    done = all_well.type("doctor")
    assert done.exit_code == 0, done.output
    assert f"ok     twilio      Calls and texts to {OURS} come to https://radline.example." in done.output


def test_in_a_demo_there_is_no_number(shell: Shell) -> None:
    assert seen(shell) == []


@pytest.mark.parametrize("lacking", ["voice_fallback_url", "sms_fallback_url"])
@pytest.mark.parametrize("url", ["https://radline.example/voice/fallback", ""])
def test_doctor_stays_red_without_a_bin(connected: Shell, twilio: Twilio, lacking: str, url: str) -> None:
    twilio.numbers[0][lacking] = url
    [finding] = seen(connected)
    assert finding.state == "WRONG"
    assert f"{lacking}: the fallback of" in finding.what
    kept = twilio.numbers[0][{"sms_fallback_url": "voice_fallback_url"}.get(lacking, "sms_fallback_url")]
    assert f"bin {kept}" in finding.mend, "the Bin that is there stands in the command to type"
    assert "-bin URL" in finding.mend


OTHERS = {
    "voice_url": "https://radline.example/voice",
    "voice_method": "GET",
    "voice_fallback_method": "GET",
    "status_callback": "",
    "status_callback_method": "GET",
    "sms_url": "https://demo.example/sms",
    "sms_method": "GET",
    "sms_fallback_method": "GET",
    "voice_receive_mode": "fax",
    "voice_application_sid": "AP" + "1" * 32,
    "trunk_sid": "TK" + "1" * 32,
    "sms_application_sid": "AP" + "1" * 32,
}


@pytest.mark.parametrize(("name", "other"), OTHERS.items())
def test_each_setting_that_is_not_as_it_should_be_is_named(
    connected: Shell, twilio: Twilio, name: str, other: str
) -> None:
    twilio.numbers[0][name] = other
    [finding] = seen(connected)
    assert finding.state == ("URGENT" if other == "https://demo.example/sms" else "WRONG"), "nothing arrives here"
    assert f"{name} (" in finding.what
    assert f"it is {other or 'not set'}, and should be" in finding.what
    assert finding.mend.startswith("Run `flask --app webhook twilio connect --voice-bin http")


def test_what_doctor_says_to_type_mends_it(all_well: Shell, twilio: Twilio) -> None:
    twilio.numbers[0] |= OTHERS
    printed = all_well.type("doctor").output
    assert wrongs(printed) == ["twilio"] * len(OTHERS)
    typed = re.findall(r"Run `flask --app webhook (twilio connect [^`]*)`", printed)
    assert all_well.type(*typed[0].split()).exit_code == 0
    assert states(all_well) == ["ok"]


def test_doctor_sees_a_bin_that_the_directory_has_left_behind(connected: Shell) -> None:
    raw = small()
    entry(raw, "night")["numbers"][0]["number"] = "+13125550199"
    found = seen(with_directory(connected, raw))
    assert [finding.state for finding in found] == ["WRONG", "WRONG"]
    assert all("does not dial or tell the numbers" in finding.what for finding in found)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda document: document.replace("><", ">\n  <"), ["ok"]),
        (lambda document: document.replace("Goodbye.", "Farewell."), ["ok", "look"]),
        (lambda document: document.replace("wwwwwwww2", ""), ["WRONG"]),
        (lambda document: document.replace("<Dial", "<Dail").replace("</Dial", "</Dail"), ["WRONG"]),
        (lambda document: "<Response/>", ["WRONG"]),
    ],
)
def test_what_counts_as_the_same_bin(
    connected: Shell, twilio: Twilio, change: Callable[[str], str], expected: list[str]
) -> None:
    path = next(iter(twilio.bins))
    twilio.bins[path] = change(twilio.bins[path])
    assert states(connected) == expected


def test_a_bin_that_cannot_be_read_is_to_be_looked_at(connected: Shell, twilio: Twilio) -> None:
    twilio.numbers[0]["voice_fallback_url"] = f"{NOBODY}/twiml/EH1"
    assert states(connected) == ["ok", "look"]
    twilio.numbers[0]["voice_fallback_url"] = f"{twilio.url}/twiml/none"
    assert states(connected) == ["ok", "look"]


def test_doctor_says_that_twilio_cannot_be_reached(all_well: Shell, twilio: Twilio) -> None:
    twilio.cut = True
    done = all_well.type("doctor")
    assert wrongs(done.output) == ["twilio"]
    assert "Twilio cannot be reached now, or is in trouble." in done.output
    assert "could not be looked at (" not in done.output
    assert "ok     nlu" in done.output


def test_the_token_or_the_number_is_wrong(connected: Shell, twilio: Twilio) -> None:
    [finding] = seen(Shell(replace(connected.settings, auth_tokens=(SECRET,))))
    assert "Twilio does not take this account and token." in finding.what
    twilio.numbers.clear()
    [finding] = seen(connected)
    assert f"This Twilio account has no number {OURS}." in finding.what


def test_a_number_that_cannot_take_texts_is_to_be_looked_at(connected: Shell, twilio: Twilio) -> None:
    twilio.numbers[0]["capabilities"]["sms"] = False
    assert states(connected) == ["ok", "look"]
