"""A planted patient is nowhere in the clear: not in files, journals, logs at DEBUG, or exceptions."""

from __future__ import annotations

import datetime as dt
import io
import logging
import time
import traceback
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import make_url

from bot.store import Answer, Store, StoreUnavailable, Talk
from tests.stores import NOW, Postgres, sqlite_in

NAME = "Ximena Testperson"
NUMBER = "+19195550123"
WORDS = f"my name is {NAME}, born 1961-04-05, record Q7781234, call me at {NUMBER}"
PLANTED = (NAME, "Testperson", NUMBER, "9195550123", "1961-04-05", "Q7781234")
CONTROL = "/found/in/the/clear"


def spellings(value: str) -> set[bytes]:
    """Every way in which `value` might stand in a file, in lower case."""
    plain = value.encode()
    found = {plain, value.encode("utf-16-le"), value.encode("utf-16-be"), quote(value, safe="").encode()}
    found.add(plain.hex().encode())
    for shift in range(3):  # base64 of a text that holds it, at each alignment, without the edges
        found.add(b64encode(b"." * shift + plain)[4:-4])
    return {spelled.lower() for spelled in found}


def leaks(data: bytes) -> list[str]:
    lower = data.lower()
    return [value for value in PLANTED if any(spelled in lower for spelled in spellings(value))]


def files(folder: Path, since: float = 0) -> bytes:
    """All files under `folder` that were written since then, joined."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_mtime >= since]
    return b"\n".join(path.read_bytes() for path in found)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that anything logs from DEBUG up, with tracebacks."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    names = ("", "sqlalchemy.engine", "sqlalchemy.pool", "alembic", "psycopg", "bot")
    before = {name: logging.getLogger(name).level for name in names}
    logging.getLogger().addHandler(handler)
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield heard
    logging.getLogger().removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request, tmp_path) -> tuple[str, Path]:
    """The URL of a database, and the folder with all its files."""
    if request.param == "sqlite":
        return sqlite_in(tmp_path), tmp_path
    server: Postgres = request.getfixturevalue("postgres")
    url = server.new_database()
    server.run(f"ALTER ROLE {make_url(url).username} SET log_statement = 'all'")
    return url, server.home


def flush(request: pytest.FixtureRequest) -> None:
    """Have PostgreSQL write all it holds in memory."""
    if "postgres" in request.node.callspec.id:
        request.getfixturevalue("postgres").run("CHECKPOINT")


def test_a_planted_patient_is_nowhere_in_the_clear(place, keyring, log, request):
    url, folder = place
    started = time.time() - 1
    store = Store.open(url, keyring)
    store.migrate()
    with store.turn(NOW) as turn:
        everything_a_person_says(turn)
        during = files(folder, started)
    faults = provoked_faults(store)
    text = store.claim_text(NOW)
    store.settle_text(text, "sent", sid="SM1")
    flush(request)
    before_purge = files(folder, started)
    store.purge(NOW + dt.timedelta(days=60))
    flush(request)
    store.close()

    shown = "\n".join([log.getvalue(), *faults]).encode()
    for data in (during, before_purge, files(folder, started), shown):
        assert leaks(data) == []
    assert CONTROL.encode() in before_purge
    assert "INSERT INTO answers" in log.getvalue()
    assert "SQL parameters hidden" in log.getvalue()
    assert len(faults) == 3


def everything_a_person_says(turn) -> None:
    turn.seen([NUMBER, "SM1"], CONTROL)
    turn.remember([NUMBER, "SM1"], CONTROL, Answer(f"<Say>{WORDS}</Say>", "text/xml"))
    expires = NOW + dt.timedelta(days=1)
    turn.save_talk(f"{NUMBER}+19195550100", Talk({NAME: WORDS}, "text", "en", "abc123", expires))
    turn.queue_text(NUMBER, WORDS, "numbers", True, f"{NUMBER} 1")
    turn.stop(NUMBER)
    turn.audit("answered", "caller", {"lang": "en"}, WORDS)


def provoked_faults(store: Store) -> list[str]:
    """All that can be read in and around the exceptions of turns that go wrong."""

    def twice(turn):
        turn.remember([NUMBER], CONTROL, Answer(WORDS, "text/xml"))

    def without_status(turn):
        turn.remember([NAME], CONTROL, Answer(WORDS, "text/xml", None))  # type: ignore[arg-type]

    def unknown_column(turn):
        turn.audit("answered", "caller", {NAME: NUMBER}, WORDS)

    return [told(store, fault) for fault in (twice, without_status, unknown_column)]


def told(store: Store, fault) -> str:
    with pytest.raises((StoreUnavailable, ValueError)) as raised, store.turn(NOW) as turn:
        fault(turn)
    error: BaseException | None = raised.value
    assert error is not None
    assert error.__context__ is None
    return repr(error) + "".join(traceback.format_exception(error, chain=True))


def test_a_patient_in_the_clear_would_be_found(tmp_path):
    for spelled in spellings(WORDS) | spellings(NAME) | spellings(NUMBER):
        for case in (spelled, spelled.upper()):
            (tmp_path / "leak").write_bytes(b"\x00\xff" + case + b"\xff")
            assert leaks(files(tmp_path)), case


def test_what_is_shown_of_objects_says_nothing(store):
    with store.turn(NOW) as turn:
        everything_a_person_says(turn)
        shown = repr(turn.seen([NUMBER], CONTROL)) + repr(turn.talk(f"{NUMBER}+19195550100"))
    shown += repr(store.texts()) + repr(store.claim_text(NOW))
    assert leaks(shown.encode()) == []
