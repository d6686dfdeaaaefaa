"""Whatever is sealed of a request shows it when it was touched, and nothing of it stands anywhere in the clear."""

from __future__ import annotations

import io
import logging
import random
import subprocess
import time
import traceback
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import make_url

from bot.request import ReleaseRequest
from bot.store import SealedValueUnreadable, Store
from bot.store.tables import metadata, papers, request_events, requests, signatures
from tests.release_requests import (
    DAY,
    FULL,
    LETTER,
    MRN,
    NUMBER,
    OTHER,
    PAPER,
    PICTURE,
    found,
    happened,
    known,
    linked,
    made,
    moved,
    signed,
)
from tests.stores import NOW, Postgres, sqlite_in
from tests.test_store_privacy import files, spellings

SEED, FLIPS = 20261122, 20
OURS = (requests, request_events, signatures, papers)
SEALED = [column for table in OURS for column in table.columns if isinstance(column.type, sa.LargeBinary)]


def read(store: Store, one: str) -> None:
    """Open everything of a request."""
    with store.turn(NOW) as turn:
        for part in (turn.request, turn.letter, turn.signature_picture, turn.papers, turn.request_events):
            part(one)


def key(column):
    (found,) = column.table.primary_key.columns
    return found


def values(intruder, column, one):
    """The sealed values of this column that belong to a request, by the key of their row."""
    owner = column.table.c.id if column.table is requests else column.table.c.request_id
    query = sa.select(key(column).label("key"), column.label("value")).where(owner == one, column.is_not(None))
    with intruder.begin() as connection:
        return {row.key: row.value for row in connection.execute(query)}


def put(intruder, column, row, value):
    with intruder.begin() as connection:
        connection.execute(sa.update(column.table).where(key(column) == row).values({column.name: value}))


