"""A new key: everything is sealed with it, in small steps, under load; nothing is lost, nothing stays behind."""

from __future__ import annotations

import threading
import time
from base64 import b64encode
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from bot.sealing import Keyring
from bot.store import (
    Answer,
    CodeTaken,
    SealedValueUnreadable,
    Store,
    StoreBusy,
    StoreUnavailable,
    Talk,
    TurnRow,
    Unclear,
    rotation,
)
from bot.store.engines import make_engine
from bot.store.staff_tries import From
from bot.store.tables import metadata, requests
from tests.figures import Figure
from tests.many_requests import fill
from tests.release_requests import DAY, FULL, LETTER, NUMBER, known, made, moved, patiently, signed
from tests.stores import NOW

MANY, SEALED = 100_000, ("code", "fields")
OLD, NEW, NEWEST = (f"{name}:{b64encode(name[0].encode() * 32).decode()}" for name in ("a1", "b2", "c3"))
KEYS = f"{NEW},{OLD}"


@pytest.fixture
def keyring() -> Keyring:
    """The key of before, and its store."""
    return Keyring.parse(OLD)


@pytest.fixture
def small_steps(monkeypatch):
    """Three rows a step."""
    monkeypatch.setattr(rotation, "ROWS", 3)


def opened(database_url: str, keys: str) -> Store:
    return Store.open(database_url, Keyring.parse(keys))


def a_bit_of_everything(store: Store, number: int) -> str:
    """A row with its sealed values in every table; the id of the request."""
    one = signed(store)
    moved(store, one, "in_progress")
    with store.turn(NOW) as turn:
        turn.remember([f"SM{number}"], "/sms", Answer("body", "text/xml"))
        turn.save_talk(f"pair {number}", Talk({"n": number}, "text", "en", "abc", NOW + DAY))
        turn.queue_text(NUMBER, "words", "numbers", True, f"text {number}")
        ticket = turn.open_ticket(f"CA{number}", "voice", "en", NUMBER)
        turn.take_ticket(ticket, "Ximena")
        turn.audit("answered", "caller", words="words")
    worked_on(store, one, number)
    return one


def worked_on(store: Store, request_id: str, number: int) -> None:
    """A row in every table of the staff's desk."""
    with store.turn(NOW) as turn:
        who = turn.add_staff(f"xim{number}", "clerk")
        turn.enrol_staff(who.id, "argon2", "seed", 1)
        turn.sign_in(who.id, f"token {number}")
        turn.try_to_sign_in(f"xim{number}", From("127.0.0.1", f"browser {number}"))
        turn.check(request_id, FULL, "identity", turn.signed_in(f"token {number}"), "his card was seen")
        turn.disclose(request_id, FULL, "sent", "mail", f"staff.xim{number}")
        turn.set_connected_places(["Marsh Light Orthopedics"], f"staff.xim{number}")
        boss = turn.add_staff(f"bo{number}", "manager")
        turn.enrol_staff(boss.id, "argon2", "seed", 1)
        turn.sign_in(boss.id, f"boss {number}")
        change = turn.propose_change({"why": "It moved."}, f"staff.xim{number}")
        manager = turn.signed_in(f"boss {number}")
        assert manager
        turn.decide_change(change, "refused", manager, "It did not.")
    with store.turn(NOW) as turn:
        turn.save_talk(f"counted {number}", Talk({}, "text", "en", "abc", NOW + DAY))
        turn.audit("turn", "caller", {}, "words that nobody understood")
        turn.count(TurnRow(NOW, "text", "en", "fax", "missed", open_words=True))
    with store.turn(NOW) as turn:
        heard, _ = turn.unclear_turns(Unclear(("missed",)))
        turn.mean(heard[0], "billing", "", "who do i ask about my bill", "en", f"staff.xim{number}")


def begins(database_url: str) -> dict[str, set[bytes]]:
    """With which key ids the values of each sealed column begin."""
    engine = make_engine(database_url)
    found: dict[str, set[bytes]] = {}
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, sa.LargeBinary):
                    rows = connection.execute(sa.select(column).where(column.is_not(None)))
                    found[str(column)] = {bytes(row[0])[2:4] for row in rows}
    engine.dispose()
    return found


