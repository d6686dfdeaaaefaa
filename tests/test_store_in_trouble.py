"""The store locked, gone, full or crowded: questions are answered, nothing is promised, urgent callers get through.

And in good order: one effect for each delivery however often it comes, and nothing of anybody in the clear.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

from bot.directory import load
from bot.nlu_client import NluClient
from bot.sealing import Keyring
from bot.settings import ROOT
from bot.store import Text
from bot.take_turn import understanding
from tests import read_back, twiml_rules
from tests.stores import sqlite_in
from tests.test_store_privacy import spellings
from tests.troubles import TROUBLES, Trouble, full, locked
from tests.whole_desk import NOBODY, House, whole_desk

pytestmark = pytest.mark.xdist_group("store in trouble")  # so that the desk is built once
SHIPPED = load(ROOT / "directory.yaml")
(EMERGENT,) = SHIPPED.role("emergent")[0].of("emergent")
FAX = SHIPPED.entry("vascular_intervention").of("fax")[0].number
QUESTION = "fax for vascular intervention"
PROMISES = re.compile(r"\b(?:will|going to|try to) text\b|no more texts|get our texts again", re.IGNORECASE)
SOON = 2.0


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One desk for all troubles: each must be over when it is over."""
    house = whole_desk(tmp_path_factory.mktemp("trouble"))
    understanding(house.directory, house.desk.nlu)
    yield house
    house.close()


def texts_to(house: House, number: str) -> list[Text]:
    return [text for text in house.desk.store.texts(limit=9999) if text.to == number]


parametrized = pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)


@parametrized
def test_questions_are_answered_all_the_same(house: House, trouble: Trouble) -> None:
    caller, texter = house.caller().call(), house.texter()
    with trouble(house):
        started = time.monotonic()
        caller.say(QUESTION)
        reply = texter.text(QUESTION) or ""
        late = house.caller().call()
        assert time.monotonic() - started < 3 * SOON
    assert {one.number for one in read_back.said(caller.heard)} == {FAX}
    assert {one.number for one in read_back.written(reply)} == {FAX}
    assert late.listening == "dtmf speech"
    assert FAX in {one.number for one in read_back.said(caller.say(QUESTION).heard)}, "and when it is over"


@parametrized
def test_nothing_is_said_to_be_done_that_is_not_kept(house: House, trouble: Trouble) -> None:
    caller, stopping, starting = house.caller().call().say(QUESTION), house.texter(), house.texter()
    starting.text("STOP")
    with trouble(house):
        caller.press("9")
        replies = [stopping.text("please quit texting me") or "", starting.text("START") or ""]
        assert stopping.text("STOP") is None
        assert caller.listening == "dtmf speech"
    kept = [bool(texts_to(house, caller.number)), stopped(house, stopping.number), not stopped(house, starting.number)]
    for words, is_kept in zip((caller.heard, *replies), kept, strict=True):
        assert is_kept or not PROMISES.search(words), words
    assert trouble is full or not any(kept), "it was no trouble"


def stopped(house: House, number: str) -> bool:
    with house.desk.store.turn(house.desk.now()) as turn:
        return turn.stopped(number)


@parametrized
def test_who_cannot_be_served_is_told_what_to_do(house: House, trouble: Trouble) -> None:
    caller, texter = house.caller().call().say(QUESTION), house.texter()
    with trouble(house):
        caller.press("9")
        stop, start = texter.text("please quit texting me") or "", texter.text("START") or ""
    if not texts_to(house, caller.number):
        assert re.search(r"\b(?:cannot|can't|could not) (?:text|save)\b", caller.heard), caller.heard
        told = {one.number for one in read_back.said(caller.heard)}
        assert told == {FAX} if trouble is full else "ask me for the number again" in caller.heard
    if trouble is not full:
        assert "text the word STOP" in stop
        assert "text START again later" in start


@parametrized
def test_a_repeat_by_one_whose_talk_cannot_be_read_is_not_called_nothing(house: House, trouble: Trouble) -> None:
    caller = house.caller().call().say(QUESTION)
    with trouble(house):
        caller.press("*")
    assert "not told you anything" not in caller.heard


@pytest.mark.parametrize("number", ["anonymous", None])
def test_a_withheld_number_is_not_said_to_be_remembered(tmp_path: Path, number: str | None) -> None:
    understood = {"intent_ranking": [{"name": "stop_texts", "confidence": 0.99}]}
    box = NluClient(NOBODY, transport=httpx.MockTransport(lambda _: httpx.Response(200, json=understood)))
    house = whole_desk(tmp_path, box)
    caller = house.caller(number).call().say("i have had enough of these messages")
    assert bool(PROMISES.search(caller.heard)) == (number is None), caller.heard
    assert ("text the word STOP" in caller.heard) == (number is not None)
    house.close()


@parametrized
def test_urgent_callers_get_through(house: House, trouble: Trouble) -> None:
    with trouble(house):
        for deed in ("key", "words", "danger", "text"):
            started = time.monotonic()
            words = _urgent(house, deed)
            assert time.monotonic() - started < (SOON if deed == "text" else 2 * SOON)
            assert words


