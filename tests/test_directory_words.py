"""What the shipped directory says, and what it must not say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.directory import load
from bot.directory_types import Entry, Question, Text
from bot.mentions import lexicon_of
from bot.named import named

SHIPPED = load(Path(__file__).resolve().parent.parent / "directory.yaml")
SERVICES = [entry for entry in SHIPPED.entries if entry.kind == "service"]
WORDS = re.compile(r"[A-Za-z']+")


def tells() -> Iterator[tuple[str, Text]]:
    for entry in SHIPPED.entries:
        yield from ((f"{entry.id}.{name}", t) for name, t in (("tell", entry.tell), ("before", entry.before)) if t)
        yield from ((f"{entry.id}.{fact.id}", fact.tell) for fact in entry.facts)


def syllables(word: str) -> int:
    word = word.casefold()
    count = len(re.findall(r"[aeiouy]+", word))
    silent = (word.endswith("e") and not word.endswith("le")) or re.search(r"[^td]ed$", word) is not None
    return max(1, count - (1 if silent else 0))


def grade(text: str) -> float:
    """Flesch-Kincaid; a name in the middle of a sentence counts as one plain word."""
    sentences = [part for part in re.split(r"[.!?:;](?:\s|$)", text) if WORDS.search(part)]
    words = [word for part in sentences for word in WORDS.findall(part)]
    firsts = {WORDS.findall(part)[0] for part in sentences}
    heard = sum(1 if word[0].isupper() and word not in firsts else syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * heard / len(words) - 15.59


@pytest.mark.parametrize("entry", SERVICES, ids=lambda entry: entry.id)
def test_every_service_is_known_by_many_words_in_both_languages(entry: Entry) -> None:
    assert len(entry.called.en) >= 40
    assert len(entry.called.es) >= 15


def test_what_the_pages_do_not_give_is_said_not_to_be_given() -> None:
    missing = {entry.id: set(entry.not_given) for entry in SHIPPED.entries if entry.numbers}
    for name in ("ct_spine", "cardiac_hotline", "amy_harward", "lisa_hardister", "billing", "radiology"):
        assert "fax" in missing[name], name
    nurses = {entry.id for entry in SERVICES if "nurse_coordinator" not in missing[entry.id]}
    same_day = {entry.id for entry in SERVICES if "same_day" not in missing[entry.id]}
    assert nurses == {"ct_spine", "us_intervention"}
    assert same_day == {"thyroid", "us_intervention", "vascular_intervention"}
    assert all("hours" in missing[entry.id] for entry in SERVICES)
    timed = {name for name, gone in missing.items() if "hours" not in gone}
    assert timed == {"billing", "medical_records", "emergent_line", "leads_first_shift", "leads_second_shift"}
    assert {entry.id for entry in SHIPPED.entries if entry.email} == {"image_library"}


def test_no_page_address_is_made_up() -> None:
    assert not [link for entry in SHIPPED.entries for link in entry.links if link.url]


def test_the_block_without_a_heading_is_inferred_and_says_call_first() -> None:
    entry = SHIPPED.entry("nuclear_medicine")
    assert entry.inferred
    assert all(number.inferred for number in entry.numbers)
    assert entry.before is not None
    assert "call first" in entry.before.en
    others = [e for e in SHIPPED.entries if e is not entry]
    assert not [e for e in others if e.inferred or any(n.inferred for n in e.numbers)]


def test_numbers_for_offices_are_marked() -> None:
    for entry in SHIPPED.role("images_offices"):
        assert entry.audience == "offices"
        assert all(n.audience is None for n in entry.numbers if n.number.startswith("+1919695"))
    assert SHIPPED.entry("cardiac_hotline").audience == "offices"


def test_mailing_addresses_are_never_places_to_go() -> None:
    assert {e.address.use for e in SHIPPED.entries if e.address} == {"mail"}


# What a person has is no appointment: it may need a procedure or a plain scan, so the desk asks.
CONDITIONS = [
    "fibroids",
    "varicose veins",
    "aneurysm",
    "AVM",
    "goiter",
    "Graves disease",
    "thyroid nodule",
    "thyroid cancer",
    "CSF leak",
    "sciatica",
    "ascites",
    "pleural effusion",
    "breast cyst",
    "blood clot",
    "DVT",
    "miomas",
    "aneurisma",
    "bocio",
    "ascitis",
    "várices",
    "cyst",
    "abscess",
    "stent",
    "procedure",
]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_alone_leads_to_no_line(condition: str) -> None:
    owners = [e.id for e in SHIPPED.entries for _, word in e.called if word.casefold() == condition.casefold()]
    assert not owners


# Folded to plain letters these are everyday words of one of the two languages.
EVERYDAY = [
    "him",
    "mr",
    "us",
    "ir",
    "para",
    "tomo",
    "tips",
    "pad",
    "puerto",
    "weekend",
    "manager",
    "or",
    "it",
]


@pytest.mark.parametrize("word", EVERYDAY)
def test_everyday_words_name_nothing(word: str) -> None:
    things: list[Entry | Question] = [*SHIPPED.entries, *SHIPPED.questions]
    assert not [t.id for t in things for _, called in t.called if called.casefold() == word]


def test_what_is_told_is_plain() -> None:
    grades = {name: grade(text.en) for name, text in tells()}
    assert sum(grades.values()) / len(grades) <= 6
    assert {name: round(g, 1) for name, g in grades.items() if g > 8} == {}


NEVER = (
    "will be joining",
    "upcoming",
    "covid",
    "don't worry",
    "emergent",
    "guarantee",
    "i am a nurse",
)


@pytest.mark.parametrize("name", dict(tells()))
def test_nothing_is_told_that_must_not_be(name: str) -> None:
    english = dict(tells())[name].en.casefold()
    assert not [phrase for phrase in NEVER if phrase in english]
    assert not re.search(r"\$|\b\d+ (?:hours|days|minutes)\b", english)


@pytest.mark.parametrize("name", dict(tells()))
def test_a_network_is_only_what_was_said_of_it_once(name: str) -> None:
    sentences = re.split(r"(?<=[.?!]) ", dict(tells())[name].en)
    promises = [s for s in sentences if "in network" in s and "said then" not in s]
    assert not promises


def test_the_withdrawn_rule_is_told_as_withdrawn() -> None:
    entry = SHIPPED.entry("appropriate_use")
    assert entry.tell is not None
    told = [entry.tell, *(fact.tell for fact in entry.facts)]
    for text in told:
        if "2023" in text.en:
            assert "withdrawn in 2024" in text.en
            assert "retiró en 2024" in text.es


def test_persons_are_told_without_a_reason_to_worry() -> None:
    for entry in SHIPPED.role("findings"):
        assert entry.tell is not None
        for word in ("unexpected", "finding", "harm", "serious", "inesperado", "hallazgo"):
            assert word not in (entry.tell.en + entry.tell.es).casefold()


# What callers call a procedure, and where it leads: a line, or the question between lines.
SAID = {
    "wire put in my breast before the lumpectomy": "breast_intervention",
    "piece of my liver to test": "us_intervention",
    "water drawn off my belly": "us_intervention",
    "sample of the spot on my lung": "ct_intervention",
    "shot in my back for the nerve": "ct_spine",
    "stop my nosebleeds with a catheter": "neuro_intervention",
    "get my filter taken out": "vascular_intervention",
    "chemo port taken out": "vascular_intervention",
    "kidney tube change": "tubes",
    "my stomach tube came out": "feeding_tube",
    "shoulder steroid injection": "joint_injection",
    "gallbladder emptying with CCK": "nuclear_medicine",
    "bleeding scan": "nuclear_medicine",
    "pill for my thyroid cancer": "thyroid",
    "HSG to check my tubes": "centralized_scheduling",
    "sacar agua de la barriga": "us_intervention",
    "alambre en el seno antes de la operación": "breast_intervention",
    "quitar el filtro de la vena": "vascular_intervention",
    "cambio de tubo del riñón": "tubes",
    "parche de sangre": "ct_spine",
}
LEXICON = lexicon_of(SHIPPED)


@pytest.mark.parametrize("said", SAID)
def test_a_procedure_leads_to_its_line_or_its_question(said: str) -> None:
    heard = LEXICON.hear(said)
    things = named(LEXICON.find(heard), heard, SHIPPED)
    assert {things.question, *(name for group in things.groups for name in group)} - {""} == {SAID[said]}
