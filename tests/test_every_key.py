"""Every key at every point of a talk: no silence, no fault, and what the design says of each key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import get_args
from urllib.parse import urlencode

import pytest

from bot.directory import Directory, load
from bot.directory_types import LANGS
from bot.message import EXPECTS, DialEnd
from bot.settings import ROOT
from bot.texts import gsm7, segments
from tests import points, read_back, twiml_rules
from tests.callers import Caller
from tests.whole_desk import House, voices, whole_desk

pytestmark = pytest.mark.xdist_group("keys")  # so that the desk is built once
SHIPPED = load(ROOT / "directory.yaml")
KEYS = "0123456789*#"
(EMERGENT,) = SHIPPED.role("emergent")[0].of("emergent")
URGENT = (EMERGENT.number, EMERGENT.option)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = whole_desk(tmp_path_factory.mktemp("keys"))
    yield house
    house.close()


@dataclass(frozen=True)
class Pressed:
    """One key at one point: what was heard before and after it, and who was dialled for it."""

    point: str
    key: str
    caller: Caller
    before: str
    dialled: list[tuple[str, str]]

    @property
    def told(self) -> set[str]:
        return read(self.caller.heard)


def press(house: House, point: str, key: str) -> Pressed:
    caller = points.called(house, point)
    before, known = caller.heard, len(caller.dialled)
    caller.press(key)
    return Pressed(point, key, caller, before, [(number, keys.lstrip("w")) for number, keys in caller.dialled[known:]])


def numbers(*entries: str) -> set[str]:
    return {number.number for name in entries for number in SHIPPED.entry(name).numbers}


def read(words: str) -> set[str]:
    return {one.number for one in read_back.said(words)}


def zero(house: House, it: Pressed) -> None:
    """A person, who is not the line for urgent images."""
    (put_through,) = it.dialled
    assert put_through != URGENT, it.caller.heard


def one(house: House, it: Pressed) -> None:
    """Images; or yes, somebody was reached."""
    assert it.caller.listening == "dtmf speech"
    if "reach someone" in it.point:
        assert not it.told
    else:
        assert it.told & numbers(*SHIPPED.file.roles["images_patients"])


def two(house: House, it: Pressed) -> None:
    """The 24/7 line at once, with its key."""
    assert [verb.tag for verb in it.caller.doc] == ["Say", "Dial"]
    (number,) = it.caller.doc.iter("Number")
    assert re.fullmatch(rf"w{{{EMERGENT.wait * 2:.0f},}}{EMERGENT.option}", number.get("sendDigits", ""))
    assert len(it.caller.heard.split()) <= 12, "over three seconds before the dial"


def no_use(house: House, it: Pressed) -> None:
    """No number, no transfer: the keys are named."""
    assert not it.told
    assert not it.dialled


def chooses(house: House, it: Pressed) -> None:
    """4, 5 and 6 choose what was offered, and nothing where nothing was."""
    options = points.question_of(SHIPPED).options if "a choice" in it.point else ()
    place = "456".index(it.key)
    if place >= len(options):
        no_use(house, it)
    else:
        assert it.told
        assert it.told <= numbers(options[place])


def eight(house: House, it: Pressed) -> None:
    """The other language, and back."""
    first = "es" if it.point.startswith("spanish") and "back" not in it.point else "en"
    assert voices(it.caller) == {"en", "es"} - {first}
    assert voices(it.caller.press("8")) == {first}


def nine(house: House, it: Pressed) -> None:
    """One text of one segment, to nobody but the caller, with what was told; nothing where nothing was told."""
    sent = [text for text in house.desk.store.texts(limit=9999) if text.to == it.caller.number]
    if not any(words in it.point for words in ("an answer", "a failed", "nobody")):
        assert not sent
        return
    told = {found.number for found in read_back.written(sent[0].body)}
    assert told
    assert told == read(it.before) or "then silence" in it.point or "texted" in it.point
    assert sent[0].body == gsm7(sent[0].body)
    assert segments(sent[0].body) == 1


def star(house: House, it: Pressed) -> None:
    """The same once more; after a pause or a text, what was told before it."""
    if any(words in it.point for words in ("then silence", "texted", "silence")):
        assert it.told or "an answer" not in it.point
    elif it.point not in ("spanish", "spanish and back"):
        assert it.caller.heard == it.before


def hash_(house: House, it: Pressed) -> None:
    """As if nothing was pressed."""
    waited = points.called(house, it.point).silent()
    assert (it.caller.heard, it.caller.ended) == (waited.heard, waited.ended)


MEANS = {"0": zero, "1": one, "2": two, "8": eight, "9": nine, "*": star, "#": hash_}
MEANS |= dict.fromkeys("37", no_use) | dict.fromkeys("456", chooses)


@pytest.mark.parametrize(("point", "key"), list(product(points.CALLS, KEYS)))
def test_a_key_of_a_call(house: House, point: str, key: str) -> None:
    it = press(house, point, key)
    assert it.caller.heard, "nothing is said"
    assert it.told | {number for number, _ in it.dialled} <= SHIPPED.numbers
    urgent = key == "2" or (key == "#" and "reach someone" in point)
    assert (it.dialled == [URGENT]) == urgent, f"{it.caller.heard} {it.dialled}"
    assert key in "02#" or not it.dialled
    assert it.caller.listening == ("dial" if it.dialled else it.caller.listening)
    assert it.caller.listening or key == "#", "the key ends the call"
    MEANS[key](house, it)


@pytest.mark.parametrize(("point", "key"), list(product(points.TEXTS, KEYS)))
def test_a_bare_digit_in_a_text(house: House, point: str, key: str) -> None:
    reply = points.texted(house, point).text(key)
    assert reply, "no reply"
    assert segments(reply) <= 2
    assert reply == gsm7(reply)
    told = {one.number for one in read_back.written(reply)}
    assert told <= SHIPPED.numbers
    options = points.question_of(SHIPPED).options if "a choice" in point else ()
    if key in "123"[: len(options)]:
        assert told
        assert told <= numbers(options[int(key) - 1])
    elif key == "2":
        assert EMERGENT.number in told
    elif key == "1":
        assert told & numbers(*SHIPPED.file.roles["images_patients"])
    elif key == "0":
        assert told


@pytest.mark.parametrize(
    ("expect", "lang", "keys"),
    list(product((*EXPECTS, "no such kind"), (*LANGS, "xx"), ["0", "2", "5", "8", "*", "#", "22", "123456789", ""])),
)
def test_a_link_of_any_kind_without_a_talk(house: House, expect: str, lang: str, keys: str) -> None:
    """What a talk remembers may be gone: its link alone still leads on, and 2 still dials."""
    query = urlencode({"step": 3, "lang": lang, "expect": expect})
    answer = house.client.post(f"/voice/turn?{query}", data={"CallSid": f"CA{expect}{lang}{keys}", "Digits": keys})
    assert answer.status_code == 200
    doc = twiml_rules.voice(answer.get_data(as_text=True))
    found = {number.text for number in doc.iter("Number")}
    assert found <= SHIPPED.numbers
    assert (EMERGENT.number in found) or keys != "2"
    voice = next(say.get("language", "")[:2] for say in doc.iter("Say"))
    assert voice == (lang if lang in LANGS else "en") or keys == "8"


TARGETS = [
    f"{e.id}.{purpose}" + (f"#{place}" if place else "")
    for e in SHIPPED.entries
    for purpose in dict.fromkeys(n.purpose for n in e.numbers)
    for place, _ in enumerate(e.of(purpose))
]


@pytest.mark.parametrize(("target", "status"), list(product(TARGETS, get_args(DialEnd))))
def test_a_transfer_to_any_line_may_end_in_any_way(house: House, target: str, status: str) -> None:
    query = urlencode({"step": 3, "lang": "en", "expect": "open", "target": target, "tries": 1})
    told = {
        "CallSid": f"CA {target} {status}",
        "DialCallStatus": status,
        "DialCallDuration": "5",
        "From": house.person(),
    }
    answer = house.client.post(f"/voice/transfer?{query}", data=told)
    assert answer.status_code == 200
    doc = twiml_rules.voice(answer.get_data(as_text=True))
    entry = SHIPPED.target(target.partition("#")[0]).entry
    words = " ".join(twiml_rules.words(say) for say in doc.iter("Say"))
    assert words
    ladder = {e.id for e in (*SHIPPED.role("emergent"), *SHIPPED.emergent_backup)}
    if entry.id not in ladder:
        assert not list(doc.iter("Dial"))
        if status not in ("completed", "answered"):
            number = SHIPPED.target(target.partition("#")[0]).numbers[int(target.partition("#")[2] or 0)]
            assert [one.number for one in read_back.said(words)] == [number.number] * 2


def test_an_edit_in_the_middle_of_a_talk_takes_nothing_but_itself(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An entry that was just told is taken out of the directory: each key still has an answer of the talk."""
    for point, key in product(("an answer", "a choice", "a failed transfer", "spanish, an answer"), KEYS):
        caller = points.called(house, point)
        with monkeypatch.context() as patch:
            patch.setattr(house.desk.keeper, "current", lambda: _without_what_was_told(SHIPPED))
            caller.press(key)
        put_through = "dial" in caller.listening
        assert put_through == (key == "2"), f"{point}, {key}: {caller.heard}"


def _without_what_was_told(directory: Directory) -> Directory:
    gone = {*points.question_of(directory).options, directory.role("scheduling")[0].id, directory.role("main")[0].id}
    roles = {role: tuple(n for n in names if n not in gone) for role, names in directory.file.roles.items()}
    kept = tuple(e for e in directory.entries if e.id not in gone)
    questions = tuple(q for q in directory.questions if not {o.partition(".")[0] for o in q.options} & gone)
    changed = directory.file.model_copy(update={"roles": roles, "entries": kept, "questions": questions})
    return replace(directory, version="0" * 12, file=changed)
