"""Signatures that cannot be checked: every call gets the fixed transfer, every text 403, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from bot.channels import guards
from bot.settings import Settings
from bot.store.tables import metadata
from tests import read_back, twiml_rules
from tests.callers import LINE as OURS
from tests.callers import PERSON, Caller, Signer, Texter
from tests.faults.forgeries import ACCOUNT, BASE, FORGED, NEXT, NOW, TRUE, Sent
from tests.faults.phrases import HURRIED, LINE, SHIPPED, URGENT, through
from tests.figures import Figure
from tests.whole_desk import House, whole_desk
from webhook import create_app

pytestmark = pytest.mark.xdist_group("faults signature")
TURN = "/voice/turn?step=1&lang=en&expect=open"
TRANSFER = "/voice/transfer?step=1&lang=en&expect=open&target=emergent_line.emergent&tries=1"
QUESTION = "fax for vascular intervention"
DEEDS: dict[str, tuple[str, dict[str, str]]] = {
    "a call": ("/voice", {"CallStatus": "ringing"}),
    "a question": (TURN, {"SpeechResult": QUESTION}),
    "hurried words": (TURN, {"SpeechResult": HURRIED[0]}),
    "key 2": (TURN, {"Digits": "2"}),
    "key 9": (TURN, {"Digits": "9"}),
    "silence": (TURN, {}),
    "the end of a transfer": (TRANSFER, {"DialCallStatus": "busy"}),
    "the state of a call": ("/voice/status", {"CallStatus": "completed"}),
    "a text": ("/sms", {"Body": QUESTION}),
    "a hurried text": ("/sms", {"Body": HURRIED[0]}),
    "STOP": ("/sms", {"Body": "STOP"}),
    "a report": ("/sms/status", {"MessageStatus": "delivered"}),
}
_numbers = count(1)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The whole desk, with all settings of a real one."""
    house = whole_desk(tmp_path_factory.mktemp("signature"))
    own = {"public_url": BASE, "account_sid": ACCOUNT, "auth_tokens": (NOW,), "twilio_from": OURS}
    house.desk.settings = replace(house.desk.settings, demo=False, **own)
    yield house
    house.close()


def client(house: House, *tokens: str) -> FlaskClient:
    """The doors of the desk when it knows these tokens."""
    return create_app(replace(house.desk.settings, auth_tokens=tokens or (NOW,)), house.desk).test_client()


def form(fields: dict[str, str]) -> dict[str, str]:
    number = next(_numbers)
    sids = {"CallSid": f"CA{number:032}", "MessageSid": f"SM{number:032}"}
    return {"AccountSid": ACCOUNT, "From": PERSON, "To": OURS, "FromCity": "", **sids, **fields}


def rows(house: House) -> int:
    with house.desk.store._engine.connect() as connection:
        counts = [connection.execute(select(func.count()).select_from(t)).scalar_one() for t in metadata.sorted_tables]
    return sum(counts)


def kind(answer: Any, path: str) -> str:
    """What the answer is: one of the fixed ones, or something else."""
    if answer.status_code in (204, 403):
        return str(answer.status_code)
    if answer.status_code != 200 or answer.mimetype != "text/xml":
        return f"{answer.status_code} {answer.mimetype}"
    if not path.startswith("/voice"):
        return "a talk"
    root = twiml_rules.voice(answer.get_data(as_text=True))
    dials = [(n.text, n.get("sendDigits", "").lstrip("w")) for n in root.iter("Number")]
    steered = any("action" in verb.attrib for verb in root)
    if steered or root[-1].tag != "Hangup" or "9 1 1" not in twiml_rules.words(root):
        return "a talk"
    return "the fixed transfer" if dials == [URGENT] else "number read" if not dials else "a talk"


def expected(path: str) -> str:
    if path.startswith("/sms"):
        return "403"
    if path.startswith("/voice/status"):
        return "204"
    return "number read" if path.startswith("/voice/transfer") else "the fixed transfer"


def test_no_forgery_gets_more_than_the_fixed_answers(house: House, figure: Figure) -> None:
    app, before, outcomes = client(house), rows(house), []
    for (way, forge), (deed, (path, fields)) in product(FORGED.items(), DEEDS.items()):
        got = kind(forge(path, form(fields)).to(app), path)
        outcomes.append(got if got == expected(path) else f"{way}, {deed}: {got}")
    found = figure(f"A4 {len(FORGED)} forgeries of {len(DEEDS)} deeds", outcomes)
    assert set(found) == {"the fixed transfer", "number read", "204", "403"}
    assert figure("A4 rows written for them", ["row"] * (rows(house) - before)) == {}


