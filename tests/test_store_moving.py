"""A whole store moved to PostgreSQL, saved into a file and put back: every row the same, or nothing changed."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.sealing import Keyring
from bot.store import NotEmpty, NotTheSame, Store, StoreUnavailable, copying, moving
from bot.store.engines import make_engine
from bot.store.tables import metadata
from tests.shells import NOW, Shell
from tests.stores import Postgres, sqlite_in
from tests.test_requests_keys import a_bit_of_everything
from tests.test_store_privacy import leaks

ROWS_MOST = 3


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "ROWS", ROWS_MOST)
    monkeypatch.setattr(copying, "DOCUMENTS_A_STEP", 1)


@pytest.fixture
def keys() -> Keyring:
    return Keyring.generate()


def filled(url: str, keys: Keyring, people: int = 4) -> Store:
    store = Store.open(url, keys)
    store.migrate()
    for number in range(people):
        a_bit_of_everything(store, number)
        with store.turn(NOW) as turn:
            turn.stop(f"+1919555010{number}")
            turn.may_reply(f"+1919555010{number}", "words")
    return store


@pytest.fixture
def shell(shell: Shell, keys: Keyring, tmp_path: Path) -> Shell:
    """On SQLite, since that is where stores move from."""
    return Shell(replace(shell.settings, data_keys=keys.secret_text(), database_url=sqlite_in(tmp_path)))


def at(shell: Shell, url: str) -> Shell:
    return Shell(replace(shell.settings, database_url=url))


def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, by another way than the program's own."""
    engine = make_engine(url)
    with engine.begin() as connection:
        tables = metadata.sorted_tables
        found = {table.name: sorted(map(_row, connection.execute(sa.select(table))), key=repr) for table in tables}
    engine.dispose()
    return found


def _row(row: Any) -> tuple[Any, ...]:
    return tuple(str(one) if isinstance(one, dt.datetime) else one for one in row)


def file_of(shell: Shell) -> Path:
    return Path(shell.settings.database_url.removeprefix("sqlite:///"))


# ------------------------------------------------------------------ move


def test_everything_moves_and_the_old_store_takes_nothing_more(shell: Shell, keys: Keyring, postgres: Postgres) -> None:
    url, old = postgres.new_database(), filled(shell.settings.database_url, keys)
    before, head = everything(shell.settings.database_url), old.head()
    assert all(before.values()), "a table without rows proves nothing"
    done = shell.type("store", "move", "--to", url)
    assert done.exit_code == 0, done.output
    after = everything(url)
    added = [row for row in after["audit"] if row not in before["audit"]]
    assert {name: rows for name, rows in after.items() if name != "audit"} == {
        name: rows for name, rows in before.items() if name != "audit"
    }
    assert [row for row in after["audit"] if row not in added] == before["audit"]
    assert [row[2] for row in added] == ["store_moved"]
    with pytest.raises(StoreUnavailable), old.turn(NOW) as turn:
        turn.audit("late", "staff")
    assert not file_of(shell).exists()
    assert file_of(shell).with_name("radline.db.moved").exists()
    new = Store.open(url, keys)
    assert new.verify(head).whole
    assert f"{len(before['requests']):9} requests" in done.output
    old.close()
    new.close()


