"""What leaves for the understanding box: no name of ours, nothing private, and every word that says what is wanted."""

from __future__ import annotations

import json
import random
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from bot.directory import Directory, load
from bot.intents import handlers
from bot.masking import entry_kinds, mask
from bot.meaning import CALM
from bot.mentions import Lexicon
from bot.message import Message
from bot.nlu_client import NluClient
from bot.settings import ROOT
from bot.understanding import Understanding
from tests.whole_desk import MONDAY, NOBODY, House, whole_desk

pytestmark = pytest.mark.xdist_group("masking")  # so that the desk is built once
SHIPPED = load(ROOT / "directory.yaml")
KINDS = {"service": "SERVICE", "person": "PERSON"}
SENTENCES = (
    "fax for {}", "what is the fax number for {} please", "I want to book {}", "I need to cancel {} tomorrow",
    "is {} open on saturday", "connect me to {}", "who do I call about {}", "do I have to stop eating before {}",
    "my patient needs {} today", "I was told to call {}", "what is the address of {}",
    "the number of {} again please",
    "can I ask a question about {}", "necesito el fax de {}", "quiero una cita para {}",
    "¿cuál es el teléfono de {}?",
    "thanks, and the fax of {} too", "no not that, {}", "{}", "{}?",
    "what is the hypodensity on {}", "mandaron bien {}",
)  # fmt: skip


def invented() -> Iterator[str]:
    """Words that nobody has and that sound like none, each unlike all before it."""
    draw, known = random.Random(7), set()
    while True:
        word = "".join(draw.choice("vzjkgw") + draw.choice("aeiou") for _ in range(5))
        if all(sum(a != b for a, b in zip(word, other, strict=True)) > 4 for other in known):
            known.add(word)
            yield word