def test_everything_is_sealed_with_the_new_key_and_opens_without_the_ones_between(store, database_url, small_steps):
    """With the keys b2 and c3 in turn; the oldest stays for the look-ups."""
    ids = [a_bit_of_everything(store, number) for number in range(4)]
    for keys, key in ((KEYS, b"b2"), (f"{NEWEST},{NEW},{OLD}", b"c3")):
        turned = opened(database_url, keys)
        done = turned.rotate(lambda _: None)
        assert done.unreadable == 0
        assert all(count >= 4 for count in done.resealed.values()), done.resealed
        assert set(begins(database_url)) == set(done.resealed)
        assert all(ids == {key} for ids in begins(database_url).values())
        assert sum(turned.rotate(lambda _: None).resealed.values()) == 0
        turned.close()
    last = opened(database_url, f"{NEWEST},{OLD}")
    for one in ids:
        assert known(last, one).request == FULL
    with last.turn(NOW) as turn:
        assert turn.letter(ids[0]) == LETTER
        assert turn.papers(ids[0])[0].name.startswith("guardian")
        assert turn.talk("pair 1").state == {"n": 1}
        assert turn.seen(["SM1"], "/sms").body == "body"
        assert {ticket.taken_by for ticket in turn.tickets()} == {"Ximena"}
        assert len(turn.requests_of_person(FULL.patient_name, FULL.date_of_birth)) == 4
        assert turn.unfinished(NUMBER) == 0
    assert {text.body for text in last.texts()} == {"words"}
    assert last.verify().whole
    last.close()


def test_under_the_new_key_alone_nothing_opens_before_and_the_store_says_so(store, database_url):
    signed(store)
    alone = opened(database_url, NEW)
    with pytest.raises(StoreUnavailable, match="data keys"):
        alone.rotate(lambda _: None)
    alone.close()


def test_a_run_that_was_cut_off_anywhere_is_finished_by_the_next(store, database_url, small_steps):
    ids = [a_bit_of_everything(store, number) for number in range(4)]
    turned, steps = opened(database_url, KEYS), iter(range(1, 200))
    cut = 0
    for left in steps:
        remaining = iter(range(left))

        def rest(_seconds, remaining=remaining):
            if next(remaining, None) is None:
                raise KeyboardInterrupt

        try:
            turned.rotate(rest)
            break
        except KeyboardInterrupt:
            cut += 1
            assert all(known(turned, one).request == FULL for one in ids)
    assert cut > 10
    assert all(found == {b"b2"} for found in begins(database_url).values())
    turned.close()


def test_what_does_not_open_is_counted_and_left_as_it_is(store, database_url, intruder):
    one, other = signed(store), signed(store)
    with intruder.begin() as connection:
        connection.execute(sa.text("UPDATE requests SET fields = number WHERE id = :id"), {"id": one})
    turned = opened(database_url, KEYS)
    done = turned.rotate(lambda _: None)
    assert (done.unreadable, done.resealed["requests.fields"]) == (1, 1)
    assert begins(database_url)["requests.fields"] == {b"a1", b"b2"}
    with pytest.raises(SealedValueUnreadable):
        known(turned, one)
    assert known(turned, other).request == FULL
    turned.close()


def test_a_value_that_somebody_writes_meanwhile_is_not_overwritten(store, database_url, monkeypatch):
    """On PostgreSQL another may write between our reading and our writing; the newer value stands."""
    one = made(store)
    turned = opened(database_url, KEYS)
    real = rotation.Work.seal_bytes
    written = []

    def seal_and_be_overtaken(work, table, column, row, plain):
        if column == "fields" and not written and work.connection.dialect.name == "postgresql":
            written.append(True)
            with store.turn(NOW) as turn:
                turn.save_request(one, type(FULL)(patient_name="Newer"))
        return real(work, table, column, row, plain)

    with monkeypatch.context() as patch:
        patch.setattr(rotation.Work, "seal_bytes", seal_and_be_overtaken)
        turned.rotate(lambda _: None)
    assert known(turned, one).request.patient_name == ("Newer" if written else FULL.patient_name)
    turned.rotate(lambda _: None)
    assert begins(database_url)["requests.fields"] == {b"b2"}
    turned.close()


