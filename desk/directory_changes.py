"""Proposed changes of the directory: what they change, what another person decides, the diff, and writing the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.directory import DirectoryBroken, read_file, version_of
from bot.directory_edit import Edit, Fits, Looked, NoLongerApplies, edited, known, unified
from bot.directory_file import DirectoryFile, NotWritten
from bot.store import Change, NotTheirs, StoreUnavailable
from bot.store.directory_changes import ChangeState
from bot.yaml_edit import CannotEdit
from desk import directory_words, hours_form
from desk.answers import Answer, File, Go, Missing, Page
from desk.ask import Ask
from desk.directory_propose import BROKEN, BY_HAND, about, looked
from desk.rows import Tone
from desk.site import Site
from release.plain import line, national
from release.slow import Slow

log = structlog.get_logger(__name__)
CHANGES = "/desk/directory/changes"
GONE = "It no longer applies: this entry was changed since. Propose it anew from the entry as it is now."
FAULTY = "The file that comes of it has faults now, because of what was changed since:"
NOT_YOURS = "Another manager has to decide: nobody approves a change of their own."
DECIDED = "Somebody decided on it already."


@dataclass(frozen=True)
class Judged:
    """A change made once more in the file of now. `fault`: a sentence on why it cannot be."""

    change: str = ""
    version: str = ""
    looked: Looked = field(default_factory=Looked)
    fault: str = ""


@dataclass(frozen=True)
class Part:
    """One field of a change: before and after, or what words came and went."""

    name: str
    was: list[str]
    now: list[str]


def prepare(site: Site, form: Mapping[str, str], _: bytes) -> Judged:
    """Make the change in a copy of the file as it is now, and check it; nothing is kept."""
    with site.desk.store.turn(site.desk.now()) as turn:
        change = turn.change(form.get("change", ""))
    if change is None:
        return Judged()
    try:
        data = read_file(site.settings.directory)
        made = site.places.work(lambda: looked(site, data, _edit(change)))
    except NoLongerApplies:
        return Judged(change.id, fault=GONE)
    except (CannotEdit, DirectoryBroken) as fault:
        return Judged(change.id, fault=BY_HAND if isinstance(fault, CannotEdit) else BROKEN)
    return Judged(change.id, version_of(data), made)


def listed(ask: Ask) -> Answer:
    """All of them, those that wait on top."""
    found = [(one, _name(ask, one), _status(one, _fits(ask.site, _edit(one)))) for one in ask.turn.changes()]
    return Page("directory_changes", "Changes of the directory", {"changes": found})


def look(ask: Ask) -> Answer:
    """One of them."""
    change = ask.turn.change(ask.path["change_id"])
    return _page(ask, change) if change else Missing()


def diff(ask: Ask) -> Answer:
    """As a file that `git apply` and `patch -p1` take; made against the directory as it is now, where it still fits."""
    change, site = ask.turn.change(ask.path["change_id"]), ask.site
    if change is None:
        return Missing()
    return File(lambda: _diff(site, change), "text/x-diff", f"directory-{change.id[:8]}.diff", about=_about(change))


def approve(ask: Ask) -> Answer:
    """Agree to it; where this machine alone writes the file, it is written now."""
    change, judged = ask.turn.change(ask.path["change_id"]), ask.made
    if change is None or judged.change != change.id:
        return Missing()
    if judged.fault:
        return _page(ask, change, judged.fault, status=409)
    if judged.looked.faults:
        return _page(ask, change, FAULTY, [str(one) for one in judged.looked.faults], 409)
    versions = {"before": judged.version, "version": version_of(judged.looked.data)}
    done = _decided(ask, change, "approved", versions)
    if isinstance(done, Go) and ask.site.settings.directory_writable:
        return Go(done.to, about=done.about, then=_writes(ask.site, change, ask.staff.actor))
    return done


def refuse(ask: Ask) -> Answer:
    """Say no, and why."""
    change = ask.turn.change(ask.path["change_id"])
    if change is None:
        return Missing()
    words = line(ask.told("answer", 500))
    return _decided(ask, change, "refused", {}, words) if words else _page(ask, change, "Say why, please.", status=400)


def withdraw(ask: Ask) -> Answer:
    """Take one's own back."""
    change = ask.turn.change(ask.path["change_id"])
    return _decided(ask, change, "withdrawn", {}) if change else Missing()


def write(ask: Ask) -> Answer:
    """Write an approved one into the file: it could not be written before, or was taken back."""
    change = ask.turn.change(ask.path["change_id"])
    if change is None or change.state != "approved" or not ask.site.settings.directory_writable:
        return Missing()
    return Go(f"{CHANGES}/{change.id}", about=_about(change), then=_writes(ask.site, change, ask.staff.actor))


def _decided(ask: Ask, change: Change, to: ChangeState, versions: Mapping[str, str], words: str = "") -> Answer:
    try:
        still = ask.turn.decide_change(change.id, to, ask.staff, words)
    except NotTheirs:
        return _page(
            ask, change, NOT_YOURS if to != "withdrawn" else "Only who proposed it can withdraw it.", status=403
        )
    if not still:
        return _page(ask, change, DECIDED, status=409)
    return Go(f"{CHANGES}/{change.id}", f"change_{to}", {**_about(change), **versions})


