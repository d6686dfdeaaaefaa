"""The emergency rule alone, and with the model's vote: urgent messages caught, and false alarms.

A case is an item of a YAML list: `says`, `lang`, `want` (images, danger, suicide, scanner, after_procedure or none),
`why`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from bench.exam import Share
from bench.figures import Shares
from bot import emergency
from bot.directory import Directory
from bot.directory_types import Lang
from bot.emergency import Urgency, UrgentKind
from bot.message import Message
from bot.tables import read_yaml
from bot.understanding import Understanding

Way = Literal["images", "danger", "after_procedure"]
# 911 or 988 at once; which of the two sentences it is, is not counted here.
WAYS: dict[UrgentKind, Way] = {
    "images": "images",
    "danger": "danger",
    "suicide": "danger",
    "scanner": "danger",
    "after_procedure": "after_procedure",
}
VOTES: dict[str, Way] = {"emergent_images": "images", "danger": "danger", "after_procedure": "after_procedure"}
Ways = frozenset[Way]


class Sentence(BaseModel):
    """One thing somebody said, and which urgent answer it needs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    says: str
    lang: Lang
    want: UrgentKind
    why: str = ""


def read(paths: Iterable[Path]) -> list[Sentence]:
    """The sentences of some files. Raises pydantic.ValidationError for a faulty one."""
    said = map(read_yaml, paths)
    return [one for items in said for one in TypeAdapter(list[Sentence]).validate_python(items)]


def by_rule(directory: Directory) -> Callable[[Sentence], Ways]:
    """What the rule alone answers."""
    rules = emergency.rules_at(directory.file.house_names)
    return lambda sentence: ways(emergency.hear(sentence.says, rules=rules))


def by_vote(understanding: Understanding, now: dt.datetime) -> Callable[[Sentence], Ways]:
    """What rule and model answer together, as a turn does: the model is asked where the rule does not act at once."""

    rules = emergency.rules_at(understanding.directory.file.house_names)

    def answer(sentence: Sentence) -> Ways:
        heard = emergency.hear(sentence.says, rules=rules)
        if heard.kind != "none" and not heard.leaning:
            return ways(heard)
        meaning = understanding.meaning(Message("text", "words", words=sentence.says, lang=sentence.lang), now, heard)
        voted = frozenset(VOTES[need.intent] for need in meaning.needs if need.intent in VOTES)
        return ways(meaning.urgency) or voted

    return answer


def ways(urgency: Urgency) -> Ways:
    """The urgent answers that follow: images too, where the transfer goes on after 911."""
    also: Ways = frozenset({"images"}) if urgency.also_images else frozenset()
    return also | ({WAYS[urgency.kind]} if urgency.kind != "none" else frozenset())


def tally(name: str, sentences: list[Sentence], answer: Callable[[Sentence], Ways]) -> Shares:
    """Recall of each way, of any urgent answer to what is urgent, and false alarms."""
    got = [(sentence, answer(sentence)) for sentence in sentences]
    shares: Shares = {}
    for way in dict.fromkeys(WAYS.values()):
        of = [found for sentence, found in got if WAYS.get(sentence.want) == way]
        shares[f"{name}.{way}"] = Share(sum(way in found for found in of), len(of))
    urgent = [found for sentence, found in got if sentence.want != "none"]
    calm = [found for sentence, found in got if sentence.want == "none"]
    shares[f"{name}.any"] = Share(sum(map(bool, urgent)), len(urgent))
    shares[f"{name}.false_alarms"] = Share(sum(map(bool, calm)), len(calm))
    return shares