def test_a_store_that_others_hold_is_waited_for_and_not_for_ever(store, database_url, monkeypatch):
    signed(store)
    turned = opened(database_url, KEYS)
    real, busy = rotation.Walk.step, iter(range(10_000))

    def sometimes_busy(walk, work):
        if next(busy) % 3:
            raise StoreBusy("others")
        return real(walk, work)

    with monkeypatch.context() as patch:
        patch.setattr(rotation.Walk, "step", sometimes_busy)
        assert turned.rotate(lambda _: None).resealed["requests.fields"] == 1

    def always_busy(walk, work):
        raise StoreBusy("others")

    monkeypatch.setattr(rotation.Walk, "step", always_busy)
    with pytest.raises(StoreBusy):
        turned.rotate(lambda _: None)
    turned.close()


def test_between_two_steps_others_have_as_long_as_a_step_took(store, database_url, small_steps, monkeypatch):
    for _ in range(7):
        made(store)
    turned, rests, real = opened(database_url, KEYS), [], rotation.Walk.step

    def slow(walk, work):
        time.sleep(0.01)
        return real(walk, work)

    monkeypatch.setattr(rotation.Walk, "step", slow)
    turned.rotate(rests.append)
    assert len(rests) > len(begins(database_url))
    assert min(rests) >= 0.01
    turned.close()


def served_meanwhile(turned: Store, database_url: str, writers: int, figure: Figure) -> tuple[rotation.Rotated, list]:
    """Rotate while writers with the new keys go on, as other processes would; what was sealed anew, what they made."""
    over, told, outcomes = threading.Event(), [], []

    def serve():
        mine = opened(database_url, KEYS)
        while not over.is_set():
            try:
                told.append(made(mine))
                outcomes.append("saved at once")
            except (StoreBusy, CodeTaken) as fault:  # of so many codes one is drawn twice
                outcomes.append(type(fault).__name__)
            over.wait(0.05)
        mine.close()

    threads = [threading.Thread(target=serve) for _ in range(writers)]
    [thread.start() for thread in threads]
    try:
        done = turned.rotate()
    finally:
        over.set()
        [thread.join() for thread in threads]
    name = f"keys rotate beside {writers} writers, {turned._engine.dialect.name}"
    figure(f"{name}: values", ["sealed anew"] * sum(done.resealed.values()) + ["unreadable"] * done.unreadable)
    counted = figure(f"{name}: turns", outcomes)
    assert counted["saved at once"] > counted["StoreBusy"]
    assert done.unreadable == 0
    assert all(found <= {b"b2"} for found in begins(database_url).values())
    return done, told


def test_callers_are_served_while_keys_are_rotated(store, database_url, monkeypatch, figure: Figure):
    """None of what they told is lost, all opens after."""
    monkeypatch.setattr(rotation, "ROWS", 20)
    before = [made(store) for _ in range(40)]
    turned = opened(database_url, KEYS)
    done, told = served_meanwhile(turned, database_url, 2, figure)
    assert done.resealed["requests.fields"] == 40
    assert all(patiently(lambda one=one: known(turned, one)).request == FULL for one in (*before, *told))
    turned.close()


@pytest.mark.night
def test_a_hundred_thousand_values_are_sealed_anew_while_callers_are_served(store, database_url, figure: Figure):
    fill(SimpleNamespace(store=store), NOW, MANY // 2)  # of each the code and the fields
    turned = opened(database_url, KEYS)
    done, told = served_meanwhile(turned, database_url, 8, figure)
    assert sum(done.resealed.values()) >= MANY
    assert all(patiently(lambda one=one: known(turned, one)).request == FULL for one in told)
    with turned.turn(NOW) as turn:
        rows = turn._work.rows(sa.select(requests.c.id, requests.c.code, requests.c.fields))
        opens = [turn._work.unseal_bytes(requests, name, row.id, getattr(row, name)) for row in rows for name in SEALED]
    assert len(opens) == MANY + 2 * len(told)
    turned.close()
