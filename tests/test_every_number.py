"""Every number of the directory, asked for by voice and by text, comes back digit for digit.

The questions are made from the directory itself; what is answered is read back by tests/read_back.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import pytest

from bot.channels import twiml
from bot.directory import load
from bot.directory_types import LANGS, Entry, Lang, Number, Purpose
from bot.message import Message
from bot.nlu_client import NluClient
from bot.put_in_words import put_in_words
from bot.reply import Reply, Transfer
from bot.settings import ROOT
from bot.state import State
from bot.texts import segments
from bot.wording import Wording
from tests import read_back, twiml_rules
from tests.callers import Caller
from tests.whole_desk import MONDAY, House, awaited, patient_clients, whole_desk

# With the conversations, so that one box serves all.
pytestmark = pytest.mark.xdist_group("conversations")
SHIPPED = load(ROOT / "directory.yaml")
WORDS: dict[Lang, dict[Purpose, str]] = {
    "en": {
        "appointments": "appointments", "same_day": "same day", "nurse_coordinator": "nurse coordinator", "fax": "fax",
        "advice": "advice", "phone": "phone number", "toll_free": "toll-free number", "emergent": "phone number",
    },
    "es": {
        "appointments": "las citas", "same_day": "el mismo día", "nurse_coordinator": "la enfermera coordinadora",
        "fax": "el fax", "advice": "el número", "phone": "el teléfono", "toll_free": "el número gratis",
        "emergent": "el teléfono",
    },
}  # fmt: skip
QUESTION: dict[Lang, str] = {"en": "{name} {word}", "es": "por favor, {word} de {name}"}
CONNECT: dict[Lang, str] = {"en": "connect me", "es": "comuníqueme con ellos por favor"}
A_SECOND = 165 / 60  # words
UNTIL_THE_FIRST_DIGIT: dict[Lang, int] = {"en": 4, "es": 5}  # seconds


@dataclass(frozen=True)
class Asked:
    """One question: the numbers that an entry has for one purpose, asked for in one language."""

    entry: Entry
    purpose: Purpose
    lang: Lang

    @property
    def question(self) -> str:
        name = (self.entry.said or self.entry.name)[self.lang]
        return QUESTION[self.lang].format(name=name, word=WORDS[self.lang][self.purpose])

    @property
    def wanted(self) -> set[tuple[str, str]]:
        return {_pair(number) for number in self.entry.of(self.purpose)}

    @property
    def labels(self) -> set[str]:
        """How this entry may be named where several have to be told apart."""
        names = [question.names[self.entry.id] for question in SHIPPED.questions if self.entry.id in question.names]
        return {name[self.lang] for name in (*names, self.entry.name, self.entry.said or self.entry.name)}

    def __str__(self) -> str:
        return f"{self.entry.id}.{self.purpose}-{self.lang}"


def _pair(number: Number) -> tuple[str, str]:
    return number.number, number.option or ""


def _asked() -> Iterator[Asked]:
    for entry in SHIPPED.entries:
        for purpose in dict.fromkeys(number.purpose for number in entry.numbers):
            yield from (Asked(entry, purpose, lang) for lang in LANGS)


ASKED = tuple(_asked())
ALL = {_pair(number) for entry in SHIPPED.entries for number in entry.numbers}
PAIRS = [
    (one, other)
    for one, other in combinations(sorted(SHIPPED.numbers), 2)
    if len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
]


@pytest.fixture(scope="module")
def house(nlu_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The desk with the trained model; the box may take its time."""
    house = whole_desk(tmp_path_factory.mktemp("numbers"), NluClient(nlu_url))
    with patient_clients():
        yield house
    house.close()


@pytest.fixture(scope="module")
def called(house: House) -> Callable[[Asked], Caller]:
    """The call in which a question was asked, and the question back answered; each question once."""
    return cache(lambda asked: _called(house, asked))


def _called(house: House, asked: Asked) -> Caller:
    caller = house.midway(asked.lang).say(asked.question)
    if awaited(caller) == "choice":
        keys = (re.search(rf"{re.escape(label)},[^.,]*?([456])\.", caller.heard) for label in asked.labels)
        key = next((found[1] for found in keys if found), None)
        assert key, f"{asked.question}: not among what is offered: {caller.heard}"
        caller.press(key)
    return caller


def _texted(house: House, asked: Asked) -> str:
    texter = house.texter()
    reply = texter.text(asked.question) or ""
    if not read_back.written(reply) and " = " in reply:
        plain = {twiml_rules.words(body) for body in texter.doc.iter("Body")}.pop()
        keys = (re.search(rf"([123]) = {re.escape(_unaccented(label))}[.,]", plain) for label in asked.labels)
        key = next((found[1] for found in keys if found), None)
        assert key, f"{asked.question}: not among what is offered: {reply}"
        reply = texter.text(key) or ""
    return reply


