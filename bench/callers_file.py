"""Files of callers who want images released: who they are, what they say, and what has to be stored in the end.

A caller is an item of a YAML list:

  id: rel-002            unique
  channel: voice         voice, sms, or both. Voice is as a recogniser hears it: small letters, few stops.
  opening: i want to get my x rays sent to my doctor
  facts:                 what is true of the caller; null is what he never tells
    requester: patient   patient, guardian, power_of_attorney, executor, helper, or in free words
    patient_name: Harold Eugene Pickett
    date_of_birth: '1946-07-14'
    mrn: D2281045
    recipient_name: Dr. Priya Raman, Queen City Family Medicine    "…, home": the patient's own home
    recipient_address: 6120 Carmel Ridge Road, Charlotte, NC 28226
    studies:
    - study: X-ray chest
      date: '2026-08-04'     2026-08 where only the month is told; null: not told, or vague in the caller's own words
    callback: '+17045550102' also the number that he calls or writes from
  answers:               what he says when a thing is asked: the first entry the first time, the next one when the same
                         thing is asked again; the last one from then on
    requester: [...]     also patient_name, date_of_birth, mrn, recipient_name, recipient_address, studies, callback,
                         confirm, signature, anything_else, legal_papers (said when a copy of them is needed)
  facts_2, answers_2     a second request, begun with the first answer to "anything else?"
  twist: one line for people
  end: submitted         submitted: the facts are stored in a request that can be signed; cancelled, abandoned,
                         handed_to_person: none is

In an answer "" is silence, digits alone are keyed (by voice), "[next day] x" is x about 20 hours later from the same
number, and "[hangs up]" is the end of it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field

from bench import lists

Thing = Literal[
    "requester",
    "patient_name",
    "date_of_birth",
    "mrn",
    "recipient_name",
    "recipient_address",
    "studies",
    "callback",
    "confirm",
    "signature",
    "anything_else",
    "legal_papers",
]
THINGS: tuple[Thing, ...] = get_args(Thing)
Channel = Literal["voice", "sms"]
Requester = Literal["patient", "guardian", "power_of_attorney", "executor", "helper", "nobody"]
SUBMITTED = "submitted"
# How people name who asks; the first row that fits. An outside office and a law firm are nobody who may ask here.
REQUESTERS: tuple[tuple[Requester, str], ...] = (
    ("power_of_attorney", r"power.?of.?attorney|\bpoa\b|attorney.in.fact|health.?care.(agent|proxy)"),
    ("nobody", r"office|clinic|provider|attorney|law|insur|employer|police"),
    ("executor", r"executor|executrix|administrator|estate|deceased|surviv"),
    ("guardian", r"guardian|parent|mother|father|\bmom\b|\bdad\b|custod|conservator"),
    (
        "helper",
        r"help|friend|neighbor|sitter|aide|caregiver|carer|relative|spouse|wife|husband|niece|nephew|son|daughter",
    ),
    ("patient", r"patient|self|own"),
)


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Study(_Strict):
    """One examination and its date, as far as it is told."""

    study: str
    date: str | None = None


class Facts(_Strict):
    """What is true; None is what is never told."""

    requester: str
    patient_name: str | None = None
    date_of_birth: str | None = None
    mrn: str | None = None
    recipient_name: str | None = None
    recipient_address: str | None = None
    studies: tuple[Study, ...] = ()
    callback: str | None = None

    @property
    def who(self) -> Requester:
        """Who asks, as a stored request has it."""
        found = (name for name, pattern in REQUESTERS if re.search(pattern, self.requester, re.IGNORECASE))
        return next(found, "helper")


Answers = dict[Thing, tuple[str, ...]]


class Person(_Strict):
    """One caller; the head of this module explains every field. A misspelt field is a fault."""

    id: str
    channel: Literal["voice", "sms", "both"]
    opening: str
    facts: Facts
    answers: Answers
    facts_2: Facts | None = None
    answers_2: Answers = Field(default_factory=dict)
    twist: str = ""
    end: str

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The doors that he comes through."""
        return ("voice", "sms") if self.channel == "both" else (self.channel,)

    @property
    def requests(self) -> tuple[Facts, ...]:
        """The facts of each request that has to be stored; none unless the end is submitted."""
        if self.end != SUBMITTED:
            return ()
        return (self.facts,) if self.facts_2 is None else (self.facts, self.facts_2)


class _Words(yaml.SafeLoader):
    """Reads 07141946, 2026-08-04 and yes as they are written; only null is not a word."""


_Words.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag == "tag:yaml.org,2002:null"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> list[Person]:
    """The callers of a file. Raises SystemExit with what is wrong with it."""
    return lists.read(path, Person, "caller", _Words)
