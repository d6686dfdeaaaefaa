"""The whole app down, in every way: Twilio falls back to what is kept there, and all callers reach the 24/7 line.

Our number at Twilio is set by `twilio connect` itself, and the documents kept there are those that it prints.
"""

from __future__ import annotations

import re
import ssl
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import pytest

from tests import twiml_rules
from tests.callers import Signer
from tests.faults import apps
from tests.faults.line import Heard, Line, Place
from tests.faults.phrases import HURRIED, LINE, URGENT
from tests.figures import Figure
from tests.shells import NOBODY, Shell
from tests.twilio_api import ACCOUNT, OURS, TOKEN, mock_of_twilio
from tests.whole_desk import House, whole_desk
from webhook import create_app

pytestmark = pytest.mark.xdist_group("faults app")
HOST = "radline.example"
CALLS = 40
MOST_SECONDS = 6.0
TOLD = f"({LINE.number[2:5]}) {LINE.number[5:8]}-{LINE.number[8:]}, then press {LINE.option}"
GATHER = re.compile(r'action="([^"]+)"')


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = whole_desk(tmp_path_factory.mktemp("app"))
    own = {"public_url": f"https://{HOST}", "account_sid": ACCOUNT, "auth_tokens": (TOKEN,), "twilio_from": OURS}
    house.desk.settings = replace(house.desk.settings, demo=False, **own)
    yield house
    house.close()


@pytest.fixture(scope="module")
def line(house: House) -> Iterator[Line]:
    """Our number, connected as the operator does it, with the printed documents kept as Bins."""
    with mock_of_twilio() as twilio, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HTTPS_PROXY", NOBODY)
        shell, number = Shell(replace(house.desk.settings, twilio_api_base=twilio.url)), twilio.add_number()
        printed = re.findall(r"<\?xml.*?</Response>", shell.type("twilio", "connect").output, re.DOTALL)
        kept = [twilio.add_bin(document) for document in printed]
        done = shell.type("twilio", "connect", "--voice-bin", kept[0], "--sms-bin", kept[1])
        assert done.exit_code == 0, done.output
        sign = Signer(TOKEN, ACCOUNT, f"https://{HOST}")
        yield Line(dict(number), dict(zip(kept, printed, strict=True)), {}, sign)


@pytest.fixture(scope="module")
def turn(house: House) -> str:
    """The address of a later turn, as a document of ours gives it."""
    app = create_app(house.desk.settings, house.desk).test_client()
    form = {"AccountSid": ACCOUNT, "CallSid": "CA1", "From": OURS, "To": OURS}
    signed = Signer(TOKEN, ACCOUNT, f"https://{HOST}").header("/voice", form)
    document = app.post("/voice", data=form, headers=signed).get_data(as_text=True)
    (action,) = {gather.get("action", "") for gather in ET.fromstring(document.encode()).iter("Gather")}
    return action


@pytest.fixture(scope="module")
def well(house: House) -> Iterator[Place]:
    """The app in order."""
    with apps.running(create_app(house.desk.settings, house.desk)) as place:
        yield place


def never_given_up(line: Line, place: Place) -> Line:
    """A busy machine is no fault of the app."""
    return replace(line, places={HOST: place}, haste=10.0)


def at(line: Line, place: Place) -> Line:
    return replace(line, places={HOST: place})