def _unaccented(label: str) -> str:
    return label.translate(str.maketrans("áíóúÁÍÓÚ", "aiouAIOU"))


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_by_voice_it_is_read_twice_and_soon(called: Callable[[Asked], Caller], asked: Asked) -> None:
    caller = called(asked)
    told = read_back.said(caller.heard)
    assert {(one.number, one.option) for one in told} <= ALL, caller.heard
    for wanted in asked.wanted:
        times = sum((one.number, one.option) == wanted for one in told)
        dialled = wanted[0] in [number for number, _ in caller.dialled]
        assert times >= 2 or (times and dialled), f"{asked.question}: {caller.heard}"
    words = len(caller.heard[: told[0].at].split())
    # Who asks for the 24/7 line hears first whom it is for.
    assert asked.purpose == "emergent" or words <= UNTIL_THE_FIRST_DIGIT[asked.lang] * A_SECOND, (
        f"{words} words before the first digit: {caller.heard}"
    )
    _stressed_where_it_matters(caller)
    _confirmed(asked, told, caller.heard)


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_by_text_it_can_be_tapped(house: House, asked: Asked) -> None:
    reply = _texted(house, asked)
    told = read_back.written(reply)
    pairs = {(one.number, one.option) for one in told}
    assert asked.wanted <= pairs <= ALL, f"{asked.question}: {reply}"
    taps = {re.sub(r"[^+\d]", "", link) for link in read_back.links(reply)}
    assert taps == {number for number, _ in pairs}, reply
    _confirmed(asked, told, reply)


def _confirmed(asked: Asked, told: list[read_back.Told], words: str) -> None:
    """A number that we only infer comes with the line to confirm it, and with the words to do so."""
    ours = [n for n in asked.entry.numbers if n.number in {one.number for one in told}]
    if any(number.inferred for number in ours):
        assert asked.entry.before is not None
        condition = _unaccented(asked.entry.before[asked.lang]).casefold()
        assert condition in _unaccented(words).casefold(), f"{asked.question}: {words}"
        lines = {number.number for number in asked.entry.of("appointments")}
        assert lines <= {one.number for one in told}, f"{asked.question}: {words}"


def _stressed_where_it_matters(caller: Caller) -> None:
    for digits, stressed in read_back.stresses(caller.doc):
        assert stressed == _differs(digits), f"{digits}: stressed {sorted(stressed)}"


def _differs(digits: str) -> set[int]:
    """The places in which a number of one digit apart differs."""
    mine = [pair for pair in PAIRS if f"+1{digits}" in pair]
    return {i for one, other in mine for i, (a, b) in enumerate(zip(one[2:], other[2:], strict=True)) if a != b}


def test_the_directory_has_numbers_one_digit_apart() -> None:
    assert len(PAIRS) == 9
    assert all(_differs(number[2:]) for pair in PAIRS for number in pair)


TARGETS = [
    (f"{entry.id}.{purpose}" + (f"#{place}" if place else ""), number)
    for entry in SHIPPED.entries
    for purpose in dict.fromkeys(number.purpose for number in entry.numbers)
    for place, number in enumerate(entry.of(purpose))
]


@pytest.mark.parametrize(("target", "number"), TARGETS, ids=[target for target, _ in TARGETS])
def test_what_is_dialled_is_what_stands_in_the_directory(target: str, number: Number) -> None:
    message = Message("voice", "words", caller="+19195550123", line="+19195550199")
    reply = Reply(transfer=Transfer(target))
    saying, _ = put_in_words(reply, State(), message, SHIPPED, Wording())
    (dialled,) = twiml_rules.voice(twiml.spoken(saying, "")).iter("Number")
    waits, keys = re.fullmatch("(w*)(.*)", dialled.get("sendDigits", "")).groups()  # type: ignore[union-attr]
    assert (dialled.text, keys) == _pair(number)
    assert (len(waits) / 2 >= number.wait) if number.option else not waits


LINES = [
    asked for asked in ASKED if asked.purpose in ("appointments", "phone", "advice", "toll_free", "nurse_coordinator")
]


@pytest.mark.parametrize("asked", LINES, ids=str)
def test_connect_me_dials_what_was_read(called: Callable[[Asked], Caller], asked: Asked) -> None:
    caller = called(asked)
    read = {(one.number, one.option) for one in read_back.said(caller.heard)}
    if not caller.dialled:
        caller.say(CONNECT[asked.lang])
    if SHIPPED.is_open(asked.entry, MONDAY) is False:
        assert not caller.dialled, "nobody is there"
        return
    if awaited(caller) == "choice":
        assert not caller.dialled
        caller.press("4")
    assert len(caller.dialled) == 1, caller.heard
    (number, keys) = caller.dialled[0]
    assert (number, keys.lstrip("w")) in read, f"{asked.question}: read {read}, dialled {number} {keys}"


SEVERAL = [e for e in SHIPPED.entries if len({n.purpose for n in e.numbers} - {"fax"}) > 1]


@pytest.mark.parametrize("entry", SEVERAL, ids=lambda entry: entry.id)
def test_the_line_chosen_is_the_line_dialled(house: House, entry: Entry) -> None:
    """Several numbers were read, "connect me" asks which: the key dials that one and no other."""
    for key in ("4", "5", "6"):
        caller = house.midway().say(f"{(entry.said or entry.name).en} same day question")
        if awaited(caller.say(CONNECT["en"])) != "choice" or f"press {key}" not in caller.heard:
            continue
        (label,) = re.findall(rf"For ([^.]*), press {key}\.", caller.heard)
        (number, _), *more = caller.press(key).dialled
        assert not more
        chosen = [n for n in entry.numbers if label.endswith(Wording().tables["en"]["purposes"][n.purpose])]
        assert number in {n.number for n in chosen}, f"{label}: dialled {number}"


def test_an_inferred_fax_is_texted_with_its_condition(called: Callable[[Asked], Caller], house: House) -> None:
    for asked in (a for a in ASKED if a.purpose == "fax" and a.entry.inferred):
        caller = called(asked).press("9")
        (text,) = [text for text in house.desk.store.texts(limit=9999) if text.to == caller.number]
        assert asked.wanted <= {(one.number, one.option) for one in read_back.written(text.body)}
        _confirmed(asked, read_back.written(text.body), text.body)
        assert segments(text.body) == 1
