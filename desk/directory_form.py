"""One entry of the directory as a plain form, and back. Pure.

What somebody did not touch comes out as it was written: only fields that read otherwise than the form showed count.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, get_args

from bot.directory_rules import Fault
from bot.directory_types import LANGS, Given
from bot.phone_numbers import e164
from bot.yaml_edit import Value
from release.plain import line, lines, national

Raw = Mapping[str, Value]
TEXTS = ("name", "said", "before", "patients", "offices", "tell")
PLAIN = ("hours", "email", "source", "verified", "review_by", "from", "until")
NUMBER = ("purpose", "option", "wait", "hours", "audience")
NEW_ROWS = 2
MOST_ROWS = 40
MOST_TEXT, MOST_WORDS = 2000, 100_000


@dataclass(frozen=True)
class Typed:
    """What the form says: fields of the entry (None: not there), and the row of the form of each number."""

    fields: Mapping[str, Value | None]
    rows: tuple[int, ...]


def mark(there: Raw) -> str:
    """Of an entry as it was when its form was opened; of another one it differs."""
    return hashlib.sha256(json.dumps(there, sort_keys=True).encode()).hexdigest()[:16]


def filled(there: Raw) -> dict[str, str]:
    """The form as it is opened."""
    form = {f"{name}_{lang}": part_of(there.get(name), lang) for name in TEXTS for lang in LANGS}
    form |= {f"called_{lang}": "\n".join(_list(there.get("called"), lang)) for lang in LANGS}
    form |= {name: str(there.get(name, "")) for name in PLAIN}
    form |= {f"not_given-{name}": "1" for name in there.get("not_given", ())}
    address = there.get("address")
    form |= {"address_lines": "\n".join(_list(address, "lines")), "address_use": part_of(address, "use") or "mail"}
    for row, number in enumerate(_numbers(there)):
        form |= {f"number-{row}-{part}": str(number.get(part, "")) for part in NUMBER}
        form[f"number-{row}-number"] = national(str(number.get("number", "")))
        form |= {f"number-{row}-inferred": "1"} if number.get("inferred") == "true" else {}
    return form | {"rows": str(len(_numbers(there)) + NEW_ROWS)}


def rows(form: Mapping[str, str]) -> range:
    """The rows of numbers that the form has."""
    told = form.get("rows", "")
    return range(min(int(told), MOST_ROWS) if told.isascii() and told.isdigit() and len(told) < 4 else NEW_ROWS)


def part_of(value: Value | None, name: str) -> str:
    """One part of a value that has parts, such as the English of a text; "" where there is none."""
    return str(value.get(name, "")) if isinstance(value, dict) else ""


def typed(form: Mapping[str, str], there: Raw, country: str) -> Typed:
    """What somebody typed, as far as it differs from what the form showed."""
    shown, _ = _read(filled(there), there, country)
    said, kept = _read(form, there, country)
    return Typed({name: value for name, value in said.items() if value != shown[name]}, kept)


def by_field(faults: tuple[Fault, ...], entry: str, kept: tuple[int, ...]) -> dict[str, str]:
    """The faults in words beside the form's fields; those of other places under ""."""
    return in_words(faults, f"entries.{entry}.", partial(_field, kept=kept))


def in_words(
    faults: tuple[Fault, ...], begins: str, field: Callable[[list[str], Fault], tuple[str, str]]
) -> dict[str, str]:
    """By the form's fields; `field` gives the name for a place in the file, and words where the check's do not fit."""
    found: dict[str, str] = {}
    for fault in faults:
        place = fault.place.partition(": ")[2] or fault.place
        ours = place.startswith(begins)
        name, says = field(place.removeprefix(begins).split("."), fault) if ours else ("", "")
        says = says or (fault.mend if fault.what.startswith(TECHNICAL) else f"{fault.what} {fault.mend}")
        found[name] = " ".join(dict.fromkeys(filter(None, (found.get(name, ""), says))))
    return found


