"""The directory as the talk uses it, and what happens when its file changes under a running desk."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import threading
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import structlog

from bot import directory as module
from bot.directory import Directory, DirectoryBroken, EntryMissing, Keeper, load
from tests.small_directory import entry, small, write

SHIPPED = Path(__file__).resolve().parent.parent / "directory.yaml"
MONDAY_NOON_UTC = dt.datetime(2026, 3, 2, 18, 30, tzinfo=dt.UTC)


class Ticks:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write(tmp_path / "directory.yaml", small())


@pytest.fixture
def clinic(path: Path) -> Directory:
    return load(path)


def test_the_version_is_the_start_of_the_files_hash(path: Path, clinic: Directory) -> None:
    assert clinic.version == hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def test_entries_are_found_by_id_and_by_job(clinic: Directory) -> None:
    assert clinic.entry("knee").name["en"] == "Knee clinic"
    assert [e.id for e in clinic.role("scheduling")] == ["front"]
    assert clinic.role("billing") == ()
    assert [e.id for e in clinic.emergent_backup] == ["lead"]
    assert clinic.has("knee")
    assert not clinic.has("elbow")
    assert clinic.questions[0].id == "scan"
    assert clinic.zone == ZoneInfo("America/Chicago")


def test_an_unknown_entry_is_named_without_its_value(clinic: Directory) -> None:
    with pytest.raises(EntryMissing) as missing:
        clinic.entry("ana_lopez")
    assert "ana_lopez" not in str(missing.value)


def test_numbers_are_all_the_numbers(clinic: Directory) -> None:
    assert clinic.numbers == {f"+131255501{n}" for n in ("01", "22", "33", "44", "65")}


def test_a_target_is_an_entry_or_one_purpose_of_it(clinic: Directory) -> None:
    whole, fax = clinic.target("knee"), clinic.target("knee.fax")
    assert whole.purpose is None
    assert [n.number for n in whole.numbers] == ["+13125550144", "+13125550165"]
    assert (fax.entry.id, fax.purpose) == ("knee", "fax")
    assert [n.number for n in fax.numbers] == ["+13125550165"]
    with pytest.raises(EntryMissing):
        clinic.target("knee.advice")


def test_a_number_leads_back_to_whose_it_is(clinic: Directory) -> None:
    assert [(t.entry.id, t.purpose) for t in clinic.holders("+13125550165")] == [("knee", "fax")]
    assert clinic.holders("+13125550199") == ()


def test_readings_with_one_number_agree(tmp_path: Path) -> None:
    raw = small()
    entry(raw, "lead")["numbers"].append({"purpose": "appointments", "number": "+13125550144"})
    clinic = load(write(tmp_path / "d.yaml", raw))
    lead, knee, front = clinic.entry("lead"), clinic.entry("knee"), clinic.entry("front")
    assert clinic.agree([lead, knee], "appointments")
    assert not clinic.agree([lead, knee], "fax")
    assert not clinic.agree([lead, front], "phone")
    assert not clinic.agree([front], "fax")


def test_an_option_makes_a_different_line(tmp_path: Path) -> None:
    raw = small()
    entry(raw, "lead")["numbers"].append({"purpose": "appointments", "number": "+13125550144", "option": "1"})
    clinic = load(write(tmp_path / "d.yaml", raw))
    assert not clinic.agree([clinic.entry("lead"), clinic.entry("knee")], "appointments")


def test_opening_is_asked_in_any_zone_and_answered_in_the_desks(clinic: Directory) -> None:
    front = clinic.entry("front")
    assert clinic.is_open(front, MONDAY_NOON_UTC) is False
    assert clinic.is_open(front, MONDAY_NOON_UTC + dt.timedelta(minutes=30)) is True
    opens = clinic.next_opening(front, MONDAY_NOON_UTC)
    assert opens is not None
    assert (opens.hour, opens.tzinfo) == (13, ZoneInfo("America/Chicago"))
    assert clinic.is_open(clinic.entry("knee"), MONDAY_NOON_UTC) is None
    assert clinic.next_opening(clinic.entry("knee"), MONDAY_NOON_UTC) is None


def test_a_holiday_is_named(clinic: Directory) -> None:
    assert clinic.holiday(dt.datetime(2026, 12, 26, 4, tzinfo=dt.UTC)) == "Christmas Day"
    assert clinic.holiday(dt.datetime(2026, 12, 26, 8, tzinfo=dt.UTC)) is None


def test_an_edit_is_used_after_two_seconds(path: Path) -> None:
    clock = Ticks()
    keeper = Keeper(path, clock=clock)
    before = keeper.current()
    raw = small()
    entry(raw, "knee")["numbers"][1]["number"] = "+13125550177"
    write(path, raw)
    clock.now += 1.9
    assert keeper.current() is before
    clock.now += 0.2
    assert "+13125550177" in keeper.current().numbers
    assert keeper.fault is None


def test_a_broken_edit_is_refused_and_the_old_one_goes_on(path: Path) -> None:
    clock = Ticks()
    keeper = Keeper(path, clock=clock)
    before = keeper.current()
    path.write_text("name: [", encoding="utf-8")
    clock.now += 2
    with structlog.testing.capture_logs() as logs:
        assert keeper.current() is before
        clock.now += 2
        assert keeper.current() is before
    assert [log["event"] for log in logs] == ["directory_refused"]
    assert keeper.fault
    write(path, small())
    clock.now += 2
    assert keeper.current().version == before.version
    assert keeper.fault is None


def test_the_log_of_a_broken_edit_holds_no_content(path: Path) -> None:
    clock = Ticks()
    keeper = Keeper(path, clock=clock)
    raw = small()
    entry(raw, "knee")["nmae"] = "Rosa Invented"
    write(path, raw)
    clock.now += 2
    with structlog.testing.capture_logs() as logs:
        keeper.current()
    assert "Rosa" not in str(logs) + str(keeper.fault)
    assert "nmae" not in str(logs) + str(keeper.fault)


def test_a_file_that_goes_away_is_told_once_and_comes_back(path: Path) -> None:
    clock = Ticks()
    keeper = Keeper(path, clock=clock)
    before = keeper.current()
    path.unlink()
    with structlog.testing.capture_logs() as logs:
        for _ in range(3):
            clock.now += 2
            assert keeper.current() is before
    assert [log["event"] for log in logs] == ["directory_refused"]
    write(path, small())
    clock.now += 2
    keeper.current()
    assert keeper.fault is None


def test_the_file_is_not_looked_at_more_often(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Ticks()
    keeper = Keeper(path, clock=clock)
    looks: list[Path] = []
    real = module.read_file

    def counted(at: Path) -> bytes:
        looks.append(at)
        return real(at)

    monkeypatch.setattr(module, "read_file", counted)
    for _ in range(100):
        clock.now += 0.05
        keeper.current()
    assert len(looks) == 2


def test_nobody_waits_for_a_look_at_the_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Ticks()
    keeper = Keeper(path, clock=clock)
    looking, go_on = threading.Event(), threading.Event()
    real = module.read_file

    def slow(at: Path) -> bytes:
        looking.set()
        assert go_on.wait(5)
        return real(at)

    monkeypatch.setattr(module, "read_file", slow)
    clock.now += 2
    thread = threading.Thread(target=keeper.current)
    thread.start()
    assert looking.wait(5)
    began = time.monotonic()
    assert keeper.current().has("front")
    waited = time.monotonic() - began
    go_on.set()
    thread.join(5)
    assert not thread.is_alive()
    assert waited < 1


def test_a_process_born_after_a_broken_edit_uses_the_kept_copy(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "var" / "kept.yaml"
    good = Keeper(path, copy).current()
    path.write_text("nothing", encoding="utf-8")
    keeper = Keeper(path, copy)
    assert keeper.current().version == good.version
    assert keeper.fault


def test_without_a_good_file_or_copy_the_start_refuses(tmp_path: Path) -> None:
    with pytest.raises(DirectoryBroken):
        Keeper(tmp_path / "none.yaml", tmp_path / "no_copy.yaml")


def test_a_copy_that_cannot_be_kept_stops_nothing(path: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert Keeper(path, blocked / "below" / "kept.yaml").current().has("front")
    assert not [name for name in os.listdir(tmp_path) if str(os.getpid()) in name]


def test_the_shipped_directory_is_good() -> None:
    directory = load(SHIPPED)
    assert len(directory.numbers) == 42
    assert directory.entry("emergent_line").of("emergent")[0].option == "2"
