"""One text after a day without a signature, one when the week is over; nothing private in them, nothing twice."""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot import codes
from bot.directory import Directory, load
from bot.reminders import remind, wording
from bot.request import ReleaseRequest
from bot.settings import ROOT, Settings
from bot.store import Caps, Store, StoreUnavailable
from bot.store.tables import links
from bot.texts import gsm7, segments
from tests.release_requests import (
    BIRTH,
    DAY,
    FULL,
    HOUR,
    LETTER,
    NUMBER,
    OTHER,
    found,
    known,
    linked,
    made,
    moved,
    patiently,
    signature,
    signed,
    to_sign,
)
from tests.shells import Shell
from tests.small_directory import small, write
from tests.stores import NOW

BASE = "https://radline.example"
SECOND = dt.timedelta(seconds=1)
LINK = re.compile(rf"{BASE}/sign/(\S+)")


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Directory:
    return load(write(tmp_path_factory.mktemp("small") / "small.yaml", small()))


@pytest.fixture
def told(store: Store, directory: Directory):
    """What is texted at a time: pairs of number and words, the newest last."""

    def at(now: dt.datetime) -> list[tuple[str, str]]:
        before = {text.id for text in store.texts()}
        remind(store, directory, BASE, Caps(), now)
        new = [text for text in reversed(store.texts()) if text.id not in before]
        assert not any(text.asked for text in new)
        return [(text.to, text.body) for text in new]

    return at


def links_made(intruder) -> int:
    with intruder.begin() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(links)).scalar_one()


def test_who_has_not_signed_is_reminded_once_after_a_day(store, told, intruder):
    one = to_sign(store)
    assert told(NOW + 24 * HOUR - SECOND) == []
    ((to, words),) = told(NOW + 24 * HOUR)
    assert to == NUMBER
    assert codes.shown(known(store, one).code) in words
    assert told(NOW + 24 * HOUR) == told(NOW + 6 * DAY) == []
    assert links_made(intruder) == 1


def test_the_reminder_has_a_link_of_its_own_beside_the_one_that_is_open(store, told):
    one = to_sign(store)
    open_now = linked(store, one)
    ((_, words),) = told(NOW + 24 * HOUR)
    with store.turn(NOW + 25 * HOUR) as turn:
        assert turn.link(LINK.search(words)[1]).request_id == one
        assert turn.sign(one, open_now, signature(), LETTER)
        assert turn.link(LINK.search(words)[1]) is None


def test_one_that_went_back_and_is_to_be_signed_again_is_not_told_of_again(store, told, intruder):
    one = to_sign(store)
    assert len(told(NOW + DAY)) == 1
    moved(store, one, "draft", "to_sign", now=NOW + DAY)
    assert told(NOW + 3 * DAY) == []
    assert links_made(intruder) == 1


@pytest.mark.parametrize("state", ["draft", "received", "cancelled"])
def test_what_does_not_wait_for_a_signature_is_not_told_of(store, told, state):
    if state == "received":
        signed(store)
    else:
        one = made(store)
        moved(store, one, *((state,) if state != "draft" else ()))
    assert told(NOW + 2 * DAY) == []


@pytest.mark.parametrize("make", [made, to_sign])
def test_at_its_end_one_text_says_whom_to_call_and_the_facts_are_gone(store, told, make):
    one = make(store)
    code = codes.shown(known(store, one).code)
    told(NOW + DAY)
    assert told(NOW + 7 * DAY - SECOND) == []
    ((to, words),) = told(NOW + 7 * DAY)
    assert to == NUMBER
    assert code in words
    assert "(312) 555-0101" in words, "the first of the directory's lines that is asked about pictures"
    assert known(store, one).state == "expired"
    assert known(store, one).request == ReleaseRequest()
    assert told(NOW + 7 * DAY) == []


def test_what_is_texted_names_nobody_and_nothing(store, told):
    one = to_sign(store)
    for words in (told(NOW + DAY)[0][1], told(NOW + 8 * DAY)[0][1]):
        plain = LINK.sub("", words.lower())
        for private in (FULL.patient_name, "ximena", BIRTH.isoformat(), FULL.mrn, "mri", "quillon", FULL.callback):
            assert private.lower() not in plain
    assert found(store, one).state == "expired"


def test_no_number_no_text(store, told):
    one = to_sign(store, number="")
    assert told(NOW + DAY) == told(NOW + 7 * DAY) == []
    assert known(store, one).state == "expired"


