"""What the talk knows of the request it takes: what was told, what was asked, what it waits for. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from bot.fields.address_split import Address
from bot.fields.dates import DateHeard
from bot.fields.recipient_words import is_person
from bot.fields.tables import word_set
from bot.request import ReleaseRequest

Field = Literal[
    "taken", "who", "name", "birth", "studies", "recipient", "address", "record", "reach", "needed"
]  # fmt: skip
# In the order in which they are asked for.
FIELDS: tuple[Field, ...] = get_args(Field)
# A request goes without these.
OPTIONAL: frozenset[Field] = frozenset({"record", "reach", "needed"})
MOST_OPTIONAL, MOST_DEMANDED = 2, 3  # misses
QUIET = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True, repr=False)
class Draft:
    """One request as the talk knows it.

    `id` and `code` are the stored request's, "" before there is one. `settled` are fields that are not asked again,
    whatever was told; `read` those that were read back with the last question. `tries` counts misses of one question.
    `birth`, `digits` and `address` are halves of an answer that wait for the rest. `papers`: it is open whether the
    asker holds any. `child`: the asker is a parent; `grown`: of a child that is of age. `general`: it was asked which
    pictures. `refused`: something demanded was refused once.
    `unsure` are fields that were heard and are to be asked for once more: a name by its letters, a study by its part
    of the body. `doubted` are those that were, or need not be. `kinds`: of examination, told without their part of the
    body. `rough`: what was heard was not what was meant.
    `at` is when the caller was last heard (ISO). `resumed`: it was begun in another talk, so nothing is read back.
    `over`: there is nothing more to ask.
    """

    request: ReleaseRequest = field(default_factory=ReleaseRequest)
    id: str = ""
    code: str = ""
    settled: tuple[Field, ...] = ()
    read: tuple[Field, ...] = ()
    tries: int = 0
    birth: tuple[int | None, int | None, int | None] = (None, None, None)
    digits: str = ""
    address: Address | None = None
    papers: bool = False
    child: bool = False
    grown: bool = False
    general: bool = False
    kinds: tuple[str, ...] = ()
    placeless: bool = False
    refused: bool = False
    unsure: tuple[Field, ...] = ()
    doubted: tuple[Field, ...] = ()
    rough: bool = False
    at: str = ""
    resumed: bool = False
    over: bool = False

    def __repr__(self) -> str:
        return "<Draft>"

    @property
    def held(self) -> bool:
        """Whether anything private was told, so that there is something to keep."""
        r = self.request
        told = (r.patient_name, r.date_of_birth, r.studies, r.recipient_name, r.recipient_address, r.mrn, r.callback)
        return any(told) or r.recipient_home or r.all_studies

    @property
    def lacks_place(self) -> bool:
        """Whether it goes to a doctor alone, and it is still to be asked for where he works."""
        name = self.request.recipient_name
        placed = "," in name or bool(set(name.casefold().split()) & word_set("recipient", "places"))
        return self.placeless and is_person(name) and not placed and not self.request.recipient_address

    @property
    def next(self) -> Field | None:
        """What to ask next; None when all is told or settled."""
        return next((name for name in FIELDS if not self._has(name)), None)

    def _has(self, name: Field) -> bool:
        r, missing = self.request, self.request.missing()
        if name in self.settled:
            return True
        if name in self.unsure:
            return False
        told = {
            "who": r.requester is not None and not self.papers,
            "name": " " in r.patient_name,
            "birth": r.date_of_birth is not None,
            "studies": "studies" not in missing and "study_dates" not in missing,
            "recipient": "recipient_name" not in missing and not self.lacks_place,
            "address": "recipient_address" not in missing,
            "record": bool(r.mrn),
            "reach": bool(r.callback),
            "needed": r.needed_by is not None or bool(r.needed_words),
        }
        return told.get(name, False)

    def settle(self, *names: Field) -> Draft:
        """With these asked for no more."""
        return replace(self, settled=tuple(dict.fromkeys((*self.settled, *names))))

    def open_again(self, name: Field) -> Draft:
        """With this to be asked for anew."""
        return replace(self, settled=tuple(f for f in self.settled if f != name), tries=0)

    def doubt(self, name: Field, open_: bool) -> Draft:
        """With this to be asked for once more, if it never was; or, settled by now, asked for no more."""
        if open_ and name in self.doubted:
            return self
        others = tuple(f for f in self.unsure if f != name)
        doubted = tuple(dict.fromkeys((*self.doubted, name)))
        return replace(self, unsure=(*others, name) if open_ else others, doubted=doubted)

    def quiet(self, now: dt.datetime) -> bool:
        """Whether the caller was silent so long that somebody else may hold the phone."""
        return bool(self.at) and now - dt.datetime.fromisoformat(self.at) > QUIET

    def birth_so_far(self) -> DateHeard:
        """The half of a date that was told."""
        year, month, day = self.birth
        if year is month is day is None:
            return DateHeard(why="nothing")
        parts = (("day", day), ("month", month), ("year", year))
        missing = tuple(name for name, value in parts if value is None)
        return DateHeard(None, missing, "", year, month, day)  # type: ignore[arg-type]
