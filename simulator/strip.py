"""What one turn made of a message, for the curious; of a private answer only that it was one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.job import Job
from bot.masking import entry_kinds, mask_heard
from bot.meaning import Need
from bot.mentions import Mention
from bot.message import PRIVATE
from bot.take_turn import understanding
from bot.watch import Watched

HIDDEN = "private"


@dataclass(frozen=True)
class Strip:
    """One turn.

    `kind`: what the person did; `key`: a single key that was pressed. `awaited`: what the talk waited for, "private"
    where that cannot be told. `urgent`: whether the answer waits for no store. `asked`: whether the masked words went
    to the model. `milliseconds` is the time of understanding.
    """

    kind: str
    key: str
    version: str
    awaited: str
    private: bool
    asked: bool
    urgent: bool
    urgency: str
    also_images: bool
    doubt: bool
    rules: tuple[str, ...]
    lang: str
    signs: tuple[str, ...]
    needs: tuple[dict[str, Any], ...]
    mentions: tuple[dict[str, Any], ...]
    masked: str
    milliseconds: float


def strip(watched: Watched) -> Strip | None:
    """The newest turn that was watched; None where the desk took none."""
    job = watched.job
    if job is None:
        return None
    awaited = awaited_by(job)
    private = awaited in (*PRIVATE, HIDDEN)
    meaning, read = job.meaning, job.message.kind == "words" and not private
    mentions, masked = _read(job) if read else ((), "")
    return Strip(
        kind=job.message.kind,
        key=job.message.keys if len(job.message.keys) == 1 else "",
        version=job.directory.version,
        awaited=awaited,
        private=private,
        asked=read and bool(meaning.words),
        urgent=job.urgent,
        urgency=meaning.urgency.kind,
        also_images=meaning.urgency.also_images,
        doubt=meaning.urgency.doubt,
        rules=meaning.urgency.evidence,
        lang=meaning.lang,
        signs=tuple(sorted(meaning.signs)) if read else (),
        needs=tuple(map(_need, meaning.needs)) if read else (),
        mentions=mentions,
        masked=masked,
        milliseconds=round(watched.seconds * 1000, 1),
    )


def awaited_by(job: Job) -> str:
    """What the talk waited for before this message: a call says it, of a text only a turn that was saved knows it."""
    if job.message.channel == "voice":
        return job.message.expect
    return job.known.expect if job.known else HIDDEN


def _read(job: Job) -> tuple[tuple[dict[str, Any], ...], str]:
    lexicon = understanding(job.directory, job.desk.nlu).lexicon
    heard = lexicon.hear(lexicon.hide(job.message.words))
    found = lexicon.find(heard)
    masked = mask_heard(heard, found, entry_kinds(job.directory))
    return tuple(_mention(one, heard) for one in found), masked


def _mention(mention: Mention, heard: list[str]) -> dict[str, Any]:
    words = " ".join(heard[place] for place in sorted(mention.at) if place < len(heard))
    told = {"kind": mention.kind, "id": mention.id, "how": mention.how, "weight": mention.weight}
    return {"words": words, **told}


def _need(need: Need) -> dict[str, Any]:
    about = [" or ".join(group) for group in need.entries] + [*need.topics, need.question, *need.purposes]
    told = {"intent": need.intent, "score": round(need.score, 2), "rivals": list(need.rivals)}
    return {**told, "about": [one for one in about if one]}


__all__ = ["Strip", "awaited_by", "strip"]