def test_who_writes_meanwhile_is_told_that_it_is_not_saved(
    shell: Shell, keys: Keyring, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, url = filled(shell.settings.database_url, keys), postgres.new_database()
    saved: list[bool] = []
    batches = copying._copied

    def slowly(*arguments: Any) -> Any:
        if not saved:
            thread = threading.Thread(target=lambda: saved.append(_writes(old)))
            thread.start()
            thread.join()
        return batches(*arguments)

    monkeypatch.setattr(copying, "_copied", slowly)
    assert shell.type("store", "move", "--to", url).exit_code == 0
    assert saved == [False]
    old.close()


def _writes(store: Store) -> bool:
    try:
        with store.turn(NOW) as turn:
            turn.audit("late", "staff")
    except StoreUnavailable:
        return False
    return True


@pytest.mark.parametrize("table", [table.name for table in metadata.sorted_tables])
def test_cut_off_at_any_table_nothing_is_changed_and_it_can_be_run_again(
    shell: Shell, keys: Keyring, postgres: Postgres, table: str
) -> None:
    url = postgres.new_database()
    filled(shell.settings.database_url, keys, people=1).close()
    before, copied = everything(shell.settings.database_url), copying._copied

    def cut(source: Any, target: Any, at: sa.Table) -> Any:
        if at.name == table:
            raise StoreUnavailable("57P01")
        return copied(source, target, at)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copying, "_copied", cut)
        done = shell.type("store", "move", "--to", url)
    assert done.exit_code == 1
    assert "Nothing was changed." in done.output
    assert everything(shell.settings.database_url) == before
    engine = make_engine(url)
    assert not sa.inspect(engine).get_table_names()
    engine.dispose()
    done = shell.type("store", "move", "--to", url)
    assert done.exit_code == 0, done.output


def test_cut_off_before_the_old_file_is_put_aside_the_next_run_ends_it(
    shell: Shell, keys: Keyring, postgres: Postgres
) -> None:
    url, store = postgres.new_database(), filled(shell.settings.database_url, keys)

    def killed() -> None:
        raise StoreUnavailable("killed")

    with moving.elsewhere(store, url) as there, pytest.raises(StoreUnavailable, match="killed"):
        moving.copy(store, there, killed)
    assert file_of(shell).exists()
    done = shell.type("store", "move", "--to", url)
    assert done.exit_code == 0, done.output
    assert not file_of(shell).exists()
    store.close()


def test_a_target_with_rows_of_its_own_is_refused(shell: Shell, keys: Keyring, postgres: Postgres) -> None:
    url = postgres.new_database()
    filled(shell.settings.database_url, keys).close()
    other = filled(url, keys, people=1)
    before = everything(url), everything(shell.settings.database_url)
    done = shell.type("store", "move", "--to", url)
    assert done.exit_code == 1
    assert "holds rows already" in done.output
    assert (everything(url), everything(shell.settings.database_url)) == before
    other.close()


def test_one_row_that_came_out_otherwise_is_found(
    shell: Shell, keys: Keyring, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, store = postgres.new_database(), filled(shell.settings.database_url, keys)
    plain, changed = copying._copied, []

    def garbled(source: Any, target: Any, table: sa.Table) -> Any:
        found = plain(source, target, table)
        if table.name == "requests":
            key = target.execute(sa.select(table.c.id).limit(1)).scalar_one()
            target.execute(sa.update(table).where(table.c.id == key).values(fields=b"garbled"))
            changed.append(key)
        return found

    monkeypatch.setattr(copying, "_copied", garbled)
    with moving.elsewhere(store, url) as there, pytest.raises(NotTheSame, match="requests"):
        moving.copy(store, there)
    assert changed
    assert file_of(shell).exists()
    store.close()


@pytest.mark.parametrize(
    "to", ["sqlite:///other.db", "nonsense", "mysql://u@h/n", "postgresql://u:secret@127.0.0.1:9/n"]
)
def test_a_place_that_cannot_be_is_told_without_its_password(shell: Shell, keys: Keyring, to: str) -> None:
    filled(shell.settings.database_url, keys, people=1).close()
    done = shell.type("store", "move", "--to", to)
    assert done.exit_code == 1
    assert "Nothing was changed." in done.output
    assert "secret" not in done.output
    assert file_of(shell).exists()


def test_a_store_of_an_older_release_is_not_moved(shell: Shell, keys: Keyring, postgres: Postgres) -> None:
    filled(shell.settings.database_url, keys, people=1).close()
    with sqlite3.connect(file_of(shell)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0003'")
    connection.close()
    done = shell.type("store", "move", "--to", postgres.new_database())
    assert "not those of this release" in done.output


# ------------------------------------------------------------------ backup and restore


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, shell: Shell) -> Shell:
    """A Radline on either engine."""
    if request.param == "sqlite":
        return shell
    server: Postgres = request.getfixturevalue("postgres")
    return at(shell, server.new_database())


@pytest.fixture
def empty(place: Shell, postgres: Postgres, tmp_path: Path) -> Shell:
    """An empty place of the same engine."""
    engine = place.settings.database_url.partition(":")[0]
    return at(place, sqlite_in(tmp_path / "new") if engine == "sqlite" else postgres.new_database())


def test_a_backup_put_back_is_the_same_store(place: Shell, empty: Shell, keys: Keyring, tmp_path: Path) -> None:
    store, file = filled(place.settings.database_url, keys), tmp_path / "backup"
    done = place.type("store", "backup", str(file))
    assert done.exit_code == 0, done.output
    before, head = everything(place.settings.database_url), store.head()
    store.close()
    assert not leaks(file.read_bytes()), "what it holds is sealed"
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.glob("backup*")] == ["backup"]
    done = empty.type("store", "restore", str(file))
    assert done.exit_code == 0, done.output
    after = everything(empty.settings.database_url)
    assert [row[2] for row in after["audit"] if row not in before["audit"]] == ["store_restored"]
    after["audit"] = [row for row in after["audit"] if row in before["audit"]]
    assert after == before
    restored = Store.open(empty.settings.database_url, keys)
    assert restored.verify(head).whole
    assert restored.ready()
    restored.close()
    assert empty.type("requests", "list").exit_code == 0


