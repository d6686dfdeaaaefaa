"""What the carrier says of a text we sent: kept on the text, once, never backwards, and from Twilio alone."""

from __future__ import annotations

import random
import uuid
from itertools import permutations
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from bot.send_texts import TextNotSent, send_due
from bot.settings import Settings
from bot.store import DELIVERIES, Store, StoreBusy, Text
from bot.store.tables import outbox
from tests.callers import ACCOUNT, Signer
from tests.carrier import MINUTE, OTHER, Carrier, Killed, dies, queue, statuses
from tests.desks import FakeDesk
from tests.stores import NOW
from webhook import create_app

SID, OURS = "SM" + "1" * 32, "0" * 32
BASE, TOKEN = "https://desk.example", "a token of the tests"


@pytest.fixture
def carrier() -> Carrier:
    return Carrier()


def sent(store: Store) -> Text:
    queue(store)
    send_due(store, Carrier(), NOW)
    return only(store)


def only(store: Store) -> Text:
    (text,) = store.texts()
    return text


# ------------------------------------------------------------------ kept on the text


def test_a_report_is_kept_on_its_text(store):
    text = sent(store)
    assert text.delivery is None
    assert store.text_delivered(text.id, "SM0", "delivered")
    assert (only(store).status, only(store).delivery) == ("sent", "delivered")


@pytest.mark.parametrize("order", list(permutations(("queued", "sending", "sent", "delivered"))))
def test_in_any_order_and_any_number_the_furthest_stays(one_store, order):
    text = sent(one_store)
    for state in (*order, *order[::-1], *order):
        one_store.text_delivered(text.id, "SM0", state)
    assert only(one_store).delivery == "delivered"


def test_on_every_engine_reports_in_a_heap_lead_to_the_furthest(store):
    text, chance = sent(store), random.Random(20261122)
    states = [state for state in DELIVERIES if state != "read"] * 3
    chance.shuffle(states)
    new = [store.text_delivered(text.id, "SM0", state) for state in states]
    assert only(store).delivery == "delivered"
    assert sum(new) <= len(DELIVERIES)
    assert store.text_delivered(text.id, "SM0", "read")
    assert not store.text_delivered(text.id, "SM0", "read")


@pytest.mark.parametrize("end", ["failed", "undelivered"])
def test_why_a_text_did_not_arrive_is_kept(store, end):
    text = sent(store)
    assert store.text_delivered(text.id, "SM0", end, 30003)
    for late in ("queued", "sending", "sent", "failed", "undelivered"):
        assert not store.text_delivered(text.id, "SM0", late)
    assert (only(store).delivery, only(store).delivery_fault) == (end, 30003)
    assert store.text_delivered(text.id, "SM0", "delivered")
    assert (only(store).delivery, only(store).delivery_fault) == ("delivered", None)


def test_a_report_on_nobodys_text_or_by_another_id_changes_nothing(store):
    text = sent(store)
    assert not store.text_delivered("f" * 32, "SM0", "delivered")
    assert not store.text_delivered(text.id, "SM9", "delivered")
    assert only(store).delivery is None


def test_the_id_of_one_text_is_not_taken_for_another(store, carrier):
    queue(store, "one")
    send_due(store, carrier, NOW)
    queue(store, "two", OTHER)
    carrier.before = Killed
    dies(store, carrier)
    (waiting,) = store.texts(["sending"])
    assert not store.text_delivered(waiting.id, "SM0", "delivered")
    assert statuses(store) == ["sending", "sent"]


# ------------------------------------------------------------------ before the sender knows


def test_a_report_that_comes_before_the_send_is_saved_settles_the_text(store, carrier, intruder):
    queue(store)

    def reported() -> None:
        assert store.text_delivered(only(store).id, "SM0", "sent")

    carrier.after = reported
    send_due(store, carrier, NOW)
    assert (only(store).status, only(store).delivery) == ("sent", "sent")
    with intruder.begin() as connection:
        assert connection.execute(sa.select(outbox.c.sid)).scalar_one() == "SM0"
    assert send_due(store, carrier, NOW + 9 * MINUTE) == 0
    assert len(carrier.took) == 1


@pytest.mark.parametrize("minutes", [1, 30])
def test_a_report_ends_the_doubt_whether_a_text_went(store, carrier, minutes):
    queue(store)
    carrier.after = lambda: TextNotSent("unknown")
    carrier.deaf = True
    send_due(store, carrier, NOW)
    carrier.after = lambda: None
    if minutes == 30:
        send_due(store, carrier, NOW + minutes * MINUTE)
        assert statuses(store) == ["doubtful"]
    assert store.text_delivered(only(store).id, "SM0", "delivered")
    assert (only(store).status, only(store).fault) == ("sent", None)
    assert send_due(store, carrier, NOW + 60 * MINUTE) == 0
    assert len(carrier.took) == 1


# ------------------------------------------------------------------ at the door


@pytest.fixture
def desk(tmp_path: Path) -> FakeDesk:
    return FakeDesk(tmp_path)


@pytest.fixture
def client(desk: FakeDesk) -> FlaskClient:
    own = {"public_url": BASE, "account_sid": ACCOUNT, "auth_tokens": (TOKEN,), "demo": False}
    return create_app(Settings(**own), desk).test_client()  # type: ignore[arg-type]


def report(client: FlaskClient, text: str = OURS, sign: bool = True, **changed: str) -> int:
    form = {"AccountSid": ACCOUNT, "MessageSid": SID, "MessageStatus": "delivered", "To": "+19195550123", **changed}
    path = f"/sms/status?text={text}"
    headers = {"I-Twilio-Idempotency-Token": str(uuid.uuid4())}
    headers |= Signer(TOKEN, ACCOUNT, BASE).header(path, form) if sign else {}
    return client.post(path, data=form, headers=headers).status_code


def test_a_report_reaches_the_desk(client: FlaskClient, desk: FakeDesk) -> None:
    assert report(client) == 204
    assert report(client, MessageStatus="undelivered", ErrorCode="30003") == 204
    assert desk.reports == [(OURS, SID, "delivered", None), (OURS, SID, "undelivered", 30003)]


def test_an_unsigned_report_is_refused(client: FlaskClient, desk: FakeDesk) -> None:
    assert report(client, sign=False) == 403
    assert not desk.reports


@pytest.mark.parametrize(
    "changed",
    [
        {"MessageStatus": "accepted"},
        {"MessageStatus": "'; DROP TABLE outbox"},
        {"MessageStatus": ""},
        {"MessageSid": ""},
        {"MessageSid": "S" * 65},
        {"MessageSid": "SM\u0661"},
        {"text": ""},
        {"text": "F" * 32},
        {"text": "0" * 33},
    ],
)
def test_what_is_no_report_of_ours_is_taken_and_forgotten(
    client: FlaskClient, desk: FakeDesk, changed: dict[str, str]
) -> None:
    assert report(client, **changed) == 204
    assert not desk.reports


@pytest.mark.parametrize("code", ["", "many", "-1", "9" * 30])
def test_a_strange_error_number_does_no_harm(client: FlaskClient, desk: FakeDesk, code: str) -> None:
    assert report(client, ErrorCode=code) == 204
    assert len(desk.reports) == 1


def test_twilio_is_asked_to_report_again_while_the_store_is_in_trouble(client: FlaskClient, desk: FakeDesk) -> None:
    desk.trouble = StoreBusy("held")
    assert report(client) == 503
    desk.trouble = None
    assert report(client) == 204
    assert len(desk.reports) == 1
