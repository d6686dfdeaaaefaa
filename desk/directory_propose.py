"""A change of one entry or schedule, typed into a form, looked over as by the directory check, and proposed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.directory import Directory, DirectoryBroken, built, read_file, version_of
from bot.directory_edit import Edit, Looked, Part, edit_of, known, looked_at, unified
from bot.yaml_edit import CannotEdit, Value
from desk import directory_form, directory_words, hours_form
from desk.answers import Answer, Go, Missing, Page
from desk.ask import Ask
from desk.directory_heard import differences
from desk.site import Site
from release.plain import line

MOST_HEARD = 3
NAME = re.compile(r"[a-z][a-z0-9_.-]{0,63}", re.ASCII)
BROKEN = "The directory's file on this machine has faults now, so nothing can be changed here before it is mended."
STALE = "Somebody changed this entry meanwhile. Your words are kept below: compare them with the entry, then go on."
NOTHING = "Nothing is changed yet."
NOT_NOW = Page("notice", "Not now", {"says": BROKEN}, 409)
BY_HAND = "This one cannot be changed here: a comment stands inside it. Change it in the file by hand."


@dataclass(frozen=True)
class Proposed:
    """What was typed, and what the check says of it. `fault`: a sentence on why it goes no further."""

    name: str = ""
    part: Part = "entries"
    edit: Edit | None = None
    looked: Looked = field(default_factory=Looked)
    wrong: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""
    status: int = 400


def looked(site: Site, data: bytes, edit: Edit) -> Looked:
    """A change made in a copy of the file, and checked. Raises NoLongerApplies, CannotEdit, DirectoryBroken."""
    own = [site.settings.twilio_from]  # no line may lead back to it
    return looked_at(data, edit, site.settings.directory.name, site.desk.now(), own)


def about(told: Mapping[str, Any]) -> dict[str, str]:
    """For the audit entry: what is changed, where its name is a plain one."""
    name = told["name"]
    return {"kind": told["part"]} | ({"entry": name} if NAME.fullmatch(name) else {})


def prepare(site: Site, form: Mapping[str, str], _: bytes) -> Proposed:
    """Read the form, make the change in a copy of the file, and check that; nothing is kept."""
    name, part = form.get("name", ""), _part(form.get("part", ""))
    try:
        data = read_file(site.settings.directory)
        there = known(data, part).get(name)
        if there is None:
            return Proposed()
        if form.get("seen") != directory_form.mark(there):
            return Proposed(name, part, fault=STALE, status=409)
        return site.places.work(lambda: _checked(site, name, part, data, form, there))
    except DirectoryBroken:
        return Proposed(name, part, fault=BROKEN, status=409)
    except CannotEdit:
        return Proposed(name, part, fault=BY_HAND, status=409)


def look(ask: Ask) -> Answer:
    """The form of an entry, as it is now."""
    return _look(ask, "entries", ask.path["entry"])


def look_hours(ask: Ask) -> Answer:
    """The form of a schedule, as it is now."""
    return _look(ask, "schedules", ask.path["schedule"])


def propose(ask: Ask) -> Answer:
    """Keep a change of an entry for somebody else to decide on; or show the form again, with what is wrong."""
    return _propose(ask, "entries", ask.path["entry"])


def propose_hours(ask: Ask) -> Answer:
    """The same for a schedule."""
    return _propose(ask, "schedules", ask.path["schedule"])


def _part(told: str) -> Part:
    return "schedules" if told == "schedules" else "entries"


def _look(ask: Ask, part: Part, name: str) -> Answer:
    try:
        there = _there(ask, part, name)
    except DirectoryBroken:
        return NOT_NOW
    return _form(ask, _filled(part, there), there, Proposed(name, part, status=200)) if there else Missing()


def _propose(ask: Ask, part: Part, name: str) -> Answer:
    made: Proposed = ask.made
    try:
        there = _there(ask, part, name)
    except DirectoryBroken:
        return NOT_NOW
    if there is None or (made.name, made.part) != (name, part):
        return Missing()
    if made.fault or made.wrong or made.edit is None:
        return _form(ask, ask.form, there, made)
    if ask.told("do") != "propose":
        return _form(ask, ask.form, there, replace(made, status=200))
    told = {**made.told, "why": line(ask.told("why", 500))}
    change = ask.turn.propose_change(told, ask.staff.actor)
    return Go(
        f"/desk/directory/changes/{change}", "proposed", about(told) | {"change": change, "version": told["version"]}
    )


def _checked(
    site: Site, name: str, part: Part, data: bytes, form: Mapping[str, str], there: Mapping[str, Value]
) -> Proposed:
    country = site.desk.keeper.current().file.country
    entry = part == "entries"
    said = directory_form.typed(form, there, country) if entry else hours_form.typed(form, there)
    edit = edit_of(name, there, said.fields, part)
    if not edit.now:
        return Proposed(name, part, fault=NOTHING)
    made = looked(site, data, edit)
    faults = made.faults
    wrong = directory_form.by_field(faults, name, said.rows) if entry else hours_form.by_field(faults, name)
    return Proposed(name, part, edit, made, wrong, {} if wrong else _told(site, data, edit, made))


def _told(site: Site, data: bytes, edit: Edit, made: Looked) -> dict[str, Any]:
    """All that is kept of a change, as JSON."""
    file = site.settings.directory.name
    return {
        "name": edit.name,
        "part": edit.part,
        "was": dict(edit.was),
        "now": dict(edit.now),
        "version": version_of(data),
        "warnings": [str(one) for one in made.warnings],
        "diff": unified(data, made.data, file),
        "heard": _heard(site, built(data, file), made.directory, edit),
    }


def _heard(site: Site, before: Directory, after: Directory | None, edit: Edit) -> list[dict[str, str]]:
    """What callers hear otherwise: of the entry, or of the first few that have these hours."""
    names = [edit.name]
    if edit.part == "schedules":
        names = [one.id for one in before.entries if one.hours == edit.name][:MOST_HEARD]
    at = before.local(site.desk.now()).replace(second=0, microsecond=0)
    return [one for name in names for one in differences(before, after, site.desk.wording, name, at)] if after else []


def _there(ask: Ask, part: Part, name: str) -> Mapping[str, Value] | None:
    return known(read_file(ask.site.settings.directory), part).get(name)


def _filled(part: Part, there: Mapping[str, Value]) -> dict[str, str]:
    return directory_form.filled(there) if part == "entries" else hours_form.filled(there)


def _form(ask: Ask, form: Mapping[str, str], there: Mapping[str, Value], made: Proposed) -> Page:
    """The form with what was typed; with what callers would hear where the change is a good one."""
    fields: dict[str, Any] = {
        "name": made.name, "part": made.part, "title_of": _filled(made.part, there)["name_en"], "form": form,
        "wrong": made.wrong, "seen": directory_form.mark(there), "fault": made.fault, "told": made.told,
        "rows": directory_form.rows(form), "words": directory_words, "schedules": _schedules(ask),
    }  # fmt: skip
    template = "directory_form" if made.part == "entries" else "hours_form"
    return Page(template, "Change an entry", fields, made.status, about({"name": made.name, "part": made.part}))


def _schedules(ask: Ask) -> list[tuple[str, str]]:
    return [(name, one.name.en) for name, one in ask.directory.file.schedules.items()]