def test_control_what_is_truly_signed_is_let_in_and_leaves_rows(house: House, figure: Figure) -> None:
    app, outcomes = client(house), []
    for sign, (path, fields) in product(TRUE.values(), list(DEEDS.values())[:6]):
        before = rows(house)
        outcomes.append(kind(sign(path, form(fields)).to(app), path))
        assert rows(house) > before
    assert figure("A4 control, truly signed calls", outcomes) == {"a talk": len(outcomes)}


def test_control_a_guard_that_lets_all_in_is_found(
    house: House, figure: Figure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "_holds", lambda signature: True)
    app, before = client(house), rows(house)
    outcomes = [kind(forge(TURN, form({"SpeechResult": QUESTION})).to(app), TURN) for forge in FORGED.values()]
    found = figure("A4 control, no guard", outcomes)
    assert found["a talk"] > len(FORGED) / 2
    assert rows(house) > before


def test_without_any_token_calls_are_put_through_and_nothing_is_written(house: House, figure: Figure) -> None:
    """The operator forgot TWILIO_AUTH_TOKEN: the desk does not open."""
    env = {"PUBLIC_URL": BASE, "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_FROM": OURS, "DATA_KEYS": "a:b"}
    settings = Settings.read(env | {"RADLINE_VAR": str(house.desk.settings.var)})
    assert settings.fault
    app, before, outcomes = create_app(settings).test_client(), rows(house), []
    for path, fields in DEEDS.values():
        if path.startswith("/voice"):
            outcomes += [kind(way(path, form(fields)).to(app), path) for way in (*FORGED.values(), *TRUE.values())]
        elif path == "/sms":
            assert LINE.number[-4:] in Sent(path, form(fields), {}).to(app).get_data(as_text=True)
    found = figure("A4 no token set, calls", outcomes)
    assert set(found) == {"the fixed transfer", "number read", "204"}
    assert rows(house) == before


def midway(app: FlaskClient, *, on: FlaskClient | None = None) -> tuple[Caller, Texter]:
    """People in the middle of a talk, known under the token of today; `on` is who serves them from now on."""
    caller, texter = (of(app, Signer(NOW, ACCOUNT, BASE)) for of in (Caller, Texter))
    caller.call().say(QUESTION)
    texter.text(QUESTION)
    for person in (caller, texter):
        person._client, person._sign = on or app, Signer(NEXT, ACCOUNT, BASE)
    return caller, texter


def test_a_token_rotated_in_the_middle_of_calls(house: House, figure: Figure) -> None:
    """Twilio signs with the new token, we know only the old: transfers; then we know both, and the talk goes on."""
    app, later, outcomes = client(house, NOW), client(house, NEXT, NOW), []
    for words in (*HURRIED[:10], *[QUESTION] * 10):
        caller, texter = midway(app)
        before = rows(house)
        fixed, heard = through(caller.say(words)), caller.heard
        outcomes.append("the fixed transfer" if fixed and caller.doc[-1].tag == "Hangup" else f"lost: {heard}")
        assert caller.dial_ends("no-answer").ended
        with pytest.raises(AssertionError, match="403"):
            texter.text(words)
        assert rows(house) == before
        texter._client = later
        assert texter.text("2"), "the text is delivered again once the token is known"
    assert figure("A4 rotated, not yet known here", outcomes) == {"the fixed transfer": 20}


def test_a_rotation_that_was_announced_is_not_noticed(house: House, figure: Figure) -> None:
    app, outcomes = client(house, NEXT, NOW), []
    (fax,) = SHIPPED.entry("vascular_intervention").of("fax")
    for words in HURRIED[:10]:
        caller, texter = midway(app)
        told = {one.number for one in read_back.said(caller.press("*").heard)}
        outcomes.append("goes on" if fax.number in told else "forgotten")
        assert through(caller.say(words))
        assert texter.text(words)
    assert figure("A4 rotated, both tokens known", outcomes) == {"goes on": 10}


def test_a_desk_that_was_shut_leaves_no_file(tmp_path: Path) -> None:
    settings = Settings.read({"PUBLIC_URL": BASE, "RADLINE_VAR": str(tmp_path)})
    app = create_app(settings).test_client()
    assert kind(Sent("/voice", form({}), {}).to(app), "/voice") == "the fixed transfer"
    assert not list(tmp_path.glob("*.db"))
