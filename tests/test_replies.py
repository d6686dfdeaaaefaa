"""What is said: every reply in both forms and languages, plain, short, and never what must not be said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import jinja2
import pytest
import yaml
from jinja2 import meta

from bot.directory import Directory, load
from bot.directory_types import LANGS, Entry, Lang
from bot.reply import Part
from bot.settings import ROOT
from bot.texts import gsm7, length
from bot.wording import Wording
from tests.small_directory import small, write
from tests.test_directory_words import grade

SHIPPED = load(ROOT / "directory.yaml")
WORDING = Wording()
FORMS = ("say", "text", "short")
MARK = re.compile("\ue000[^\ue001]*\ue001")
TABLES: dict[Lang, dict[str, Any]] = {lang: WORDING.tables[lang] for lang in LANGS}
FIXED = {lang: yaml.safe_load((ROOT / f"replies/fixed.{lang}.yaml").read_text(encoding="utf-8")) for lang in LANGS}
REPLIES = sorted(TABLES["en"]["replies"])


def templates(lang: Lang) -> Iterator[tuple[str, str, str]]:
    """Every template: its reply, its form, its text."""
    for name, forms in TABLES[lang]["replies"].items():
        yield from (
            (name, form, text) for form, text in (forms if isinstance(forms, dict) else {"both": forms}).items()
        )
    yield from ((name, "both", text) for name, text in FIXED[lang].items())


def parts(reply: str, directory: Directory) -> Iterator[Part]:
    """The reply with every entry that it may meet, and everything else that its templates ask for."""
    text = " ".join(t for lang in LANGS for name, _, t in templates(lang) if name == reply)
    used = meta.find_undeclared_variables(jinja2.Environment().parse(text))
    for entry in _entries(text, used, directory):
        facts = [f.id for f in entry.facts] if "fact" in used else [""]
        for numbers, fact, args in product(_numbers(text, used, entry), facts, _args(used, entry, directory)):
            yield Part(reply, entry=entry.id if "entry" in used else "", numbers=numbers, fact=fact, args=args)


def _entries(text: str, used: set[str], directory: Directory) -> list[Entry]:
    """The entries that have all that the templates ask of one; a single one where they ask nothing."""
    needed = {field for field in ("tell", "before", "email", "patients", "offices") if f"entry.{field}" in text}
    needed |= {
        field for name, field in (("numbers", "numbers"), ("told", "numbers"), ("fact", "facts")) if name in used
    }
    needed |= {"address"} if "lines" in used else set()
    timed = {name for name, schedule in directory.file.schedules.items() if schedule.times_given}
    found = [e for e in directory.entries if all(getattr(e, field) for field in needed)]
    found = [e for e in found if e.hours in timed] if "hours(" in text else found
    return found if needed or "entry" in used else found[:1]


def _numbers(text: str, used: set[str], entry: Entry) -> list[tuple[str, ...]]:
    if not used & {"numbers", "told"}:
        return [()]
    targets = tuple(
        f"{entry.id}.{purpose}" + (f"#{i}" if i else "")
        for purpose in dict.fromkeys(n.purpose for n in entry.numbers)
        for i, _ in enumerate(entry.of(purpose))
    )
    return [targets, *((t,) for t in targets), *([()] if "if numbers" in text else [])]


# What a request may put into a reply.
RELEASE_ARGS: dict[str, Any] = {
    "code": "ABC-DEFG", "link": "https://images.radiology.example.org/sign/" + "x" * 22,
    "who": "Dr. Ana Ruiz, Lakeside Clinic",
    "last": "Ruiz", "day": "March ninth, nineteen fifty-seven", "where": "12 Main Street, Lakeside", "signs": "D12345",
    "digits": "9195550123", "studies": [("MRI right hip", "last July"), ("CT head", "")], "record": True, "reach": True,
    "needed": True,
}  # fmt: skip


def _args(used: set[str], entry: Entry, directory: Directory) -> list[dict[str, Any]]:
    if "options" in used:
        asked = [({"en": q.ask.en, "es": q.ask.es}, [(o, q.id) for o in q.options[:3]]) for q in directory.questions]
        return [{"question": ask, "options": options} for ask, options in (*asked, *(({}, o) for _, o in asked))]
    if "names" in used:
        intents = list(TABLES["en"]["intents"])
        return [{"intents": pair} for pair in (*pairwise(intents), intents[:1])]
    if "whose" in used:
        return [{"whose": sorted(directory.services)[:2]}, {"whose": [entry.id]}]
    if "opens" in used:
        return [{"opens": when} for when in ("", "2026-11-23T13:00:00-05:00", "2026-11-24T08:30:00-05:00")]
    told = {name: RELEASE_ARGS[name] for name in used & RELEASE_ARGS.keys()}
    if told:
        return [told, *([dict.fromkeys(told, False)] if "record" in told else [])]
    if "lines" in used:
        return [{"lines": list(entry.address.lines)}] if entry.address else []
    return [{"option": key} for key in ("", "2")] if "option" in used else [{}]


def test_both_languages_have_the_same_replies_and_words() -> None:
    assert TABLES["en"].keys() == TABLES["es"].keys()
    for key, english in TABLES["en"].items():
        if isinstance(english, dict) and key != "option":
            assert english.keys() == TABLES["es"][key].keys(), key
    assert set(FIXED["en"]) == set(FIXED["es"])


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("reply", REPLIES)
def test_a_reply_can_be_said_and_written_of_all_that_it_may_meet(reply: str, lang: Lang) -> None:
    met = list(parts(reply, SHIPPED))
    assert met, "it meets nothing"
    for part, form in product(met, FORMS):
        words = WORDING.render(part, lang, form, SHIPPED)  # type: ignore[arg-type]
        assert words or (form != "say" and reply == "again"), f"{part}: nothing in the form {form}"
        assert not re.search(r"[{}]|None|\[|\b(?:True|False)\b| [,.;?]|[,;:] ?[.,;]", words), words
        if form != "say":
            assert "\ue000" not in words
            assert lang == "es" or words == gsm7(words), f"not in GSM-7: {words}"
            assert len(part.numbers) > 1 or length(gsm7(words)) <= 306, f"longer than two segments: {words}"
            assert reply != "text_numbers" or len(part.numbers) > 1 or length(gsm7(words)) <= 160, words


@pytest.mark.parametrize("lang", LANGS)
def test_no_template_holds_a_number(lang: Lang) -> None:
    for name, _, template in templates(lang):
        plain = re.sub(r"\{[{%].*?[%}]\}", "", template)
        assert not re.search(r"\d{2,}|\d[ ,.-]\d", plain), f"{name}: {plain}"
        digits = (
            "zero|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
        )
        assert not re.search(rf"\b(?:{digits})\W+(?:{digits})\b", plain, re.IGNORECASE), f"{name}: {plain}"


def test_spoken_english_is_plain(tmp_path: Path) -> None:
    directory = load(write(tmp_path / "directory.yaml", _wordy(small())))
    grades = {}
    for reply in REPLIES:
        found = [MARK.sub("", WORDING.render(p, "en", "say", directory)) for p in parts(reply, directory)]
        graded = [grade(words) for words in found if re.search("[A-Za-z]{3}", words)]
        if graded:
            grades[reply] = sum(graded) / len(graded)
    assert len(grades) > len(REPLIES) * 0.9
    assert sum(grades.values()) / len(grades) <= 6
    assert {name: round(g, 1) for name, g in grades.items() if g > 8} == {}


def _wordy(raw: dict[str, Any]) -> dict[str, Any]:
    """The small clinic with something in every field that a reply may want."""
    for entry in raw["entries"]:
        said = {"en": "Please call first.", "es": "Llame primero."}
        entry |= dict.fromkeys(("tell", "before", "patients", "offices"), said)
        entry |= {"email": "desk@hilltop.example", "address": {"lines": ["Hill Road"]}}
        entry["facts"] = [{"id": "shoes", "called": {"en": ["shoes"]}, "tell": said}]
        entry["not_given"] = [g for g in entry["not_given"] if g not in ("email", "address")]
    return raw


@pytest.mark.parametrize("lang", LANGS)
def test_the_greeting_takes_less_than_twelve_seconds(lang: Lang) -> None:
    words = WORDING.render(Part("greeting"), lang, "say", SHIPPED)
    assert len(re.findall(r"\w+", words)) * 60 / 165 < 12
    assert re.search(r"9 1 1", words)
    assert re.search(r"\b2\b", words)
    assert "8" in words


# "Press 2 for" puts the key before the choice: who waits for the choice has forgotten the key.
KEY_FIRST = re.compile(
    r"\b(?:press|oprima(?: el)?|marque el|text|mande) (?:[0-9]|star|la estrella)\b,? (?:for|to|if|para|si)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("lang", LANGS)
def test_the_choice_comes_before_its_key(lang: Lang) -> None:
    for reply in REPLIES:
        for part in parts(reply, SHIPPED):
            words = WORDING.render(part, lang, "say", SHIPPED)
            assert not KEY_FIRST.search(words), f"{reply}: {words}"
            for sentence in re.split(r"(?<=[.?!])\s+", words):
                pressed = re.match(r"\W*(?:press|oprima el) [0-9]", sentence, re.IGNORECASE)
                assert not pressed or words.index(sentence) > 0, f"{reply}: {words}"


def test_the_patterns_of_this_file_find_what_they_are_for() -> None:
    assert KEY_FIRST.search("Press 2 for images.")
    assert KEY_FIRST.search("Oprima el 2 para imágenes.")
    assert not KEY_FIRST.search("For images, press 2. For a person, press 0.")
