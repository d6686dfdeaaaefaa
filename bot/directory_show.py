"""The directory as callers hear it at a certain time, and the week's calendar; for staff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bot import hours
from bot.directory import Directory
from bot.directory_types import Entry, Number
from bot.phone_numbers import national


def show(directory: Directory, at: dt.datetime) -> str:
    """Return what a caller would hear of each line at the aware time `at`."""
    local = directory.local(at)
    holiday = directory.holiday(at)
    head = f"{local:%A %Y-%m-%d %H:%M} {local.tzname()}" + (f", {holiday}" if holiday else "")
    lines = [head, f"version {directory.version}", "", *_now(directory, local), ""]
    for entry in directory.entries:
        if entry.numbers:
            lines += [f"{_name(entry)} ({_state(directory, entry, local)})", *_numbers(entry)]
    return "\n".join(lines) + "\n"


def calendar(directory: Directory, first: dt.date, days: int = 7) -> str:
    """Return the opening times of every schedule for some days; holidays and clock changes beside their day."""
    lines: list[str] = []
    for day in (first + dt.timedelta(days=n) for n in range(days)):
        notes = filter(None, (hours.holiday(day, directory.file.country), clock_change(directory, day)))
        lines.append(", ".join((f"{day:%a %Y-%m-%d}", *notes)).replace(", ", " ", 1))
        lines += [f"  {name:<14}{_times(directory, name, day)}" for name in directory.file.schedules]
    return "\n".join(lines) + "\n"


def clock_change(directory: Directory, day: dt.date) -> str:
    """What the clocks do on this day, if anything."""
    midnights = (dt.datetime.combine(d, dt.time(), tzinfo=directory.zone) for d in (day, day + dt.timedelta(days=1)))
    before, after = (midnight.utcoffset() or dt.timedelta() for midnight in midnights)
    return "" if before == after else "clocks go forward" if before < after else "clocks go back"


def _times(directory: Directory, name: str, day: dt.date) -> str:
    times = hours.times_on(directory.file.schedules[name], day, directory.file.country)
    if times is None:
        return "not given"
    return ", ".join(f"{start}-{end}" for start, end in times) or "closed"


def _now(directory: Directory, local: dt.datetime) -> Iterator[str]:
    """Who takes an emergent caller, and an office's images, at this time."""
    backup = directory.open_among(directory.emergent_backup, local)
    leads = directory.role("images_offices")
    sure = directory.open_among(leads, local)
    perhaps = directory.open_among(leads, local, unknown=True)[len(sure) :]
    yield f"emergent: {_names(directory.role('emergent'))}; then {_names(backup)}"
    yield f"leads on shift: {_names(sure)}" + (f"; not given for {_names(perhaps)}" if perhaps else "")


def _names(entries: tuple[Entry, ...]) -> str:
    return ", ".join(entry.id for entry in entries) or "nobody"


def _name(entry: Entry) -> str:
    return (entry.said or entry.name).en


def _state(directory: Directory, entry: Entry, local: dt.datetime) -> str:
    state = directory.is_open(entry, local)
    if not entry.spoken_on(local.date()):
        return "not told on this day"
    if state is None:
        return "hours not given" if not _timed(directory, entry) else "the source does not say if open now"
    if state:
        return "open"
    opens = directory.next_opening(entry, local)
    return f"closed, opens {opens:%A %Y-%m-%d %H:%M}" if opens else "closed"


def _timed(directory: Directory, entry: Entry) -> bool:
    schedule = directory.schedule(entry)
    return bool(schedule and schedule.times_given)


def _numbers(entry: Entry) -> Iterator[str]:
    for number in entry.numbers:
        yield f"  {number.purpose:<18}{_read(number)}"


def _read(number: Number) -> str:
    key = f", press {number.option}" if number.option else ""
    return national(number.number) + key + (", inferred" if number.inferred else "")
