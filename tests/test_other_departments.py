"""Other departments than the one shipped: a small clinic, one that sends no images, one without a fax, a new one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.directory import Directory, load
from bot.directory_check import report
from bot.directory_types import LANGS
from bot.emergency import Urgency
from bot.message import Message
from bot.reply import Part
from bot.take_turn import understanding
from bot.wording import Wording
from tests.every_answer import Case, cases
from tests.shells import NOW, Shell
from tests.small_directory import entry, small, write
from tests.spoken_digits import told
from tests.whole_desk import House, whole_desk

HERE = Path(__file__).resolve().parent
WORDING = Wording()
# What one hospital alone has, and what a template leaves where something is missing.
OF_THE_SHIPPED_ONE = re.compile(r"Duke|MyChart|PowerShare|Image Library|Biblioteca de Im|MedLink|Durham|None")
HOLES = re.compile(r" [,.;?]|[,:;] ?[.,;]|\(\)|[,:;] *$|\b(?:The|the|to|la|a) [.,]")
MENTION_IMAGES = re.compile(r"your images|press 1|1 for images|send my images|sus imágenes", re.IGNORECASE)
NEW = [
    *("--name", "Pine Valley Imaging", "--timezone", "America/Anchorage", "--main", "907 555 0101"),
    *("--scheduling", "907 555 0112", "--emergent", "907 555 0123"),
]


def juniper() -> dict[str, Any]:
    """The small clinic, to be changed."""
    raw: dict[str, Any] = yaml.load((HERE / "directories/juniper.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    return raw


def without_images() -> dict[str, Any]:
    """The same clinic, which sends no images."""
    raw = juniper()
    del raw["roles"]["images_patients"]
    raw["entries"] = [one for one in raw["entries"] if one["id"] not in ("copies", "release", "pick_up")]
    return raw


def without_fax() -> dict[str, Any]:
    """The same clinic, with a copy desk that has a telephone and nothing else."""
    raw = juniper()
    desk = entry(raw, "copies")
    desk["numbers"] = desk["numbers"][:1]
    del desk["address"], desk["hours"]
    desk["not_given"] = ["fax", "hours", "email", "address"]
    return raw


DEPARTMENTS = {"juniper": juniper, "no images": without_images, "no fax": without_fax, "hilltop": small}


@pytest.fixture(scope="module", params=[*DEPARTMENTS, "new"])
def department(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of one of them; "new" is what `directory new` writes."""
    file = tmp_path_factory.mktemp("department") / "directory.yaml"
    if request.param == "new":
        return written(file)
    return write(file, DEPARTMENTS[request.param]())


def written(file: Path) -> Path:
    from bot.settings import Settings

    shell = Shell(Settings(var=file.parent, database_url=f"sqlite:///{file.parent / 'radline.db'}", clock=NOW))
    done = shell.type("directory", "new", str(file), *NEW)
    assert done.exit_code == 0, done.output
    return file


def words_of(case: Case, directory: Directory) -> Iterator[str]:
    """The answer in both languages, as it is heard or read."""
    for lang in LANGS:
        if case.channel == "text":
            for form in (False, True):
                yield " ".join(WORDING.written(part, lang, directory, short=form) for part in case.reply.parts)
        else:
            yield " ".join(map(str, WORDING.spoken(case.reply.parts, lang, directory)))


def test_the_check_finds_no_fault(department: Path) -> None:
    printed, code = report(department, NOW)
    assert code == 0, printed


def test_every_answer_fits_the_department(department: Path) -> None:
    directory = load(department)
    numbers = {number[2:] for number in directory.numbers}
    for case in cases(directory):
        for words in words_of(case, directory):
            assert not OF_THE_SHIPPED_ONE.search(words), f"{case}: {words}"
            assert case.channel == "voice" or not HOLES.search(words), f"{case}: {words}"
            assert case.channel == "voice" or set(told(words)) <= numbers, f"{case}: {words}"


