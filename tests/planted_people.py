"""Invented patients whose names, birth dates, numbers and addresses stand nowhere else, and what each would say."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count as counted

from bench.callers_file import Channel, Person
from simulator.people import line, people
from tests.callers import invented

SEED = 20261122
START, DAYS = dt.date(1930, 1, 1), 80 * 365
PARTS = "bra quo zel mir thor vex ul dray nok pim sor yev gla fen tuz ost wek jor hask lim ñan cré".split()
TOWNS = (("Durham", "27701"), ("Kinston", "28501"), ("Boone", "28607"), ("Wilson", "27893"), ("Apex", "27502"))
STUDIES = ("MRI right hip", "CT chest", "X-ray left knee", "ultrasound of the thyroid", "CT abdomen")
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}
OPENINGS = {
    "en": (
        "please send my images to my doctor",
        "my name is {name} and i need my {study} images sent to my doctor",
        "i need a copy of my pictures sent to another doctor",
        "this is {name} born {birth} my record number is {mrn} please send my images to my doctor",
        "i want my {study} pictures sent to {doctor}",
    ),
    "es": (
        "necesito que manden mis imágenes a mi doctor",
        "me llamo {name} y quiero mandar mis imágenes a mi doctor",
    ),
}
TENS = " ten twenty thirty forty fifty sixty seventy eighty ninety".split(" ")
ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
ONES += "seventeen eighteen nineteen".split()
ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth".split()
ORDINALS += "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split()
ORDINALS += [f"twenty {one}" for one in ORDINALS[1:10]] + ["thirtieth", "thirty first"]


@dataclass(frozen=True)
class Patient:
    """One of them; `number` is E.164 and unlike that of any other."""

    place: int
    lang: str
    channel: Channel
    name: str
    birth: dt.date
    mrn: str
    number: str
    street: str
    town: str
    doctor: str
    study: str

    @property
    def address(self) -> str:
        """Where the pictures go."""
        return f"{self.street}, {self.town}"

    @property
    def births(self) -> list[str]:
        """The birth date in all the ways in which it might be written down."""
        day, month, year = self.birth.day, self.birth.month, self.birth.year
        english, spanish = MONTHS["en"][month - 1], MONTHS["es"][month - 1]
        plain = [self.birth.isoformat(), f"{month}/{day}/{year}", f"{month:02}/{day:02}/{year}"]
        plain += [
            f"{day}/{month}/{year}",
            f"{day:02}/{month:02}/{year}",
            f"{month:02}{day:02}{year}",
            f"{year}{month:02}{day:02}",
        ]
        plain += [f"{english} {day}, {year}", f"{english} {day} {year}", f"{day} {english} {year}"]
        plain += [f"{english[:3]} {day}, {year}", f"{day} de {spanish} de {year}", self.birth_aloud]
        return list(dict.fromkeys(plain))

    @property
    def birth_aloud(self) -> str:
        """As it is said: "july fourteenth nineteen forty six"."""
        return f"{MONTHS['en'][self.birth.month - 1].lower()} {ORDINALS[self.birth.day]} {_year(self.birth.year)}"

    @property
    def values(self) -> list[str]:
        """All that must stand nowhere, in its spellings; each has eight letters or more."""
        first, last = self.name.split(" ", 1)
        digits = self.number.removeprefix("+1")
        found = [self.name, f"{last}, {first}", f"{last} {first}", last, *self.births]
        found += [self.mrn, " ".join(self.mrn[1:]), self.number, digits, " ".join(digits)]
        found += [f"({digits[:3]}) {digits[3:6]}-{digits[6:]}", f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"]
        found += [f"{' '.join(digits[:3])}, {' '.join(digits[3:6])}, {' '.join(digits[6:])}"]
        found += [self.street, self.street.split(" ", 1)[1], self.doctor, self.doctor.split()[-1]]
        return [value for value in dict.fromkeys(found) if len(value) >= 8]

    @property
    def person(self) -> Person:
        """The caller that a player plays."""
        return Person.model_validate(
            {
                "id": f"planted-{self.place}",
                "channel": self.channel,
                "opening": self._opening,
                "facts": self._facts,
                "answers": self._answers,
                "end": "submitted",
            }
        )

    @property
    def _opening(self) -> str:
        chosen = OPENINGS[self.lang]
        words = chosen[self.place // 2 % len(chosen)]
        birth = self.birth_aloud if self.channel == "voice" else self.births[1]
        told = {"name": self.name, "birth": birth, "mrn": self.mrn, "study": self.study, "doctor": self.doctor}
        return self._spoken(words.format(**told))

    @property
    def _facts(self) -> dict[str, object]:
        return {
            "requester": "patient",
            "patient_name": self.name,
            "date_of_birth": self.birth.isoformat(),
            "mrn": self.mrn,
            "recipient_name": self.doctor,
            "recipient_address": self.address,
            "studies": [{"study": self.study, "date": "2026-08-04"}],
            "callback": self.number,
        }

    @property
    def _answers(self) -> dict[str, list[str]]:
        spanish, (first, last) = self.lang == "es", self.name.split(" ", 1)
        yes, no = ("sí", "no") if spanish else ("yes", "no")
        date = "4 de agosto de 2026" if spanish else "august 4 2026"
        spelled = f"{first} {' '.join(first)} {last} {' '.join(last)}"
        said = {
            "requester": ["soy el paciente" if spanish else "i am the patient"],
            "patient_name": [self.name, spelled],
            "date_of_birth": self._birth_said,
            "mrn": [self.mrn],
            "recipient_name": [self.doctor, f"{self.doctor} {' '.join(self.doctor.split()[-1])}"],
            "recipient_address": [f"{self.street} {self.town}"],
            "studies": [f"{self.study} {date}"],
            "callback": [yes],
            "confirm": [yes],
            "signature": ["está bien" if spanish else "okay"],
            "anything_else": [no],
        }
        return {thing: [self._spoken(one) for one in words] for thing, words in said.items()}

    @property
    def _birth_said(self) -> list[str]:
        day, month, year = self.birth.day, self.birth.month, self.birth.year
        if self.lang == "es":
            return [f"{day} de {MONTHS['es'][month - 1]} de {year}"]
        keyed, written = f"{month:02}{day:02}{year}", f"{month}/{day}/{year}"
        ways = (keyed, self.birth_aloud) if self.channel == "voice" else (written, self.birth.isoformat())
        return [ways[self.place // 4 % 2]]

    def _spoken(self, words: str) -> str:
        return words.lower().replace(",", "") if self.channel == "voice" else words


def patients(count: int, seed: int = SEED) -> Iterator[Patient]:
    """So many of them, the same ones each time."""
    chance, names, numbers = random.Random(seed), set[str](), _numbers()
    births = chance.sample(range(DAYS), count)  # each has a birth date of his own
    for place, birth in enumerate(births):
        lang = "es" if place % 5 == 4 else "en"
        name, doctor, street = (_new(chance, names) for _ in range(3))
        town = " NC ".join(chance.choice(TOWNS))
        yield Patient(
            place,
            lang,
            "voice" if place % 2 else "sms",
            f"{_word(chance, 2)} {name}",
            START + dt.timedelta(days=birth),
            f"{chance.choice('DEGHM')}{chance.randrange(10**7):07}",
            next(numbers),
            f"{chance.randrange(100, 9999)} {street} Street",
            town,
            f"Dr. {_word(chance, 2)} {doctor}",
            chance.choice(STUDIES),
        )


def _numbers() -> Iterator[str]:
    """Of people who are not the demo phone's callers: its page lists those."""
    known = {*people("US"), line("US")}
    return (one for one in map(invented, counted()) if one not in known)


def _new(chance: random.Random, names: set[str]) -> str:
    """A long name that nobody had before; none is a part of another."""
    while True:
        word = _word(chance, 3)
        if len(word) >= 8 and not any(word in other or other in word for other in names):
            names.add(word)
            return word


def _word(chance: random.Random, parts: int) -> str:
    return "".join(chance.sample(PARTS, parts)).capitalize()


def _year(year: int) -> str:
    if year >= 2000:
        return f"two thousand {_below_hundred(year - 2000)}".removesuffix(" zero")
    return f"nineteen {_below_hundred(year - 1900)}"


def _below_hundred(number: int) -> str:
    if number < 20:
        return ONES[number]
    return f"{TENS[number // 10]} {ONES[number % 10]}".removesuffix(" zero")