def test_others_save_while_a_backup_is_made(place: Shell, keys: Keyring, tmp_path: Path) -> None:
    store, over, saved = filled(place.settings.database_url, keys), threading.Event(), []

    def work() -> None:
        while not over.is_set():
            saved.append(_writes(store))
            time.sleep(0.005)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        for number in range(3):
            assert place.type("store", "backup", str(tmp_path / f"backup{number}")).exit_code == 0
    finally:
        over.set()
        thread.join()
    assert saved.count(True) > 0.9 * len(saved)
    with moving.elsewhere(store, f"sqlite:///{tmp_path / 'backup2'}") as copy:
        assert copy.verify().whole
    store.close()


@pytest.fixture
def saved(place: Shell, keys: Keyring, tmp_path: Path) -> Path:
    """A backup, and its store closed."""
    filled(place.settings.database_url, keys, people=1).close()
    assert place.type("store", "backup", str(tmp_path / "backup")).exit_code == 0
    return tmp_path / "backup"


def test_a_backup_is_not_put_over_other_rows(place: Shell, empty: Shell, keys: Keyring, saved: Path) -> None:
    other = filled(empty.settings.database_url, keys, people=1)
    before = everything(empty.settings.database_url)
    done = empty.type("store", "restore", str(saved))
    assert done.exit_code == 1
    assert "holds rows already" in done.output
    assert everything(empty.settings.database_url) == before
    other.close()


def test_with_other_keys_it_is_refused(empty: Shell, saved: Path) -> None:
    stranger = Shell(replace(empty.settings, data_keys=Keyring.generate().secret_text()))
    done = stranger.type("store", "restore", str(saved))
    assert done.exit_code == 1
    assert "data keys are not those" in done.output
    assert empty.type("store", "restore", str(saved)).exit_code == 0, "nothing was left behind"


def test_no_backup_is_written_over_another(place: Shell, saved: Path) -> None:
    before = saved.read_bytes()
    assert place.type("store", "backup", str(saved)).exit_code == 1
    assert saved.read_bytes() == before


def test_a_broken_backup_is_refused(empty: Shell, saved: Path) -> None:
    saved.write_bytes(saved.read_bytes()[:4096] + b"x" * 100)
    done = empty.type("store", "restore", str(saved))
    assert done.exit_code == 1
    assert "Nothing was changed." in done.output


def test_rows_are_told_apart_whatever_their_kind() -> None:
    values = [None, "", "None", 0, False, "0", b"", b"0", NOW, NOW + dt.timedelta(microseconds=1), NOW.date()]
    assert len({copying._hash({"a": value}) for value in values}) == len(values)
    assert copying._hash({"a": "x", "b": "y"}) != copying._hash({"a": "y", "b": "x"})
    assert issubclass(NotEmpty, StoreUnavailable)
