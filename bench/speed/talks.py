"""What callers send: the call, the same 500 utterances in the same order, keys, the answers of a form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import chain, zip_longest
from typing import Literal, NamedTuple
from urllib.parse import urldefrag, urlencode

from bench.judge import URGENT, Case
from bench.runs import cases
from bench.speed.load import Request
from tests.callers import ACCOUNT, BLANKS, LINE, Signer, invented

Kind = Literal["ring", "words", "keys", "form", "urgent"]
ACTION = re.compile(r'<Gather\b[^>]*?\baction="([^"]+)"')
STOCK = "/webhooks/twilio_voice/webhook"
FORM = "application/x-www-form-urlencoded"
KEYS = ({"Digits": "*"}, {"Digits": "1"}, {"Digits": "*"})
# What leads to a form, and then its answers, none of which the model ever sees. The person is invented.
TO_THE_FORM = {"SpeechResult": "please send my images to another hospital"}
ANSWERS = (
    {"SpeechResult": "yes"},
    {"SpeechResult": "maria quinn"},
    {"SpeechResult": "q u i n n"},
    {"Digits": "03051961"},
    {"SpeechResult": "chest ct from march of last year"},
    {"SpeechResult": "doctor ruiz at lakeside clinic"},
)


class Asked(NamedTuple):
    """What is said in one round: needs in words, urgent needs, and words of the warm-up, which come nowhere else."""

    words: list[str]
    urgent: list[str]
    warm: list[str]


def heard() -> list[Case]:
    """The development cases as a recogniser hears them, in English."""
    return [case for case in cases("dev*.yaml") if "voice" in case.channels and case.lang == "en"]


def asked(few: int, warm: int, heard: list[Case]) -> Asked:
    """`few` utterances out of these, and a fifth as many urgent ones."""
    calm = _by_turns(case for case in heard if case.kind not in URGENT)
    urgent = _by_turns(case for case in heard if case.kind in URGENT)
    return Asked(calm[:few], urgent[: max(1, few // 5)], calm[few : few + warm])


def _by_turns(some: Iterable[Case]) -> list[str]:
    """One of each file's after the other, so that the first few are of all writers; each sentence once."""
    files: dict[str, list[str]] = {}
    for case in some:
        files.setdefault(case.id.partition("-")[0], []).append(case.says)
    return list(dict.fromkeys(text for text in chain.from_iterable(zip_longest(*files.values())) if text))


@dataclass(frozen=True)
class Caller:
    """One call of an invented person to one side; `sign` None is stock Rasa's, which has one door for all."""

    person: int
    sign: Signer | None

    def ring(self) -> Request:
        """The call comes in."""
        return self._request("/voice", {"CallStatus": "ringing"})

    def answer(self, document: str, fields: dict[str, str]) -> Request:
        """What is said or pressed after this document."""
        sure = {"Confidence": "0.9"} if "SpeechResult" in fields else {}
        return self._request(action(document), {"CallStatus": "in-progress", **fields, **sure})

    def _request(self, path: str, fields: dict[str, str]) -> Request:
        number, sid = invented(self.person), f"CA{self.person:032x}"
        people = {"From": number, "Caller": number, "To": LINE, "Called": LINE}
        call = {"AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "CallSid": sid, "Direction": "inbound"}
        form = {**call, **BLANKS, **people, **fields}
        path = path.removeprefix(self.sign.base) if self.sign else STOCK
        signed = self.sign.header(path, form) if self.sign else {}
        return Request(path, urlencode(form).encode(), {"Content-Type": FORM, **signed})


def action(document: str) -> str:
    """Where the first Gather of a document sends its answer, without the fragment; "" where nobody listens."""
    found = ACTION.search(document)
    return urldefrag(unescape(found[1])).url if found else ""


def steps(kind: Kind, words: Sequence[str]) -> list[list[dict[str, str]]]:
    """What each call of this kind sends after the ring, one list a step; `words` has one item a call."""
    if kind == "keys":
        return [[step] * len(words) for step in KEYS]
    if kind == "form":
        return [[step] * len(words) for step in ANSWERS]
    return [[{"SpeechResult": text} for text in words]]
