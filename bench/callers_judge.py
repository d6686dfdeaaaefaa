"""Compares what is stored after a talk with what was true of the caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

from bench import callers_fields as fields
from bench.callers_file import SUBMITTED, Facts
from bench.callers_play import Played
from bench.callers_studies import studies

# A request in one of these can still be carried out: the caller's part of it was taken as complete.
TAKEN = frozenset({"to_sign", "received", "in_progress", "needs_something", "sent", "came_back"})
FIELDS = (
    "requester",
    "patient_name",
    "date_of_birth",
    "mrn",
    "studies",
    "study_dates",
    "recipient_name",
    "recipient_address",
    "callback",
)
Wrongs = dict[str, str]
Stored = dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """`fields`: how each field of each wanted request is, "" where it is right. `faults`: all else that is wrong."""

    played: Played
    fields: tuple[Wrongs, ...] = ()
    faults: tuple[str, ...] = field(default=())

    @property
    def reasons(self) -> list[str]:
        """Everything that is wrong, a line each; of a request that is not there nothing but that."""
        many = len(self.fields) > 1
        found = [
            f"{f'request {place}, ' if many else ''}{name}: {wrong}"
            for place, one in enumerate(self.fields, start=1)
            for name, wrong in one.items()
            if wrong and (self.played.stored or not self.faults)
        ]
        return [*self.faults, *found]

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.reasons


def judge(played: Played) -> Verdict:
    """The verdict on a talk."""
    if played.end == "broken":
        return Verdict(played, faults=(played.why,))
    faults = [f"loop: {played.why}"] if played.end == "loop" else []
    taken = [one for one in played.stored if one.get("state") in TAKEN]
    wanted = played.person.requests
    if len(taken) != len(wanted):
        others = ", ".join(str(one.get("state")) for one in played.stored if one not in taken)
        faults.append(f"end: {len(taken)} taken, not {len(wanted)}" + (f" (others: {others})" if others else ""))
    if played.person.end != SUBMITTED:
        return Verdict(played, faults=tuple(faults))
    return Verdict(played, _paired(wanted, taken or played.stored, played), tuple(faults))


def _paired(wanted: Sequence[Facts], stored: Sequence[Stored], played: Played) -> tuple[Wrongs, ...]:
    """Each wanted request beside the stored one that fits best; beside an empty one where there is none."""
    filled = [*stored, *[{}] * (len(wanted) - len(stored))]
    orders = permutations(filled, len(wanted))
    compared = (
        tuple(compare(facts, one, played.said) for facts, one in zip(wanted, order, strict=True)) for order in orders
    )
    return min(compared, key=lambda found: sum(bool(wrong) for one in found for wrong in one.values()))


def compare(facts: Facts, stored: Stored, talk: str) -> Wrongs:
    """Each field's fault, or ""; `talk` is all that the caller said."""
    recipient = stored.get("recipient") or {}
    named, dated = studies(facts.studies, stored.get("studies") or ())
    found = (
        fields.exact(facts.who, stored.get("requester")),
        fields.name(facts.patient_name, stored.get("patient_name"), talk),
        fields.exact(facts.date_of_birth, stored.get("date_of_birth")),
        fields.number(facts.mrn, stored.get("mrn")),
        named,
        dated,
        fields.recipient(facts.recipient_name, recipient.get("name"), facts.patient_name),
        fields.address(facts.recipient_address, recipient.get("address")),
        fields.exact(facts.callback, stored.get("callback")),
    )
    return dict(zip(FIELDS, found, strict=True))
