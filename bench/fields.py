"""How many single answers of callers are stored right, by field: python -m bench.fields [FILE ...] [--show]

A file holds answers about one field, and is named for it ("names_dev.yaml"): the question, what was known `before`,
what the caller says, and what is to be `stored` after this answer, null for nothing. Without files, all of
bench/cases/fields. Nothing is asked back: what one answer tells, counts.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from bench import callers_fields as compare
from bench.callers_file import Study
from bench.callers_studies import studies
from bot.fields import birth_date
from bot.release_talk.draft import Draft, Field
from bot.release_talk.hear import told
from bot.release_talk.where import Where
from bot.request import ReleaseRequest

CASES = Path(__file__).with_name("cases") / "fields"
TODAY = dt.date(2026, 11, 22)
CALLER = "+19195550199"
QUOTED = re.compile(r'"([^"]*)"')
FIELDS: dict[str, Field] = {
    "names": "name", "recipients": "recipient", "addresses": "address", "births": "birth", "studies": "studies",
    "reach": "reach", "who": "who",
}  # fmt: skip
Case = dict[str, Any]


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.fields", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--show", action="store_true", help="print what is wrong")
    chosen = parser.parse_args(arguments)
    for path in chosen.files or sorted(CASES.glob("*.yaml")):
        cases: list[Case] = yaml.safe_load(path.read_text(encoding="utf-8"))
        name = path.stem.removesuffix("_dev").removesuffix("_test").removeprefix("fields_")
        wrongs = [(case, wrong) for case in cases if (wrong := judged(name, case))]
        print(f"{path.stem:20}{len(cases) - len(wrongs):5} of {len(cases)}")
        for case, wrong in wrongs if chosen.show else ():
            print(f"    {case['asked'][:24]} [{case['before']}] {case['says']}\n        {wrong}")
    return 0


def judged(name: str, case: Case) -> str:
    """What is wrong with what is stored after an answer, "" for nothing."""
    lang = case["lang"]
    place = Where(TODAY, lang, CALLER, voice=case["channel"] == "voice")
    draft = BEFORE[name](case, place)
    heard = told(FIELDS[name], str(case["says"]), draft, place)
    request = heard.draft.request
    if heard.draft.address and not request.recipient_address:  # half of it; the rest is asked for
        request = replace(request, recipient_address=heard.draft.address.text)
    return JUDGES[name](request, case)


def _name_before(case: Case, place: Where) -> Draft:
    before = " ".join(QUOTED.findall(case["before"])) or case["before"]
    if not before or "was told" in before:
        return Draft()
    known = told("name", before, Draft(), place).draft
    return replace(known, unsure=("name",)) if _spells(case) else known


def _spells(case: Case) -> bool:
    return "spell" in case["asked"] or "deletrea" in case["asked"]


def _recipient_before(case: Case, place: Where) -> Draft:
    if not case["before"] or "caller said" in case["before"]:
        return Draft()
    known = told("recipient", case["before"], Draft(), place).draft
    return replace(known, unsure=("recipient",)) if _spells(case) else known


def _address_before(case: Case, place: Where) -> Draft:
    before = case["before"]
    if before == "home":
        return Draft(request=ReleaseRequest(recipient_home=True))
    if re.match(r"\d", before):
        return replace(told("address", before, Draft(), place).draft, tries=0)
    return Draft(request=ReleaseRequest(recipient_name=before))


def _birth_before(case: Case, place: Where) -> Draft:
    if case["before"].endswith("son"):
        return Draft(child=True)
    heard = birth_date(case["before"], TODAY, place.lang)
    if heard.value:
        return Draft(request=ReleaseRequest(date_of_birth=heard.value))
    parts = (heard.year, heard.month, heard.day)
    return Draft(birth=parts) if any(parts) else Draft()


def _studies_before(case: Case, place: Where) -> Draft:
    before = case["before"]
    return Draft() if not before or "caller said" in before else told("studies", before, Draft(), place).draft


def _who_before(case: Case, place: Where) -> Draft:
    if "papers" not in case["asked"] and "papeles" not in case["asked"]:
        return Draft()
    gone = any(word in case["before"] for word in ("died", "late ", "fallecid"))
    return Draft(request=ReleaseRequest(requester="helper", deceased=gone), papers=True)


def _nothing_before(case: Case, place: Where) -> Draft:
    return Draft()


BEFORE: dict[str, Callable[[Case, Where], Draft]] = {
    "names": _name_before, "recipients": _recipient_before, "addresses": _address_before, "births": _birth_before,
    "studies": _studies_before, "reach": _nothing_before, "who": _who_before,
}  # fmt: skip


def _name(request: ReleaseRequest, case: Case) -> str:
    fault = compare.name(case["stored"], request.patient_name, f"{case['before']} {case['says']}")
    return f"{request.patient_name!r}, not {case['stored']!r}" if fault else ""


def _recipient(request: ReleaseRequest, case: Case) -> str:
    want = case["stored"] or {}
    want = want if isinstance(want, dict) else {"name": want}
    name = "home" if request.recipient_home else request.recipient_name
    wrong = compare.recipient(want.get("name"), name, None)
    address = compare.address(want.get("address"), request.recipient_address) if want.get("address") else ""
    return ", ".join(filter(None, (wrong, address)))


def _address(request: ReleaseRequest, case: Case) -> str:
    return compare.address(case["stored"], request.recipient_address)


def _birth(request: ReleaseRequest, case: Case) -> str:
    day = request.date_of_birth
    return compare.exact(case["stored"], day.isoformat() if day else None)


def _studies(request: ReleaseRequest, case: Case) -> str:
    want = [Study(study=str(one["study"]), date=one.get("date")) for one in case["stored"] or ()]
    have = [{"study": s.study, "date": s.date or None} for s in request.studies]
    if request.all_studies:
        have = have or [{"study": "all", "date": None}]
    return ", ".join(filter(None, studies(want, have)))


def _reach(request: ReleaseRequest, case: Case) -> str:
    want = CALLER if case["stored"] == "this number" else case["stored"]
    return compare.exact(want, request.callback)


def _who(request: ReleaseRequest, case: Case) -> str:
    return compare.exact(case["stored"], request.requester)


JUDGES: dict[str, Callable[[ReleaseRequest, Case], str]] = {
    "names": _name, "recipients": _recipient, "addresses": _address, "births": _birth, "studies": _studies,
    "reach": _reach, "who": _who,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
