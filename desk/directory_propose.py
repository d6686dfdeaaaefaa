"""A change of one entry, typed into a form, looked over by the rules of the directory check, and proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.directory import DirectoryBroken, built, read_file, version_of
from bot.directory_edit import Edit, Looked, edit_of, entries, looked_at, unified
from bot.yaml_edit import CannotEdit, Value
from desk import directory_form, directory_words
from desk.answers import Answer, Go, Missing, Page
from desk.ask import Ask
from desk.directory_heard import differences
from desk.site import Site
from release.plain import line

BROKEN = "The directory's file on this machine has faults now, so nothing can be changed here before it is mended."
STALE = "Somebody changed this entry meanwhile. Your words are kept below: compare them with the entry, then go on."
NOTHING = "Nothing is changed yet."
NOT_NOW = Page("notice", "Not now", {"says": BROKEN}, 409)
BY_HAND = "This one cannot be changed here: a comment stands inside it. Change it in the file by hand."


@dataclass(frozen=True)
class Proposed:
    """What was typed, and what the check says of it. `fault`: a sentence on why it goes no further."""

    entry: str = ""
    edit: Edit | None = None
    looked: Looked = field(default_factory=Looked)
    wrong: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)
    fault: str = ""
    status: int = 400


def own(site: Site) -> list[str]:
    """Our own number: no line may lead back to it."""
    return [site.settings.twilio_from] if site.settings.twilio_from else []


def prepare(site: Site, form: Mapping[str, str], _: bytes) -> Proposed:
    """Read the form, make the change in a copy of the file, and check that; nothing is kept."""
    name = form.get("entry", "")
    try:
        data = read_file(site.settings.directory)
        there = entries(data).get(name)
        if there is None:
            return Proposed()
        if form.get("seen") != directory_form.mark(there):
            return Proposed(name, fault=STALE, status=409)
        return site.places.work(lambda: _checked(site, name, data, form, there))
    except DirectoryBroken:
        return Proposed(name, fault=BROKEN, status=409)
    except CannotEdit:
        return Proposed(name, fault=BY_HAND, status=409)


def look(ask: Ask) -> Answer:
    """The form, as the entry is now."""
    try:
        there = _there(ask)
    except DirectoryBroken:
        return NOT_NOW
    return _form(ask, directory_form.filled(there), there) if there else Missing()


def propose(ask: Ask) -> Answer:
    """Keep the change for somebody else to decide on; or show the form again, with what is wrong."""
    made: Proposed = ask.made
    try:
        there = _there(ask)
    except DirectoryBroken:
        return NOT_NOW
    if there is None or made.entry != ask.path["entry"]:
        return Missing()
    if made.fault or made.wrong or made.edit is None:
        return _form(ask, ask.form, there, made)
    if ask.told("do") != "propose":
        return _form(ask, ask.form, there, made, 200)
    told = {**made.told, "why": line(ask.told("why", 500))}
    change = ask.turn.propose_change(told, ask.staff.actor)
    about = {"change": change, "entry": made.entry[:64], "version": made.told["version"]}
    return Go(f"/desk/directory/changes/{change}", "proposed", about)


def _checked(site: Site, name: str, data: bytes, form: Mapping[str, str], there: Mapping[str, Value]) -> Proposed:
    keeper, now = site.desk.keeper.current(), site.desk.now()
    said = directory_form.typed(form, there, keeper.file.country)
    edit = edit_of(name, there, said.fields)
    if not edit.now:
        return Proposed(name, fault=NOTHING)
    looked = looked_at(data, edit, site.settings.directory.name, now, own(site))
    wrong = directory_form.by_field(looked.faults, name, said.rows)
    return Proposed(name, edit, looked, wrong, {} if wrong else _told(site, data, edit, looked))


def _told(site: Site, data: bytes, edit: Edit, looked: Looked) -> dict[str, Any]:
    """All that is kept of a change, as JSON."""
    file, at = site.settings.directory.name, site.desk.now()
    before, after = built(data, file), looked.directory
    local = before.local(at).replace(second=0, microsecond=0)
    return {
        "entry": edit.entry,
        "was": dict(edit.was),
        "now": dict(edit.now),
        "version": version_of(data),
        "warnings": [str(one) for one in looked.warnings],
        "diff": unified(data, looked.data, file),
        "heard": differences(before, after, site.desk.wording, edit.entry, local) if after else [],
    }


def _there(ask: Ask) -> Mapping[str, Value] | None:
    return entries(read_file(ask.site.settings.directory)).get(ask.path["entry"])


def _form(
    ask: Ask, form: Mapping[str, str], there: Mapping[str, Value], made: Proposed | None = None, status: int = 0
) -> Page:
    """The form with what was typed; with what callers would hear where the change is a good one."""
    seen = made or Proposed(status=200)
    fields: dict[str, Any] = {
        "entry": ask.path["entry"], "name": directory_form.filled(there)["name_en"], "form": form, "wrong": seen.wrong,
        "seen": directory_form.mark(there), "fault": seen.fault, "told": seen.told if status == 200 else {},
        "rows": directory_form.rows(form), "words": directory_words, "schedules": _schedules(ask),
    }  # fmt: skip
    return Page("directory_form", "Change an entry", fields, status or seen.status, {"entry": ask.path["entry"][:64]})


def _schedules(ask: Ask) -> list[tuple[str, str]]:
    return [(name, one.name.en) for name, one in ask.directory.file.schedules.items()]
