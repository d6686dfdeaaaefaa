"""`doctor`: what is well, what is wrong, and the mend."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from http.server import HTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.commands import check_box, checks, own_box
from bot.sealing import Keyring
from bot.settings import Settings
from tests.shells import CALLER, NOBODY, NOW, ROOT, SECRET, Rasa, Shell, full, queue, with_directory, wrongs
from tests.small_directory import entry, small
from tests.stores import sqlite_in


def test_doctor_is_content_where_all_is_well(well: Shell) -> None:
    done = well.type("doctor")
    assert wrongs(done.output) == []
    assert done.exit_code == 0, done.output
    for part in ("settings", "data keys", "directory", "emergent", "store", "model", "nlu"):
        assert f"ok     {part}" in done.output
    assert "Rasa 3.6.21" in done.output
    assert "Tue to Sun all day: nobody" in done.output
    assert len(done.output.splitlines()) < 50


def broken_directory(well: Shell) -> Settings:
    return with_directory(well, small() | {"timezone": "Mars"}).settings


def loop(well: Shell) -> Settings:
    return replace(well.settings, twilio_from=entry(small(), "night")["numbers"][0]["number"])


def other_keys(well: Shell) -> Settings:
    return replace(well.settings, data_keys=Keyring.generate().secret_text())


def lost_database(well: Shell) -> Settings:
    return replace(well.settings, database_url=sqlite_in(well.settings.var / "lost"))


def empty_database(well: Shell) -> Settings:
    (well.settings.var / "lost").mkdir()
    (well.settings.var / "lost" / "radline.db").touch()
    return lost_database(well)


def database_away(well: Shell) -> Settings:
    return replace(well.settings, database_url="postgresql://u:pw@127.0.0.1:9/n")


def late_text(well: Shell) -> Settings:
    queue(well)
    return replace(well.settings, clock=NOW + dt.timedelta(hours=1))


@pytest.mark.parametrize(
    ("ill", "part", "mend"),
    [
        (broken_directory, "directory", "America/New_York"),
        (loop, "directory", "another number"),
        (lambda well: replace(well.settings, nlu_url=NOBODY), "nlu", "NLU_URL"),
        (lambda well: replace(well.settings, redis_url="redis://127.0.0.1:9"), "redis", "REDIS_URL"),
    ],
)
def test_doctor_names_what_is_wrong_and_the_mend(
    well: Shell, ill: Callable[[Shell], Settings], part: str, mend: str
) -> None:
    done = Shell(ill(well)).type("doctor")
    assert done.exit_code == 1
    assert part in wrongs(done.output), done.output
    told = done.output[done.output.index(f"WRONG  {part}") :]
    assert mend in told
    assert "What to do: " in told


@pytest.mark.parametrize(
    ("ill", "part", "mend"),
    [
        (lambda well: replace(well.settings, fault="Set DATA_KEYS too."), "settings", "docs/settings.md"),
        (lambda well: replace(well.settings, data_keys="k1:short"), "data", "32 bytes"),
        (lost_database, "store", "backup"),
        (empty_database, "store", "outbox run"),
        (other_keys, "store", "DATA_KEYS"),
        (
            lambda well: replace(well.settings, database_url="postgresql://u:pw@127.0.0.1:9/n"),
            "store",
            "n at 127.0.0.1, port 9",
        ),
        (late_text, "texts", "outbox run"),
    ],
)
def test_what_callers_are_the_worse_for_stands_first(
    well: Shell, ill: Callable[[Shell], Settings], part: str, mend: str
) -> None:
    done = Shell(ill(well)).type("doctor")
    assert done.exit_code == 2
    assert done.output.startswith("URGENT ")
    assert part in wrongs(done.output), done.output
    assert mend in done.output
    states = [line.split()[0] for line in done.output.splitlines() if not line.startswith(" ") and line]
    assert states[:-2] == sorted(states[:-2], key=["URGENT", "WRONG", "look", "ok"].index)


def test_doctor_names_a_stale_model(well: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_box, "newest_model", lambda root: None)
    done = well.type("doctor")
    assert wrongs(done.output) == ["model"]
    assert "make train" in done.output


def test_doctor_looks_whether_a_box_could_start(well: Shell, nlu: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_box, "listens", lambda url: False)
    monkeypatch.setattr(check_box, "started", lambda root: nullcontext(nlu))
    unnamed = Shell(replace(well.settings, nlu_url=Settings().nlu_url))
    assert "ok     nlu" in unnamed.type("doctor").output

    def none(root: Path) -> Any:
        raise own_box.NoBox("no trained model fits the data.")

    monkeypatch.setattr(check_box, "started", none)
    assert wrongs(unnamed.type("doctor").output) == ["nlu"]


@pytest.mark.parametrize(("answers", "wrong"), [(True, []), (False, ["nlu"])])
def test_the_box_of_a_running_web_side_is_the_one_that_is_looked_at(
    well: Shell, answers: bool, wrong: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """That another box could start tells nothing of the one that callers' words go to."""
    monkeypatch.setattr(check_box, "listens", lambda url: False)
    monkeypatch.setattr(check_box, "started", lambda root: nullcontext(well.settings.nlu_url))
    with ready({"ok": answers, "nlu": answers}) as port:
        done = Shell(replace(well.settings, nlu_url=Settings().nlu_url, port=port)).type("doctor")
    assert wrongs(done.output) == wrong
    assert f"The web side at port {port} gets" in done.output


