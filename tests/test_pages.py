"""The pages against the directory, by a reader of its own: same numbers, each under the right name.

The pages are looked for in RADLINE_PAGES, or next to the project.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.directory import Directory, load

ROOT = Path(__file__).resolve().parent.parent
PAGES = Path(os.environ.get("RADLINE_PAGES") or ROOT / "../shared/source-pages")
NAMES = ("home", "for-patients", "for-providers", "send-your-medical-records")
pytestmark = pytest.mark.skipif(
    not PAGES.is_dir(), reason="the four source pages are not on this machine; set RADLINE_PAGES"
)

TEN_DIGITS = re.compile(r"(?<!\d)\(?(\d{3})\)?[ -]{1,3}(\d{3})[ -]{1,2}(\d{4})(?!\d)")
LABELS = {
    "fax": re.compile(r"fax", re.I),
    "nurse_coordinator": re.compile(r"nurse coordinator:", re.I),
    "same_day": re.compile(r"same-day", re.I),
    "advice": re.compile(r"hotline", re.I),
    "emergent": re.compile(r"emergent", re.I),
    "appointments": re.compile(r"appointments?|schedul", re.I),
}
# A heading of a page, and the entries that stand for it. Read from the pages by hand.
HEADINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "home": {"department of radiology": ("radiology",)},
    "for-patients": {
        "SCHEDULING APPOINTMENTS": ("centralized_scheduling",),
        "FINANCIAL AND BILLING QUESTIONS": ("billing",),
        "SENDING RADIOLOGY IMAGES TO A HOSPITAL OR PHYSICIAN OUTSIDE OF DUKE": ("image_library",),
        "UPLOADING YOUR IMAGES FROM AN OUTSIDE HOSPITAL TO DUKE HEALTH": (
            "image_library_manager",
            "leads_first_shift",
        ),
        "GENERAL INFORMATION": ("image_library",),
    },
    "for-providers": {
        "Amy Harward": ("amy_harward",),
        "Julie Royster": ("julie_royster",),
        "Katherine Lander": ("katherine_lander",),
        "Lisa Hardister": ("lisa_hardister",),
        "1st shift": ("leads_first_shift",),
        "2nd shift": ("leads_second_shift",),
        "Weekends": ("leads_weekend",),
        "Email us at": ("leads_first_shift", "leads_second_shift", "leads_weekend", "image_library"),
        "For emergent imaging requests": ("emergent_line", "image_library"),
        "Referring Physicians Outside of Duke": ("centralized_scheduling",),
        "Radiology Centralized Scheduling": ("centralized_scheduling",),
        "Breast Intervention": ("breast_intervention",),
        "Cardiac CTA or MRI": ("cardiac_hotline",),
        "Cardiac CTA": ("cardiac_cta",),
        "Cardiac MRI": ("cardiac_mri",),
        "CT Intervention": ("ct_intervention",),
        "CT-Guided Spine Injections/Targeted Blood Patching": ("ct_spine",),
        "GI Intervention": ("gi_intervention",),
        "Neuro Intervention": ("neuro_intervention",),
        "Thyroid Procedures": ("thyroid",),
        "(unnamed)": ("nuclear_medicine",),
        "US Intervention": ("us_intervention",),
        "Vascular Intervention": ("vascular_intervention",),
    },
    "send-your-medical-records": {"Contact Us": ("medical_records",)},
}


class Printed(NamedTuple):
    """One number as a page prints it: under which heading, in which line, with which key after it."""

    page: str
    heading: str
    line: str
    number: str
    option: str | None


def plain(text: str) -> str:
    """No-break spaces become spaces; what looks alike is alike."""
    return unicodedata.normalize("NFKC", text)


def read(page: str) -> Iterator[Printed]:
    heading, said_same_day = "", False
    for line in plain((PAGES / f"{page}.txt").read_text(encoding="utf-8")).splitlines():
        line = line.strip()
        found = next((h for h in HEADINGS[page] if line == h), None)
        found = found or next((h for h in HEADINGS[page] if line.startswith(h) and TEN_DIGITS.search(line)), None)
        if found:
            heading, said_same_day = found, False
        # The page lost a heading: a second block stands after thyroid's same-day line.
        if heading == "Thyroid Procedures" and said_same_day and line.startswith("Appointments"):
            heading = "(unnamed)"
        said_same_day |= "same-day" in line
        for match in TEN_DIGITS.finditer(line):
            option = re.search(r"(?:option|press) (\d)", line[match.end() : match.end() + 30], re.I)
            yield Printed(page, heading, line, "+1" + "".join(match.groups()), option and option[1])


@cache
def printed() -> tuple[Printed, ...]:
    return tuple(one for page in NAMES for one in read(page))


@cache
def directory() -> Directory:
    return load(ROOT / "directory.yaml")


def purpose(one: Printed) -> str:
    """What the words just before the number say it is for."""
    before, _, after = one.line.partition(one.number[-4:])
    if after.startswith(" (toll-free)"):
        return "toll_free"
    found = [name for name, words in LABELS.items() if words.search(before)]
    return found[0] if found else "phone"


def where(number: str) -> set[tuple[str, str]]:
    return {(target.entry.id, str(target.purpose)) for target in directory().holders(number)}


def test_the_reader_sees_what_the_eye_sees() -> None:
    assert len(printed()) == 56
    assert any(one.number == "+19196845295" for one in printed())
    assert not [one for one in printed() if not one.heading], "a number under no heading"


def test_the_forty_two_numbers_are_the_same_here_and_there() -> None:
    there = {one.number for one in printed()}
    assert len(there) == 42
    assert there == directory().numbers


@pytest.mark.parametrize("page", NAMES)
def test_each_printed_number_stands_under_its_name_and_purpose(page: str) -> None:
    for one in printed():
        if one.page == page:
            entries = HEADINGS[page][one.heading]
            assert {(entry, purpose(one)) for entry in entries} & where(one.number), one


def test_each_number_of_the_directory_is_printed_under_its_name() -> None:
    seen = {(entry, one.number) for one in printed() for entry in HEADINGS[one.page][one.heading]}
    here = {(entry.id, number.number) for entry in directory().entries for number in entry.numbers}
    assert here <= seen, here - seen


def test_every_heading_with_numbers_is_an_entry_with_all_of_them() -> None:
    for page, headings in HEADINGS.items():
        for heading, entries in headings.items():
            numbers = {one.number for one in printed() if (one.page, one.heading) == (page, heading)}
            held = {n.number for name in entries for n in directory().entry(name).numbers}
            assert numbers, heading
            assert numbers <= held, heading


def test_the_keys_after_numbers_are_the_printed_keys() -> None:
    keys = {(one.number, one.option) for one in printed() if one.option}
    assert keys == {("+19196847214", "2"), ("+19196847274", "1")}
    held = {(n.number, n.option) for entry in directory().entries for n in entry.numbers if n.option}
    assert held == keys | {("+19196847274", "2")}
    assert "When prompted, press 2" in plain((PAGES / "for-providers.txt").read_text(encoding="utf-8"))


def test_the_printed_hours_addresses_and_mail_are_the_directorys() -> None:
    patients, records = (plain((PAGES / f"{n}.txt").read_text(encoding="utf-8")) for n in (NAMES[1], NAMES[3]))
    week = directory().file.schedules
    assert "8:00 am to 5:00 pm Monday through Friday" in patients
    assert set(week["billing"].days.values()) == {(("08:00", "17:00"),)}
    assert "Monday \u2013 Friday 8:00 am to 4:30 pm" in records
    assert set(week["records"].days.values()) == {(("08:00", "16:30"),)}
    providers = plain((PAGES / "for-providers.txt").read_text(encoding="utf-8"))
    assert "1st shift 9am-6:30pm" in providers
    assert set(week["first_shift"].days.values()) == {(("09:00", "18:30"),)}
    assert "2nd shift 3pm-11:30pm" in providers
    assert set(week["second_shift"].days.values()) == {(("15:00", "23:30"),)}
    for entry in directory().entries:
        text = " ".join(plain((PAGES / f"{entry.source}.txt").read_text(encoding="utf-8")).casefold().split())
        for line in entry.address.lines if entry.address else ():
            assert line.casefold() in text, (entry.id, line)
        assert not entry.email or entry.email.casefold() in text


def test_the_names_of_people_are_the_printed_names() -> None:
    text = plain((PAGES / "for-providers.txt").read_text(encoding="utf-8"))
    for entry in directory().role("findings"):
        assert entry.tell is not None
        credentials = entry.tell.en.split(" works at")[0].removesuffix(",")
        assert f"{credentials} 919-" in text, credentials