def _urgent(house: House, deed: str) -> str:
    if deed == "text":
        reply = house.texter().text("we need the images for our trauma patient now") or ""
        assert EMERGENT.number in {one.number for one in read_back.written(reply)}
        return reply
    caller = house.midway()
    if deed == "key":
        caller.press("2")
    else:
        caller.say("trauma transfer en route, we need the images now" if deed == "words" else "he is not breathing")
    if deed == "danger":
        assert "9 1 1" in caller.heard
    else:
        assert [number for number, _ in caller.dialled] == [EMERGENT.number]
    return caller.heard


def test_a_delivery_on_another_route_is_refused(house: House) -> None:
    headers = {"I-Twilio-Idempotency-Token": "one token"}
    sender = {"From": house.person(), "To": "+19195550199"}
    first = house.client.post("/sms", data={**sender, "MessageSid": "SM1", "Body": QUESTION}, headers=headers)
    assert first.status_code == 200
    replayed = house.client.post(
        "/voice/turn?step=1", data={**sender, "CallSid": "CA1", "SpeechResult": QUESTION}, headers=headers
    )
    heard = " ".join(twiml_rules.words(say) for say in twiml_rules.voice(replayed.get_data(as_text=True)).iter("Say"))
    assert FAX not in {one.number for one in read_back.said(heard)}, "a replay was answered"
    assert EMERGENT.number in {one.number for one in read_back.said(heard)}
    called = house.client.post("/voice/turn?step=7", data={**sender, "CallSid": "CA7", "SpeechResult": QUESTION})
    assert called.status_code == 200
    stolen = {**sender, "MessageSid": "CA7:/voice/turn:7", "Body": QUESTION}
    assert house.client.post("/sms", data=stolen).status_code == 403


def test_a_repeat_gets_the_answer_it_got_and_does_nothing(house: House) -> None:
    caller = house.caller().call().say(QUESTION).press("9")
    first, again = caller.last, [caller.repeat() for _ in range(3)]
    assert {one.data for one in again} == {first.data}
    assert len(texts_to(house, caller.number)) == 1
    texter = house.texter()
    texter.text("STOP")
    stopped = texter.last
    assert texter.repeat().data == stopped.data


THREADS = 4


def test_eight_deliveries_at_once_over_two_processes_have_one_effect(tmp_path: Path) -> None:
    keyring = Keyring.generate()
    house = whole_desk(tmp_path, keyring=keyring)
    caller = house.caller().call().say(QUESTION)
    (action,) = {gather.get("action", "").partition("#")[0] for gather in caller.doc.iter("Gather")}
    delivery = (action, caller.sid, caller.number)
    here = (house.desk.settings.database_url, str(tmp_path), keyring.secret_text())
    command = [sys.executable, "-m", "tests.test_store_in_trouble", *here, *delivery]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, cwd=ROOT) as other:
        assert other.stdout is not None
        assert any("ready" in line for line in other.stdout)
        with ThreadPoolExecutor(1) as thread:
            ours = thread.submit(_deliver, house, *delivery)
            theirs = other.communicate("go\n", timeout=60)[0].splitlines()
    answers = [*ours.result(), *(line for line in theirs if line.startswith("<?xml"))]
    assert len(answers) == 2 * THREADS
    assert len(texts_to(house, caller.number)) == 1
    house.close()
    # Who came while the store was held for longer than anybody waits was answered without it, and promised nothing.
    promised = [answer for answer in answers if PROMISES.search(answer)]
    assert len(set(promised)) == 1
    assert len(promised) > THREADS


def _deliver(house: House, action: str, sid: str, number: str) -> list[str]:
    """The same key press in several threads at once."""

    def press(_: int) -> str:
        form = {"CallSid": sid, "Digits": "9", "From": number, "To": "+19195550199"}
        return house.client.post(action, data=form).get_data(as_text=True).replace("\n", "")

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(press, range(THREADS)))


def _another_process(url: str, folder: str, keys: str, *delivery: str) -> None:
    house = whole_desk(Path(folder), keyring=Keyring.parse(keys), url=url)
    print("ready", flush=True)
    sys.stdin.readline()
    print("\n".join(_deliver(house, *delivery)), flush=True)


NAME = "Ximena Testperson"
PLANTED = (NAME, "Testperson", "1961-04-05", "Q7781234", "555-0147", "12 Invented Lane")
SENTENCES = (
    f"my name is {NAME} and I was born 1961-04-05",
    f"fax for vascular please, record number Q7781234, {NAME}",
    f"{NAME}, 12 Invented Lane, call me at 919-555-0147",
    "and the appointment line?",
)


def test_nothing_of_a_person_is_in_the_clear(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with capture_logs() as logs:
        house = whole_desk(tmp_path, url=sqlite_in(tmp_path))
        texter, caller = house.texter(), house.caller().call()
        for sentence in SENTENCES:
            texter.text(sentence)
            caller.say(sentence)
        with locked(house):
            texter.text(SENTENCES[0])
        caller.press("9")
        house.close()
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()).lower()
    logged = (repr(logs) + caplog.text).encode().lower()
    assert any(spelled in files for spelled in spellings("CREATE TABLE")), "the database was not looked at"
    assert b"turn_not_saved" in logged, "the log was not looked at"
    people = (*PLANTED, texter.number, texter.number[2:])
    for where, data in (("files", files), ("log", logged)):
        assert not [what for what in people if any(spelled in data for spelled in spellings(what))], where


if __name__ == "__main__":
    _another_process(*sys.argv[1:])