def test_whoever_sends_no_images_offers_none(tmp_path: Path) -> None:
    directory = load(write(tmp_path / "directory.yaml", without_images()))
    offers = ("greeting", "hello", "keys", "missed", "missed_twice", "tell_me_more", "who_are_you")
    for reply, lang in ((reply, lang) for reply in offers for lang in LANGS):
        for form in ("say", "text"):
            words = WORDING.render(Part(reply), lang, form, directory)  # type: ignore[arg-type]
            assert not MENTION_IMAGES.search(words), words


# ------------------------------------------------------------------ through the doors


@pytest.fixture
def open_house(department: Path, tmp_path: Path) -> Iterator[House]:
    """Its doors, without the understanding box: rules, names and numbers have to do."""
    house = whole_desk(tmp_path, directory=department)
    yield house
    house.close()


def test_an_urgent_caller_gets_through(open_house: House) -> None:
    (line, *_) = open_house.directory.role("emergent")
    number = line.of("emergent")[0]
    for caller in (
        open_house.caller().call().press("2"),
        open_house.caller().call().say("trauma bay needs her priors"),
    ):
        assert [(dialled, keys.lstrip("w")) for dialled, keys in caller.dialled] == [
            (number.number, number.option or "")
        ]


def test_who_is_on_the_way_to_this_house_by_its_name_gets_through(open_house: House) -> None:
    bound = "patient bound for {}, need the scans"
    assert open_house.caller().call().say(bound.format(open_house.directory.file.house.en)).dialled
    assert not open_house.caller().call().say(bound.format("Windmere")).dialled


def test_this_house_is_meant_by_its_name(open_house: House) -> None:
    known = understanding(open_house.directory, open_house.desk.nlu).alone()
    for name, ours in ((open_house.directory.file.house.en, True), ("Windmere", False)):
        message = Message("text", "words", words=f"how do I get a disc to {name}")
        assert ("to_us" in known.meaning(message, NOW, Urgency("none")).signs) == ours


def test_a_person_in_danger_hears_911(open_house: House) -> None:
    assert "9 1 1" in open_house.caller().call().say("i cannot breathe and my chest hurts").heard
    assert "911" in (open_house.texter().text("i cannot breathe and my chest hurts") or "")


def test_each_line_is_told_by_its_name(open_house: House) -> None:
    for one in open_house.directory.entries:
        line = next(iter(one.of("appointments", "phone")), None)
        if line is None or one.kind == "lead":
            continue
        text = open_house.texter().text(f"phone number for {one.name.en}") or ""
        assert line.number[2:] in told(text), f"{one.id}: {text}"


def test_who_sends_no_images_gives_a_person(tmp_path: Path) -> None:
    house = whole_desk(tmp_path, directory=write(tmp_path / "directory.yaml", without_images()))
    assert told(house.texter().text("please send my images to my doctor") or "") == ["6025550100"]
    assert "6 0 2, 5 5 5, 0 1 0 0" in house.caller().call().press("1").heard
    house.close()


def test_a_desk_without_a_fax_is_called(tmp_path: Path) -> None:
    house = whole_desk(tmp_path, directory=write(tmp_path / "directory.yaml", without_fax()))
    caller = house.caller().call().say("please send my images to my doctor")
    for words in ("yes", "i am the patient", "Ana Ruiz, R U I Z", "March 9 1957", "I will not tell you", "no"):
        caller.say(words)
    assert "fax" not in caller.heard
    house.close()


def test_the_word_tables_name_no_department() -> None:
    """Training sentences and a list of sound-alikes may name one; the rest takes the name from the directory."""
    house = load(HERE.parent / "directory.yaml").file.house
    files = {path for path in (HERE.parent / "data").rglob("*.yaml") if path.name != "heard-apart.yaml"}
    named = {file for file in files if house.en.lower() in re.findall(r"\w+", file.read_text(encoding="utf-8").lower())}
    assert (len(files) > 50, named) == (True, set())


@pytest.mark.parametrize("file", sorted((HERE.parent / "replies").glob("*.*")), ids=lambda path: path.name)
def test_the_replies_name_no_department(file: Path) -> None:
    house = load(HERE.parent / "directory.yaml").file.house
    assert not {house.en, house.es} & set(re.findall(r"\w+", file.read_text(encoding="utf-8")))
