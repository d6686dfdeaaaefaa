"""A change in a YAML text changes what it is about, and leaves every other letter, comments above all."""

from __future__ import annotations

import copy
import difflib
import random
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.tables import PLAIN
from bot.yaml_edit import CannotEdit, Editor, raw

ROOT = Path(__file__).resolve().parent.parent
FILES = ["directory.yaml", "tests/directories/juniper.yaml"]
BARE = frozenset({"review_by", "inferred", "wait"})
TEXT = """\
# The head stays.
entries:
  # Before the first.
  - id: one
    name: {en: One, es: Uno}  # beside the name
    called:
      en: [first, "one, two",
        third]
      es: [primero]
    # Before the numbers.
    numbers:
      - {purpose: phone, number: "+19195550100"}
      - {purpose: fax, number: "+19195550101"}
    tell:
      en: It is one.
      es: Es uno.
    review_by: 2027-01-01

  # Before the second.
  - id: two
    name: {en: Two, es: Dos}
    numbers: [{purpose: phone, number: "+19195550102"}]
    review_by: 2027-01-01
# The end stays.
"""


def entries(text: str) -> list[Any]:
    return yaml.load(text, Loader=PLAIN)["entries"]  # type: ignore[no-any-return]


def changed(text: str, place: int, **fields: Any) -> str:
    """The text with these fields of an entry; None takes one away."""
    editor = Editor(text, BARE)
    root = editor.root()
    node = next(value for key, value in root.value if key.value == "entries").value[place]
    wanted: Any = {name: fields.get(name, value) for name, value in raw(node).items()}  # type: ignore[union-attr]
    wanted |= {name: value for name, value in fields.items() if name not in wanted}
    return editor.with_value(node, {name: value for name, value in wanted.items() if value is not None})


def lines(before: str, after: str) -> list[str]:
    """What differs, line by line."""
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in found if line[0] in "+-" and line[:3] not in ("---", "+++")]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"review_by": "2028-02-03"}, ["-    review_by: 2027-01-01", "+    review_by: 2028-02-03"]),
        ({"hours": "office"}, ["+    hours: office"]),
        ({"tell": None}, ["-    tell:", "-      en: It is one.", "-      es: Es uno."]),
        (
            {"numbers": [{"purpose": "phone", "number": "+19195550100"}]},
            ['-      - {purpose: fax, number: "+19195550101"}'],
        ),
        (
            {"called": {"en": ["first", "one, two", "third", "new"], "es": ["primero"]}},
            ["-        third]", "+        third, new]"],
        ),
        (
            {"called": {"en": ["first", "third"], "es": ["primero"]}},
            ['-      en: [first, "one, two",', "+      en: [first,"],
        ),
        (
            {"name": {"en": "yes", "es": "a: b #c"}},
            [
                "-    name: {en: One, es: Uno}  # beside the name",
                '+    name: {en: "yes", es: "a: b #c"}  # beside the name',
            ],
        ),
    ],
)
def test_only_the_lines_of_the_change_differ(fields: dict[str, Any], expected: list[str]) -> None:
    made = changed(TEXT, 0, **fields)
    assert lines(TEXT, made) == expected
    assert entries(made)[1] == entries(TEXT)[1]


def test_a_new_number_comes_on_a_line_of_its_own() -> None:
    numbers = [*entries(TEXT)[0]["numbers"], {"purpose": "phone", "number": "+19195550103", "inferred": "true"}]
    assert lines(TEXT, changed(TEXT, 0, numbers=numbers)) == [
        '+      - {purpose: phone, number: "+19195550103", inferred: true}'
    ]


def test_what_would_take_a_comment_along_is_refused() -> None:
    with pytest.raises(CannotEdit):
        changed(TEXT, 0, name=None)
    held = TEXT.replace("      - {purpose: fax", "      # the fax\n      - {purpose: fax")
    assert "# the fax" in changed(held, 0, numbers=entries(held)[0]["numbers"][:1])
    inside = TEXT.replace("[first,", "[first,  # the best\n       ")
    with pytest.raises(CannotEdit):
        changed(inside, 0, called={"en": ["first"], "es": ["primero"]})


@pytest.mark.parametrize("text", ["a: [", "", "\x00"])
def test_what_is_no_yaml_is_refused(text: str) -> None:
    with pytest.raises(CannotEdit):
        Editor(text).root()


WORDS = ["no", "# x", "a, b: c", '"q"', "it's", "- a", "¿eh?", "[x]", "x" * 150, "\\n", "null", "1.5", "{{ a }}", "é"]


def twisted(rng: random.Random, entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with a few changes of any kind."""
    made = copy.deepcopy(entry)
    for _ in range(rng.randint(1, 4)):
        some = [(made, key) for key in made if isinstance(made[key], str) and key not in ("id", "review_by")]
        some += [(made[key], part) for key in ("name", "tell") if isinstance(made.get(key), dict) for part in made[key]]
        where, key = rng.choice(some)
        where[key] = rng.choice(WORDS)
        words = made.get("called", {}).get("en")
        if words:
            words[:] = [word for word in words if rng.random() > 0.1] or ["left"]
            words.insert(rng.randrange(len(words) + 1), rng.choice(WORDS))
        numbers = made.setdefault("numbers", [])
        if len(numbers) > 1 and rng.random() < 0.3:
            numbers.pop(rng.randrange(len(numbers)))
        numbers.insert(rng.randrange(len(numbers) + 1), {"purpose": "phone", "number": f"+1919555{rng.random()}"})
    return made


@pytest.mark.parametrize("name", FILES)
def test_any_change_of_a_shipped_directory_comes_out_as_meant(name: str) -> None:
    text, rng = (ROOT / name).read_text(encoding="utf-8"), random.Random(7)
    known = entries(text)
    for place in rng.sample(range(len(known)), 8):
        wanted = twisted(rng, known[place])
        made = changed(text, place, **wanted)
        assert entries(made) == [*known[:place], wanted, *known[place + 1 :]]
        assert re.findall(r"^ *#.*", made, re.MULTILINE) == re.findall(r"^ *#.*", text, re.MULTILINE)