@dataclass
class Renamed:
    """The shipped directory with an invented name and invented words for every entry and every question."""

    directory: Directory
    names: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Renamed:
    raw = yaml.load((ROOT / "directory.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    words, names = invented(), {}
    for thing in (*raw["entries"], *raw["questions"]):
        names[thing["id"]] = name = next(words)
        if "name" in thing:
            thing["name"] = {"en": name, "es": name}
            thing.pop("said", None)
        thing["called"] = {"en": [next(words), next(words)], "es": [next(words)]}
    path = tmp_path_factory.mktemp("renamed") / "directory.yaml"
    path.write_text(yaml.dump(raw, Dumper=yaml.CSafeDumper, allow_unicode=True), encoding="utf-8")
    return Renamed(load(path), names)


def chosen(request: httpx.Request) -> httpx.Response:
    """A box whose reading depends on every word that it gets."""
    draw, names = zlib.crc32(request.content), sorted(handlers())
    found = [{"name": names[(draw + i) % len(names)], "confidence": score} for i, score in enumerate((0.8, 0.1, 0.1))]
    return httpx.Response(200, json={"intent_ranking": found})


def test_a_renamed_directory_sends_the_same_words(renamed: Renamed) -> None:
    before, after = (Lexicon(d) for d in (SHIPPED, renamed.directory))
    kinds, new_kinds = (entry_kinds(d) for d in (SHIPPED, renamed.directory))
    for entry in (e for e in SHIPPED.entries if e.kind in KINDS):
        for sentence in SENTENCES:
            old = mask(sentence.format(entry.name.en), before, kinds)
            new = mask(sentence.format(renamed.names[entry.id]), after, new_kinds)
            assert old == new, f"{entry.name.en} is now {renamed.names[entry.id]}"
            assert KINDS[entry.kind] in new


def test_a_renamed_directory_understands_the_same(renamed: Renamed) -> None:
    nlu = NluClient(NOBODY, transport=httpx.MockTransport(chosen))
    before, after = Understanding(SHIPPED, nlu), Understanding(renamed.directory, nlu)
    different = []
    for entry in (e for e in SHIPPED.entries if e.kind in KINDS):
        for sentence in SENTENCES[:7]:
            name = re.sub(r" \(.*|/.*", "", entry.name.en)
            old, new = _said(sentence, name), _said(sentence, renamed.names[entry.id])
            meant = [
                [(n.intent, n.entries) for n in u.meaning(m, MONDAY, CALM).needs]
                for u, m in ((before, old), (after, new))
            ]
            if meant[0] != meant[1]:
                different.append(f"{old.words}: {meant[0]}; {new.words}: {meant[1]}")
    assert not different, "\n".join(different)


def _said(sentence: str, name: str) -> Message:
    return Message("text", "words", words=sentence.format(name))


@pytest.fixture(scope="module")
def received() -> list[str]:
    return []


@pytest.fixture(scope="module")
def house(received: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A desk whose box keeps what it receives."""

    def keep(request: httpx.Request) -> httpx.Response:
        received.append(json.loads(request.content)["text"])
        return chosen(request)

    nlu = NluClient(NOBODY, transport=httpx.MockTransport(keep))
    house = whole_desk(tmp_path_factory.mktemp("masking"), nlu)
    yield house
    house.close()


DATES = (
    "04/05/1961", "4/5/61", "4-5-1961", "04.05.1961", "1961-04-05", "1961/04/05", "04 / 05 / 1961", "April 5, 1961",
    "April 5th 1961", "Apr 5 1961", "apr. 5, 1961", "5 April 1961", "5 Apr 61", "5-Apr-1961",
    "the fifth of April 1961",
    "April fifth nineteen sixty one", "april five nineteen sixty-one", "april the 5th 1961", "5th of April",
    "5 de abril de 1961", "el 5 de abril del 61", "cinco de abril de mil novecientos sesenta y uno",
    "fourth of july nineteen seventy six", "twenty first of may nineteen sixty one", "April 1961", "4/5",
    "veintiuno de mayo del sesenta y uno", "mayo cinco de mil novecientos sesenta",
)  # fmt: skip
PHONES = (
    "919-555-0147", "(919) 555-0147", "(919)555-0147", "919 555 0147", "9195550147", "+1 919 555 0147",
    "1-919-555-0147", "919.555.0147", "555-0147", "555 0147", "919\u2013555\u20130147", "919-5550147",
    "9 1 9 5 5 5 0 1 4 7", "+44 20 7946 0123",
    "nine one nine five five five oh one four seven", "nine one nine, five five five, zero one four seven",
    "nueve uno nueve cinco cinco cinco cero uno cuatro siete", "nine one nine triple five oh one four seven",
    "nine nineteen five fifty five oh one forty seven", "(919) 555\u20130147", "555\u20140147",
    "nueve diecinueve quinientos cincuenta y cinco cero uno cuarenta y siete",
)  # fmt: skip
RECORDS = (
    "MRN 7781234", "mrn: 7781234", "MRN#7781234", "medical record number D1234567", "record number AB123456",
    "mrn 778 1234", "mrn is d 7 7 8 1 2 3 4", "mrn seven seven eight one two three four", "SSN 123-45-6789",
    "social 123456789",
    "account number 4471-2231-9987", "member id W123456789", "policy XJH778812345",
    "mrn is d 7781234", "record number is triple seven eight one two", "expediente numero 778 1234",
)  # fmt: skip
ADDRESSES = (
    "12 Oak Street", "12 Oak St, Durham NC 27705", "4012 West Main Street", "500 N. Duke St", "1820 Chapel Hill Rd",
    "PO Box 1172", "742 Evergreen Terrace", "221B Baker Street", "12 Old Oxford Highway", "calle Roble 12",
    "someone@example.org", "P.O. Box three oh sixteen", "12 Oak Court", "avenida Roble 12", "twelve oak street",
    "ximena dot testperson at example dot org",
)  # fmt: skip
NAMES = (
    "my name is Ximena Testperson", "My name is XIMENA TESTPERSON", "my name is ximena maria testperson",
    "my name's Ximena Testperson", "my name is Ximena Maria De La Cruz Testperson", "me llamo Ximena Testperson",
    "mi nombre es Ximena Testperson", "the name is Testperson", "patient name Ximena Testperson",
    "first name Ximena last name Testperson", "last name Testperson",
    "this is Ximena Testperson calling", "soy Ximena Testperson", "my name is Dr. Ximena Testperson",
    "my name is J. Testperson", "patient name: Testperson, Ximena", "name: Ximena Testperson",
    "my name is x i m e n a", "my name is Ximena that's x i m e n a", "my wife Maria Testperson",
    "me llamo Ximena de la Cruz", "a nombre de Ximena Testperson",
)  # fmt: skip
PRIVATE = {
    "dates": [f"{before} {date} where are my images" for date in DATES for before in ("i was born",
    "my scan was on")],
    "telephone numbers": [f"call me at {phone} about my bill" for phone in PHONES],
    "record numbers": [f"hello {record} where are my images" for record in RECORDS],
    "addresses": [f"please mail my cd to {address} thanks" for address in ADDRESSES],
    "names": [f"{name}, I need my images" for name in NAMES],
}  # fmt: skip
# Words around what is private; everything else of a sentence must not arrive.
HARMLESS = frozenset(
    "i was born where are my images scan on call me at about bill hello mrn medical record number is d please mail cd"
    " to thanks need name s names the patient first last my me llamo mi nombre es ssn social account member id policy"
    " of de el del y a an po p o box calle nc apt street st main durham duke and for this calling soy dr"
    " wife that la nombre expediente numero ssn".split()
)


@pytest.mark.parametrize("kind", PRIVATE)
def test_nothing_private_reaches_the_box(house: House, received: list[str], kind: str) -> None:
    leaks = {}
    for sentence in PRIVATE[kind]:
        received.clear()
        house.texter().text(sentence)
        assert received, "nothing was sent for understanding"
        private = set(re.findall(r"\w+", sentence.casefold())) - HARMLESS
        arrived = {word for text in received for word in re.findall(r"\w+", text) if word.islower() or word.isdigit()}
        if private & arrived:
            leaks[sentence] = sorted(private & arrived)
    assert not leaks, "\n".join(f"{sentence}: {', '.join(words)}" for sentence, words in leaks.items())


INTENT_WORDS = ("fax", "records", "images", "bill", "cd", "results")


AROUND = (
    "my name is Ximena Testperson {} please", "me llamo Ximena Testperson, {}", "born 04/05/1961 {}",
    "mrn 7781234 {}",
    "call me at 919-555-0147 {}", "{} for my thyroid scan", "{} to 12 Oak Street",
    "my date of birth is april fifth nineteen sixty one and I want my {}",
)  # fmt: skip


def test_words_that_say_what_is_wanted_arrive(house: House, received: list[str]) -> None:
    lost = []
    for sentence, word in product(AROUND, INTENT_WORDS):
        received.clear()
        house.texter().text(sentence.format(word))
        if word not in {arrived for text in received for arrived in text.split()}:
            lost.append(f"{sentence.format(word)}: {received}")
    assert not lost, "\n".join(lost)


def test_no_word_of_a_service_swallows_what_is_wanted() -> None:
    lexicon, kinds = Lexicon(SHIPPED), entry_kinds(SHIPPED)
    swallowed = []
    for called in dict.fromkeys(_called()):
        wanted = set(INTENT_WORDS) & set(re.findall(r"\w+", called.casefold()))
        if wanted and not wanted <= set(mask(f"the {called}", lexicon, kinds).split()):
            swallowed.append(called)
    assert not swallowed


def _called() -> Iterator[str]:
    things: list[Any] = [*SHIPPED.entries, *SHIPPED.questions]
    yield from (word for thing in things for _, word in thing.called)


def test_the_box_gets_five_hundred_characters_at_most(house: House, received: list[str], tmp_path: Path) -> None:
    received.clear()
    house.texter().text("where are my images " * 80)
    assert received
    assert max(map(len, received)) <= 500