def _read(form: Mapping[str, str], there: Raw, country: str) -> tuple[dict[str, Value | None], tuple[int, ...]]:
    """Every field that the form has, as it would stand in the file."""
    made: dict[str, Value | None] = {name: _text(form, name) for name in TEXTS}
    called = {lang: list(dict.fromkeys(lines(form.get(f"called_{lang}", "")[:MOST_WORDS]))) for lang in LANGS}
    made["called"] = {lang: words for lang, words in called.items() if words} or None
    made |= {name: line(form.get(name, "")[:MOST_TEXT]) or None for name in PLAIN}
    made["not_given"] = _ticked(form, there) or None
    address = lines(form.get("address_lines", "")[:MOST_TEXT])
    made["address"] = {"lines": address, "use": form.get("address_use", "mail")} if address else None
    numbers = dict(_typed_numbers(form, there, country))
    return made | {"numbers": list(numbers.values()) or None}, tuple(numbers)


def _text(form: Mapping[str, str], name: str) -> Value | None:
    both: dict[str, Any] = {lang: line(form.get(f"{name}_{lang}", "")[:MOST_TEXT]) for lang in LANGS}
    return both if any(both.values()) else None


def _ticked(form: Mapping[str, str], there: Raw) -> list[str]:
    """What is not given: what was so already in its order, then the rest."""
    known = [str(name) for name in there.get("not_given", ())]
    every = dict.fromkeys((*known, *get_args(Given)))
    return [name for name in every if form.get(f"not_given-{name}")]


def _typed_numbers(form: Mapping[str, str], there: Raw, country: str) -> Iterator[tuple[int, dict[str, Value]]]:
    """Each row that has a number; one that was emptied goes."""
    known = _numbers(there)
    for row in rows(form):
        said = line(form.get(f"number-{row}-number", "")[:60])
        if not said:
            continue
        before = known[row] if row < len(known) else {}
        parts = {part: line(form.get(f"number-{row}-{part}", "")[:60]) for part in NUMBER}
        wanted = {"purpose": parts.pop("purpose"), "number": _number(said, before, country), **parts}
        wanted["inferred"] = "true" if form.get(f"number-{row}-inferred") else ""
        names = dict.fromkeys((*before, *wanted))
        yield row, {name: value for name in names if (value := wanted.get(name, before.get(name)))}


def _number(said: str, before: Mapping[str, Any], country: str) -> str:
    """In E.164; what is no number of the country stays as typed, for the check to tell of."""
    old = str(before.get("number", ""))
    if said in (old, national(old)):
        return old
    return "+" + "".join(filter(str.isdigit, said)) if said.startswith("+") else e164(said, country) or said


def _field(rest: list[str], fault: Fault, kept: tuple[int, ...]) -> tuple[str, str]:
    """The field of the form, and words in place of those that speak of types and patterns."""
    name, technical = rest[0], fault.what.startswith(TECHNICAL)
    if name == "numbers" and len(rest) > 1 and rest[1].isdigit() and int(rest[1]) <= len(kept):
        part = (rest[2:] or ["number"])[0]
        return f"number-{kept[int(rest[1]) - 1]}-{part}", NUMBER_FAULTS.get(part, "") if technical else ""
    if name in (*TEXTS, "called"):
        return f"{name}_{(rest[1:] or ['en'])[0]}", ""
    if name == "address":
        return f"address_{(rest[1:] or ['lines'])[0]}", ""
    return name, "A date is needed." if technical and name in ("verified", "review_by") else ""


TECHNICAL = ("Input", "String", "Value error", "Field", "Tuple", "List")
NUMBER_FAULTS = {
    "number": "This is no whole telephone number. Write it with its area code.",
    "option": "Only the keys to press: digits, * and #, at most four.",
    "wait": "Seconds, from 0 to 30.",
    "purpose": "Choose what the number is for.",
    "audience": "Choose who may have it.",
}


def _numbers(there: Raw) -> list[dict[str, Value]]:
    found = there.get("numbers", [])
    return [one for one in found if isinstance(one, dict)]


def _list(value: Value | None, name: str) -> list[str]:
    return [str(one) for one in value.get(name, ())] if isinstance(value, dict) else []
