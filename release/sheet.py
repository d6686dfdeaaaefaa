"""What stands on the letter, block by block, before it is set: pure data, made of the request and the directory."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from bot import codes
from bot.directory import Directory
from bot.directory_types import Entry
from bot.request import ReleaseRequest, StudyAsked
from release.plain import line, lines, national, printed
from release.words import Pair, Words

Row = dict[str, Any]  # label: a Pair; value: Pairs, one below the other; none: a line to write on
Block = dict[str, Any]
TERMS = ("who", "purpose", "expiry", "revoke", "care", "redisclosure", "copy")


@dataclass(frozen=True)
class Sheet:
    """The whole letter but for its signature. `hash` is the same as long as it says the same."""

    words: Words
    library: Entry
    content: Block = field(repr=False)

    @property
    def hash(self) -> str:
        """64 hex digits over all that the letter says."""
        packed = json.dumps(self.content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(packed.encode()).hexdigest()


def sheet(request: ReleaseRequest, code: str, directory: Directory, lang: str, papers: int = 0) -> Sheet:
    """The letter of a request. Raises EntryMissing where the directory has nobody who takes patients' requests."""
    words, library = Words.of("letter", lang), image_library(directory)
    blocks = [_patient(request, words), _images(request, words), _recipient(request, words)]
    content = {
        "title": words.both("title"),
        "subject": words.both("subject", library=_named(library, words)),
        "to": _to(library, words),
        "code": codes.shown(code),
        "code_label": words.both("code"),
        "needed_by": words.both("needed_by", day=words.day(request.needed_by)) if request.needed_by else None,
        "blocks": [*blocks, _asker(request, words, papers)],
        "signs": _right(request.requester, words),
        "terms_label": words.both("terms"),
        "terms": [_term(name, directory, library, words) for name in TERMS],
        "note": words.both("spanish_note")[words.langs[-1]],
    }
    return Sheet(words, library, content)


def image_library(directory: Directory) -> Entry:
    """Whoever takes patients' requests for images: the letter goes there. Raises EntryMissing."""
    (found, *_) = directory.role("images_patients") or (directory.entry(""),)
    return found


def written(text: str) -> Pair | None:
    """What somebody wrote, ready to be printed; None for nothing."""
    plain = printed(text)
    return {"en": plain} if plain else None


def row(label: Pair, *values: Pair | None) -> Row:
    """One label and what stands beside it; with nothing told, a line to write on."""
    return {"label": label, "values": [value for value in values if value]}


def _named(library: Entry, words: Words) -> Pair:
    return {lang: library.name[lang] for lang in words.langs}


def _to(library: Entry, words: Words) -> Block:
    reach = [{"label": words.both("fax"), "value": national(n.number)} for n in library.of("fax")]
    reach += [{"label": words.both("email"), "value": library.email}] if library.email else []
    for number in library.of("phone"):
        option = words.both("option", option=number.option)["en"] if number.option else ""
        reach.append({"label": words.both("phone"), "value": f"{national(number.number)}{option}"})
    address = list(library.address.lines) if library.address else [library.name["en"]]
    return {"label": words.both("to"), "address": address, "reach": reach}


def _patient(request: ReleaseRequest, words: Words) -> Block:
    born = words.day(request.date_of_birth) if request.date_of_birth else None
    rows = [
        row(words.both("patient_name"), written(request.patient_name)),
        row(words.both("date_of_birth"), born),
        row(words.both("mrn"), written(request.mrn) or words.both("mrn_unknown")),
    ]
    if request.deceased:
        rows.append(row(words.both("deceased_label"), words.both("deceased")))
    return {"label": words.both("patient"), "rows": rows}


def _images(request: ReleaseRequest, words: Words) -> Block:
    told = [_study(study, words) for study in request.studies]
    told += [words.both("all_studies")] if request.all_studies else []
    told += [words.both("no_dates")] if request.no_dates and not request.studies else []
    return {"label": words.both("images"), "rows": [row(words.both("study"), *told)]}


def _study(study: StudyAsked, words: Words) -> Pair | None:
    name = written(study.study)
    if name is None or not line(study.date):
        return words.both("study_undated", study=name["en"]) if name else None
    dates = {lang: printed(date) for lang, date in words.vague(study.date).items()}
    return words.both("study_dated", study=name["en"], date=dates)


def _recipient(request: ReleaseRequest, words: Words) -> Block:
    home = words.both("recipient_home") if request.recipient_home else None
    rows = [
        row(words.both("recipient_name"), *filter(None, (home, written(request.recipient_name)))),
        row(words.both("recipient_address"), *(written(one) for one in lines(request.recipient_address))),
        row(words.both("way"), words.both("way_home" if request.recipient_home else "way_electronic")),
    ]
    return {"label": words.both("recipient"), "rows": rows}


def _asker(request: ReleaseRequest, words: Words, papers: int) -> Block:
    asked = words.both(f"requester_{request.requester}") if request.requester else None
    rows = [row(words.both("requester"), asked)]
    if request.requester not in ("patient", None):
        rows.append(row(words.both("asker_name"), written(request.asker)))
    if line(request.relation):
        rows.append(row(words.both("relation"), written(request.relation)))
    if request.callback:
        rows.append(row(words.both("callback"), written(national(request.callback))))
    if request.papers_needed or papers:
        here = words.both("papers_here", count=str(papers)) if papers else words.both("papers_to_come")
        rows.append(row(words.both("papers"), here))
    return {"label": words.both("asker"), "rows": rows}


def _right(requester: str | None, words: Words) -> Pair | None:
    """In what right somebody signs; a helper's patient signs himself."""
    return words.both(f"signs_{'patient' if requester == 'helper' else requester}") if requester else None


def _term(name: str, directory: Directory, library: Entry, words: Words) -> Pair:
    if name != "who":
        return words.both(f"term_{name}")
    desk = {lang: directory.file.name[lang] for lang in words.langs}
    return words.both("term_who", desk=desk, library=_named(library, words))