def calls(line: Line, turn: str) -> list[Heard]:
    """Half of them ring, half are in the middle of a talk."""
    deeds = [line.call, lambda: line.call(turn, Digits="2")] * (CALLS // 2)
    with ThreadPoolExecutor(CALLS) as crowd:
        return [call.result() for call in [crowd.submit(deed) for deed in deeds]]


def texts(line: Line) -> list[Heard]:
    with ThreadPoolExecutor(CALLS) as crowd:
        return list(crowd.map(line.text, HURRIED[:CALLS]))


def reached(heard: Heard) -> str:
    """What became of a call."""
    if heard.by != "the fallback" or heard.dialled != [URGENT]:
        return f"{heard.by}, after {heard.failures}"
    late = heard.seconds > MOST_SECONDS
    return f"late: {heard.seconds:.1f} s" if late else "24/7 line"


def written(heard: Heard) -> str:
    fixed = heard.by == "the fallback" and TOLD in heard.words and "911" in heard.words
    return "fixed answer" if fixed else f"{heard.by}, after {heard.failures}"


def count(figure: Figure, name: str, line: Line, turn: str) -> tuple[Any, Any]:
    called, texted = calls(line, turn), texts(line)
    worst = max(heard.seconds for heard in called)
    return figure(f"A1 {name}, calls, worst {worst:.1f} s", map(reached, called)), figure(
        f"A1 {name}, texts", map(written, texted)
    )


@pytest.mark.parametrize("trouble", apps.TROUBLES)
def test_with_the_app_in_trouble_all_reach_the_line(line: Line, turn: str, figure: Figure, trouble: str) -> None:
    with apps.TROUBLES[trouble]() as place:
        called, texted = count(figure, trouble, at(line, place), turn)
    assert called == {"24/7 line": CALLS}
    assert texted == {"fixed answer": CALLS}


def test_with_a_certificate_that_nobody_trusts_all_reach_the_line(
    line: Line, turn: str, well: Place, figure: Figure, tmp_path: Path
) -> None:
    """The app behind it is well: with trust in the certificate the same calls reach it."""
    paper = apps.certificate(tmp_path, HOST)
    with apps.in_tls(well, paper, ssl.create_default_context()) as strange:
        called, texted = count(figure, "a TLS error", at(line, strange), turn)
        trusted = ssl.create_default_context(cafile=str(paper))
        known = never_given_up(line, replace(strange, tls=trusted))
        trusting = figure("A1 control, the same with trust", [heard.by for heard in calls(known, turn)])
    assert called == {"24/7 line": CALLS}
    assert texted == {"fixed answer": CALLS}
    assert trusting == {"the app": CALLS}


def test_control_a_well_app_answers_itself(line: Line, turn: str, well: Place, figure: Figure) -> None:
    ours = never_given_up(line, well)
    found = figure("A1 control, the app is well", [one.by for one in (*calls(ours, turn), *texts(ours))])
    assert found == {"the app": 2 * CALLS}


def test_control_without_fallbacks_nobody_gets_through(line: Line, turn: str, figure: Figure) -> None:
    bare = replace(line, settings={**line.settings, "voice_fallback_url": "", "sms_fallback_url": ""})
    with apps.stopped() as place:
        called, texted = count(figure, "control, no fallback at Twilio", at(bare, place), turn)
    assert called["24/7 line"] == texted["fixed answer"] == 0


def test_control_a_fallback_on_the_same_machine_is_silent_with_it(line: Line, turn: str, figure: Figure) -> None:
    ours = {f"{kind}_fallback_url": f"https://{HOST}/{kind}/fallback" for kind in ("voice", "sms")}
    with apps.stopped() as place:
        same = at(replace(line, settings={**line.settings, **ours}), place)
        called, texted = count(figure, "control, the fallback is on this machine too", same, turn)
    assert called["24/7 line"] == texted["fixed answer"] == 0


def test_control_without_short_time_outs_callers_wait_too_long(line: Line, turn: str, figure: Figure) -> None:
    patient = {name: urldefrag(value).url for name, value in line.settings.items() if name.endswith("_url")}
    with apps.serving(apps.hangs) as place:
        slow = at(replace(line, settings={**line.settings, **patient}), place)
        found, _ = count(figure, "control, no time-outs in the addresses", slow, urldefrag(turn).url)
    assert found["24/7 line"] == 0


def test_the_app_dies_in_the_middle_of_every_call(house: House, line: Line, turn: str, figure: Figure) -> None:
    """Each caller has heard the greeting; then the app is gone, and what they say next is still answered."""
    with apps.running(create_app(house.desk.settings, house.desk)) as place, ThreadPoolExecutor(CALLS) as crowd:
        greeted = list(crowd.map(lambda _: never_given_up(line, place).call().by, range(CALLS)))
    gone = at(line, place)
    with ThreadPoolExecutor(CALLS) as crowd:
        after = list(crowd.map(lambda words: gone.call(turn, SpeechResult=words), HURRIED[:CALLS]))
    assert greeted == ["the app"] * CALLS
    assert figure("A1 dies in the middle of calls", map(reached, after)) == {"24/7 line": CALLS}


def test_the_kept_documents_hold_by_twilios_rules(line: Line) -> None:
    calls_bin, texts_bin = line.bins.values()
    assert list(twiml_rules.voice(calls_bin).iter("Dial"))
    assert TOLD in twiml_rules.words(twiml_rules.text(texts_bin))