def _writes(site: Site, change: Change, actor: str) -> Callable[[], str]:
    """What writes the file once all is saved, and tells how that went."""
    file = DirectoryFile.of(site.settings.directory, site.settings.var)

    def write() -> str:
        try:
            done = site.places.work(lambda: file.write(lambda data: _made(site, data, change), site.desk.now()))
        except (NotWritten, Slow) as trouble:
            why = trouble.why if isinstance(trouble, NotWritten) else "other"
            log.warning("directory_not_written", why=why)
            return f"change_{why}"
        except (NoLongerApplies, CannotEdit, DirectoryBroken):
            return "change_gone"
        _noted(site, change, actor, {"version": done.version, "before": done.earlier})
        return "change_written"

    return write


def _made(site: Site, data: bytes, change: Change) -> bytes:
    """The file with the change in it. Raises DirectoryBroken for one with faults."""
    made = looked(site, data, _edit(change))
    if made.faults:
        raise DirectoryBroken(made.faults)
    return made.data


def _noted(site: Site, change: Change, actor: str, versions: Mapping[str, str]) -> None:
    """In the trail; who agreed to these very bytes stands there already."""
    try:
        with site.desk.store.turn(site.desk.now()) as turn:
            turn.change_written(change.id)
            turn.audit("directory_written", actor, {"change": change.id, **versions})
    except StoreUnavailable as trouble:
        log.warning("directory_written_untold", fault=type(trouble).__name__)


def _diff(site: Site, change: Change) -> bytes:
    try:
        data = read_file(site.settings.directory)
        made = unified(data, edited(data, _edit(change)), site.settings.directory.name)
    except (NoLongerApplies, CannotEdit, DirectoryBroken):
        made = ""
    return (made or str(change.told["diff"])).encode()  # as it was proposed, where it is in the file or fits no more


def _about(change: Change) -> dict[str, str]:
    """For the audit entry."""
    return about(change.told) | {"change": change.id}


def _edit(change: Change) -> Edit:
    return Edit(change.told["name"], change.told["was"], change.told["now"], change.told["part"])


def _fits(site: Site, edit: Edit) -> Fits:
    """Whether it fits the file as it is now; none fits a broken one."""
    try:
        return edit.fits(known(read_file(site.settings.directory), edit.part).get(edit.name))
    except DirectoryBroken:
        return "gone"


def _page(ask: Ask, change: Change, fault: str = "", faults: list[str] | None = None, status: int = 200) -> Page:
    edit = _edit(change)
    fits = _fits(ask.site, edit)
    fields: dict[str, Any] = {
        "change": change, "told": change.told, "name": _name(ask, change), "status": _status(change, fits),
        "parts": parts(edit), "fits": fits,
        "fault": fault, "faults": faults or [], "mine": change.proposer == ask.staff.actor,
        "decides": ask.manages, "writes": ask.site.settings.directory_writable,
        "file": ask.site.settings.directory.name, "works": ask.works,
    }  # fmt: skip
    return Page("directory_change", "A change of the directory", fields, status, _about(change))


def _name(ask: Ask, change: Change) -> str:
    """What people call that which it changes."""
    name, schedules = change.told["name"], ask.directory.file.schedules
    if change.told["part"] == "schedules":
        return f"Hours: {schedules[name].name.en if name in schedules else name}"
    return ask.directory.entry(name).name.en if ask.directory.has(name) else name


def _status(change: Change, fits: Fits) -> Tone:
    """Where it stands: what was decided, and what the file says."""
    if change.state in ("refused", "withdrawn"):
        return Tone(change.state)
    if fits == "there":
        return Tone("in the directory", "good")
    if fits == "gone":
        return Tone(
            "changed again since" if change.written_at else "no longer applies", "" if change.written_at else "bad"
        )
    if change.state == "open":
        return Tone("waits for a second person", "wait")
    return Tone("taken back" if change.written_at else "approved, not in the file yet", "wait")


def parts(edit: Edit) -> list[Part]:
    """What changes, in the order of the form; of a list only what came and went."""
    found = []
    for name in sorted(edit.now, key=list(directory_words.FIELDS).index):
        for label, was, now in _sides(name, edit.was[name], edit.now[name]):
            old, new = ([one for one in some if one not in others] for some, others in ((was, now), (now, was)))
            found += [Part(label, old, new)] if old or new else []
    return found


def _sides(name: str, was: Any, now: Any) -> Iterator[tuple[str, list[str], list[str]]]:
    """Before and after, each in lines; texts and words by their language."""
    label = directory_words.FIELDS[name]
    if name in ("days", "dates"):
        yield label, _days(was), _days(now)
    elif isinstance(was or now, dict) and name != "address":
        for lang, says in directory_words.LANGS.items():
            one, other = (side.get(lang) if isinstance(side, dict) else None for side in (was, now))
            yield f"{label}, {says}", _read(one), _read(other)
    else:
        yield label, _read(was), _read(now)


def _days(value: Any) -> list[str]:
    return [f"{day} {hours_form.shown(one)}" for day, one in dict(value or {}).items()]


def _read(value: Any) -> list[str]:
    """A value in lines, as people read it."""
    if isinstance(value, dict):
        return [*_read(value.get("lines")), *(["people may go there"] if value.get("use") == "visit" else [])]
    if isinstance(value, list):
        given = directory_words.GIVEN
        return [_number(one) if isinstance(one, dict) else given.get(str(one), str(one)) for one in value]
    return [value] if value else []


def _number(one: Mapping[str, str]) -> str:
    purpose = one.get("purpose", "")
    more = [f"{key} {value}" for key, value in one.items() if key not in ("purpose", "number", "inferred")]
    more += ["our own reading"] if one.get("inferred") == "true" else []
    return ", ".join((national(one.get("number", "")), directory_words.PURPOSES.get(purpose, purpose), *more))
