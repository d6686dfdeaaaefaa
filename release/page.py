"""The pages that a visitor sees, made of templates and sentences; and the two files that they load."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Response

from bot.channels.web_pages import Files, templates
from bot.directory import Directory
from release.plain import national
from release.sheet import image_library
from release.words import Pair, Words

HERE = Path(__file__).resolve().parent
# Only our own style, script and forms; nothing of ours may be framed.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PAGES = templates(HERE / "templates")
FILES = Files(HERE / "static", "/sign-files")


@dataclass(frozen=True)
class Fault:
    """One line of what is wrong: a sentence, and the field that it is about ("" for none)."""

    says: Pair
    at: str = ""


@dataclass(frozen=True)
class Wrong:
    """All that is wrong with a page: said once at its top, and once beside each field."""

    faults: tuple[Fault, ...] = ()
    heading: Pair | None = None

    @property
    def by_field(self) -> dict[str, Pair]:
        """The sentence of each field."""
        return {fault.at: fault.says for fault in self.faults if fault.at}


NOTHING_WRONG = Wrong()


@dataclass(frozen=True)
class Pages:
    """The pages in one visitor's languages."""

    words: Words
    directory: Directory
    here: str = ""
    csrf: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    def show(
        self, template: str, title: str, status: int = 200, wrong: Wrong = NOTHING_WRONG, **fields: Any
    ) -> Response:
        """One page; `title` names its sentence."""
        desk = {lang: self.directory.file.name[lang] for lang in self.words.langs}
        told = {
            "w": self.words.both,
            "title": self.words.both(title),
            "desk": desk,
            "phone": phone(self.directory),
            "here": self.here,
            "csrf": self.csrf,
            "css": address("sign.css"),
            "script": "",
            "faults": wrong.faults,
            "problem": wrong.heading,
            "wrong": wrong.by_field,
        }
        body = PAGES.get_template(f"{template}.html").render(told | fields)
        return Response(body, status, mimetype="text/html", headers={"Content-Security-Policy": POLICY})

    def notice(self, name: str, status: int, said: Iterable[Pair], back: bool = False) -> Response:
        """A page that only says something."""
        return self.show("notice", f"{name}_title", status, said=list(said), back=back)


def phone(directory: Directory) -> dict[str, str] | None:
    """The number that patients may call about images, as E.164 and as people write it; or the main number."""
    named = [*directory.role("images_patients"), *directory.role("main")]
    found = [number.number for entry in named for number in entry.of("phone")]
    return {"number": found[0], "shown": national(found[0])} if found else None


def mailing(directory: Directory, words: Words) -> list[Pair]:
    """Where a letter on paper may be sent."""
    library = image_library(directory)
    ways = [words.both("paper_fax", number=national(n.number)) for n in library.of("fax")[:1]]
    ways += [words.both("paper_mail", address=", ".join(library.address.lines))] if library.address else []
    ways += [words.both("paper_email", address=library.email)] if library.email else []
    return ways


def address(name: str) -> str:
    """Where a file of the page is; a changed file has another address."""
    return f"{FILES.address}/{name}"