@contextmanager
def ready(content: dict[str, bool]) -> Iterator[int]:
    """A web side that says so of itself; its port."""

    class Page(Rasa):
        def do_GET(self) -> None:
            self._answer(content)

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_doctor_keeps_to_a_page_with_the_shipped_directory(well: Shell) -> None:
    done = Shell(replace(well.settings, directory=ROOT / "directory.yaml")).type("doctor")
    assert done.exit_code == 0
    assert "Mon to Fri 00:00 to 09:00 and 23:30 to 24:00: nobody" in done.output
    assert "  9 pairs of numbers that differ in one digit" in done.output
    # The tests' own PostgreSQL waits for no disk, which is told in three lines.
    assert len(done.output.splitlines()) - 3 * ("fsync" in done.output) < 30


def test_doctor_asks_for_a_look_where_nothing_is_broken(well: Shell) -> None:
    raw = small()
    entry(raw, "knee")["review_by"] = "2026-01-06"
    done = with_directory(well, raw).type("doctor")
    assert done.exit_code == 0
    assert "look   review      1 entries are past `review_by`." in done.output
    assert "knee" in done.output


def test_a_check_that_fails_hides_no_other(well: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(found: object) -> Any:
        raise RuntimeError(CALLER)

    monkeypatch.setitem(checks.CHECKS, "store", broken)
    done = well.type("doctor")
    assert wrongs(done.output) == ["store"]
    assert "RuntimeError" in done.output
    assert CALLER not in done.output
    assert "ok     nlu" in done.output


def test_doctor_names_every_span_without_a_second_target(well: Shell) -> None:
    raw = small()
    days = {day: [["08:00", "09:00"], ["10:00", "11:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    raw["schedules"]["office"]["days"] = days
    printed = with_directory(well, raw).type("doctor").output
    assert "Mon to Sun 00:00 to 08:00 and 09:00 to 10:00 and 11:00 to 24:00: nobody\n" in printed


def test_doctor_tells_no_secret(well: Shell) -> None:
    keys = Keyring.generate().secret_text()
    url = f"postgresql://radline:{SECRET}@127.0.0.1:9/radline"
    printed = Shell(replace(full(well).settings, data_keys=keys, database_url=url)).type("doctor").output
    assert SECRET not in printed
    assert keys.partition(":")[2] not in printed
    assert "https://radline.example" in printed
