"""The form of a release request: what stands in its fields, and what is made of what a person sends. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

from bot.fields.pieces import pieces
from bot.fields.vague_dates import whens
from bot.phone_numbers import e164
from bot.request import HOME, ReleaseRequest, Requester, StudyAsked
from release.plain import line, lines, national, unprintable
from release.words import Words

REQUESTERS: tuple[Requester, ...] = get_args(Requester)
MOST_STUDIES = 24
LEAST_ROWS = 2  # lines for studies
OLDEST = 115  # years
LONGEST = {
    "patient_name": 120, "mrn": 40, "asker": 120, "relation": 60, "recipient_name": 200, "recipient_address": 400,
    "study": 160, "date": 80, "callback": 40,
}  # fmt: skip
BIRTH = ("birth_month", "birth_day", "birth_year")
Values = dict[str, str]


@dataclass
class Faults:
    """What is wrong with fields: the name of a sentence for each, and the letters that it names."""

    found: dict[str, str] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, sentence: str, letters: str = "") -> None:
        """The first fault of a field counts."""
        self.found.setdefault(name, sentence)
        self.letters.setdefault(name, letters)


def filled(request: ReleaseRequest, words: Words) -> Values:
    """The fields of the form with what is known. Dates of studies in English words."""
    born, day = request.date_of_birth, request.needed_by
    values = {
        "requester": request.requester or "",
        "birth_month": str(born.month) if born else "",
        "birth_day": str(born.day) if born else "",
        "birth_year": str(born.year) if born else "",
        "recipient": HOME if request.recipient_home else "other",
        "callback": national(request.callback) if request.callback else "",
        "needed_by": day.isoformat() if day else "",
        "all_studies": "on" if request.all_studies else "",
        "no_dates": "on" if request.no_dates else "",
    }
    for name in ("patient_name", "mrn", "asker", "relation", "recipient_name", "recipient_address"):
        values[name] = getattr(request, name)
    for place, study in enumerate(request.studies):
        values |= {f"study_{place}": study.study, f"date_{place}": words.vague(study.date)["en"]}
    return values | {"rows": str(min(max(len(request.studies) + 1, LEAST_ROWS), MOST_STUDIES))}


def sent(form: Mapping[str, str]) -> Values:
    """The fields as they were sent, to be shown again."""
    names = [*LONGEST, *BIRTH, "requester", "recipient", "needed_by", "all_studies", "no_dates"]
    names += [f"{part}_{place}" for part in ("study", "date") for place in range(rows_of(form))]
    return {name: form.get(name, "")[:2000] for name in names} | {"rows": str(rows_of(form))}


def rows_of(form: Mapping[str, str]) -> int:
    """How many lines for studies the form has."""
    told = form.get("rows", "")
    return min(
        max(int(told) if told.isascii() and told.isdigit() and len(told) < 4 else LEAST_ROWS, LEAST_ROWS), MOST_STUDIES
    )


def request_of(
    form: Mapping[str, str], before: ReleaseRequest, words: Words, country: str, today: dt.date
) -> tuple[ReleaseRequest, Faults]:
    """The request that a form tells, and what is wrong with it.

    Nothing is taken over from `before` but what no field shows: how a day was said, and dates that were left alone.
    """
    faults = Faults()
    told = {name: _text(form, name, faults) for name in ("patient_name", "mrn", "asker", "relation", "recipient_name")}
    requester = next((one for one in REQUESTERS if one == form.get("requester")), None)
    needed = _needed(form.get("needed_by", ""), today, before.needed_by, faults)
    request = ReleaseRequest(
        requester=requester,
        date_of_birth=birth(form, today, faults),
        studies=_studies(form, before, words, today, faults),
        recipient_address=_address(form, faults),
        recipient_home=form.get("recipient") == HOME,
        callback=_callback(form, country, faults),
        deceased=requester == "executor",
        needed_by=needed,
        needed_words=before.needed_words if needed == before.needed_by else "",
        no_dates=bool(form.get("no_dates")),
        all_studies=bool(form.get("all_studies")),
        birth_confirmed=True,
        **told,
    )
    return replace(request, recipient_name="" if request.recipient_home else request.recipient_name), faults


def birth(form: Mapping[str, str], today: dt.date, faults: Faults) -> dt.date | None:
    """The date of birth of the three fields; None where they are empty or wrong."""
    told = [form.get(name, "").strip() for name in BIRTH]
    if not any(told):
        return None
    whole = all(part.isascii() and part.isdigit() and len(part) <= 4 for part in told)
    try:
        day = dt.date(int(told[2]), int(told[0]), int(told[1])) if whole and len(told[2]) == 4 else None
    except ValueError:
        day = None
    if day is None:
        faults.add(BIRTH[0], "wrong_date")
    elif day > today:
        faults.add(BIRTH[0], "wrong_future")
    elif day.year < today.year - OLDEST:
        faults.add(BIRTH[0], "wrong_past")
    return None if BIRTH[0] in faults.found else day


def _text(form: Mapping[str, str], name: str, faults: Faults, kind: str = "") -> str:
    text = line(form.get(name, "")[:4000])
    if len(text) > LONGEST[kind or name]:
        faults.add(name, "wrong_long")
    if unprintable(text):
        faults.add(name, "wrong_letters", " ".join(unprintable(text)[:10]))
    return text


def _address(form: Mapping[str, str], faults: Faults) -> str:
    _text(form, "recipient_address", faults)
    return "\n".join(lines(form.get("recipient_address", "")[:4000]))


def _studies(
    form: Mapping[str, str], before: ReleaseRequest, words: Words, today: dt.date, faults: Faults
) -> tuple[StudyAsked, ...]:
    found = []
    for place in range(rows_of(form)):
        study = _text(form, f"study_{place}", faults, "study")
        date = _text(form, f"date_{place}", faults, "date")
        if date and not study:
            faults.add(f"study_{place}", "wrong_study")
        if study:
            found.append(StudyAsked(study, _known(date, before, words) or _iso(date, today)))
    return tuple(found)


def _known(date: str, before: ReleaseRequest, words: Words) -> str:
    """The stored date that is shown with these words."""
    return next((one.date for one in before.studies if words.vague(one.date)["en"] == date), "")


def _iso(date: str, today: dt.date) -> str:
    """The date as far as it is told, "2026-08"; otherwise the words themselves."""
    found = pieces(date)
    told = [when for when in whens(found, today, "en") if when.iso and when.start <= 0 and when.end >= len(found)]
    return told[0].iso if len(told) == 1 else date


def _callback(form: Mapping[str, str], country: str, faults: Faults) -> str:
    told = _text(form, "callback", faults)
    number = e164(told, country) if told else ""
    if told and not number:
        faults.add("callback", "wrong_callback")
    return number


def _needed(told: str, today: dt.date, before: dt.date | None, faults: Faults) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(told.strip()) if told.strip() else None
    except ValueError:
        faults.add("needed_by", "wrong_needed_by")
        return None
    if day and day < today and day != before:
        faults.add("needed_by", "wrong_needed_by")
    return day
