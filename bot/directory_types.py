"""The shape of directory.yaml: every line, fax, shift, address and fact of one department.

Pure data. Reading and watching the file is bot/directory.py, its faults are bot/directory_check.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal

import phonenumbers
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Lang = Literal["en", "es"]
LANGS: tuple[Lang, ...] = ("en", "es")
Purpose = Literal[
    "appointments",
    "same_day",
    "nurse_coordinator",
    "advice",
    "fax",
    "phone",
    "toll_free",
    "emergent",
]
Given = Literal["fax", "hours", "email", "same_day", "nurse_coordinator", "phone", "address", "street"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Audience = Literal["everyone", "patients", "offices"]
Role = Literal[
    "scheduling",
    "images_patients",
    "images_offices",
    "images_manager",
    "emergent",
    "billing",
    "records",
    "findings",
    "main",
]


def e164(value: str) -> str:
    """Return `value` if it is a possible number in E.164 (+19195550100), else raise ValueError."""
    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        raise ValueError("write the number as + and digits alone, for example +19195550100") from None
    if phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) != value:
        raise ValueError("write the number as + and digits alone, for example +19195550100")
    if not phonenumbers.is_possible_number(number):
        raise ValueError("the number has too few or too many digits")
    return value


E164 = Annotated[str, AfterValidator(e164)]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]


class Model(BaseModel):
    """Frozen, and a misspelt field is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Text(Model):
    """One thing in every language of the desk."""

    en: str = Field(min_length=1)
    es: str = Field(min_length=1)

    def __getitem__(self, lang: Lang) -> str:
        return self.en if lang == "en" else self.es


class Words(Model):
    """People's words for a thing; matched without case or accents."""

    en: tuple[str, ...] = ()
    es: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[tuple[Lang, str]]:  # type: ignore[override]
        yield from ((lang, word) for lang in LANGS for word in (self.en if lang == "en" else self.es))


class Number(Model):
    """One telephone number and what it is for.

    `option` is the key a caller presses when prompted, `wait` the seconds before we send it.
    `audience` overrides the entry's, for one number that others may have too.
    """

    purpose: Purpose
    number: E164
    option: str | None = Field(default=None, pattern=r"^[0-9*#]{1,4}$")
    wait: float = Field(default=4.0, ge=0, le=30)
    hours: str | None = None
    audience: Audience | None = None
    inferred: bool = False


class Schedule(Model):
    """Opening times by day of the week, `[["09:00", "18:30"]]`; a day left out is closed.

    `holidays`: "open" and "closed" are stated by the source; "not_given" means it does not say.
    `dates` overrides single days.
    """

    name: Text
    days: dict[Day, tuple[tuple[Clock, Clock], ...]]
    holidays: Literal["open", "closed", "not_given"] = "not_given"
    times_given: bool = True
    dates: dict[dt.date, tuple[tuple[Clock, Clock], ...]] = Field(default_factory=dict)


class Address(Model):
    """Lines of an address and whether one may go there."""

    lines: tuple[str, ...] = Field(min_length=1)
    use: Literal["mail", "visit"] = "mail"


class Fact(Model):
    """One thing the source says about an entry, told when its words are heard."""

    id: str
    called: Words
    tell: Text


class Link(Model):
    """A page the source names; `url` is left out where the source prints no address."""

    name: Text
    url: str | None = None


class Entry(Model):
    """One line, desk, person, shift or topic of the department.

    `intent` is the need that this entry answers when only its name is heard (bot/intents/<intent>.py).
    `patients` and `offices` are told to whoever is one, `before` to everybody but patients.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: Literal["service", "desk", "lead", "person", "topic"]
    name: Text
    said: Text | None = None
    called: Words = Words()
    intent: str | None = None
    numbers: tuple[Number, ...] = ()
    hours: str | None = None
    address: Address | None = None
    email: str | None = None
    audience: Audience = "everyone"
    before: Text | None = None
    patients: Text | None = None
    offices: Text | None = None
    tell: Text | None = None
    facts: tuple[Fact, ...] = ()
    links: tuple[Link, ...] = ()
    related: tuple[str, ...] = ()
    confused_with: tuple[str, ...] = ()
    not_given: tuple[Given, ...] = ()
    source: str
    verified: dt.date
    review_by: dt.date
    from_: dt.date | None = Field(default=None, alias="from")
    until: dt.date | None = None
    inferred: bool = False

    def of(self, *purposes: Purpose) -> tuple[Number, ...]:
        """The entry's numbers for these purposes, in the order of the purposes, then of the file."""
        return tuple(n for purpose in purposes for n in self.numbers if n.purpose == purpose)

    def spoken_on(self, day: dt.date) -> bool:
        """Whether the entry may be told on `day` (its `from` and `until`)."""
        return (self.from_ or day) <= day <= (self.until or day)


class Question(Model):
    """Words that fit several entries with different numbers: ask, at most three options named.

    An option is an entry's id, or an entry's id with a purpose ("image_library.fax").
    `names` says an option in fewer or plainer words than the entry's name.
    `picks` gives, for an option, words which settle the question when heard anywhere beside it,
    `answers` more words which choose it, but only in the answer to the question.
    `alone`: asked only where nothing else of the directory is named.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    called: Words
    ask: Text
    options: tuple[str, ...] = Field(min_length=2)
    names: dict[str, Text] = Field(default_factory=dict)
    picks: dict[str, Words] = Field(default_factory=dict)
    answers: dict[str, Words] = Field(default_factory=dict)
    alone: bool = False


class Masked(Model):
    """Names of places and people that are no entry of ours; masked before words leave the process."""

    places: tuple[str, ...] = ()


class DirectoryFile(Model):
    """The whole of directory.yaml.

    `hospital` is the short name of the house where pictures are taken, as in "taken at Hilltop".
    `examples` are exams with their article ("an MRI"): one to book first, one to fax an order for last.
    """

    name: Text
    hospital: Text | None = None
    examples: tuple[Text, ...] = ()
    timezone: str
    emergency: str = Field(pattern=r"^\d{3}$")
    crisis: str = Field(pattern=r"^\d{3}$")
    country: str = Field(default="US", pattern=r"^[A-Z]{2}$")
    roles: dict[Role, tuple[str, ...]]
    emergent_backup: tuple[str, ...] = ()
    schedules: dict[str, Schedule]
    questions: tuple[Question, ...] = ()
    known: Masked = Masked()
    entries: tuple[Entry, ...]

    @property
    def house(self) -> Text:
        """The hospital's short name, else the department's."""
        return self.hospital or self.name

    @property
    def house_names(self) -> tuple[str, ...]:
        """The same, each of its names once."""
        return tuple(dict.fromkeys((self.house.en, self.house.es)))