def test_each_is_told_in_its_language(store, told, directory):
    with store.turn(NOW) as turn:
        one = turn.new_request(FULL, "text", "es", NUMBER, codes.new_code())
        turn.move_request(one, "to_sign", "caller")
    assert "firma" in told(NOW + DAY)[0][1]
    assert "termin" in told(NOW + 8 * DAY)[0][1]


def test_who_wants_no_texts_gets_none(store, told):
    to_sign(store)
    with store.turn(NOW) as turn:
        turn.stop(NUMBER)
    told(NOW + DAY)
    assert store.claim_text(NOW + DAY) is None
    assert {text.status for text in store.texts()} == {"refused"}


def test_beyond_the_cap_of_unasked_texts_none_goes(store, told):
    for _ in range(6):
        to_sign(store)
    to_sign(store, number=OTHER)
    assert sorted(to for to, _ in told(NOW + DAY)) == [NUMBER] * 4 + [OTHER]
    assert told(NOW + 3 * DAY) == []


def test_several_senders_tell_of_each_once(store, database_url, keyring, directory):
    for number in range(6):
        to_sign(store, number=f"+1919555012{number}")
    others = [Store.open(database_url, keyring) for _ in range(4)]
    with ThreadPoolExecutor(4) as senders:
        at_once = [
            senders.submit(lambda o=o: patiently(lambda: remind(o, directory, BASE, Caps(), NOW + DAY))) for o in others
        ]
        [one.result() for one in at_once]
    assert sorted(text.to for text in store.texts()) == [f"+1919555012{number}" for number in range(6)]
    [other.close() for other in others]


def test_a_turn_that_fails_tells_nobody_and_is_taken_up_again(store, directory, monkeypatch, told):
    one = to_sign(store)

    def broken(*_, **_how):
        raise StoreUnavailable("in the middle")

    with monkeypatch.context() as patch:
        patch.setattr("bot.reminders.Turn.new_link", broken, raising=False)
        with pytest.raises(StoreUnavailable):
            remind(store, directory, BASE, Caps(), NOW + DAY)
    assert store.texts() == []
    assert len(told(NOW + DAY)) == 1
    assert known(store, one).state == "to_sign"


def test_a_request_that_was_tampered_with_holds_up_nobody(store, intruder, told):
    one = to_sign(store)
    with intruder.begin() as connection:
        connection.exec_driver_sql("UPDATE requests SET number = code")
    other = to_sign(store, number=OTHER)
    assert [to for to, _ in told(NOW + DAY)] == [OTHER]
    assert [to for to, _ in told(NOW + 8 * DAY)] == [OTHER]
    assert {found(store, other).state} == {"expired"}
    with store.turn(NOW) as turn:
        assert {each.id: each.state for each in turn.requests()} == {one: "expired", other: "expired"}


def test_every_sentence_fits_into_two_segments_in_both_languages():
    shipped = load(ROOT / "directory.yaml").file.name
    most = {"code": "ABC-DEFG", "link": f"{'https://radline.some-hospital.example.org'}/sign/{'x' * 32}"}
    for kind, sentences in wording().items():
        assert set(sentences) == {"en", "es"}
        for lang, sentence in sentences.items():
            words = sentence.format(desk=shipped[lang], number="(919) 555-0123", **most)
            assert segments(gsm7(words)) <= 2, (kind, lang)


# ------------------------------------------------------------------ through the sender


def test_the_sender_reminds(shell: Shell, tmp_path: Path):
    to_sign(shell.store, now=shell.settings.clock - DAY)
    here = Shell(replace(shell.settings, port=8123))
    assert here.type("outbox", "run", "--once").output == "1 texts handled.\n"
    printed = here.type("outbox", "list").output
    assert "reminder, unasked" in printed
    assert "http://127.0.0.1:8123/sign/" in printed


def test_reminders_in_trouble_hold_up_no_text(shell: Shell, monkeypatch: pytest.MonkeyPatch):
    def broken(*_):
        raise ValueError("a fault of ours")

    monkeypatch.setattr("bot.by_the_clock.remind", broken)
    with shell.store.turn(shell.settings.clock) as turn:
        turn.queue_text(NUMBER, "words", "numbers", True, "one")
    done = shell.type("outbox", "run", "--once")
    assert "1 texts handled." in done.output
    assert "a fault of ours" not in done.output


def test_links_lead_to_our_address():
    assert Settings(public_url="https://radline.example").base == "https://radline.example"
    assert Settings.read({"PORT": "8123"}).base == "http://127.0.0.1:8123"
    assert Settings.read({}).base == Settings().base == "http://127.0.0.1:8000"
