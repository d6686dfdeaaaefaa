"""From the names of replies to words: replies/*.yaml, spoken and written, in the caller's language.

Templates get the directory's fields and never hold a number themselves. A number in the spoken form
becomes a SpokenNumber, for the channel to read; in the written form it is grouped for tapping.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import jinja2

from bot import spoken_times
from bot.digits import groups, stressed
from bot.directory import Directory
from bot.directory_types import LANGS, Entry, Lang, Number
from bot.phone_numbers import national
from bot.reply import Part
from bot.saying import Bit, Foreign, Letters, SpokenNumber
from bot.tables import read_yaml

Form = Literal["say", "text", "short"]
FOLDER = Path(__file__).resolve().parent.parent / "replies"
# Private-use characters mark a number or letters to be spelled inside a rendered template.
SIGN_OR_REST = re.compile(r"[^\W_]+|.")
CAPITALS = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|\d+")
MARK = re.compile("\ue000(?P<kind>[nlf])(?P<what>[^\ue001]*)\ue001")


class Wording:
    """All replies in all languages, compiled once."""

    def __init__(self, folder: Path = FOLDER) -> None:
        # What comes out is spoken or texted, never HTML; TwiML escapes it.
        self._env = jinja2.Environment(undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # noqa: S701
        self.tables: dict[Lang, dict[str, Any]] = {lang: _read(folder, lang) for lang in LANGS}
        self._compiled = lru_cache(maxsize=None)(self._template)

    def spoken(self, parts: tuple[Part, ...], lang: Lang, directory: Directory) -> tuple[Bit, ...]:
        """The parts as words and numbers to be read aloud."""
        text = " ".join(filter(None, (self.render(part, lang, "say", directory) for part in parts)))
        return tuple(_bits(text, directory))

    def written(self, part: Part, lang: Lang, directory: Directory, *, short: bool = False) -> str:
        """One part as it stands in a text message; `short` where room is scarce."""
        return self.render(part, lang, "short" if short else "text", directory)

    def render(self, part: Part, lang: Lang, form: Form, directory: Directory) -> str:
        """One part in words; numbers in the spoken form are still marked."""
        view = _View(self.tables, lang, form, directory)
        text = self._compiled(part.reply, lang, form).render(view.fields(part))
        return re.sub(r"\s+", " ", text).strip()

    def _template(self, reply: str, lang: Lang, form: Form) -> jinja2.Template:
        return self._env.from_string(_form(self.tables[lang]["replies"][reply], form))


def _form(reply: str | Mapping[str, str], form: Form) -> str:
    return reply if isinstance(reply, str) else reply.get(form) or reply["text"]


def _read(folder: Path, lang: Lang) -> dict[str, Any]:
    table: dict[str, Any] = read_yaml(folder / f"{lang}.yaml")
    return table


class _View:
    """What a template may use, for one language and form."""

    def __init__(self, tables: Mapping[Lang, Mapping[str, Any]], lang: Lang, form: Form, directory: Directory) -> None:
        self.tables, self.lang, self.form, self.directory = tables, lang, form, directory
        self.table = tables[lang]

    def fields(self, part: Part) -> dict[str, Any]:
        entry = self.directory.entry(part.entry) if part.entry else None
        return self.department() | {
            "lang": self.lang,
            "whose": [self.name(self.directory.entry(one)) for one in part.args.get("whose", ())],
            "short": self.short,
            "tel": self.tel,
            "label": self.label,
            "name": self.name,
            "hours": lambda e: spoken_times.hours(self.directory, e, self.lang, self.table["times"]),
            "moment": lambda iso: spoken_times.moment(iso, self.lang, self.table["times"]),
            "spell": self.spell,
            "other_language": self.other_language(),
            "told": tuple(
                (self.directory.target(t.partition("#")[0]).entry, n)
                for t, n in zip(part.numbers, self.numbers(part), strict=True)
            ),
            "names": [self.table["intents"].get(i, i) for i in part.args.get("intents", ())],
            "entry": entry,
            "numbers": tuple(self.numbers(part)),
            "fact": self.fact(entry, part.fact),
            "options": tuple(self.option(o) for o in part.args.get("options", ())),
            **{k: v for k, v in part.args.items() if k not in ("options", "whose")},
        }

    def department(self) -> dict[str, Any]:
        """What replies say of the department as a whole; "" or None for what it has not."""
        file, roles = self.directory.file, self.directory.role
        exams = [exam[self.lang] for exam in file.examples] or [""]
        return {
            "desk": file.name[self.lang],
            "house": file.house[self.lang],
            "to_book": exams[0],
            "to_fax": exams[-1],
            "library": self.called(next(iter(roles("images_patients")), None)),
            "records": self.called(next(iter(roles("records")), None)),
            "bills": self.called(next(iter(roles("billing")), None)),
            "portal": self.directory.answering("see_images_online"),
            "release": self.directory.answering("release_images"),
            "called": self.called,
            "inside": self.inside,
        }

    def called(self, entry: Entry | None) -> str:
        """The short name of an entry, said or written."""
        return (entry.said or entry.name)[self.lang] if entry else ""

    def inside(self, name: str) -> str:
        """A name that stands inside a sentence: "The copy desk" -> "the copy desk"."""
        first, _, rest = name.partition(" ")
        return f"{first.lower()} {rest}" if first in self.table["articles"] else name

    def numbers(self, part: Part) -> list[Number]:
        found = [
            self.directory.target(t.partition("#")[0]).numbers[int(t.partition("#")[2] or 0)] for t in part.numbers
        ]
        return found

    def name(self, entry: Entry) -> str:
        return (entry.said or entry.name)[self.lang] if self.form == "say" else entry.name[self.lang]

    def fact(self, entry: Entry | None, fact: str) -> str:
        found = [f for f in entry.facts if f.id == fact] if entry else []
        return found[0].tell[self.lang] if found else ""

    def option(self, option: tuple[str, str]) -> str:
        """An option's name: the question's own word for it, or the entry's."""
        target, question = option
        for q in self.directory.questions:
            if q.id == question and target in q.names:
                return q.names[target][self.lang]
        found = self.directory.target(target)
        name = self.name(found.entry)
        return f"{name} {self.table['purposes'][found.purpose]}" if found.purpose else name

    def label(self, number: Number) -> str:
        label: str = self.table["purposes"][number.purpose]
        return label

    def tel(self, number: Number) -> str:
        """A number with its option, marked for reading or grouped for tapping."""
        key = "press" if number.purpose == "emergent" else "option"
        option = self.table["option"][key].format(number.option) if number.option else ""
        said = f"\ue000n{number.number}\ue001" if self.form == "say" else national(number.number)
        return f"{said}, {option}" if option else said

    def short(self, which: Literal["emergency", "crisis"]) -> str:
        """911 or 988: a written number, or digits to be read one by one."""
        digits: str = getattr(self.directory.file, which)
        return " ".join(digits) if self.form == "say" else digits

    def other_language(self) -> str:
        """The key to the other language, announced in that language."""
        other: Lang = "es" if self.lang == "en" else "en"
        words = self.tables[other]["this_language"]
        return f"\ue000f{other}{words}\ue001" if self.form == "say" else words

    def spell(self, address: str) -> str:
        """An e-mail address, spelled when spoken, but for words in it that capitals tell apart."""
        if self.form != "say":
            return address
        words = self.table["letters"]
        if "@" not in address:  # a name: each letter by itself
            return "\ue000l" + ", ".join(words.get(c, c) for c in address) + "\ue001"
        spelled = (words[part] if part in words else _by_capitals(part) for part in SIGN_OR_REST.findall(address))
        return "\ue000l" + ", ".join(spelled) + "\ue001"


def _by_capitals(part: str) -> str:
    """ "DUHSImageLibrary" as "D-U-H-S Image Library"; what has no such words letter by letter."""
    pieces = CAPITALS.findall(part)
    if "".join(pieces) != part or not any(map(str.istitle, pieces)):
        return "-".join(part)
    return " ".join(piece if len(piece) > 2 and piece.istitle() else "-".join(piece) for piece in pieces)


def _bits(text: str, directory: Directory) -> list[Bit]:
    bits: list[Bit] = []
    at = 0
    for match in MARK.finditer(text):
        bits.append(text[at : match.start()])
        what = match["what"]
        if match["kind"] == "n":
            bits.append(SpokenNumber(groups(what), stressed(what, directory.numbers)))
        elif match["kind"] == "f":
            bits.append(Foreign("es" if what.startswith("es") else "en", what[2:]))
        else:
            bits.append(Letters(what))
        at = match.end()
    bits.append(text[at:])
    return [bit for bit in bits if bit]
