"""Hours and moments in plain words: "Monday to Friday, 8 am to 5 pm", "Monday at 9 am". Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from bot.directory import Directory
from bot.directory_types import Day, Entry, Lang, Schedule

EVENING = 19
WEEK: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def hours(directory: Directory, entry: Entry, lang: Lang, words: Mapping[str, Any]) -> str:
    """The opening times of an entry in words; "" where they are not given."""
    schedule = directory.schedule(entry)
    return _schedule(schedule, lang, words) if schedule and schedule.times_given else ""


def _schedule(schedule: Schedule, lang: Lang, words: Mapping[str, Any]) -> str:
    if all(schedule.days.get(day) == (("00:00", "24:00"),) for day in WEEK):
        return str(words["always"])
    runs: list[list[Day]] = []
    for day in WEEK:
        if not schedule.days.get(day):
            continue
        if (
            runs
            and schedule.days[runs[-1][-1]] == schedule.days[day]
            and WEEK.index(runs[-1][-1]) + 1 == WEEK.index(day)
        ):
            runs[-1].append(day)
        else:
            runs.append([day])
    return "; ".join(f"{_days(run, words)}, {_spans(schedule.days[run[0]], lang, words)}" for run in runs)


def _days(run: list[Day], words: Mapping[str, Any]) -> str:
    names = words["days"]
    if len(run) == 1:
        return str(names[run[0]])
    return str(words["day_range"]).format(names[run[0]], names[run[-1]])


def _spans(spans: tuple[tuple[str, str], ...], lang: Lang, words: Mapping[str, Any]) -> str:
    said = [str(words["time_range"]).format(clock(a, words), clock(b, words)) for a, b in spans]
    return f" {words['and']} ".join(said)


def clock(time: str, words: Mapping[str, Any]) -> str:
    """ "18:30" -> "6:30 pm", "08:00" -> "8 am"; "24:00" and "00:00" are midnight."""
    hour, minute = int(time[:2]), time[3:]
    if (hour % 24, minute) == (0, "00"):
        return str(words["midnight"])
    half = words["am"] if hour % 24 < 12 else words["pm"] if hour < EVENING else words["night"]
    said = f"{(hour % 12) or 12}" + ("" if minute == "00" else f":{minute}")
    return f"{said} {half}"


def moment(iso: str, lang: Lang, words: Mapping[str, Any]) -> str:
    """A local moment with its day: "Monday at 8:00 am"."""
    when = dt.datetime.fromisoformat(iso)
    day = words["days"][WEEK[when.weekday()]]
    at = words["at_one"] if when.hour % 12 == 1 else words["at"]
    return str(at).format(day, clock(f"{when:%H:%M}", words))