def touched(value: bytes, chance: random.Random) -> Iterator[bytes]:
    for _ in range(FLIPS):
        place = chance.randrange(len(value))
        yield value[:place] + bytes([value[place] ^ 1 << chance.randrange(8)]) + value[place + 1 :]
    yield from (value[:-1], value + b"\0", value[: len(value) // 2], b"", b"plain text")


def test_each_sealed_column_is_known():
    """A new one has to be opened by `read` above."""
    assert sorted(str(column) for column in SEALED) == [
        "papers.data", "papers.kind", "papers.name", "request_events.note", "requests.code", "requests.fields",
        "requests.number", "signatures.letter", "signatures.picture", "signatures.signed",
    ]  # fmt: skip


@pytest.mark.parametrize("column", SEALED, ids=str)
def test_every_change_of_a_sealed_value_is_noticed(store, intruder, column):
    one, other, chance, noticed = signed(store), signed(store, number=OTHER), random.Random(SEED), 0
    for each in (one, other):
        moved(store, each, "in_progress")
    read(store, one)
    ((row, value),) = values(intruder, column, one).items()
    ((_, foreign),) = values(intruder, column, other).items()
    ((_, beside),) = values(intruder, next(c for c in SEALED if c is not column), one).items()
    for wrong in (*touched(value, chance), foreign, beside):
        put(intruder, column, row, wrong)
        with pytest.raises(SealedValueUnreadable) as raised:
            read(store, one)
        assert "imena" not in repr(raised.value)
        noticed += 1
        read(store, other)
    assert noticed == FLIPS + 7
    put(intruder, column, row, value)
    read(store, one)


@pytest.mark.parametrize("column", ["code", "fields", "number"])
def test_a_list_shows_a_damaged_request_and_all_others_whole(store, intruder, column):
    one, other = signed(store), signed(store)
    ((row, value),) = values(intruder, requests.c[column], one).items()
    put(intruder, requests.c[column], row, value[:-1])
    with store.turn(NOW) as turn:
        listed = {each.id: each for each in turn.requests()}
        assert {each.id for each in turn.requests_of_record(MRN)} == {one, other}
    assert listed[one].damaged
    assert listed[one].request == ReleaseRequest()
    assert (listed[other].damaged, listed[other].request) == (False, FULL)


@pytest.mark.parametrize("column", ["fields", "number", "number_hash", "code_hash"])
def test_what_was_blanked_or_points_elsewhere_is_noticed(store, intruder, column):
    one = signed(store)
    put(intruder, requests.c[column], one, "f" * 64 if column.endswith("hash") else None)
    with pytest.raises(SealedValueUnreadable):
        found(store, one)


def test_every_column_of_bytes_has_one_key_to_be_sealed_by():
    for table in metadata.sorted_tables:
        sealed = any(isinstance(column.type, sa.LargeBinary) for column in table.columns)
        assert not sealed or len(table.primary_key.columns) == 1, table.name


# ------------------------------------------------------------------ nothing in the clear

# Each is long enough to be known again in base64 at any alignment.
PLANTED = (
    "Testperson", "Ximena Test", "1961-04-05", MRN, "the right hip", "last spring", "Dr. Quillon", "Harbourview",
    "77 Zephyr Lane", "Apex, NC 27502", NUMBER, NUMBER[2:], "+19195550188", "9195550188", "the first of december",
    "guardian of", "called about", "7 a letter", "PNG drawn", "guardian papers", "Ottilie Sample", "cousin of",
)  # fmt: skip
CONTROL = "by-the-control"


def leaks(data: bytes, planted: tuple[str, ...] = PLANTED) -> list[str]:
    lower = data.lower()
    return [value for value in planted if any(spelled in lower for spelled in spellings(value))]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that anything logs from DEBUG up, with tracebacks."""
    heard = io.StringIO()
    handler, root = logging.StreamHandler(heard), logging.getLogger()
    names = ("", "sqlalchemy.engine", "sqlalchemy.pool", "psycopg", "bot")
    before = {name: logging.getLogger(name).level for name in names}
    root.addHandler(handler)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield heard
    root.removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request, tmp_path) -> tuple[str, Path]:
    """The URL of a database whose server writes down every statement, and the folder with all its files."""
    if request.param == "sqlite":
        return sqlite_in(tmp_path), tmp_path
    server: Postgres = request.getfixturevalue("postgres")
    url = server.new_database()
    server.run(f"ALTER ROLE {make_url(url).username} SET log_statement = 'all'")
    return url, server.home


def dumped(url: str, folder: Path, request: pytest.FixtureRequest) -> bytes:
    """A dump of the PostgreSQL database, which has written all it holds; of SQLite its file is the dump."""
    if url.startswith("sqlite"):
        return (folder / "radline.db").read_bytes()
    request.getfixturevalue("postgres").run("CHECKPOINT")
    (program,) = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"))[-1:] or [Path("pg_dump")]
    user = str(make_url(url).username)
    command = [str(program), "-h", str(folder), "-U", user, "-n", user, "postgres"]
    return subprocess.run(command, check=True, capture_output=True).stdout


def a_whole_life(store: Store, folder: Path, started: float) -> tuple[list[str], bytes]:
    """Everything that is kept of requests, and the files as they were in the middle of it."""
    one = made(store, replace(FULL, asker="Ottilie Sample", relation="cousin of"))
    with store.turn(NOW) as turn:
        turn.save_request(one, FULL)
        during = files(folder, started)
    token = linked(store, one)
    with store.turn(NOW) as turn:
        turn.link_missed(token)
    other = signed(store)
    moved(store, other, "in_progress", "sent")
    moved(store, one, "to_sign")
    with store.turn(NOW) as turn:
        turn.audit("request_seen", CONTROL)
        turn.requests_of_person(FULL.patient_name, FULL.date_of_birth)
        turn.requests_of_record(MRN)
    return [token], during


def faults(store: Store) -> list[str]:
    """All that can be read in and around the exceptions of turns that go wrong."""

    def without_request(turn):
        turn.add_paper("0" * 32, FULL.patient_name, "application/pdf", PAPER)

    def taken(turn):
        turn.new_request(FULL, "voice", "en", NUMBER, turn.requests()[0].code)

    def actor(turn):
        turn.move_request(turn.requests()[0].id, "cancelled", FULL.patient_name, FULL.patient_name)

    def too_much(turn):
        turn.new_request(FULL, "voice", None, NUMBER, "ACDEFHJ")

    def illegal(turn):
        turn.move_request(turn.requests()[0].id, "in_progress", "desk", FULL.patient_name)

    return [told(store, fault) for fault in (without_request, taken, actor, too_much, illegal)]


def told(store: Store, fault) -> str:
    with pytest.raises(Exception) as raised, store.turn(NOW) as turn:  # noqa: PT011
        fault(turn)
    assert raised.value.__context__ is None
    return repr(raised.value) + "".join(traceback.format_exception(raised.value, chain=True))


def test_a_planted_request_is_nowhere_in_the_clear(place, keyring, log, request):
    url, folder = place
    started = time.time() - 1
    store = Store.open(url, keyring)
    store.migrate()
    tokens, during = a_whole_life(store, folder, started)
    said = faults(store)
    dump, at_rest = dumped(url, folder, request), files(folder, started)
    shown = repr([known(store, one.id) for one in listed(store)])
    store.purge(NOW + 60 * DAY)
    last = dumped(url, folder, request) + files(folder, started)
    store.close()
    for data in (during, dump, at_rest, last, "\n".join([log.getvalue(), shown, *said]).encode()):
        assert leaks(data, (*PLANTED, *tokens)) == []
    assert CONTROL.encode() in dump
    assert CONTROL.encode() in at_rest
    assert "INSERT INTO requests" in log.getvalue()
    assert len(said) == 5


def listed(store: Store):
    with store.turn(NOW) as turn:
        return turn.requests()


def test_a_leak_would_be_found(tmp_path):
    for value in PLANTED:
        for spelled in spellings(value):
            (tmp_path / "leak").write_bytes(b"\0" + spelled.upper() + b"\xff")
            assert value in leaks(files(tmp_path))


def test_every_private_field_is_planted():
    """Who adds a field to the request adds a value of it here."""
    public = {"requester", "needed_by", "recipient_home", "deceased", "no_dates", "all_studies", "birth_confirmed"}
    private = {field.name for field in fields(ReleaseRequest)} - public
    one = replace(FULL, asker="Ottilie Sample", relation="cousin of")
    assert not [name for name in private if not leaks(str(getattr(one, name)).encode())]
    assert leaks(LETTER + PICTURE + PAPER) == ["7 a letter", "PNG drawn", "guardian papers"]


def test_a_purged_request_leaves_not_even_its_sealed_bytes_in_sqlite(sqlite_store, tmp_path):
    one = signed(sqlite_store)
    two = made(sqlite_store)
    with sqlite_store.turn(NOW) as turn:
        assert turn.request(one)
    engine = sa.create_engine(sqlite_in(tmp_path))
    sealed = [value for column in SEALED for each in (one, two) for value in values(engine, column, each).values()]
    before = files(tmp_path)
    assert all(value in before for value in sealed)
    moved(sqlite_store, one, "cancelled")
    moved(sqlite_store, two, "cancelled")
    sqlite_store.purge(NOW + 7 * 366 * DAY)
    engine.dispose()
    assert not [value for value in sealed if value in files(tmp_path)]
    assert len(sealed) == 12
    assert happened(sqlite_store, one) == []
    assert found(sqlite_store, one) is None
